/** Advanced SIMD two-register miscellaneous and across lanes, on integers. DDI 0487 C4.1.6. */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { countLeading, reciprocalEstimate, reciprocalRootEstimate, reverseBitsInBytes } from "../../simd/arithmetic";
import { callLanes, emitCompareZero, emitReverseLanes, lanes, lanesImmediate, oneDouble, ZERO } from "../../simd/emit";
import { saturatingAbsolute, saturatingAccumulate } from "../../simd/saturate";
import { shiftRightNarrow } from "../../simd/shift";
import { V, X } from "../registers";
import { lanewise, putHalf, refused, trim } from "./simdEmit";
import { widen } from "./simdThreeDifferent";

/** REV16, REV32, REV64: lanes reversed in groups of 2 << group bytes; the lanes must be smaller than the group. */
export function reverseLanes(group: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(size > group)) return;
  emitReverseLanes(group, size, V.register(d), V.register(n));
  trim(q, V.register(d));
}

/** SADDLP, UADDLP, SADALP, UADALP: sums of neighbours in lanes of twice the width, added to d's when `accumulate`. */
export function addPairsLong(unsigned: u32, accumulate: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  const first: u32 = unsigned != 0 ? Op.AddpairsUI16x8 : Op.AddpairsSI16x8;
  const sums = accumulate != 0 ? V.temporary(0) : V.register(d);
  lanes(first, size, sums, V.register(n), 0);
  if (accumulate != 0) lanes(Op.AddI16x8, size, V.register(d), V.register(d), sums);
  trim(q, V.register(d));
}

/** SUQADD, USQADD. */
export function accumulateOtherSign(unsigned: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  callLanes(saturatingAccumulate.index, q, size, unsigned, 0, 0, V.register(d), V.register(n), ZERO);
}

/** CLS, CLZ. */
export function countLeadingBits(zeros: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  callLanes(countLeading.index, q, size, zeros, 0, 0, V.register(d), V.register(n), ZERO);
}

/** CNT: set bits of each byte. */
export function countBits(q: u32, size: u32, n: u32, d: u32): void {
  if (refused(size != 0)) return;
  lanewise(Op.PopcntI8x16, q, 0, d, V.register(n), 0);
}

/** NOT. */
export function invert(q: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  lanewise(Op.NotV128, q, 0, d, V.register(n), 0);
}

/** RBIT (vector): the bits of each byte reversed. */
export function reverseBits(q: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  callLanes(reverseBitsInBytes.index, q, 0, 0, 0, 0, V.register(d), V.register(n), ZERO);
}

/** SQABS, SQNEG. */
export function saturatingAbsoluteNegate(negate: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  callLanes(saturatingAbsolute.index, q, size, 0, negate, 0, V.register(d), V.register(n), ZERO);
}

/** ABS, NEG (vector). */
export function absoluteNegate(negate: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  lanewise(negate != 0 ? Op.NegI8x16 : Op.AbsI8x16, q, size, d, V.register(n), 0);
}

/** CMGT, CMEQ, CMLT, CMGE, CMLE (zero). */
export function compareZero(comparison: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  emitCompareZero(comparison, size, V.register(d), V.register(n));
  trim(q, V.register(d));
}

/** XTN, XTN2: the low half of each wide lane. */
export function extractNarrow(second: u32, size: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  const to = second != 0 ? V.temporary(0) : V.register(d);
  lanesImmediate(Op.NarrowI16x8, size, to, V.register(n), 0);
  if (second != 0) putHalf(second, d, to);
}

/** SQXTN, UQXTN, SQXTUN; `flags` are `ShiftFlag`'s. */
export function saturatingExtractNarrow(unsigned: u32, flags: u32, second: u32, size: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  const to = second != 0 ? V.temporary(0) : V.register(d);
  callLanes(shiftRightNarrow.index, 0, size, unsigned, flags, 0, to, V.register(n), ZERO);
  if (second != 0) putHalf(second, d, to);
}

/** SHLL, SHLL2: widened lanes shifted left by the narrow width. */
export function shiftLeftLong(second: u32, size: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  widen(1, second, size, V.register(d), n);
  lanesImmediate(Op.ShlI16x8, size, V.register(d), V.register(d), 8 << size);
}

/** URECPE, URSQRTE: 32-bit lanes only. */
export function estimate(root: u32, q: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  const fn: u32 = root != 0 ? reciprocalRootEstimate.index : reciprocalEstimate.index;
  callLanes(fn, q, 2, 1, 0, 0, V.register(d), V.register(n), ZERO);
}

/** Whether an across-lanes form has fewer than four lanes. */
function tooFewLanes(q: u32, size: u32): bool {
  return size == 3 || (size == 2 && q == 0);
}

/** Reduces 1 << steps lanes in `from` to lane 0 of temporary 0, neighbours with neighbours, and moves it to Vd. */
function reduce(first: u32, from: u32, steps: u32, laneSize: u32, d: u32): void {
  const partial = V.temporary(0);
  let source = from;
  for (let step: u32 = 0; step < steps; step++) {
    lanes(first, 0, partial, source, source);
    source = partial;
  }
  lanes(Op.GetlaneU8, laneSize, X.temporary(0), partial, 0);
  Ir.lowI64(V.register(d), X.temporary(0));
}

/** ADDV. */
export function addAcross(q: u32, size: u32, n: u32, d: u32): void {
  if (refused(tooFewLanes(q, size))) return;
  reduce(Op.AddpI8x16 + size, V.register(n), 3 + q - size, size, d);
}

/** SADDLV, UADDLV: the sum has twice the lanes' width. */
export function addAcrossLong(unsigned: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(tooFewLanes(q, size))) return;
  lanes(unsigned != 0 ? Op.AddpairsUI16x8 : Op.AddpairsSI16x8, size, V.temporary(0), V.register(n), 0);
  reduce(Op.AddpI16x8 + size, V.temporary(0), 2 + q - size, size + 1, d);
}

/** SMAXV, UMAXV, SMINV, UMINV. */
export function extremeAcross(unsigned: u32, lowest: u32, q: u32, size: u32, n: u32, d: u32): void {
  if (refused(tooFewLanes(q, size))) return;
  const minimum: u32 = unsigned != 0 ? Op.MinpUI8x16 : Op.MinpSI8x16;
  const maximum: u32 = unsigned != 0 ? Op.MaxpUI8x16 : Op.MaxpSI8x16;
  reduce((lowest != 0 ? minimum : maximum) + size, V.register(n), 3 + q - size, size, d);
}
