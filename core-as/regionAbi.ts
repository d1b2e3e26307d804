/**
 * What compiled regions import from the core besides the functions of micro-op rows (exec/functions): memory accesses that
 * their own look at the translation cache did not settle, and the block boundary after a system call.
 */
import { Chain } from "./exec/chain";
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

/** The block boundary after a system call or an exception. @returns the block to run, charged; 0: there is an exit reason */
export function regionResolve(v: usize): u32 {
  return Chain.resolve(v);
}
