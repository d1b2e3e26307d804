/** Advanced SIMD three same, vector forms on integers. DDI 0487 C4.1.6. */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { halving, polynomialMultiply } from "../../simd/arithmetic";
import { callLanes, lanes, oneDouble } from "../../simd/emit";
import { doublingMultiplyHigh, saturatingCombine } from "../../simd/saturate";
import { shiftByRegister } from "../../simd/shift";
import { V } from "../registers";
import { lanewise, refused, trim } from "./simdEmit";

/** ADD, SUB (vector). */
export function addSubtract(subtract: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  lanewise(subtract != 0 ? Op.SubI8x16 : Op.AddI8x16, q, size, d, V.register(n), V.register(m));
}

/** CMGT, CMHI (register). */
export function compareGreater(unsigned: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  lanewise(unsigned != 0 ? Op.GtUI8x16 : Op.GtSI8x16, q, size, d, V.register(n), V.register(m));
}

/** CMGE, CMHS (register). */
export function compareGreaterEqual(unsigned: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  lanewise(unsigned != 0 ? Op.GeUI8x16 : Op.GeSI8x16, q, size, d, V.register(n), V.register(m));
}

/** CMEQ (register), and CMTST: all ones where the lanes have a set bit in common. */
export function compareBits(equal: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  lanewise(equal != 0 ? Op.EqI8x16 : Op.TestI8x16, q, size, d, V.register(n), V.register(m));
}

/** SMAX, UMAX. */
export function maximum(unsigned: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  lanewise(unsigned != 0 ? Op.MaxUI8x16 : Op.MaxSI8x16, q, size, d, V.register(n), V.register(m));
}

/** SMIN, UMIN. */
export function minimum(unsigned: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  lanewise(unsigned != 0 ? Op.MinUI8x16 : Op.MinSI8x16, q, size, d, V.register(n), V.register(m));
}

/** SABD, UABD, SABA, UABA: the difference of the greater and the smaller lane, added to d's when `accumulate`. */
export function absoluteDifference(unsigned: u32, accumulate: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  const greater = V.temporary(0);
  const smaller = V.temporary(1);
  lanes(unsigned != 0 ? Op.MaxUI8x16 : Op.MaxSI8x16, size, greater, V.register(n), V.register(m));
  lanes(unsigned != 0 ? Op.MinUI8x16 : Op.MinSI8x16, size, smaller, V.register(n), V.register(m));
  if (accumulate == 0) return lanewise(Op.SubI8x16, q, size, d, greater, smaller);
  lanes(Op.SubI8x16, size, greater, greater, smaller);
  lanewise(Op.AddI8x16, q, size, d, V.register(d), greater);
}

/** MUL (vector). */
export function multiply(q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  lanewise(Op.MulI8x16, q, size, d, V.register(n), V.register(m));
}

/** MLA, MLS (vector): the product added to, or subtracted from, d's lanes. */
export function multiplyAccumulate(subtract: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  lanes(Op.MulI8x16, size, V.temporary(0), V.register(n), V.register(m));
  lanewise(subtract != 0 ? Op.SubI8x16 : Op.AddI8x16, q, size, d, V.register(d), V.temporary(0));
}

/** A pairwise operation: neighbours of Vn, then of Vm. In 64-bit forms the two halves make one vector first. */
function pairwise(first: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (q != 0) return lanes(first, size, V.register(d), V.register(n), V.register(m));
  Ir.concatlow(V.temporary(0), V.register(n), V.register(m));
  lanewise(first, q, size, d, V.temporary(0), V.temporary(0));
}

/** ADDP (vector). */
export function addPairs(q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  pairwise(Op.AddpI8x16, q, size, m, n, d);
}

/** SMAXP, UMAXP. */
export function maximumPairs(unsigned: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  pairwise(unsigned != 0 ? Op.MaxpUI8x16 : Op.MaxpSI8x16, q, size, m, n, d);
}

/** SMINP, UMINP. */
export function minimumPairs(unsigned: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  pairwise(unsigned != 0 ? Op.MinpUI8x16 : Op.MinpSI8x16, q, size, m, n, d);
}

/** SHADD, UHADD, SRHADD, URHADD, SHSUB, UHSUB; `flags` are `Halving`'s. */
export function halve(unsigned: u32, flags: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  callLanes(halving.index, q, size, unsigned, flags, 0, V.register(d), V.register(n), V.register(m));
}

/** SQADD, UQADD, SQSUB, UQSUB. */
export function saturatingAddSubtract(unsigned: u32, subtract: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  callLanes(saturatingCombine.index, q, size, unsigned, subtract, 0, V.register(d), V.register(n), V.register(m));
}

/** SSHL, USHL, SRSHL, URSHL, SQSHL, UQSHL, SQRSHL, UQRSHL (register); `flags` are `ShiftFlag`'s. */
export function shiftRegister(unsigned: u32, flags: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  callLanes(shiftByRegister.index, q, size, unsigned, flags, 0, V.register(d), V.register(n), V.register(m));
}

/** SQDMULH, SQRDMULH (vector). */
export function saturatingMultiplyHigh(round: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 0 || size == 3)) return;
  callLanes(doublingMultiplyHigh.index, q, size, 0, round, 0, V.register(d), V.register(n), V.register(m));
}

/** PMUL: bytes only. */
export function multiplyPolynomials(q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size != 0)) return;
  callLanes(polynomialMultiply.index, q, size, 1, 0, 0, V.register(d), V.register(n), V.register(m));
}

/** AND, BIC, ORR, ORN, EOR (vector): `operation` 0 to 4. ORR of a register with itself is MOV. */
export function logical(operation: u32, q: u32, m: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  if (operation == 2 && m == n) Ir.movV128(V.register(d), V.register(n));
  else lanes(Op.AndV128, operation, V.register(d), V.register(n), V.register(m));
  trim(q, V.register(d));
}

/** BSL: bits of Vn where d has ones, of Vm where it has zeros. */
export function bitSelect(q: u32, m: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  Ir.bitselect(V.register(d), V.register(n), V.register(m), V.register(d));
  trim(q, V.register(d));
}

/** BIT: bits of Vn go into d where Vm has ones. */
export function bitInsertIfTrue(q: u32, m: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  Ir.bitselect(V.register(d), V.register(n), V.register(d), V.register(m));
  trim(q, V.register(d));
}

/** BIF: bits of Vn go into d where Vm has zeros. */
export function bitInsertIfFalse(q: u32, m: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  Ir.bitselect(V.register(d), V.register(d), V.register(n), V.register(m));
  trim(q, V.register(d));
}
