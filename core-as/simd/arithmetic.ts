/** SIMD arithmetic that neither saturates nor maps to a few Wasm instructions. DDI 0487 C7.2. */
import { recipEstimate, recipSqrtEstimate } from "./estimate";
import { Lane, packedLane, Shape } from "./shape";

/** Flags of `halving`. */
export enum Halving {
  Add = 0,
  Subtract = 1,
  Round = 2,
}

/** SHADD, UHADD, SRHADD, URHADD, SHSUB, UHSUB: half the sum or difference, computed without overflow. */
export function halving(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const unsigned = Shape.unsigned(imm);
  const round: i64 = Shape.has(imm, Halving.Round) ? 1 : 0;
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    const x = Lane.read(a + at, size, unsigned);
    const y = Lane.read(b + at, size, unsigned);
    Lane.write(d + at, size, (Shape.has(imm, Halving.Subtract) ? x - y : x + y + round) >> 1);
  }
  Shape.clearAbove(d, imm);
}

/** CLS, and CLZ with unsigned lanes: leading bits that equal the sign bit, or that are zero. */
export function countLeading(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const bits = Shape.bits(imm);
  const unsigned = Shape.unsigned(imm);
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    const x = Lane.read(a + at, size, unsigned);
    const zeros = clz<i64>(unsigned ? x : x ^ (x >> 63)) - (64 - bits);
    Lane.write(d + at, size, unsigned ? zeros : zeros - 1);
  }
  Shape.clearAbove(d, imm);
}

/** RBIT (vector): the bits of each byte in reverse order, a half byte at a time by table. */
export function reverseBitsInBytes(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const reversed = v128(0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15);
  // BOUNDS: a and d are vector slots.
  const x = v128.load(a);
  const low = i8x16.swizzle(reversed, v128.and(x, i8x16.splat(15)));
  const high = i8x16.swizzle(reversed, i8x16.shr_u(x, 4));
  v128.store(d, v128.or(i8x16.shl(low, 4), high));
  Shape.clearAbove(d, imm);
}

/** Product of two polynomials over {0, 1} of degree 7 at most. */
function polynomialProduct(x: u32, y: u32): u32 {
  let product: u32 = 0;
  for (let bit: u32 = 0; bit < 8; bit++) product ^= ((y >> bit) & 1) * (x << bit);
  return product;
}

/** PMUL: the low byte of each product. */
export function polynomialMultiply(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  for (let at: u32 = 0; at < Shape.bytes(imm); at++) {
    // BOUNDS: at < 16.
    store<u8>(d + at, <u8>polynomialProduct(load<u8>(a + at), load<u8>(b + at)));
  }
  Shape.clearAbove(d, imm);
}

/** PMULL, PMULL2 of bytes: a and b are the slots or their upper halves. */
export function polynomialMultiplyLong(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  // BOUNDS: eight bytes lie at a and b, sixteen at d.
  const left = load<u64>(a);
  const right = load<u64>(b);
  for (let lane: u32 = 0; lane < 8; lane++) {
    const x = <u32>packedLane(left, lane, 0, true);
    store<u16>(d + (lane << 1), <u16>polynomialProduct(x, <u32>packedLane(right, lane, 0, true)));
  }
}

/** URECPE: estimates of 1/x for x in [0.5, 1) as unsigned fractions. */
export function reciprocalEstimate(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  for (let at: u32 = 0; at < Shape.bytes(imm); at += 4) {
    // BOUNDS: at < 16.
    const x = load<u32>(a + at);
    store<u32>(d + at, x >> 31 == 0 ? 0xffffffff : recipEstimate(x >> 23) << 23);
  }
  Shape.clearAbove(d, imm);
}

/** URSQRTE: estimates of 1/sqrt(x) for x in [0.25, 1). */
export function reciprocalRootEstimate(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  for (let at: u32 = 0; at < Shape.bytes(imm); at += 4) {
    // BOUNDS: at < 16.
    const x = load<u32>(a + at);
    store<u32>(d + at, x >> 30 == 0 ? 0xffffffff : recipSqrtEstimate(x >> 23) << 23);
  }
  Shape.clearAbove(d, imm);
}
