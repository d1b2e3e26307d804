/**
 * Leaving a block before its end: the budget gets back what was not executed, and PC names the instruction at fault.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure.
 */
import { leavingBlock } from "../architecture";
import { Block } from "../ir/block";
import { SLOT_BLOCK, SLOT_BUDGET, SLOT_DEFERRED, SLOT_OP, SLOT_PC } from "../layout";

/**
 * Stops the running block at the micro-op in SLOT_OP: SLOT_PC becomes the address of its instruction.
 * The instruction itself counts as executed when `retired`.
 * @returns that address
 */
export function leaveBlock(v: usize, retired: bool): u64 {
  // BOUNDS: v is a vCPU's base.
  const block = load<u32>(v, SLOT_BLOCK);
  if (block == 0) return load<u64>(v, SLOT_PC);
  leavingBlock(v, Block.context(block), retired);
  const op = <usize>load<u32>(v, SLOT_OP);
  const done = Block.instructionsBefore(block, op) + u32(retired);
  store<i64>(v, load<i64>(v, SLOT_BUDGET) + <i64>(Block.instructions(block) - done), SLOT_BUDGET);
  const pc = load<u64>(v, SLOT_PC) + Block.instructionOffset(block, op);
  store<u64>(v, pc, SLOT_PC);
  store<u32>(v, 0, SLOT_BLOCK);
  return pc;
}

/** Address of the instruction of the micro-op in SLOT_OP, or PC between blocks. */
export function instructionAddress(v: usize): u64 {
  const block = load<u32>(v, SLOT_BLOCK);
  const pc = load<u64>(v, SLOT_PC);
  return block == 0 ? pc : pc + Block.instructionOffset(block, <usize>load<u32>(v, SLOT_OP));
}

/** Asks for a look at events (interrupt lines, timers) at the next block boundary. */
export function requestEvent(v: usize): void {
  const left = load<i64>(v, SLOT_BUDGET);
  if (left <= 0) return;
  store<i64>(v, load<i64>(v, SLOT_DEFERRED) + left, SLOT_DEFERRED);
  store<i64>(v, 0, SLOT_BUDGET);
}
