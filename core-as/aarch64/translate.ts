/** A64 blocks: from RAM words to micro-ops. */
import { CONTEXT_TRANSIENT } from "../ir/block";
import { beginBlock, beginInstruction, blockEnded, blockFull, endBlock } from "../ir/emit";
import { PAGE_SIZE } from "../layout";
import { decodeA64 } from "./decode.gen";
import { Context } from "./state";
import { beginStep, illegalState } from "./translate/debug";

/** Context of the block that is being translated, for handlers whose output depends on it. */
let context: u32 = 0;

export function translationContext(): u32 {
  return context;
}

/** Translates from the instruction at linear-memory address `host` on. @returns the block, 0 when the arena is full. */
export function translateBlock(v: usize, host: u32, blockContext: u32): u32 {
  context = blockContext;
  const single = context >= CONTEXT_TRANSIENT;
  if (!beginBlock(host & (PAGE_SIZE - 1), !single)) return 0;
  let address = host;
  do {
    beginInstruction(4);
    // BOUNDS: host is a 4-aligned address in a RAM page, and blockFull() ends the block with the page.
    const word = load<u32>(address);
    if ((context & Context.Step) != 0) beginStep(word);
    if ((context & Context.Illegal) != 0) illegalState();
    else decodeA64(word);
    address += 4;
  } while (!single && !blockEnded() && !blockFull());
  return endBlock();
}
