/**
 * What the Advanced SIMD translators of AArch64 and AArch32 share: lane-wise micro-ops chosen by lane size, and calls of
 * helpers. Operands are slots.
 *
 * The rows of vector.ir for the lane sizes of one operation are adjacent, so `first + size` is the micro-op for a size.
 */
import { append, Call } from "../ir/emit";
import { Ir } from "../ir/emit.gen";
import { Op } from "../ir/ops.gen";
import { SLOT_VZERO } from "../layout";
import { Shape } from "./shape";

/** The 1D arrangement: one 64-bit lane in a 64-bit vector, reserved in most instructions. */
export function oneDouble(q: u32, size: u32): bool {
  return size == 3 && q == 0;
}

/** Bytes of a vector form. */
export function bytesOf(q: u32): u32 {
  return q == 0 ? 8 : 16;
}

/**
 * d = a op b, slots; `first` is the micro-op of the smallest lane size that the operation has, `step` the sizes above
 * it.
 */
export function lanes(first: u32, step: u32, d: u32, a: u32, b: u32): void {
  append(first + step, d, a, b, 0);
}

/** d = a op imm, slots. */
export function lanesImmediate(first: u32, step: u32, d: u32, a: u32, imm: u32): void {
  append(first + step, d, a, 0, imm);
}

/** Calls `helper` with a description of a vector form. */
export function callLanes(
  fn: u32,
  q: u32,
  size: u32,
  unsigned: u32,
  flags: u32,
  shift: u32,
  d: u32,
  a: u32,
  b: u32,
): void {
  Call.pure(fn, d, a, b, Shape.pack(size, bytesOf(q), unsigned, flags, shift));
}

/** Sixteen zero bytes, as a source. */
export const ZERO: u32 = SLOT_VZERO;

/** Eight byte selectors that put the bytes at `offset` into every lane of 1 << size bytes. */
function broadcast(size: u32, offset: u32): u64 {
  const within: u64 = 0x0706050403020100 & (((1 << size) - 1) * <u64>0x0101010101010101);
  return within + offset * <u64>0x0101010101010101;
}

/** Copies the element at byte `offset` of slot `from` into all lanes of slot `to`. */
export function emitBroadcast(size: u32, to: u32, from: u32, offset: u32): void {
  Ir.permute(to, from, broadcast(size, offset));
}

/** Sixty-four bits of lanes that all hold the low bits of `value`. */
export function repeat(size: u32, value: u64): u64 {
  if (size == 0) return (value & 0xff) * 0x0101010101010101;
  if (size == 1) return (value & 0xffff) * 0x0001000100010001;
  return size == 2 ? (value & 0xffffffff) * 0x0000000100000001 : value;
}

/** Lanes reversed in groups of 2 << group bytes; the lanes are smaller than the group. */
export function emitReverseLanes(group: u32, size: u32, to: u32, from: u32): void {
  // Selector i ^ x reverses the lanes: x has ones above the lane's bits and within the group's.
  const flip: u64 = (2 << group) - 1 - ((1 << size) - 1);
  Ir.permutehalves(to, from, 0x0706050403020100 ^ (flip * 0x0101010101010101));
}

/** Comparisons of lanes with zero: greater, equal, less, greater or equal, less or equal as `comparison` is 0 to 4. */
export function emitCompareZero(comparison: u32, size: u32, to: u32, from: u32): void {
  const reversed = comparison == 2 || comparison == 4;
  const first: u32 = comparison == 1 ? Op.EqI8x16 : comparison >= 3 ? Op.GeSI8x16 : Op.GtSI8x16;
  lanes(first, size, to, reversed ? ZERO : from, reversed ? from : ZERO);
}
