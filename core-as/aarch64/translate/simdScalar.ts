/** Advanced SIMD scalar forms on integers: one lane, the rest of the register cleared. DDI 0487 C4.1.6. */
import { Op } from "../../ir/ops.gen";
import { emitCompareZero, lanesImmediate, ZERO } from "../../simd/emit";
import {
  doublingMultiplyHigh,
  doublingMultiplyLong,
  saturatingAbsolute,
  saturatingAccumulate,
  saturatingCombine,
} from "../../simd/saturate";
import { saturatingShiftLeft, shiftByRegister, shiftRightNarrow } from "../../simd/shift";
import { emitRightShift, emitShiftInsert, leftDistance, rightDistance, shiftSize } from "../../simd/shiftImmediate";
import { V } from "../registers";
import { callScalar, callScalarLong, lanewise, refused, trim } from "./simdEmit";

/** A micro-op on 64-bit lanes, of which only the lower one counts. */
function double(first: u32, d: u32, a: u32, b: u32): void {
  lanewise(first, 0, 3, d, a, b);
}

/** ADD, SUB (scalar): 64 bits only. */
export function addSubtractDouble(subtract: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size != 3)) return;
  double(subtract != 0 ? Op.SubI8x16 : Op.AddI8x16, d, V.register(n), V.register(m));
}

/** CMGT, CMHI, CMGE, CMHS (register), scalar. */
export function compareOrderDouble(unsigned: u32, orEqual: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size != 3)) return;
  const greater: u32 = unsigned != 0 ? Op.GtUI8x16 : Op.GtSI8x16;
  const greaterEqual: u32 = unsigned != 0 ? Op.GeUI8x16 : Op.GeSI8x16;
  double(orEqual != 0 ? greaterEqual : greater, d, V.register(n), V.register(m));
}

/** CMEQ (register), CMTST, scalar. */
export function compareBitsDouble(equal: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size != 3)) return;
  double(equal != 0 ? Op.EqI8x16 : Op.TestI8x16, d, V.register(n), V.register(m));
}

/** CMGT, CMEQ, CMLT, CMGE, CMLE (zero), scalar. */
export function compareZeroDouble(comparison: u32, size: u32, n: u32, d: u32): void {
  if (refused(size != 3)) return;
  emitCompareZero(comparison, 3, V.register(d), V.register(n));
  trim(0, V.register(d));
}

/** ABS, NEG, scalar. */
export function absoluteNegateDouble(negate: u32, size: u32, n: u32, d: u32): void {
  if (refused(size != 3)) return;
  double(negate != 0 ? Op.NegI8x16 : Op.AbsI8x16, d, V.register(n), 0);
}

/** ADDP (scalar): the sum of both lanes. */
export function addPairDouble(size: u32, n: u32, d: u32): void {
  if (refused(size != 3)) return;
  double(Op.AddpI8x16, d, V.register(n), V.register(n));
}

/** SSHL, USHL, SRSHL, URSHL of 64 bits; SQSHL, UQSHL, SQRSHL, UQRSHL of any size. `flags` are `ShiftFlag`'s. */
export function shiftRegisterScalar(unsigned: u32, flags: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size != 3 && (flags & 2) == 0)) return;
  callScalar(shiftByRegister.index, size, unsigned, flags, 0, V.register(d), V.register(n), V.register(m));
}

/** SQADD, UQADD, SQSUB, UQSUB, scalar. */
export function saturatingAddSubtractScalar(unsigned: u32, subtract: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  callScalar(saturatingCombine.index, size, unsigned, subtract, 0, V.register(d), V.register(n), V.register(m));
}

/** SQDMULH, SQRDMULH, scalar. */
export function saturatingMultiplyHighPair(round: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 0 || size == 3)) return;
  callScalar(doublingMultiplyHigh.index, size, 0, round, 0, V.register(d), V.register(n), V.register(m));
}

/** SQDMULL, SQDMLAL, SQDMLSL, scalar; `operation` is a `Combine`. */
export function saturatingMultiplyLongPair(operation: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 0 || size == 3)) return;
  callScalarLong(doublingMultiplyLong.index, size, operation, V.register(d), V.register(n), V.register(m));
}

/** SUQADD, USQADD, scalar. */
export function accumulateOtherSignScalar(unsigned: u32, size: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  callScalar(saturatingAccumulate.index, size, unsigned, 0, 0, V.register(d), V.register(n), ZERO);
}

/** SQABS, SQNEG, scalar. */
export function saturatingAbsoluteNegateScalar(negate: u32, size: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  callScalar(saturatingAbsolute.index, size, 0, negate, 0, V.register(d), V.register(n), ZERO);
}

/** SQXTN, UQXTN, SQXTUN, scalar; `flags` are `ShiftFlag`'s. */
export function saturatingExtractNarrowScalar(unsigned: u32, flags: u32, size: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  callScalar(shiftRightNarrow.index, size, unsigned, flags, 0, V.register(d), V.register(n), ZERO);
}

/** SSHR, USHR, SSRA, USRA, SRSHR, URSHR, SRSRA, URSRA of 64 bits. */
export function shiftRightDouble(unsigned: u32, round: u32, accumulate: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(immediate < 64)) return;
  emitRightShift(unsigned, round, accumulate, immediate, V.register(n), V.register(d));
  trim(0, V.register(d));
}

/** SHL of 64 bits. */
export function shiftLeftDouble(immediate: u32, n: u32, d: u32): void {
  if (refused(immediate < 64)) return;
  lanesImmediate(Op.ShlI8x16, 3, V.register(d), V.register(n), leftDistance(immediate));
  trim(0, V.register(d));
}

/** SLI, SRI of 64 bits. */
export function shiftInsertDouble(right: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(immediate < 64)) return;
  emitShiftInsert(right, immediate, V.register(n), V.register(d));
  trim(0, V.register(d));
}

/** SQSHL, UQSHL, SQSHLU (immediate), scalar. */
export function shiftLeftSaturatingScalar(unsigned: u32, flags: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(immediate < 8)) return;
  const size = shiftSize(immediate);
  const distance = leftDistance(immediate);
  callScalar(saturatingShiftLeft.index, size, unsigned, flags, distance, V.register(d), V.register(n), ZERO);
}

/** SQSHRN, SQRSHRN, UQSHRN, UQRSHRN, SQSHRUN, SQRSHRUN, scalar; `flags` are `ShiftFlag`'s. */
export function shiftRightNarrowScalar(unsigned: u32, flags: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(immediate < 8 || immediate >= 64)) return;
  const size = shiftSize(immediate);
  const distance = rightDistance(immediate);
  callScalar(shiftRightNarrow.index, size, unsigned, flags, distance, V.register(d), V.register(n), ZERO);
}
