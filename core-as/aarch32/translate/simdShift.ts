/** Advanced SIMD, two registers and a shift amount. DDI 0487 F4.1.22. */
import { Op } from "../../ir/ops.gen";
import { callLanes, lanes, lanesImmediate, ZERO } from "../../simd/emit";
import { saturatingShiftLeft, shiftRightNarrow } from "../../simd/shift";
import { emitRightShift, emitShiftInsert, leftDistance, rightDistance, shiftSize } from "../../simd/shiftImmediate";
import { F } from "../registers";
import { Operand, oddPair, refused } from "./simdOperand";

/** L:imm6. What is below 8 is the encoding of another instruction. */
function immediateOf(l: u32, imm6: u32): u32 {
  return (l << 6) | imm6;
}

function reserved(q: u32, immediate: u32, m: u32, d: u32): bool {
  return immediate < 8 || oddPair(q, m, d);
}

/** VSHR, VSRA, VRSHR, VRSRA. */
export function shiftRight(
  unsigned: u32,
  round: u32,
  accumulate: u32,
  q: u32,
  l: u32,
  imm6: u32,
  m: u32,
  d: u32,
): void {
  const immediate = immediateOf(l, imm6);
  if (refused(reserved(q, immediate, m, d))) return;
  const to = accumulate != 0 ? Operand.accumulator(q, d) : Operand.result(q, d);
  emitRightShift(unsigned, round, accumulate, immediate, Operand.m(q, m), to);
  Operand.finish(q, d);
}

/** VSLI, VSRI. */
export function shiftInsert(right: u32, q: u32, l: u32, imm6: u32, m: u32, d: u32): void {
  const immediate = immediateOf(l, imm6);
  if (refused(reserved(q, immediate, m, d))) return;
  emitShiftInsert(right, immediate, Operand.m(q, m), Operand.accumulator(q, d));
  Operand.finish(q, d);
}

/** VSHL (immediate). */
export function shiftLeft(q: u32, l: u32, imm6: u32, m: u32, d: u32): void {
  const immediate = immediateOf(l, imm6);
  if (refused(reserved(q, immediate, m, d))) return;
  const size = shiftSize(immediate);
  lanesImmediate(Op.ShlI8x16, size, Operand.result(q, d), Operand.m(q, m), leftDistance(immediate));
  Operand.finish(q, d);
}

/** VQSHL, VQSHLU (immediate); `flags` are `ShiftFlag`'s. */
export function shiftLeftSaturating(unsigned: u32, flags: u32, q: u32, l: u32, imm6: u32, m: u32, d: u32): void {
  const immediate = immediateOf(l, imm6);
  if (refused(reserved(q, immediate, m, d))) return;
  const distance = leftDistance(immediate);
  const to = Operand.result(q, d);
  callLanes(saturatingShiftLeft.index, q, shiftSize(immediate), unsigned, flags, distance, to, Operand.m(q, m), ZERO);
  Operand.finish(q, d);
}

/** VSHRN. */
export function shiftRightAndNarrow(immediate: u32, m: u32, d: u32): void {
  if (refused(immediate < 8 || (m & 1) != 0)) return;
  const narrow = F.temporary(0);
  lanesImmediate(Op.NarrowI16x8, shiftSize(immediate), narrow, F.double(m), rightDistance(immediate));
  Operand.put(d, narrow);
}

/** VRSHRN, VQSHRN, VQRSHRN, VQSHRUN, VQRSHRUN; `flags` are `ShiftFlag`'s. */
export function shiftRightNarrowing(unsigned: u32, flags: u32, immediate: u32, m: u32, d: u32): void {
  if (refused(immediate < 8 || (m & 1) != 0)) return;
  const narrow = F.temporary(0);
  const size = shiftSize(immediate);
  callLanes(shiftRightNarrow.index, 0, size, unsigned, flags, rightDistance(immediate), narrow, F.double(m), ZERO);
  Operand.put(d, narrow);
}

/** VSHLL; VMOVL is a shift by zero. */
export function shiftLeftLong(unsigned: u32, immediate: u32, m: u32, d: u32): void {
  if (refused(immediate < 8 || (d & 1) != 0)) return;
  const size = shiftSize(immediate);
  const distance = leftDistance(immediate);
  lanes(unsigned != 0 ? Op.ExtendlowUI16x8 : Op.ExtendlowSI16x8, size, F.double(d), Operand.m(0, m), 0);
  if (distance != 0) lanesImmediate(Op.ShlI16x8, size, F.double(d), F.double(d), distance);
}
