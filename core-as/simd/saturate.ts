/** Saturating SIMD arithmetic: FPSR.QC says that a lane was out of range. DDI 0487 C7.2. */
import { Lane, packedLane, Shape, saturate, saturateSigned, setSaturated } from "./shape";

/** Flags of `saturatingCombine` and `doublingMultiplyLong`. */
export enum Combine {
  Add = 0,
  Subtract = 1,
  /** The product alone, of `doublingMultiplyLong`. */
  Only = 2,
}

/** SQADD, UQADD, SQSUB, UQSUB. */
export function saturatingCombine(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const unsigned = Shape.unsigned(imm);
  const subtract = Shape.has(imm, Combine.Subtract);
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    const x = Lane.read(a + at, size, unsigned);
    const y = Lane.read(b + at, size, unsigned);
    Lane.write(d + at, size, combine(v, x, y, size, unsigned, subtract));
  }
  Shape.clearAbove(d, imm);
}

function combine(v: usize, x: i64, y: i64, size: u32, unsigned: bool, subtract: bool): i64 {
  if (size < 3) return saturate(v, subtract ? x - y : x + y, 8 << size, unsigned);
  if (unsigned) return combineUnsigned64(v, x, y, subtract);
  return combineSigned64(v, x, y, subtract);
}

function combineUnsigned64(v: usize, x: u64, y: u64, subtract: bool): u64 {
  const result = subtract ? x - y : x + y;
  const wrapped = subtract ? x < y : result < x;
  if (!wrapped) return result;
  setSaturated(v);
  return subtract ? 0 : u64.MAX_VALUE;
}

function combineSigned64(v: usize, x: i64, y: i64, subtract: bool): i64 {
  const result = subtract ? x - y : x + y;
  const overflow = subtract ? (x ^ y) & (x ^ result) : (x ^ result) & (y ^ result);
  if (overflow >= 0) return result;
  setSaturated(v);
  return x < 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
}

/** SUQADD (signed lanes of d plus unsigned lanes of a) and, with unsigned lanes, USQADD (the other way round). */
export function saturatingAccumulate(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const unsigned = Shape.unsigned(imm);
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    const x = Lane.read(d + at, size, unsigned);
    const y = Lane.read(a + at, size, !unsigned);
    Lane.write(d + at, size, size < 3 ? saturate(v, x + y, 8 << size, unsigned) : accumulate64(v, x, y, unsigned));
  }
  Shape.clearAbove(d, imm);
}

function accumulate64(v: usize, x: i64, y: i64, unsigned: bool): i64 {
  if (unsigned) {
    if (y >= 0) return combineUnsigned64(v, x, y, false);
    return combineUnsigned64(v, x, -y, true);
  }
  // How far the unsigned addend may take x: always in the range of u64.
  const room = <u64>i64.MAX_VALUE - <u64>x;
  if (<u64>y <= room) return x + y;
  setSaturated(v);
  return i64.MAX_VALUE;
}

/** SQABS, and SQNEG with flag 1: only the most negative number is out of range. */
export function saturatingAbsolute(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const negate = Shape.has(imm, 1);
  const lowest = i64.MIN_VALUE >> (64 - Shape.bits(imm));
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    const x = Lane.signed(a + at, size);
    if (x == lowest) setSaturated(v);
    const result = x == lowest ? ~lowest : negate || x < 0 ? -x : x;
    Lane.write(d + at, size, result);
  }
  Shape.clearAbove(d, imm);
}

/** SQDMULH, and SQRDMULH with flag 1: upper half of the doubled product. Lanes of 16 and 32 bits. */
export function doublingMultiplyHigh(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const bits = Shape.bits(imm);
  // Half of everything: the doubled product would not fit.
  const round: i64 = Shape.has(imm, 1) ? (<i64>1) << (bits - 2) : 0;
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    const product = Lane.signed(a + at, size) * Lane.signed(b + at, size);
    Lane.write(d + at, size, saturateSigned(v, (product + round) >> (bits - 1), bits));
  }
  Shape.clearAbove(d, imm);
}

/**
 * SQDMULL, SQDMLAL, SQDMLSL: the size is that of the factors, `bytes` that of the result; the factors are the low lanes
 * at a and b, so callers pass the upper half's address for the second-part forms.
 */
export function doublingMultiplyLong(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  // BOUNDS: a and b are slots or their upper halves: eight bytes are readable.
  const left = load<u64>(a);
  const right = load<u64>(b);
  const bits = Shape.bits(imm) << 1;
  for (let at: u32 = 0, lane: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm) << 1, lane++) {
    const product = packedLane(left, lane, size, false) * packedLane(right, lane, size, false);
    let result = combine(v, product, product, size + 1, false, false);
    if (!Shape.has(imm, Combine.Only)) {
      const sum = Lane.signed(d + at, size + 1);
      result = combine(v, sum, result, size + 1, false, Shape.has(imm, Combine.Subtract));
    }
    Lane.write(d + at, size + 1, result);
  }
  Shape.clearAbove(d, imm);
}
