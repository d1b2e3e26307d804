/**
 * Where front ends put micro-ops: appends to the arena's free end, and remembers for each op its guest instruction.
 *
 * The cursor lives in Wasm globals: it means something only between `beginBlock` and `endBlock` and is no machine
 * state.
 *
 * BOUNDS: beginBlock made sure that the arena has room for MAX_OPS micro-ops, and append stops there.
 */
import { JumpHint } from "../abi";
import {
  BLOCK_MAX_INSTRUCTIONS,
  PAGE_SIZE,
  SLOT_DISCARD,
  SLOT_PC,
  SLOT_T,
  VM_ARENA_NEXT,
  VM_HOT_THRESHOLD,
} from "../layout";
import { Parallel } from "../parallel/exclusive";
import { arenaHasRoom, Block, finishBlock, OFFSET_BITS } from "./block";
import { dropDeadFlags } from "./deadFlags";
import { Op } from "./ops.gen";
import { joinSequences } from "./sequences";

/** Room for the longest instruction (LD4 of 16 byte lanes and their addresses) at the end of the longest block. */
const MAX_OPS: u32 = 1024;
const OPS_PER_INSTRUCTION: u32 = 160;
/** One u16 an op, as block.ts describes it, copied behind the ops when the block is finished. */
const offsets: usize = memory.data(MAX_OPS * 2);
/** Temporary 15, for the target of an indirect jump on a condition. */
const SLOT_JUMP: u32 = SLOT_T + 15 * 8;
const LARGEST_BLOCK: u32 = Block.HEADER + MAX_OPS * 18 + 16;

let cursor: usize = 0;
let opCount: u32 = 0;
let instructionCount: u32 = 0;
let pageOffset: u32 = 0;
let currentOffset: u32 = 0;
let nextOffset: u32 = 0;
let ended: bool = false;
/** The `skip` whose micro-ops are being emitted, 0 = none, and its condition; where the last one ended. */
let skipOp: usize = 0;
let skipCondition: u32 = 0;
let barrier: u32 = 0;
/** Whether an op of the block, executed for sure, asks whether floating point is enabled. */
let floatChecked: bool = false;
/** The slot that has machine state of the next instruction, 0 = none, where a function ends the block behind this one; that state. */
let nextSlot: u32 = 0;
let nextState: u32 = 0;

/**
 * Starts a block at byte `offset` of its page; `profiled`: it may become hot. @returns false when the arena is full: flush,
 * then begin again
 */
export function beginBlock(offset: u32, profiled: bool): bool {
  if (!arenaHasRoom(LARGEST_BLOCK)) return false;
  cursor = Block.firstOp(load<u32>(VM_ARENA_NEXT));
  opCount = 0;
  instructionCount = 0;
  pageOffset = offset;
  currentOffset = 0;
  nextOffset = 0;
  ended = false;
  skipOp = 0;
  barrier = 0;
  floatChecked = false;
  if (profiled && load<u32>(VM_HOT_THRESHOLD) != 0) {
    instructionCount = 1;
    append(Op.Profile, 0, 0, 0, load<u32>(VM_HOT_THRESHOLD));
    instructionCount = 0;
  }
  return true;
}

/** Announces the next guest instruction, `bytes` long: the ops that follow are its. */
export function beginInstruction(bytes: u32): void {
  currentOffset = nextOffset;
  nextOffset += bytes;
  nextSlot = 0;
  instructionCount++;
}

/** Whether the block must stop here: a jump was emitted, or a limit is reached. */
export function blockEnded(): bool {
  return ended;
}
export function blockFull(): bool {
  return (
    instructionCount >= BLOCK_MAX_INSTRUCTIONS ||
    opCount + OPS_PER_INSTRUCTION > MAX_OPS ||
    pageOffset + nextOffset >= PAGE_SIZE
  );
}

/** Drops what the block records of flags that nobody reads; for guests of which most instructions record them. */
export function dropUnreadFlags(): void {
  const first = Block.firstOp(load<u32>(VM_ARENA_NEXT));
  opCount = dropDeadFlags(first, opCount, offsets);
  cursor = first + (opCount << 4);
}

/** Finishes the block, with a jump to the following instruction if no other end was emitted; returns its address. */
export function endBlock(): u32 {
  if (!ended) Jump.toNext();
  joinSequences(Block.firstOp(load<u32>(VM_ARENA_NEXT)), opCount);
  return finishBlock(opCount, instructionCount, nextOffset, offsets);
}

/** Appends one micro-op. Only emitters call this. */
export function append(op: u32, d: u32, a: u32, b: u32, imm: u64): void {
  // BOUNDS: blockFull() leaves OPS_PER_INSTRUCTION free before each instruction; an emitter that passes it traps here.
  if (opCount >= MAX_OPS) unreachable();
  store<u32>(cursor, op | (d << 16));
  store<u32>(cursor, a | (b << 16), 4);
  store<u64>(cursor, imm, 8);
  store<u16>(offsets + (opCount << 1), <u16>(currentOffset | ((instructionCount - 1) << OFFSET_BITS)));
  cursor += 16;
  opCount++;
}

