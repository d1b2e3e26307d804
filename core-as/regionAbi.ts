/**
 * What compiled regions import from the core besides the functions of micro-op rows (exec/functions): the memory
 * accesses that their own look at the translation cache did not settle.
 */
import { locatePlain, Want } from "./mem/access";

/**
 * Linear-memory address to read `size` bytes (1..32) of `va` from, through the translation cache in slot `tc`.
 * @returns 0: the interpreter must do it
 */
export function regionRead(v: usize, tc: u32, va: u64, size: u32): u32 {
  return locatePlain(v, tc, va, size, Want.Read);
}

/** As `regionRead`, to write. */
export function regionWrite(v: usize, tc: u32, va: u64, size: u32): u32 {
  return locatePlain(v, tc, va, size, Want.Write);
}
