/** IA32 blocks: from bytes in RAM to micro-ops. */

import { Fetch } from "../exec/fetch";
import { CONTEXT_TRANSIENT } from "../ir/block";
import { beginBlock, beginInstruction, blockEnded, blockFull, dropUnreadFlags, endBlock } from "../ir/emit";
import { PAGE_SIZE } from "../layout";
import { emitBlockStart, emitInhibit } from "./blockStart";
import { emitIa32 } from "./decode.gen";
import { generalProtection } from "./emitException";
import { Insn } from "./instruction";

/** Translates from the instruction at linear-memory address `host` on. @returns the block, 0 when the arena is full. */
export function translateBlock(v: usize, host: u32, context: u32): u32 {
  const single = context >= CONTEXT_TRANSIENT;
  if (!beginBlock(host & (PAGE_SIZE - 1), !single)) return 0;
  Insn.context = context;
  Insn.inhibits = 0;
  let address = host;
  do {
    const first = address == host;
    Fetch.begin(v, address, first);
    const row = Insn.decode();
    // An instruction in two pages has a block of its own. A repeated string instruction begins one: left in its midst when a slice
    // ends, it goes on with the same block, so that where blocks end does not depend on where slices do.
    if ((Fetch.straddles() || Insn.repeatsString) && !first) break;
    // Behind the instruction after STI, interrupts come: not behind a CLI that follows it.
    const last = Insn.inhibits != 0;
    Insn.inhibits = 0;
    translateInstruction(row, first);
    address += Insn.length;
    if (last) break;
  } while (!single && !blockEnded() && !blockFull());
  if (Insn.inhibits != 0 && !blockEnded()) emitInhibit(Insn.inhibits);
  dropUnreadFlags();
  return endBlock();
}

function translateInstruction(row: i32, first: bool): void {
  beginInstruction(Insn.length);
  if (Fetch.missing) return Fetch.emitPrefetch();
  if (first) emitBlockStart(Insn.context, Insn.length);
  if (Fetch.straddles()) Fetch.emitCheck();
  if (row == -2) generalProtection();
  else emitIa32(row);
}