function pair(low: i32, high: u32): u64 {
  return <u64>(<u32>low) | ((<u64>high) << 32);
}

/** Ends what a `skip` may step over. */
function closeSkip(): void {
  const count = <u32>((cursor - skipOp) >> 4) - 1;
  // BOUNDS: skipOp is the micro-op that `Conditional.begin` appended to this block.
  store<u32>(skipOp, count, 12);
  if (count == 0) {
    cursor -= 16;
    opCount--;
  } else barrier = opCount;
  skipOp = 0;
}

/** Instructions that are executed on a condition: AArch32's, numbered as in DDI 0487 C1.2.4. */
export abstract class Conditional {
  /** What the instruction emits up to `end` is done if `condition`, 0..13, holds; a jump is taken then. */
  static begin(condition: u32): void {
    skipOp = cursor;
    skipCondition = condition;
    append(Op.Skip, 0, 0, 0, pair(condition, 0));
  }
  static end(): void {
    if (skipOp != 0) closeSkip();
  }
  /** Where a function is the last of the block, `slot` gets `state` when the block goes on behind it, executed or not. */
  static follow(slot: u32, state: u32): void {
    nextSlot = slot;
    nextState = state;
  }
}

/**
 * Calls of functions. `fn` is a function's table index: pass `name.index`. The function takes
 * (v: usize, d: usize, a: usize, b: usize, imm: u32), where v is the vCPU's base and d, a, b are addresses of slots.
 */
export abstract class Call {
  /** A function without result that reads slots a, b and d, and writes d. */
  static pure(fn: u32, d: u32, a: u32, b: u32, imm: u32): void {
    append(Op.Call, d, a, b, pair(imm, fn));
  }
  /** As `pure`, for functions that also touch register slots which are not named. */
  static wide(fn: u32, d: u32, a: u32, b: u32, imm: u32): void {
    append(Op.Callw, d, a, b, pair(imm, fn));
  }
  /**
   * A function that may raise an exception, exit, or change any machine state. It returns an i32: 0, and the block goes
   * on; else it has left the block and set PC.
   */
  static system(fn: u32, d: u32, a: u32, b: u32, imm: u32): void {
    append(Op.Callx, d, a, b, pair(imm, fn));
  }
  /** Exclusive accesses: `system` functions that a region compiler writes out itself. */
  static exclusiveLoad(fn: u32, d: u32, a: u32, imm: u32): void {
    append(Op.CallxLoad, d, a, SLOT_DISCARD, pair(imm, fn));
  }
  static exclusiveStore(fn: u32, d: u32, a: u32, b: u32, imm: u32): void {
    append(Op.CallxStore, d, a, b, pair(imm, fn));
  }
  /** The look at an instruction's second page: a `system` function that a region compiler writes out itself. */
  static fetchCheck(fn: u32, a: u32, b: u32, imm: u32): void {
    append(Op.CallxFetch, SLOT_DISCARD, a, b, pair(imm, fn));
  }
  /** As `system`, for functions that also touch register slots which are not named, or change the condition flags. */
  static systemWide(fn: u32, d: u32, a: u32, b: u32, imm: u32): void {
    append(Op.CallxWide, d, a, b, pair(imm, fn));
  }
  /** As `system`, `fn` of no slots, where floating point is not enabled; once a block is enough, for only a block's end changes that. */
  static unlessFloat(fn: u32): void {
    if (floatChecked) return;
    append(Op.CallxFloat, 0, 0, 0, pair(0, fn));
    floatChecked = skipOp == 0;
  }
  /** As `system`, then ends the block: events, translation and context are looked at anew. */
  static systemLast(fn: u32, d: u32, a: u32, b: u32, imm: u32): void {
    append(Op.Callx, d, a, b, pair(imm, fn));
    Conditional.end();
    if (nextSlot != 0) append(Op.ConstI64, nextSlot, 0, 0, nextState);
    append(Op.Next, 0, 0, 0, pair(nextOffset, 0));
    ended = true;
  }
}

export abstract class Barrier {
  /** Orders the accesses in front of it before those behind it, where other threads can see them: in parallel mode. */
  static full(): void {
    if (Parallel.isOn()) append(Op.Fence, 0, 0, 0, 0);
  }
}

