/** SIMD shifts beyond what Wasm has: by register, rounding, saturating, narrowing. DDI 0487 C7.2. */
import { Lane, Shape, saturate, saturateSigned, saturateUnsigned, setSaturated } from "./shape";

/** Flags of the shift helpers. */
export enum ShiftFlag {
  Round = 1,
  Saturate = 2,
  /** Signed source, unsigned result. */
  ToUnsigned = 4,
}

/** `x`, a lane of `bits` bits, shifted right by 1 or more, rounded to nearest when `round`. */
function shiftRight(x: i64, count: u32, bits: u32, unsigned: bool, round: bool): i64 {
  if (count > bits) return round || unsigned || x >= 0 ? 0 : -1;
  const carry = round ? (x >> (count - 1)) & 1 : 0;
  if (unsigned) return (count == 64 ? 0 : <i64>(<u64>x >> count)) + carry;
  return (x >> min<u32>(count, 63)) + carry;
}

/** `x` shifted left within a lane of `bits` bits: what is lost is lost, unless `saturating`. */
function shiftLeft(v: usize, x: i64, count: u32, bits: u32, unsigned: bool, saturating: bool): i64 {
  if (!saturating) return count >= bits ? 0 : x << count;
  if (x == 0) return 0;
  const lossless = count < bits && (unsigned ? <i64>(<u64>(x << count) >> count) : (x << count) >> count) == x;
  if (lossless) return saturateLane(v, x << count, bits, unsigned);
  setSaturated(v);
  if (unsigned) return -1;
  return x < 0 ? i64.MIN_VALUE >> (64 - bits) : i64.MAX_VALUE >> (64 - bits);
}

/** As `saturate`, for a value that is already a number of 64 bits with the lane's own sign. */
function saturateLane(v: usize, value: i64, bits: u32, unsigned: bool): i64 {
  return bits == 64 ? value : saturate(v, value, bits, unsigned);
}

/** SSHL, USHL, SRSHL, URSHL, SQSHL, UQSHL, SQRSHL, UQRSHL: the low byte of each lane of b is a signed count. */
export function shiftByRegister(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const bits = Shape.bits(imm);
  const unsigned = Shape.unsigned(imm);
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    const x = Lane.read(a + at, size, unsigned);
    // BOUNDS: at < 16.
    const count = <i32>load<i8>(b + at);
    const result =
      count < 0
        ? shiftRight(x, -count, bits, unsigned, Shape.has(imm, ShiftFlag.Round))
        : shiftLeft(v, x, count, bits, unsigned, Shape.has(imm, ShiftFlag.Saturate));
    Lane.write(d + at, size, result);
  }
  Shape.clearAbove(d, imm);
}

/** SRSHR, URSHR: by an immediate of 1 up to the lane's width. */
export function roundingShiftRight(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const unsigned = Shape.unsigned(imm);
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    const x = Lane.read(a + at, size, unsigned);
    Lane.write(d + at, size, shiftRight(x, Shape.shift(imm), Shape.bits(imm), unsigned, true));
  }
  Shape.clearAbove(d, imm);
}

/** SQSHL, UQSHL, SQSHLU by an immediate. */
export function saturatingShiftLeft(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const toUnsigned = Shape.has(imm, ShiftFlag.ToUnsigned);
  const unsigned = Shape.unsigned(imm);
  for (let at: u32 = 0; at < Shape.bytes(imm); at += Shape.step(imm)) {
    let x = Lane.read(a + at, size, unsigned);
    if (toUnsigned && x < 0) {
      setSaturated(v);
      x = 0;
    }
    Lane.write(d + at, size, shiftLeft(v, x, Shape.shift(imm), Shape.bits(imm), unsigned || toUnsigned, true));
  }
  Shape.clearAbove(d, imm);
}

/**
 * The narrowing forms: RSHRN, SQSHRN, SQRSHRN, UQSHRN, UQRSHRN, SQSHRUN, SQRSHRUN, and SQXTN, UQXTN, SQXTUN with a
 * shift of 0. The size is that of the result's lanes; `bytes` is 8, or one lane for scalar forms.
 */
export function shiftRightNarrow(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Shape.size(imm);
  const bits = Shape.bits(imm);
  const lanes = Shape.bytes(imm) >> size;
  let packed: u64 = 0;
  for (let lane: u32 = 0; lane < lanes; lane++) {
    const x = Lane.read(a + ((lane << 1) << size), size + 1, Shape.unsigned(imm));
    packed |= (<u64>narrowed(v, x, bits, imm) & (u64.MAX_VALUE >> (64 - bits))) << (lane * bits);
  }
  // BOUNDS: d is a vector slot.
  store<u64>(d, packed);
  store<u64>(d, 0, 8);
}

function narrowed(v: usize, x: i64, bits: u32, imm: u32): i64 {
  const count = Shape.shift(imm);
  const unsigned = Shape.unsigned(imm);
  const y = count == 0 ? x : shiftRight(x, count, bits << 1, unsigned, Shape.has(imm, ShiftFlag.Round));
  if (!Shape.has(imm, ShiftFlag.Saturate)) return y;
  if (Shape.has(imm, ShiftFlag.ToUnsigned)) return saturateUnsigned(v, y, bits);
  if (!unsigned) return saturateSigned(v, y, bits);
  // An unsigned 64-bit lane may look negative; it is greater than any narrow lane then.
  return saturateUnsigned(v, y < 0 ? i64.MAX_VALUE : y, bits);
}
