/**
 * State that the host sets from outside, where more depends on it than its own field. Between runs only.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { eflagsOf, setEflags as setArithmeticFlags } from "../exec/functions/flagsIa32";
import { updateContext } from "./context";
import { resetTranslation } from "./paging";
import { EFLAGS_SYSTEM, Eflags } from "./state";

const ARITHMETIC: u32 = Eflags.CF | Eflags.PF | Eflags.AF | Eflags.ZF | Eflags.SF | Eflags.OF;

/** EFLAGS. */
export function eflags(v: usize): u32 {
  return eflagsOf(v) | load<u32>(v, EFLAGS_SYSTEM);
}

/** Sets EFLAGS; reserved bits read as the processor has them. */
export function setEflags(v: usize, value: u32): void {
  setArithmeticFlags(v, value);
  store<u64>(v, <u64>((value & 0x3f7700 & ~ARITHMETIC) | Eflags.Fixed), EFLAGS_SYSTEM);
  updateContext(v);
}

/** To be called after system registers were written in memory: forgets what was derived from the old ones. */
export function systemRegistersChanged(v: usize): void {
  resetTranslation(v);
  updateContext(v);
}
