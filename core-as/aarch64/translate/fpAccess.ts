/** The trap on SIMD and floating-point instructions. DDI 0487 D1.13.2, CPACR_EL1.FPEN. */
import { Call } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import { Ec, raise } from "../exception";
import { Context } from "../state";
import { translationContext } from "../translate";

/** ISS of a trapped AArch64 instruction: CV = 1, COND = 0b1110. */
const ISS_ALWAYS: u32 = (1 << 24) | (0xe << 20);

/**
 * Guard of every handler that touches V registers, FPCR or FPSR: where they are not enabled, emits the trap.
 * @returns true when it did; the handler then returns
 */
export function fpTrapped(): bool {
  if ((translationContext() & Context.FpTrap) == 0) return false;
  Call.systemLast(raiseFpTrap.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
  return true;
}

function raiseFpTrap(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raise(v, Ec.FpTrap, ISS_ALWAYS);
  return 1;
}
