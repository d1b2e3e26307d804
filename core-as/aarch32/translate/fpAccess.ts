/** Whether floating-point instructions are enabled. DDI 0487 G1.17.6, CPACR and FPEXC.EN. */
import { Call } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import { floatAccessTrap } from "../helpers/exceptions";
import { kernelIsAarch64 } from "../kernel";
import { Context } from "../state";
import { translationContext } from "../translate";

/**
 * Guard of every handler that touches floating-point registers or FPSCR: emits the exception that there is where they are not enabled.
 * Kernels enable them at the first use after each switch of threads, so that whether they are is asked at run time; under an AArch64
 * kernel, it is part of the context.
 * @returns true when nothing but the exception can follow; the handler then returns
 */
export function fpTrapped(): bool {
  if ((translationContext() & Context.FpTrap) == 0) {
    if (!kernelIsAarch64()) Call.unlessFloat(floatAccessTrap.index);
    return false;
  }
  Call.systemLast(floatAccessTrap.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
  return true;
}
