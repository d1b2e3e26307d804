/**
 * EFLAGS as a whole. SDM volume 1, 3.4.3.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { eflagsOf, setEflags as setArithmeticFlags } from "../exec/functions/flagsIa32";
import { updateContext } from "./context";
import { EFLAGS_SYSTEM, Eflags } from "./state";

export const ARITHMETIC_FLAGS: u32 = Eflags.CF | Eflags.PF | Eflags.AF | Eflags.ZF | Eflags.SF | Eflags.OF;
/** What POPF and IRET load in any mode and at any level. */
export const USER_FLAGS: u32 = ARITHMETIC_FLAGS | Eflags.TF | Eflags.DF | Eflags.NT;
/** Flags on which the context or the choice of translation caches depends. */
const CONTEXT_FLAGS: u32 = Eflags.TF | Eflags.RF | Eflags.VM | Eflags.AC;

export function readEflags(v: usize): u32 {
  return eflagsOf(v) | load<u32>(v, EFLAGS_SYSTEM);
}

export function iopl(v: usize): u32 {
  return (load<u32>(v, EFLAGS_SYSTEM) >> 12) & 3;
}

/** Replaces the flags in `mask` by those of `value`. */
export function writeEflags(v: usize, value: u32, mask: u32): void {
  if (replaceEflags(v, value, mask)) updateContext(v);
}

/** `writeEflags` without its update of the context. @returns whether it is due */
export function replaceEflags(v: usize, value: u32, mask: u32): bool {
  if ((mask & ARITHMETIC_FLAGS) != 0) setArithmeticFlags(v, (readEflags(v) & ~mask) | (value & mask));
  const system = mask & ~ARITHMETIC_FLAGS;
  const old = load<u32>(v, EFLAGS_SYSTEM);
  const next = (old & ~system) | (value & system) | Eflags.Fixed;
  store<u64>(v, <u64>next, EFLAGS_SYSTEM);
  return ((old ^ next) & CONTEXT_FLAGS) != 0;
}
