/**
 * Where an instruction ends: for functions that set PC themselves, or leave a block in its middle.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { instructionAddress, leaveBlock } from "../exec/leave";
import { SLOT_PC } from "../layout";
import { raise } from "./exception";
import { cpl, Seg } from "./segmentRegisters";
import { Segment, Vector } from "./state";

/** In what a system function is given: bits 3..0 are the instruction's length in bytes; the rest is its own. */
export const LENGTH_MASK: u32 = 15;
export const MORE_SHIFT: u32 = 4;

/** EIP of the instruction behind the one that runs, which has `length` bytes. */
export function nextEip(v: usize, length: u32): u32 {
  return <u32>instructionAddress(v) + length - Seg.base(v, Segment.Cs);
}

/** The instruction is done and the block is left: execution goes on behind it. @returns 1 */
export function leaveAfter(v: usize, length: u32): i32 {
  const next = <u32>leaveBlock(v, true) + length;
  store<u64>(v, <u64>next, SLOT_PC);
  return 1;
}

/** The instruction is done and the block is left: execution goes on at offset `eip` of CS, as it is now. */
export function leaveTo(v: usize, eip: u32): void {
  leaveBlock(v, true);
  store<u64>(v, <u64>(Seg.base(v, Segment.Cs) + eip), SLOT_PC);
}

/** #GP(0). @returns false */
export function protectionFault(v: usize): bool {
  raise(v, Vector.GP, 0);
  return false;
}

/** What a system function returns: 0 when all went well, and the block goes on. */
export function outcome(well: bool): i32 {
  return well ? 0 : 1;
}

/** For instructions of level 0 where the context does not say: #GP(0) at levels 1 to 3. @returns whether to go on */
export function atLevelZero(v: usize): bool {
  return cpl(v) == 0 || protectionFault(v);
}
