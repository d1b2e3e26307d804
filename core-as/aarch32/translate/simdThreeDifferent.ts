/** Advanced SIMD, three registers of different lengths. DDI 0487 F4.1.22. Sizes are those of the narrow lanes. */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { polynomialMultiplyLong } from "../../simd/arithmetic";
import { callLanes, lanes, lanesImmediate, repeat } from "../../simd/emit";
import { doublingMultiplyLong } from "../../simd/saturate";
import { F } from "../registers";
import { Operand, refused, registerN } from "./simdOperand";

const LEFT: u32 = 0;
const RIGHT: u32 = 1;

/** Lanes of the D register in the lower half of slot `from`, widened, in a temporary. */
function widen(unsigned: u32, size: u32, temporary: u32, from: u32): u32 {
  lanes(unsigned != 0 ? Op.ExtendlowUI16x8 : Op.ExtendlowSI16x8, size, F.temporary(temporary), from, 0);
  return F.temporary(temporary);
}

function addOrSubtract(subtract: u32): u32 {
  return subtract != 0 ? Op.SubI16x8 : Op.AddI16x8;
}

/** VADDL, VSUBL: both operands are widened. */
export function addSubtractLong(unsigned: u32, subtract: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || (d & 1) != 0)) return;
  const left = widen(unsigned, size, LEFT, Operand.n(0, n));
  const right = widen(unsigned, size, RIGHT, Operand.m(0, m));
  lanes(addOrSubtract(subtract), size, F.double(d), left, right);
}

/** VADDW, VSUBW: n is wide already. */
export function addSubtractWide(unsigned: u32, subtract: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || ((registerN(n) | d) & 1) != 0)) return;
  const right = widen(unsigned, size, RIGHT, Operand.m(0, m));
  lanes(addOrSubtract(subtract), size, F.double(d), Operand.n(1, n), right);
}

/** VADDHN, VSUBHN, VRADDHN, VRSUBHN: the upper half of each wide sum or difference, rounded when `round`. */
export function addSubtractNarrow(round: u32, subtract: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || ((registerN(n) | m) & 1) != 0)) return;
  const bits: u32 = 8 << size;
  const sum = F.temporary(LEFT);
  lanes(addOrSubtract(subtract), size, sum, Operand.n(1, n), Operand.m(1, m));
  if (round != 0) {
    Ir.splatImm(F.temporary(RIGHT), repeat(size + 1, (<u64>1) << (bits - 1)));
    lanes(Op.AddI16x8, size, sum, sum, F.temporary(RIGHT));
  }
  lanesImmediate(Op.NarrowI16x8, size, sum, sum, bits);
  Operand.put(d, sum);
}

/** VABDL, VABAL: absolute differences of widened lanes, which cannot overflow. */
export function absoluteDifferenceLong(unsigned: u32, accumulate: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || (d & 1) != 0)) return;
  const difference = widen(unsigned, size, LEFT, Operand.n(0, n));
  lanes(Op.SubI16x8, size, difference, difference, widen(unsigned, size, RIGHT, Operand.m(0, m)));
  if (accumulate == 0) return lanes(Op.AbsI16x8, size, F.double(d), difference, 0);
  lanes(Op.AbsI16x8, size, difference, difference, 0);
  lanes(Op.AddI16x8, size, F.double(d), F.double(d), difference);
}

/**
 * d = product, d + product or d - product: `operation` 2, 0, 1 as in `Combine`. Slots a and b have the factors in their lower
 * halves.
 */
export function emitMultiplyLong(unsigned: u32, operation: u32, size: u32, a: u32, b: u32, d: u32): void {
  const first: u32 = unsigned != 0 ? Op.MullowUI16x8 : Op.MullowSI16x8;
  if (operation == 2) return lanes(first, size, F.double(d), a, b);
  lanes(first, size, F.temporary(LEFT), a, b);
  lanes(addOrSubtract(operation), size, F.double(d), F.double(d), F.temporary(LEFT));
}

/** VMULL, VMLAL, VMLSL. */
export function multiplyLong(unsigned: u32, operation: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 3 || (d & 1) != 0)) return;
  emitMultiplyLong(unsigned, operation, size, Operand.n(0, n), Operand.m(0, m), d);
}

/** VQDMULL, VQDMLAL, VQDMLSL; `operation` is a `Combine`. */
export function saturatingMultiplyLong(operation: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 0 || size == 3 || (d & 1) != 0)) return;
  callLanes(doublingMultiplyLong.index, 1, size, 0, operation, 0, F.double(d), Operand.n(0, n), Operand.m(0, m));
}

/** VMULL of polynomials: bytes. Doublewords belong to the cryptographic extension, which this machine has not. */
export function multiplyPolynomialsLong(n: u32, m: u32, d: u32): void {
  if (refused((d & 1) != 0)) return;
  callLanes(polynomialMultiplyLong.index, 1, 0, 1, 0, 0, F.double(d), Operand.n(0, n), Operand.m(0, m));
}
