/** IA32 blocks: from bytes in RAM to micro-ops. */
import { beginBlock, beginInstruction, Call, endBlock } from "../ir/emit";
import { PAGE_SIZE, SLOT_DISCARD } from "../layout";
import { NO_ERROR_CODE, raise } from "./exception";
import { Vector } from "./state";

/** Translates from the instruction at linear-memory address `host` on. @returns the block, 0 when the arena is full. */
export function translateBlock(v: usize, host: u32, context: u32): u32 {
  if (!beginBlock(host & (PAGE_SIZE - 1), true)) return 0;
  beginInstruction(1);
  Call.systemLast(raiseUndefined.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
  return endBlock();
}

function raiseUndefined(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raise(v, Vector.UD, NO_ERROR_CODE);
  return 1;
}
