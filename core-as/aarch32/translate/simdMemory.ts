/**
 * Advanced SIMD loads and stores of elements and structures, multiple ones. DDI 0487 F4.1.23.
 *
 * Memory is read and written in stretches of 16 bytes and a last one of 8. Whatever is not the last access goes into temporaries
 * first: registers change when nothing can fault any more, the base register last of all.
 */
import { Ir } from "../../ir/emit.gen";
import { SLOT_TC } from "../../layout";
import { F, PC, R, SP } from "../registers";
import { Context } from "../state";
import { gatherSelectors, scatterSelectors } from "../structureSelectors";
import { translationContext } from "../translate";
import { Operand, refused } from "./simdOperand";

export { loadAllLanes, loadLane, storeLane } from "./simdMemoryLane";

/** Vector temporaries: memory in 0 and 1, registers in 2 and 3. */
const REGISTERS: u32 = 2;

/** Write-back by Rm, or by the bytes transferred. */
export function emitPostIndex(m: u32, n: u32, bytes: u32): void {
  if (m == PC) return;
  if (m == SP) Ir.addiI32(R.general(n), R.general(n), bytes);
  else Ir.addI32(R.general(n), R.general(n), R.general(m));
}

export function bigEndian(): bool {
  return (translationContext() & Context.BigEndian) != 0;
}

/** Reverses the bytes of each lane of slot `to`. */
function reverse(to: u32, from: u32, size: u32): void {
  Ir.permutehalves(to, from, 0x0706050403020100 ^ (((1 << size) - 1) * <u64>0x0101010101010101));
}

/** aux of an access: lane, piece that is written at a time, and for the first access the alignment asked for, less one. */
function lanesOf(size: u32, piece: u32, align: u32, offset: u32): u32 {
  const hint: u32 = align == 0 || offset != 0 ? 0 : (4 << align) - 1;
  return (1 << size) | (piece << 8) | (hint << 16);
}

/** Loads `bytes`, a multiple of eight, into temporaries 0 and 1, the last ones into slot `last` if that is not zero. */
function emitLoad(bytes: u32, size: u32, align: u32, n: u32, last: u32): void {
  for (let offset: u32 = 0; offset < bytes; offset += 16) {
    const lanes = lanesOf(size, 0, align, offset);
    const isLast = offset + 16 >= bytes;
    const to = isLast && last != 0 ? last : F.temporary(offset >> 4);
    if (offset + 8 != bytes) Ir.ldwLanesV128(to, R.general(n), offset, lanes, SLOT_TC);
    else if (to == last) Ir.ldwLanesI64(to, R.general(n), offset, lanes, SLOT_TC);
    else Ir.ldwLanesV64(to, R.general(n), offset, lanes, SLOT_TC);
    if (bigEndian()) reverse(to, to, size);
  }
}

/** Whether a row's register list, alignment or base is not allowed. `width` in registers. */
function reservedList(align: u32, most: u32, n: u32, first: u32, width: u32): bool {
  return align > most || n == PC || first + width > 32;
}

/** Greatest alignment field of lists of 1 to 4 registers. */
function mostAligned(registers: u32): u32 {
  return (registers & 1) != 0 ? 1 : registers == 2 ? 2 : 3;
}

/** VLD1 (multiple single elements). */
export function loadRegisters(registers: u32, size: u32, align: u32, n: u32, m: u32, d: u32): void {
  if (refused(reservedList(align, mostAligned(registers), n, d, registers))) return;
  // Registers from an even number on are the slots that memory goes to.
  const whole = (d & 1) == 0 && !bigEndian();
  const tail = (registers - 1) & ~1;
  const direct = whole || (registers == 1 && !bigEndian());
  emitLoad(registers << 3, size, align, n, direct ? F.double(d + tail) : 0);
  if (!direct) for (let i: u32 = 0; i < registers; i++) Operand.put(d + i, F.temporary(i >> 1) + ((i & 1) << 3));
  else if (tail != 0) Ir.movV128(F.double(d), F.temporary(0));
  emitPostIndex(m, n, registers << 3);
}

