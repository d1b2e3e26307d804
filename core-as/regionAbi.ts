/** What compiled regions import from the core besides the functions of micro-op rows (exec/functions) and hot.ts. */
import { Chain } from "./exec/chain";

/** The block boundary after a system call or an exception. @returns the block to run, charged; 0: there is an exit reason */
export function regionResolve(v: usize): u32 {
  return Chain.resolve(v);
}
