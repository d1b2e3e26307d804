/** Shifts by an immediate in slots, as AArch64 and AArch32 have them. immh:immb holds lane size and distance. */
import { Ir } from "../ir/emit.gen";
import { Op } from "../ir/ops.gen";
import { SLOT_VT } from "../layout";
import { callLanes, lanes, lanesImmediate, repeat, ZERO } from "./emit";
import { roundingShiftRight } from "./shift";

/** Vector temporaries 0 and 1. */
const FIRST: u32 = SLOT_VT;
const SECOND: u32 = SLOT_VT + 16;

/** log2 of the lane's bytes from immh:immb (7 bits); `reserved` when immh is zero. */
export function shiftSize(immediate: u32): u32 {
  return 28 - clz<u32>(immediate | 1);
}

/** Distance of right shifts, 1 to the lane's width. */
export function rightDistance(immediate: u32): u32 {
  return (16 << shiftSize(immediate)) - immediate;
}

/** Distance of left shifts, 0 to the lane's width less one. */
export function leftDistance(immediate: u32): u32 {
  return immediate - (8 << shiftSize(immediate));
}

/** Slot `to` = slot `n` shifted right; a shift by the whole width leaves signs or zeros. */
export function emitShiftRight(unsigned: u32, size: u32, distance: u32, to: u32, n: u32): void {
  const whole = distance == <u32>(8 << size);
  if (unsigned == 0) lanesImmediate(Op.ShrSI8x16, size, to, n, whole ? distance - 1 : distance);
  else if (whole) Ir.movV128(to, ZERO);
  else lanesImmediate(Op.ShrUI8x16, size, to, n, distance);
}

/** SSHR, USHR, SSRA, USRA, SRSHR, URSHR, SRSRA, URSRA in slots; also of scalars, which are lane 0. */
export function emitRightShift(unsigned: u32, round: u32, accumulate: u32, immediate: u32, n: u32, d: u32): void {
  const size = shiftSize(immediate);
  const distance = rightDistance(immediate);
  const to = accumulate != 0 ? FIRST : d;
  if (round == 0) emitShiftRight(unsigned, size, distance, to, n);
  else callLanes(roundingShiftRight.index, 1, size, unsigned, 0, distance, to, n, ZERO);
  if (accumulate != 0) lanes(Op.AddI8x16, size, d, d, to);
}

/** SLI and, when `right`, SRI in slots: the shifted bits go into d, bits shifted in leave d's as they are. */
export function emitShiftInsert(right: u32, immediate: u32, n: u32, d: u32): void {
  const size = shiftSize(immediate);
  const distance = right != 0 ? rightDistance(immediate) : leftDistance(immediate);
  const shifted = FIRST;
  const mask = SECOND;
  const lane = u64.MAX_VALUE >> (64 - (8 << size));
  if (right != 0) emitShiftRight(1, size, distance, shifted, n);
  else lanesImmediate(Op.ShlI8x16, size, shifted, n, distance);
  const inserted: u64 = right == 0 ? lane << distance : distance == 64 ? 0 : lane >> distance;
  Ir.splatImm(mask, repeat(size, inserted));
  Ir.bitselect(d, shifted, d, mask);
}
