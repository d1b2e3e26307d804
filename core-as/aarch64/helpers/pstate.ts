/**
 * MSR (immediate) at run time. All are for `Call.system` of ir/emit.ts.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { setLevel } from "../exception";
import { PSTATE_DAIF } from "../state";
import { setInterruptMask } from "../sysreg/control";

export function selectStackPointer(v: usize, d: usize, a: usize, b: usize, spsel: u32): i32 {
  setLevel(v, 1, spsel);
  return 0;
}

/** DAIFSet with PSTATE.D in it. */
export function setMask(v: usize, d: usize, a: usize, b: usize, bits: u32): i32 {
  return i32(setInterruptMask(v, load<u32>(v, PSTATE_DAIF) | bits));
}

/** DAIFClr. */
export function clearMask(v: usize, d: usize, a: usize, b: usize, bits: u32): i32 {
  return i32(setInterruptMask(v, load<u32>(v, PSTATE_DAIF) & ~bits));
}
