/** The only imports from the host, besides the memory. Integers in, nothing out. */

/** asc calls this where the source traps with a message; the core raises no such trap on purpose. */
export function abort(message: usize, file: usize, line: u32, column: u32): void {
  unreachable();
}
