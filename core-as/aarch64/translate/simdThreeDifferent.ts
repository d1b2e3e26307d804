/**
 * Advanced SIMD three different: lengthening and narrowing forms. DDI 0487 C4.1.6. Sizes are those of the narrow lanes.
 */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { polynomialMultiplyLong } from "../../simd/arithmetic";
import { callLanes, lanes, lanesImmediate, repeat } from "../../simd/emit";
import { doublingMultiplyLong } from "../../simd/saturate";
import { V } from "../registers";
import { halfOf, putHalf, refused } from "./simdEmit";

const LEFT: u32 = 0;
const RIGHT: u32 = 1;

/** Lanes of the selected half of Vn, widened, into slot `to`. */
export function widen(unsigned: u32, second: u32, size: u32, to: u32, n: u32): void {
  const low: u32 = unsigned != 0 ? Op.ExtendlowUI16x8 : Op.ExtendlowSI16x8;
  const high: u32 = unsigned != 0 ? Op.ExtendhighUI16x8 : Op.ExtendhighSI16x8;
  lanes(second != 0 ? high : low, size, to, V.register(n), 0);
}

/** SADDL, UADDL, SSUBL, USUBL: both operands are widened. */
export function addSubtractLong(unsigned: u32, subtract: u32, second: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  widen(unsigned, second, size, V.temporary(LEFT), n);
  widen(unsigned, second, size, V.temporary(RIGHT), m);
  const first: u32 = subtract != 0 ? Op.SubI16x8 : Op.AddI16x8;
  lanes(first, size, V.register(d), V.temporary(LEFT), V.temporary(RIGHT));
}

/** SADDW, UADDW, SSUBW, USUBW: Vn is wide already. */
export function addSubtractWide(unsigned: u32, subtract: u32, second: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  widen(unsigned, second, size, V.temporary(RIGHT), m);
  lanes(subtract != 0 ? Op.SubI16x8 : Op.AddI16x8, size, V.register(d), V.register(n), V.temporary(RIGHT));
}

/** ADDHN, SUBHN, RADDHN, RSUBHN: the upper half of each wide sum or difference, rounded when `round`. */
export function addSubtractNarrow(round: u32, subtract: u32, second: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  const bits: u32 = 8 << size;
  const sum = V.temporary(LEFT);
  lanes(subtract != 0 ? Op.SubI16x8 : Op.AddI16x8, size, sum, V.register(n), V.register(m));
  if (round != 0) {
    Ir.splatImm(V.temporary(RIGHT), repeat(size + 1, (<u64>1) << (bits - 1)));
    lanes(Op.AddI16x8, size, sum, sum, V.temporary(RIGHT));
  }
  lanesImmediate(Op.NarrowI16x8, size, sum, sum, bits);
  putHalf(second, d, sum);
}

/** SABDL, UABDL, SABAL, UABAL: absolute differences of widened lanes, which cannot overflow. */
export function absoluteDifferenceLong(
  unsigned: u32,
  accumulate: u32,
  second: u32,
  size: u32,
  m: u32,
  n: u32,
  d: u32,
): void {
  if (refused(size == 3)) return;
  const difference = V.temporary(LEFT);
  widen(unsigned, second, size, difference, n);
  widen(unsigned, second, size, V.temporary(RIGHT), m);
  lanes(Op.SubI16x8, size, difference, difference, V.temporary(RIGHT));
  if (accumulate == 0) return lanes(Op.AbsI16x8, size, V.register(d), difference, 0);
  lanes(Op.AbsI16x8, size, difference, difference, 0);
  lanes(Op.AddI16x8, size, V.register(d), V.register(d), difference);
}

/** The product of the selected halves of slots a and b into slot `to`. */
function productLong(unsigned: u32, second: u32, size: u32, to: u32, a: u32, b: u32): void {
  const low: u32 = unsigned != 0 ? Op.MullowUI16x8 : Op.MullowSI16x8;
  const high: u32 = unsigned != 0 ? Op.MulhighUI16x8 : Op.MulhighSI16x8;
  lanes(second != 0 ? high : low, size, to, a, b);
}

/**
 * d = product, d + product or d - product: `operation` 2, 0, 1 as in `Combine`. Slot b is Vm, or one of its elements in
 * all lanes.
 */
export function emitMultiplyLong(unsigned: u32, operation: u32, second: u32, size: u32, b: u32, n: u32, d: u32): void {
  if (operation == 2) return productLong(unsigned, second, size, V.register(d), V.register(n), b);
  const product = V.temporary(LEFT);
  productLong(unsigned, second, size, product, V.register(n), b);
  lanes(operation == 1 ? Op.SubI16x8 : Op.AddI16x8, size, V.register(d), V.register(d), product);
}

/** SMULL, UMULL, SMLAL, UMLAL, SMLSL, UMLSL. */
export function multiplyLong(unsigned: u32, operation: u32, second: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 3)) return;
  emitMultiplyLong(unsigned, operation, second, size, V.register(m), n, d);
}

/** SQDMULL, SQDMLAL, SQDMLSL; `operation` is a `Combine`. */
export function saturatingMultiplyLong(operation: u32, second: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(size == 0 || size == 3)) return;
  callLanes(doublingMultiplyLong.index, 1, size, 0, operation, 0, V.register(d), halfOf(second, n), halfOf(second, m));
}

/** PMULL, PMULL2 of bytes. The 64-bit form belongs to the cryptographic extension, which this machine has not. */
export function multiplyPolynomialsLong(second: u32, m: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  callLanes(polynomialMultiplyLong.index, 1, 0, 1, 0, 0, V.register(d), halfOf(second, n), halfOf(second, m));
}
