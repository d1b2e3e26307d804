/**
 * What stands before the first instruction of a block: the code segment's limit, single-step, the end of an inhibition.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure.
 */
import { leaveBlock } from "../exec/leave";
import { Block, CONTEXT_TRANSIENT } from "../ir/block";
import { Call } from "../ir/emit";
import { SLOT_BLOCK, SLOT_DISCARD, SLOT_PC } from "../layout";
import { beginSingleInstruction } from "./debug";
import { raise } from "./exception";
import { CODE_EDGE, Context, INHIBIT, Reg, SEGMENT_LIMIT, SEGMENT_SIZE, SEGMENTS, Segment, Vector } from "./state";

/** Emits what blocks of `context` begin with; `length` is that of the first instruction in bytes. */
export function emitBlockStart(context: u32, length: u32): void {
  if ((context & Context.CodeLimited) != 0) emit(checkLimit.index, length);
  if ((context & (Context.Inhibit | Context.Step)) != 0) emit(beginSingleInstruction.index, 0);
}

/**
 * The block ends behind an instruction that holds something (an `Inhibit`) back until the next one is done: that one has a block
 * of its own. Within a block nothing comes between two instructions anyway.
 */
export function emitInhibit(what: u32): void {
  Call.systemLast(inhibit.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, what);
}

function inhibit(v: usize, d: usize, a: usize, b: usize, what: u32): i32 {
  store<u32>(v, what, INHIBIT);
  return 0;
}

function emit(fn: u32, imm: u32): void {
  Call.system(fn, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, imm);
}

/**
 * Whether the block lies inside its segment. One that ends outside is given up for blocks of one instruction (CODE_EDGE), the
 * first of which that is not inside raises #GP.
 */
function checkLimit(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  const block = load<u32>(v, SLOT_BLOCK);
  const limit: u64 = load<u32>(v + SEGMENTS + Segment.Cs * SEGMENT_SIZE, SEGMENT_LIMIT);
  const offset = <u64>(<u32>load<u64>(v, SLOT_PC) - load<u32>(v + Reg.base(Segment.Cs)));
  store<u32>(v, 0, CODE_EDGE);
  if (offset + length > limit + 1) {
    raise(v, Vector.GP, 0);
    return 1;
  }
  if (offset + Block.bytes(block) <= limit + 1 || Block.context(block) >= CONTEXT_TRANSIENT) return 0;
  store<u32>(v, 1, CODE_EDGE);
  leaveBlock(v, false);
  return 1;
}
