/** Advanced SIMD loads and stores of a single structure. DDI 0487 F4.1.23. `count` is the number of elements less one. */
import { append, Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { SLOT_DISCARD, SLOT_TC } from "../../layout";
import { lanes } from "../../simd/emit";
import { ALIGNED_STORE, checkAlignment } from "../helpers/alignment";
import { F, PC, R } from "../registers";
import { bigEndian, emitPostIndex } from "./simdMemory";
import { Operand, refused } from "./simdOperand";

/** The fields of index_align: its upper bits are the lane's number. */
function laneOf(size: u32, indexAlign: u32): u32 {
  return indexAlign >> (size + 1);
}

/** Distance of the registers: bit 1 of index_align for halfwords, bit 2 for words. */
function stepOf(count: u32, size: u32, indexAlign: u32): u32 {
  if (count == 0 || size == 0) return 1;
  return 1 + ((indexAlign >> size) & 1);
}

/** Bits below the lane's number and the registers' distance that are not allowed. */
function reservedAlign(count: u32, size: u32, indexAlign: u32): bool {
  const low = indexAlign & ((1 << size) - 1);
  switch (count) {
    case 0:
      return ((indexAlign >> size) & 1) != 0 || (size == 2 && low != 0 && low != 3);
    case 1:
      return size == 2 && (indexAlign & 2) != 0;
    case 2:
      return size == 0 ? (indexAlign & 1) != 0 : low != 0;
    default:
      return size == 2 && low == 3;
  }
}

/** Alignment that is asked for, less one. */
function alignmentOf(count: u32, size: u32, indexAlign: u32): u32 {
  const low = indexAlign & ((2 << (size >> 1)) - 1);
  if (low == 0 || (count == 0 && size == 0)) return 0;
  if (count == 3 && size == 2) return (4 << low) - 1;
  return ((count + 1) << size) - 1;
}

/** The address must have none of the bits of `mask`. */
function emitAlignmentCheck(n: u32, mask: u32): void {
  if (mask == 0) return;
  Call.system(checkAlignment.index, SLOT_DISCARD, R.general(n), SLOT_DISCARD, mask);
}

/** Reverses the bytes of a lane in integer slot `slot`. */
function reverse(slot: u32, size: u32): void {
  if (size == 1) Ir.rev16I32(slot, slot);
  else if (size == 2) Ir.revI32(slot, slot);
}

/** Loads one element for each register into integer temporaries. */
function emitLoads(count: u32, size: u32, n: u32): void {
  for (let i: u32 = 0; i <= count; i++) {
    append(Op.LdwU8 + size, R.temporary(i), R.general(n), SLOT_TC, i << size);
    if (bigEndian()) reverse(R.temporary(i), size);
  }
}

function reservedLane(count: u32, size: u32, indexAlign: u32, n: u32, d: u32): bool {
  if (size == 3 || n == PC) return true;
  return reservedAlign(count, size, indexAlign) || d + count * stepOf(count, size, indexAlign) >= 32;
}

/** VLD1 to VLD4 (single structure to one lane). */
export function loadLane(count: u32, size: u32, indexAlign: u32, n: u32, m: u32, d: u32): void {
  if (refused(reservedLane(count, size, indexAlign, n, d))) return;
  emitAlignmentCheck(n, alignmentOf(count, size, indexAlign));
  emitLoads(count, size, n);
  const step = stepOf(count, size, indexAlign);
  const offset = laneOf(size, indexAlign) << size;
  for (let i: u32 = 0; i <= count; i++) {
    lanes(Op.Setlane8, size, F.double(d + i * step) + offset, R.temporary(i), 0);
  }
  emitPostIndex(m, n, (count + 1) << size);
}

/** VST1 to VST4 (single structure from one lane). */
export function storeLane(count: u32, size: u32, indexAlign: u32, n: u32, m: u32, d: u32): void {
  if (refused(reservedLane(count, size, indexAlign, n, d))) return;
  const alignment = alignmentOf(count, size, indexAlign);
  emitAlignmentCheck(n, alignment != 0 ? alignment | ALIGNED_STORE : 0);
  const step = stepOf(count, size, indexAlign);
  const offset = laneOf(size, indexAlign) << size;
  for (let i: u32 = 0; i <= count; i++) {
    lanes(Op.GetlaneU8, size, R.temporary(0), F.double(d + i * step) + offset, 0);
    if (bigEndian()) reverse(R.temporary(0), size);
    append(Op.Stw8 + size, R.temporary(0), R.general(n), SLOT_TC, i << size);
  }
  emitPostIndex(m, n, (count + 1) << size);
}

/** Alignment of VLD1 to VLD4 to all lanes, less one; 16 bytes where size is 3. */
function allLanesAlignment(count: u32, size: u32, align: u32): u32 {
  if (align == 0) return 0;
  if (count != 3) return ((count + 1) << size) - 1;
  return size == 3 ? 15 : size == 2 ? 7 : (4 << size) - 1;
}

function reservedAllLanes(count: u32, size: u32, align: u32): bool {
  if (count == 3) return size == 3 && align == 0;
  return size == 3 || (align != 0 && (count == 2 || (count == 0 && size == 0)));
}

/** VLD1 to VLD4 (single structure to all lanes). `t`: VLD1 fills two registers, the others every second one. */
export function loadAllLanes(count: u32, size: u32, t: u32, align: u32, n: u32, m: u32, d: u32): void {
  const registers: u32 = count == 0 ? 1 + t : count + 1;
  const step: u32 = count == 0 ? 1 : 1 + t;
  if (refused(reservedAllLanes(count, size, align) || n == PC || d + (registers - 1) * step >= 32)) return;
  const laneSize = min<u32>(size, 2);
  emitAlignmentCheck(n, allLanesAlignment(count, size, align));
  emitLoads(count, laneSize, n);
  for (let i: u32 = 0; i < registers; i++) {
    lanes(Op.SplatI8x16, laneSize, F.temporary(0), R.temporary(count == 0 ? 0 : i), 0);
    Operand.put(d + i * step, F.temporary(0));
  }
  emitPostIndex(m, n, (count + 1) << laneSize);
}
