/**
 * ITSTATE, the state of T32's If-Then blocks. DDI 0487 G1.2, F1.2.
 *
 * Translation knows it for each instruction, so nothing is stored while a block runs. Whoever leaves within one finds it by
 * reading the block's IT instruction again.
 *
 * BOUNDS: a block address comes from the block store, and its instructions are in guest RAM before `end`.
 */
import { Block } from "../ir/block";
import { CONTEXT_IT_SHIFT, Context } from "./state";

/** ITSTATE behind an instruction: one condition bit less. */
export function advanceIfThen(state: u32): u32 {
  return (state & 7) == 0 ? 0 : (state & 0xe0) | ((state << 1) & 0x1f);
}

/** Whether the 16-bit instruction is IT. */
export function isIfThen(half: u32): bool {
  return half >> 8 == 0xbf && (half & 15) != 0;
}

/** Whether a first halfword begins a 32-bit instruction. */
export function isWide(half: u32): bool {
  return half >= 0xe800;
}

/** ITSTATE that a block of `context` begins with. */
export function ifThenOfContext(context: u32): u32 {
  return (context & Context.InIt) != 0 ? (context >> CONTEXT_IT_SHIFT) & 0xff : 0;
}

/** ITSTATE of the instruction of the micro-op at `op` in `block`. */
export function ifThenState(block: u32, op: usize): u32 {
  let state = ifThenOfContext(Block.context(block));
  let at = Block.address(block) & ~1;
  const end = at + Block.instructionOffset(block, op);
  while (at < end) {
    const half = <u32>load<u16>(at);
    state = isIfThen(half) ? half & 0xff : advanceIfThen(state);
    at += isWide(half) ? 4 : 2;
  }
  return state;
}
