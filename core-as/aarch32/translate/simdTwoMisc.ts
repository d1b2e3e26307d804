/** Advanced SIMD, two registers, miscellaneous, on integers. DDI 0487 F4.1.22. */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { countLeading, reciprocalEstimate, reciprocalRootEstimate } from "../../simd/arithmetic";
import { callLanes, emitCompareZero, emitReverseLanes, lanes, lanesImmediate, ZERO } from "../../simd/emit";
import { saturatingAbsolute } from "../../simd/saturate";
import { Permutation, permuteSelectors } from "../../simd/selectors";
import { shiftRightNarrow } from "../../simd/shift";
import { F } from "../registers";
import { Operand, oddPair, refused } from "./simdOperand";

/** One micro-op for every lane size from bytes on. */
function lanewise(first: u32, q: u32, size: u32, m: u32, d: u32): void {
  lanes(first, size, Operand.result(q, d), Operand.m(q, m), 0);
  Operand.finish(q, d);
}

/** A helper with a description of the form. */
function call(fn: u32, q: u32, size: u32, unsigned: u32, flags: u32, m: u32, d: u32): void {
  callLanes(fn, q, size, unsigned, flags, 0, Operand.result(q, d), Operand.m(q, m), ZERO);
  Operand.finish(q, d);
}

/** VREV16, VREV32, VREV64: lanes reversed in groups of 2 << group bytes; the lanes must be smaller than the group. */
export function reverseLanes(group: u32, q: u32, size: u32, m: u32, d: u32): void {
  if (refused(size > group || oddPair(q, m, d))) return;
  emitReverseLanes(group, size, Operand.result(q, d), Operand.m(q, m));
  Operand.finish(q, d);
}

/** VPADDL, VPADAL: sums of neighbours in lanes of twice the width, added to d's when `accumulate`. */
export function addPairsLong(unsigned: u32, accumulate: u32, q: u32, size: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddPair(q, m, d))) return;
  const first: u32 = unsigned != 0 ? Op.AddpairsUI16x8 : Op.AddpairsSI16x8;
  if (accumulate == 0) return lanewise(first, q, size, m, d);
  lanes(first, size, F.temporary(0), Operand.m(q, m), 0);
  const sum = Operand.accumulator(q, d);
  lanes(Op.AddI16x8, size, sum, sum, F.temporary(0));
  Operand.finish(q, d);
}

/** VCLS, VCLZ. */
export function countLeadingBits(zeros: u32, q: u32, size: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddPair(q, m, d))) return;
  call(countLeading.index, q, size, zeros, 0, m, d);
}

/** VCNT: set bits of each byte. */
export function countBits(q: u32, m: u32, d: u32): void {
  if (refused(oddPair(q, m, d))) return;
  lanewise(Op.PopcntI8x16, q, 0, m, d);
}

/** VMVN. */
export function invert(q: u32, m: u32, d: u32): void {
  if (refused(oddPair(q, m, d))) return;
  lanewise(Op.NotV128, q, 0, m, d);
}

/** VQABS, VQNEG. */
export function saturatingAbsoluteNegate(negate: u32, q: u32, size: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddPair(q, m, d))) return;
  call(saturatingAbsolute.index, q, size, 0, negate, m, d);
}

/** VABS, VNEG. */
export function absoluteNegate(negate: u32, q: u32, size: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddPair(q, m, d))) return;
  lanewise(negate != 0 ? Op.NegI8x16 : Op.AbsI8x16, q, size, m, d);
}

/** VCGT, VCEQ, VCLT, VCGE, VCLE with zero: `comparison` 0 to 4. */
export function compareZero(comparison: u32, q: u32, size: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddPair(q, m, d))) return;
  emitCompareZero(comparison, size, Operand.result(q, d), Operand.m(q, m));
  Operand.finish(q, d);
}

/** Registers d and m become vector temporaries 0 and 1. */
function putBoth(q: u32, m: u32, d: u32): void {
  if (q == 0) {
    Operand.put(d, F.temporary(0));
    Operand.put(m, F.temporary(1));
  } else {
    Ir.movV128(F.double(d), F.temporary(0));
    Ir.movV128(F.double(m), F.temporary(1));
  }
}

/** VSWP. */
export function swap(q: u32, m: u32, d: u32): void {
  if (refused(oddPair(q, m, d))) return;
  Ir.movV128(F.temporary(1), Operand.accumulator(q, d));
  Ir.movV128(F.temporary(0), Operand.m(q, m));
  putBoth(q, m, d);
}

/** VUZP, VTRN, VZIP: `kind` is a `Permutation`. */
export function permute(kind: u32, q: u32, size: u32, m: u32, d: u32): void {
  const tooWide = q == 0 && size == 2 && kind != Permutation.Transpose;
  if (refused(size == 3 || tooWide || oddPair(q, m, d))) return;
  const left = Operand.accumulator(q, d);
  const right = Operand.m(q, m);
  Ir.shuffle(F.temporary(0), left, right, permuteSelectors(<Permutation>kind, 0, size, q));
  Ir.shuffle(F.temporary(1), left, right, permuteSelectors(<Permutation>kind, 1, size, q));
  putBoth(q, m, d);
}

/** VMOVN: the low half of each wide lane. */
export function extractNarrow(size: u32, m: u32, d: u32): void {
  if (refused(size == 3 || (m & 1) != 0)) return;
  lanesImmediate(Op.NarrowI16x8, size, F.temporary(0), F.double(m), 0);
  Operand.put(d, F.temporary(0));
}

/** VQMOVN, VQMOVUN; `flags` are `ShiftFlag`'s. */
export function saturatingExtractNarrow(unsigned: u32, flags: u32, size: u32, m: u32, d: u32): void {
  if (refused(size == 3 || (m & 1) != 0)) return;
  callLanes(shiftRightNarrow.index, 0, size, unsigned, flags, 0, F.temporary(0), F.double(m), ZERO);
  Operand.put(d, F.temporary(0));
}

/** VSHLL: widened lanes shifted left by the narrow width. */
export function shiftLeftLong(size: u32, m: u32, d: u32): void {
  if (refused(size == 3 || (d & 1) != 0)) return;
  lanes(Op.ExtendlowUI16x8, size, F.double(d), Operand.m(0, m), 0);
  lanesImmediate(Op.ShlI16x8, size, F.double(d), F.double(d), 8 << size);
}

/** VRECPE, VRSQRTE of unsigned fractions. */
export function estimate(root: u32, q: u32, m: u32, d: u32): void {
  if (refused(oddPair(q, m, d))) return;
  call(root != 0 ? reciprocalRootEstimate.index : reciprocalEstimate.index, q, 2, 1, 0, m, d);
}