/** Ends of blocks. Distances are in bytes from the instruction that is being translated. */
export abstract class Jump {
  /** Bytes from the block's start (SLOT_PC at run time) to the instruction being translated. */
  static here(): i32 {
    return <i32>currentOffset;
  }
  /** Offset in its page of the instruction being translated. */
  static pageOffset(): u32 {
    return pageOffset + currentOffset;
  }
  /** Bytes from the block's start to the instruction behind the one being translated. */
  static next(): i32 {
    return <i32>nextOffset;
  }
  static toNext(): void {
    Jump.end(Op.Goto, 0, 0, <i32>nextOffset);
  }
  static direct(distance: i32, hint: JumpHint = JumpHint.None): void {
    Jump.end(Op.Goto, 0, 0, <i32>currentOffset + distance, hint);
  }
  /** To the address in slot `a`. */
  static indirect(a: u32, hint: JumpHint = JumpHint.None): void {
    Jump.end(Op.Jump, a, 0, 0, hint);
  }
  static ifZero(a: u32, is64: bool, distance: i32): void {
    Jump.end(is64 ? Op.BzI64 : Op.BzI32, a, 0, <i32>currentOffset + distance);
  }
  static ifNotZero(a: u32, is64: bool, distance: i32): void {
    Jump.end(is64 ? Op.BnzI64 : Op.BnzI32, a, 0, <i32>currentOffset + distance);
  }
  static ifBitClear(a: u32, bit: u32, distance: i32): void {
    Jump.end(Op.Bclear, a, bit, <i32>currentOffset + distance);
  }
  static ifBitSet(a: u32, bit: u32, distance: i32): void {
    Jump.end(Op.Bset, a, bit, <i32>currentOffset + distance);
  }
  static ifCondition(condition: u32, distance: i32): void {
    if (Jump.joinCompare(condition, <i32>currentOffset + distance)) return;
    Jump.end(Op.Bcond, 0, condition, <i32>currentOffset + distance);
  }

  /** IA32's conditions (tttn); no comparison has parity, so that those two stand alone. */
  static ifConditionIa32(condition: u32, distance: i32): void {
    const arm = comparedIa32(condition);
    const taken = <i32>currentOffset + distance;
    if (arm != NO_CONDITION && Jump.joinCompare(arm, taken)) return;
    Jump.end(Op.BcondIa32, 0, condition, taken);
  }

  /** Turns a comparison just before a conditional branch and that branch into one micro-op, as they mostly come. */
  private static joinCompare(condition: u32, taken: i32): bool {
    if (opCount == 0 || opCount == barrier) return false;
    const last = cursor - 16;
    // BOUNDS: opCount != 0, so there is an op before the cursor.
    const joined = joinedCompare(load<u16>(last));
    const immediate = joined == Op.BcmpiI64 || joined == Op.BcmpiI32;
    const operand: u64 = immediate ? load<u64>(last, 8) : load<u16>(last, 6);
    if (joined == 0 || load<u16>(last, 2) != SLOT_DISCARD || operand > 0xffff) return false;
    cursor = last;
    opCount--;
    Jump.end(joined, load<u16>(last, 4), <u32>operand, taken, condition << 2);
    return true;
  }

  /** Links are allowed within a page only: there, the mapping that led to this block covers the target too. */
  private static end(op: u32, a: u32, b: u32, taken: i32, extra: u32 = 0): void {
    if (skipOp != 0) return Jump.endConditionally(op, a, taken, extra);
    const linkable: u32 = (samePage(taken) ? 1 : 0) | (samePage(<i32>nextOffset) ? 2 : 0);
    append(op, linkable | extra, a, b, pair(taken, nextOffset));
    ended = true;
  }

  /**
   * The end of an instruction that jumps on a condition: what it emitted before is skipped by itself. An indirect jump goes to the
   * next instruction otherwise.
   */
  private static endConditionally(op: u32, a: u32, taken: i32, hint: u32): void {
    const condition = skipCondition;
    closeSkip();
    if (op == Op.Goto) {
      if (!Jump.joinCompare(condition, taken)) Jump.end(Op.Bcond, 0, condition, taken);
      return;
    }
    if (op != Op.Jump) unreachable();
    append(Op.AddiI32, SLOT_JUMP, SLOT_PC, 0, pair(<i32>nextOffset, 0));
    append(Op.SelectI32, SLOT_JUMP, a, SLOT_JUMP, pair(condition, 0));
    Jump.end(Op.Jump, SLOT_JUMP, 0, 0, hint);
  }
}

/** No condition of a comparison: parity. */
const NO_CONDITION: u32 = 16;

/** The number that compare-and-branch micro-ops have for IA32's condition tttn (O, B, E, BE, S, P, L, LE, and their opposites). */
function comparedIa32(condition: u32): u32 {
  switch (condition >> 1) {
    case 0:
      return 6 | (condition & 1);
    case 1:
      return 3 ^ (condition & 1);
    case 2:
      return condition & 1;
    case 3:
      return 9 ^ (condition & 1);
    case 4:
      return 4 | (condition & 1);
    case 6:
      return 11 ^ (condition & 1);
    case 7:
      return 13 ^ (condition & 1);
    default:
      return NO_CONDITION;
  }
}

/** The compare-and-branch micro-op for a comparison's, 0 = none. */
function joinedCompare(op: u32): u32 {
  switch (op) {
    case Op.SubsI64:
      return Op.BcmpI64;
    case Op.SubsI32:
      return Op.BcmpI32;
    case Op.SubsiI64:
      return Op.BcmpiI64;
    case Op.SubsiI32:
      return Op.BcmpiI32;
    default:
      return 0;
  }
}

function samePage(distance: i32): bool {
  return <u32>(<i32>pageOffset + distance) < PAGE_SIZE;
}
