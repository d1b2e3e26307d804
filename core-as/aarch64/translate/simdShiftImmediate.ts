/** Advanced SIMD shift by immediate, vector forms on integers. DDI 0487 C4.1.6. immh:immb holds lane size and shift. */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { roundingShiftRight, saturatingShiftLeft, shiftRightNarrow } from "../helpers/simdShift";
import { V } from "../registers";
import { callLanes, lanes, lanesImmediate, oneDouble, putHalf, refused, trim, ZERO } from "./simdEmit";
import { widen } from "./simdThreeDifferent";

/** log2 of the lane's bytes from immh:immb (7 bits); `reserved` when immh is zero. */
export function shiftSize(immediate: u32): u32 {
  return 28 - clz<u32>(immediate | 1);
}

/** Whether immh is zero, or the arrangement is 1D. */
function reservedShift(q: u32, immediate: u32): bool {
  return immediate < 8 || oneDouble(q, shiftSize(immediate));
}

/** Distance of right shifts, 1 to the lane's width. */
export function rightDistance(immediate: u32): u32 {
  return (16 << shiftSize(immediate)) - immediate;
}

/** Distance of left shifts, 0 to the lane's width less one. */
export function leftDistance(immediate: u32): u32 {
  return immediate - (8 << shiftSize(immediate));
}

/** Slot `to` = Vn shifted right; a shift by the whole width leaves signs or zeros. */
function emitShiftRight(unsigned: u32, size: u32, distance: u32, to: u32, n: u32): void {
  const whole = distance == <u32>(8 << size);
  if (unsigned == 0) lanesImmediate(Op.ShrSI8x16, size, to, V.register(n), whole ? distance - 1 : distance);
  else if (whole) Ir.movV128(to, ZERO);
  else lanesImmediate(Op.ShrUI8x16, size, to, V.register(n), distance);
}

/** SSHR, USHR, SSRA, USRA, SRSHR, URSHR, SRSRA, URSRA in slots; also of scalars, which are lane 0. */
export function emitRightShift(unsigned: u32, round: u32, accumulate: u32, immediate: u32, n: u32, d: u32): void {
  const size = shiftSize(immediate);
  const distance = rightDistance(immediate);
  const to = accumulate != 0 ? V.temporary(0) : V.register(d);
  if (round == 0) emitShiftRight(unsigned, size, distance, to, n);
  else callLanes(roundingShiftRight.index, 1, size, unsigned, 0, distance, to, V.register(n), ZERO);
  if (accumulate != 0) lanes(Op.AddI8x16, size, V.register(d), V.register(d), to);
}

/** SSHR, USHR, SSRA, USRA, SRSHR, URSHR, SRSRA, URSRA. */
export function shiftRight(unsigned: u32, round: u32, accumulate: u32, q: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedShift(q, immediate))) return;
  emitRightShift(unsigned, round, accumulate, immediate, n, d);
  trim(q, V.register(d));
}

/** SHL. */
export function shiftLeft(q: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedShift(q, immediate))) return;
  lanesImmediate(Op.ShlI8x16, shiftSize(immediate), V.register(d), V.register(n), leftDistance(immediate));
  trim(q, V.register(d));
}

/** Sixty-four bits of lanes that all hold the low bits of `value`. */
function repeat(size: u32, value: u64): u64 {
  if (size == 0) return (value & 0xff) * 0x0101010101010101;
  if (size == 1) return (value & 0xffff) * 0x0001000100010001;
  return size == 2 ? (value & 0xffffffff) * 0x0000000100000001 : value;
}

/** SLI and, when `right`, SRI in slots: the shifted bits go into d, bits shifted in leave d's as they are. */
export function emitShiftInsert(right: u32, immediate: u32, n: u32, d: u32): void {
  const size = shiftSize(immediate);
  const distance = right != 0 ? rightDistance(immediate) : leftDistance(immediate);
  const shifted = V.temporary(0);
  const mask = V.temporary(1);
  const lane = u64.MAX_VALUE >> (64 - (8 << size));
  if (right != 0) emitShiftRight(1, size, distance, shifted, n);
  else lanesImmediate(Op.ShlI8x16, size, shifted, V.register(n), distance);
  const inserted: u64 = right == 0 ? lane << distance : distance == 64 ? 0 : lane >> distance;
  Ir.splatImm(mask, repeat(size, inserted));
  Ir.bitselect(V.register(d), shifted, V.register(d), mask);
}

/** SLI, SRI. */
export function shiftInsert(right: u32, q: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedShift(q, immediate))) return;
  emitShiftInsert(right, immediate, n, d);
  trim(q, V.register(d));
}

/** SQSHL, UQSHL, SQSHLU (immediate); `flags` are `ShiftFlag`'s. */
export function shiftLeftSaturating(unsigned: u32, flags: u32, q: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedShift(q, immediate))) return;
  const size = shiftSize(immediate);
  const distance = leftDistance(immediate);
  callLanes(saturatingShiftLeft.index, q, size, unsigned, flags, distance, V.register(d), V.register(n), ZERO);
}

/** Whether immh names no narrow lane. */
function reservedNarrow(immediate: u32): bool {
  return immediate < 8 || immediate >= 64;
}

/** SHRN, SHRN2. */
export function shiftRightAndNarrow(second: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedNarrow(immediate))) return;
  const to = second != 0 ? V.temporary(0) : V.register(d);
  lanesImmediate(Op.NarrowI16x8, shiftSize(immediate), to, V.register(n), rightDistance(immediate));
  if (second != 0) putHalf(second, d, to);
}

/**
 * RSHRN, SQSHRN, SQRSHRN, UQSHRN, UQRSHRN, SQSHRUN, SQRSHRUN and their second-part forms; `flags` are `ShiftFlag`'s.
 */
export function shiftRightNarrowing(unsigned: u32, flags: u32, second: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedNarrow(immediate))) return;
  const to = second != 0 ? V.temporary(0) : V.register(d);
  const size = shiftSize(immediate);
  callLanes(shiftRightNarrow.index, 0, size, unsigned, flags, rightDistance(immediate), to, V.register(n), ZERO);
  if (second != 0) putHalf(second, d, to);
}

/** SSHLL, USHLL; SXTL and UXTL are shifts by zero. */
export function shiftLeftLong(unsigned: u32, second: u32, immediate: u32, n: u32, d: u32): void {
  if (refused(reservedNarrow(immediate))) return;
  const size = shiftSize(immediate);
  const distance = leftDistance(immediate);
  widen(unsigned, second, size, V.register(d), n);
  if (distance != 0) lanesImmediate(Op.ShlI16x8, size, V.register(d), V.register(d), distance);
}
