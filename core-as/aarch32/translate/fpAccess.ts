/** Whether floating-point instructions are enabled. DDI 0487 G1.17.6, CPACR and FPEXC.EN. */
import { Context } from "../state";
import { translationContext } from "../translate";
import { undefinedInstruction } from "./undefined";

/**
 * Guard of every handler that touches floating-point registers or FPSCR: where they are not enabled, emits the exception.
 * @returns true when it did; the handler then returns
 */
export function fpTrapped(): bool {
  if ((translationContext() & Context.FpTrap) == 0) return false;
  undefinedInstruction();
  return true;
}