/** Stores vector temporary or register slots: `first`, then `second`, `bytes` in all. */
function emitStore(bytes: u32, piece: u32, size: u32, align: u32, n: u32, first: u32, second: u32): void {
  for (let offset: u32 = 0; offset < bytes; offset += 16) {
    const lanes = lanesOf(size, piece, align, offset);
    let from = offset == 0 ? first : second;
    if (bigEndian()) {
      reverse(F.temporary(offset >> 4), from, size);
      from = F.temporary(offset >> 4);
    }
    if (offset + 8 != bytes) Ir.stwLanesV128(from, R.general(n), offset, lanes, SLOT_TC);
    else Ir.stwLanes64(from, R.general(n), offset, lanes, SLOT_TC);
  }
}

/** Slot of a register that is stored alone: its own, unless its bytes must be reversed first. */
function lastRegister(register: u32, to: u32): u32 {
  return bigEndian() ? Operand.single(register, to) : F.double(register);
}

/** VST1 (multiple single elements). */
export function storeRegisters(registers: u32, size: u32, align: u32, n: u32, m: u32, d: u32): void {
  if (refused(reservedList(align, mostAligned(registers), n, d, registers))) return;
  const first = registers == 1 ? lastRegister(d, F.temporary(0)) : Operand.pair(d, d + 1, F.temporary(0));
  let second = first;
  if (registers == 3) second = lastRegister(d + 2, F.temporary(1));
  else if (registers == 4) second = Operand.pair(d + 2, d + 3, F.temporary(1));
  emitStore(registers << 3, 8, size, align, n, first, second);
  emitPostIndex(m, n, registers << 3);
}

function reservedStructures(elements: u32, groups: u32, step: u32, size: u32, align: u32, n: u32, d: u32): bool {
  const most: u32 = elements == 3 ? 1 : elements == 2 && groups == 1 ? 2 : 3;
  return size == 3 || reservedList(align, most, n, d, (elements - 1) * step + groups);
}

/**
 * VLD2, VLD3, VLD4 (multiple structures): element i goes to register d + i * step. With two `groups`, the registers behind those
 * are a second set, for the memory behind.
 */
export function loadStructures(
  elements: u32,
  groups: u32,
  step: u32,
  size: u32,
  align: u32,
  n: u32,
  m: u32,
  d: u32,
): void {
  if (refused(reservedStructures(elements, groups, step, size, align, n, d))) return;
  const bytes = (elements * groups) << 3;
  emitLoad(bytes, size, align, n, 0);
  for (let group: u32 = 0; group < groups; group++) {
    for (let i: u32 = 0; i < elements; i++) {
      const pair = F.temporary(REGISTERS + (i >> 1));
      if ((i & 1) == 0) {
        const second = F.temporary(groups == 2 ? group : 1);
        Ir.shuffle(pair, F.temporary(group), second, gatherSelectors(elements, size, i >> 1));
      }
      Operand.put(d + group + i * step, pair + ((i & 1) << 3));
    }
  }
  emitPostIndex(m, n, bytes);
}

/** VST2, VST3, VST4 (multiple structures); parameters as those of `loadStructures`. */
export function storeStructures(
  elements: u32,
  groups: u32,
  step: u32,
  size: u32,
  align: u32,
  n: u32,
  m: u32,
  d: u32,
): void {
  if (refused(reservedStructures(elements, groups, step, size, align, n, d))) return;
  const bytes = (elements * groups) << 3;
  for (let part: u32 = 0; part < (bytes + 15) >> 4; part++) {
    const from = groups == 2 ? d + part : d;
    const low = Operand.pair(from, from + step, F.temporary(REGISTERS));
    let high = low;
    if (elements == 3) high = Operand.single(from + 2 * step, F.temporary(REGISTERS + 1));
    else if (elements == 4) high = Operand.pair(from + 2 * step, from + 3 * step, F.temporary(REGISTERS + 1));
    Ir.shuffle(F.temporary(part), low, high, scatterSelectors(elements, size, groups == 2 ? 0 : part));
  }
  emitStore(bytes, 1 << size, size, align, n, F.temporary(0), F.temporary(1));
  emitPostIndex(m, n, bytes);
}
