/** Advanced SIMD, three registers of the same length, on integers. DDI 0487 F4.1.22. */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { halving, polynomialMultiply } from "../../simd/arithmetic";
import { callLanes, lanes } from "../../simd/emit";
import { doublingMultiplyHigh, saturatingCombine } from "../../simd/saturate";
import { shiftByRegister } from "../../simd/shift";
import { F } from "../registers";
import { Operand, oddQuads, refused, registerN } from "./simdOperand";

/** One micro-op for every lane size from bytes on. */
function lanewise(first: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  lanes(first, size, Operand.result(q, d), Operand.n(q, n), Operand.m(q, m));
  Operand.finish(q, d);
}

/** A helper with a description of the form. */
function call(fn: u32, q: u32, size: u32, unsigned: u32, flags: u32, n: u32, m: u32, d: u32): void {
  callLanes(fn, q, size, unsigned, flags, 0, Operand.result(q, d), Operand.n(q, n), Operand.m(q, m));
  Operand.finish(q, d);
}

/** VADD, VSUB. */
export function addSubtract(subtract: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  lanewise(subtract != 0 ? Op.SubI8x16 : Op.AddI8x16, q, size, n, m, d);
}

/** VCGT. */
export function compareGreater(unsigned: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  lanewise(unsigned != 0 ? Op.GtUI8x16 : Op.GtSI8x16, q, size, n, m, d);
}

/** VCGE. */
export function compareGreaterEqual(unsigned: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  lanewise(unsigned != 0 ? Op.GeUI8x16 : Op.GeSI8x16, q, size, n, m, d);
}

/** VCEQ, and VTST: all ones where the lanes have a set bit in common. */
export function compareBits(equal: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  lanewise(equal != 0 ? Op.EqI8x16 : Op.TestI8x16, q, size, n, m, d);
}

/** VMAX. */
export function maximum(unsigned: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  lanewise(unsigned != 0 ? Op.MaxUI8x16 : Op.MaxSI8x16, q, size, n, m, d);
}

/** VMIN. */
export function minimum(unsigned: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  lanewise(unsigned != 0 ? Op.MinUI8x16 : Op.MinSI8x16, q, size, n, m, d);
}

/** VABD, VABA: the difference of the greater and the smaller lane, added to d's when `accumulate`. */
export function absoluteDifference(unsigned: u32, accumulate: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  const left = Operand.n(q, n);
  const right = Operand.m(q, m);
  const greater = F.temporary(0);
  const smaller = F.temporary(1);
  lanes(unsigned != 0 ? Op.MaxUI8x16 : Op.MaxSI8x16, size, greater, left, right);
  lanes(unsigned != 0 ? Op.MinUI8x16 : Op.MinSI8x16, size, smaller, left, right);
  if (accumulate == 0) lanes(Op.SubI8x16, size, Operand.result(q, d), greater, smaller);
  else {
    const sum = Operand.accumulator(q, d);
    lanes(Op.SubI8x16, size, greater, greater, smaller);
    lanes(Op.AddI8x16, size, sum, sum, greater);
  }
  Operand.finish(q, d);
}

/** VMUL. */
export function multiply(q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  lanewise(Op.MulI8x16, q, size, n, m, d);
}

/** VMLA, VMLS: the product added to, or subtracted from, d's lanes. */
export function multiplyAccumulate(subtract: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  const product = F.temporary(0);
  lanes(Op.MulI8x16, size, product, Operand.n(q, n), Operand.m(q, m));
  const sum = Operand.accumulator(q, d);
  lanes(subtract != 0 ? Op.SubI8x16 : Op.AddI8x16, size, sum, sum, product);
  Operand.finish(q, d);
}

/** Neighbours of Dn, then of Dm, as neighbours in one vector. */
function pairwise(first: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3)) return;
  const both = F.temporary(0);
  Ir.concatlow(both, Operand.n(0, n), Operand.m(0, m));
  lanes(first, size, both, both, both);
  Operand.put(d, both);
}

/** VPADD. */
export function addPairs(size: u32, n: u32, m: u32, d: u32): void {
  pairwise(Op.AddpI8x16, size, n, m, d);
}

/** VPMAX. */
export function maximumPairs(unsigned: u32, size: u32, n: u32, m: u32, d: u32): void {
  pairwise(unsigned != 0 ? Op.MaxpUI8x16 : Op.MaxpSI8x16, size, n, m, d);
}

/** VPMIN. */
export function minimumPairs(unsigned: u32, size: u32, n: u32, m: u32, d: u32): void {
  pairwise(unsigned != 0 ? Op.MinpUI8x16 : Op.MinpSI8x16, size, n, m, d);
}

/** VHADD, VRHADD, VHSUB; `flags` are `Halving`'s. */
export function halve(unsigned: u32, flags: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || oddQuads(q, n, m, d))) return;
  call(halving.index, q, size, unsigned, flags, n, m, d);
}

/** VQADD, VQSUB. */
export function saturatingAddSubtract(unsigned: u32, subtract: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  call(saturatingCombine.index, q, size, unsigned, subtract, n, m, d);
}

/** VSHL, VRSHL, VQSHL, VQRSHL (register): m is shifted by n; `flags` are `ShiftFlag`'s. */
export function shiftRegister(unsigned: u32, flags: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  const distance = Operand.n(q, n);
  callLanes(shiftByRegister.index, q, size, unsigned, flags, 0, Operand.result(q, d), Operand.m(q, m), distance);
  Operand.finish(q, d);
}

/** VQDMULH, VQRDMULH. */
export function saturatingMultiplyHigh(round: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 0 || size == 3 || oddQuads(q, n, m, d))) return;
  call(doublingMultiplyHigh.index, q, size, 0, round, n, m, d);
}

/** VMUL of polynomials: bytes only. */
export function multiplyPolynomials(q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  call(polynomialMultiply.index, q, 0, 1, 0, n, m, d);
}

/** VAND, VBIC, VORR, VORN, VEOR: `operation` 0 to 4. VORR of a register with itself is VMOV. */
export function logical(operation: u32, q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  if (operation != 2 || registerN(n) != m) return lanewise(Op.AndV128 + operation, q, 0, n, m, d);
  if (q != 0) Ir.movV128(F.double(d), F.double(m));
  else Operand.put(d, F.double(m));
}

/** VBSL: bits of n where d has ones, of m where it has zeros. */
export function bitSelect(q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  const selector = Operand.accumulator(q, d);
  Ir.bitselect(selector, Operand.n(q, n), Operand.m(q, m), selector);
  Operand.finish(q, d);
}

/** VBIT: bits of n go into d where m has ones. */
export function bitInsertIfTrue(q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  const target = Operand.accumulator(q, d);
  Ir.bitselect(target, Operand.n(q, n), target, Operand.m(q, m));
  Operand.finish(q, d);
}

/** VBIF: bits of n go into d where m has zeros. */
export function bitInsertIfFalse(q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  const target = Operand.accumulator(q, d);
  Ir.bitselect(target, target, Operand.n(q, n), Operand.m(q, m));
  Operand.finish(q, d);
}
