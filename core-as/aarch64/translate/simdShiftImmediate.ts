import { Op } from "../../ir/ops.gen";
import { callLanes, lanesImmediate, oneDouble, ZERO } from "../../simd/emit";
import { saturatingShiftLeft, shiftRightNarrow } from "../../simd/shift";
import { emitRightShift, emitShiftInsert, leftDistance, rightDistance, shiftSize } from "../../simd/shiftImmediate";
import { V } from "../registers";
import { putHalf, refused, trim } from "./simdEmit";
import { widen } from "./simdThreeDifferent";

/** Whether immh is zero, or the arrangement is 1D. */
function reservedShift(q: u32, immediate: u32): bool {
  return immediate < 8 || oneDouble(q, shiftSize(immediate));
}

/** SSHR, USHR, SSRA, USRA, SRSHR, URSHR, SRSRA, URSRA. */
export function shiftRight(unsigned: u32, round: u32, accumulate: u32, q: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedShift(q, immediate))) return;
  emitRightShift(unsigned, round, accumulate, immediate, V.register(n), V.register(d));
  trim(q, V.register(d));
}

/** SHL. */
export function shiftLeft(q: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedShift(q, immediate))) return;
  lanesImmediate(Op.ShlI8x16, shiftSize(immediate), V.register(d), V.register(n), leftDistance(immediate));
  trim(q, V.register(d));
}

/** SLI, SRI. */
export function shiftInsert(right: u32, q: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedShift(q, immediate))) return;
  emitShiftInsert(right, immediate, V.register(n), V.register(d));
  trim(q, V.register(d));
}

/** SQSHL, UQSHL, SQSHLU (immediate); `flags` are `ShiftFlag`'s. */
export function shiftLeftSaturating(unsigned: u32, flags: u32, q: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedShift(q, immediate))) return;
  const size = shiftSize(immediate);
  const distance = leftDistance(immediate);
  callLanes(saturatingShiftLeft.index, q, size, unsigned, flags, distance, V.register(d), V.register(n), ZERO);
}

/** Whether immh names no narrow lane. */
function reservedNarrow(immediate: u32): bool {
  return immediate < 8 || immediate >= 64;
}

/** SHRN, SHRN2. */
export function shiftRightAndNarrow(second: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedNarrow(immediate))) return;
  const to = second != 0 ? V.temporary(0) : V.register(d);
  lanesImmediate(Op.NarrowI16x8, shiftSize(immediate), to, V.register(n), rightDistance(immediate));
  if (second != 0) putHalf(second, d, to);
}

/**
 * RSHRN, SQSHRN, SQRSHRN, UQSHRN, UQRSHRN, SQSHRUN, SQRSHRUN and their second-part forms; `flags` are `ShiftFlag`'s.
 */
export function shiftRightNarrowing(unsigned: u32, flags: u32, second: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedNarrow(immediate))) return;
  const to = second != 0 ? V.temporary(0) : V.register(d);
  const size = shiftSize(immediate);
  callLanes(shiftRightNarrow.index, 0, size, unsigned, flags, rightDistance(immediate), to, V.register(n), ZERO);
  if (second != 0) putHalf(second, d, to);
}

/** SSHLL, USHLL; SXTL and UXTL are shifts by zero. */
export function shiftLeftLong(unsigned: u32, second: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedNarrow(immediate))) return;
  const size = shiftSize(immediate);
  const distance = leftDistance(immediate);
  widen(unsigned, second, size, V.register(d), n);
  if (distance != 0) lanesImmediate(Op.ShlI16x8, size, V.register(d), V.register(d), distance);
}
