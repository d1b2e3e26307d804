/**
 * Joins micro-ops that follow each other into sequences, which the interpreter executes with one look at an op code (sequences.ir,
 * docs/adr/0033).
 *
 * A sequence is a number in the place of its first micro-op's; all stay where they are, with their operands. So whoever goes on at a later
 * one finds it, and whoever reads a block takes a sequence for its first micro-op.
 *
 * BOUNDS: `first` is the first of `count` micro-ops of 16 bytes each.
 */
import { longerSequence } from "./sequences.gen";

/** The longest from each micro-op on. */
export function joinSequences(first: usize, count: u32): void {
  const end = first + <usize>(count << 4);
  let op = first;
  while (op < end) {
    let code: u32 = load<u16>(op);
    let next = op + 16;
    while (next < end) {
      const longer = longerSequence(code, load<u16>(next));
      if (longer == 0) break;
      code = longer;
      next += 16;
    }
    store<u16>(op, <u16>code);
    op = next;
  }
}
