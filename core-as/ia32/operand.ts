/**
 * Operands of the instruction that is being translated, as micro-ops.
 *
 * An instruction changes registers and flags only after its last access to memory, which may fault: read with `Operand.e` and
 * `Operand.g`, work in temporaries, `Operand.setE`, and record flags behind it.
 */
import { Ir } from "../ir/emit.gen";
import { SLOT_T, SLOT_ZERO } from "../layout";
import { Insn, NONE } from "./instruction";
import { Context, Reg, Segment } from "./state";

/** Block-local temporaries, which keep their value within one instruction; 0..9 are for handlers, the rest for this file and Stack. */
@final
export abstract class Temporary {
  @inline static at(n: u32): u32 {
    return SLOT_T + (n << 3);
  }
}

const ADDRESS: u32 = SLOT_T + (15 << 3);
const WHOLE_ADDRESS: u32 = SLOT_T + (13 << 3);

/**
 * The memory operand. `address` emits its effective address; then `Ir.ldw*(d, Memory.slot, Memory.offset, Memory.cache)` and
 * `Ir.stw*` of any width access it, as often as needed: the linear address is slot + offset, modulo 2^32.
 */
export abstract class Memory {
  static slot: u32 = 0;
  static offset: i32 = 0;
  /** Slot of the segment's translation cache. */
  static cache: u32 = 0;
  private static segment: u32 = 0;
  /** Whether the offset was cut to 16 bits. */
  private static narrow: bool = false;

  /** Emits the address of the ModRM operand. `distance` is added to a base of ESP (POP to memory). */
  static address(distance: i32 = 0): void {
    Memory.effective();
    if (distance != 0 && Insn.base == 4 && Insn.addressSize == 4) Memory.offset += distance;
    Memory.inSegment(Insn.segment);
  }

  /** The address `Insn.immediate` (moffs). */
  static absolute(): void {
    Memory.slot = SLOT_ZERO;
    Memory.offset = <i32>Insn.immediate;
    Memory.inSegment(Insn.segment);
  }

  /** The address in a register, by number: of the address size, in `segment`; `distance` bytes further. */
  static register(n: u32, segment: u32): void {
    Memory.slot = Reg.slot(n);
    Memory.offset = 0;
    if (Insn.addressSize == 2) {
      Ir.andiI32(ADDRESS, Reg.slot(n), 0xffff);
      Memory.slot = ADDRESS;
    }
    Memory.inSegment(segment);
  }

  /** Emits the effective address, without the segment: LEA's result is slot + offset, modulo the address size. */
  static effective(): void {
    Memory.offset = Insn.displacement;
    Memory.slot = baseAndIndex();
    if (Insn.addressSize == 4) return;
    // 16-bit addresses wrap at 64 KiB.
    if (Memory.slot == SLOT_ZERO) {
      Memory.offset &= 0xffff;
      return;
    }
    if (Memory.offset != 0) {
      Ir.addiI32(ADDRESS, Memory.slot, Memory.offset);
      Memory.slot = ADDRESS;
    }
    Ir.andiI32(ADDRESS, Memory.slot, 0xffff);
    Memory.slot = ADDRESS;
    Memory.offset = 0;
  }

  /** Emits the address of the ModRM operand, `distance` (a slot) bytes further: bit strings. */
  static advanced(distance: u32): void {
    Memory.effective();
    Memory.further(distance);
    Memory.inSegment(Insn.segment);
  }

  /** Adds the value of a slot to the effective address, before `inSegment`. */
  static further(distance: u32): void {
    Ir.addI32(ADDRESS, Memory.slot, distance);
    Memory.slot = ADDRESS;
    if (Insn.addressSize == 4) return;
    if (Memory.offset != 0) Ir.addiI32(ADDRESS, ADDRESS, Memory.offset);
    Ir.andiI32(ADDRESS, ADDRESS, 0xffff);
    Memory.offset = 0;
  }

  /** Makes a linear address of the offset: adds the base where there is one, and chooses the translation cache. */
  static inSegment(segment: u32, narrow: bool = Insn.addressSize == 2): void {
    Memory.segment = segment;
    Memory.narrow = narrow;
    Memory.cache = Reg.cache(segment);
    if (segment < <u32>Segment.Fs && !Insn.has(Context.Based)) return;
    if (Memory.slot == SLOT_ZERO) {
      Memory.slot = Reg.base(segment);
      return;
    }
    Ir.addI32(ADDRESS, Memory.slot, Reg.base(segment));
    Memory.slot = ADDRESS;
  }

  /** Emits the linear address with the offset added. @returns its slot */
  static linear(): u32 {
    if (Memory.offset == 0 && Memory.slot != SLOT_ZERO) return Memory.slot;
    Ir.addiI32(WHOLE_ADDRESS, Memory.slot, Memory.offset);
    return WHOLE_ADDRESS;
  }

  /** What lies `distance` bytes behind the address may lie behind the end of 16-bit addresses. */
  private static cacheFor(size: u32, distance: i32): u32 {
    return Memory.narrow && distance == 0 ? Reg.narrowCache(Memory.segment, size) : Memory.cache;
  }

  /** Loads 1, 2, 4 or 8 bytes, zero-extended, `distance` bytes behind the address. */
  static read(d: u32, size: u32, distance: i32 = 0): void {
    const offset = Memory.offset + distance;
    const cache = Memory.cacheFor(size, distance);
    if (size == 1) Ir.ldwU8(d, Memory.slot, offset, cache);
    else if (size == 2) Ir.ldwU16(d, Memory.slot, offset, cache);
    else if (size == 4) Ir.ldwU32(d, Memory.slot, offset, cache);
    else Ir.ldwI64(d, Memory.slot, offset, cache);
  }

  static write(value: u32, size: u32, distance: i32 = 0): void {
    const offset = Memory.offset + distance;
    const cache = Memory.cacheFor(size, distance);
    if (size == 1) Ir.stw8(value, Memory.slot, offset, cache);
    else if (size == 2) Ir.stw16(value, Memory.slot, offset, cache);
    else if (size == 4) Ir.stw32(value, Memory.slot, offset, cache);
    else Ir.stw64(value, Memory.slot, offset, cache);
  }
}

function baseAndIndex(): u32 {
  if (Insn.index == NONE) return Insn.base == NONE ? SLOT_ZERO : Reg.slot(Insn.base);
  const index = Reg.slot(Insn.index);
  if (Insn.base != NONE) {
    if (Insn.scale == 0) Ir.addI32(ADDRESS, Reg.slot(Insn.base), index);
    else Ir.addshlI32(ADDRESS, Reg.slot(Insn.base), index, Insn.scale);
    return ADDRESS;
  }
  if (Insn.scale == 0) return index;
  Ir.shliI32(ADDRESS, index, Insn.scale);
  return ADDRESS;
}

/** Registers and memory of 1, 2 and 4 bytes. Slots that these return may have anything above the operand's size. */
export abstract class Operand {
  /** Size of v operands where bit 0 of an opcode says whether it is one: 1, or the operand size. */
  @inline static width(isV: u32): u32 {
    return isV != 0 ? Insn.operandSize : 1;
  }

  /** The slot of E's value; `temporary` may be used. Emits the address of a memory operand. */
  static e(size: u32, temporary: u32): u32 {
    if (!Insn.isMemory) return Operand.register(Insn.rm, size, temporary);
    Memory.address();
    Memory.read(temporary, size);
    return temporary;
  }

  /** G. */
  static g(size: u32, temporary: u32): u32 {
    return Operand.register(Insn.reg, size, temporary);
  }

  /** General register n; of one byte, 4..7 are AH, CH, DH, BH. */
  static register(n: u32, size: u32, temporary: u32): u32 {
    if (size != 1 || n < 4) return Reg.slot(n);
    Ir.shruiI32(temporary, Reg.slot(n - 4), 8);
    return temporary;
  }

  /** `slot` with nothing above `size` bytes, in `temporary` if need be. */
  static zeroExtended(slot: u32, size: u32, temporary: u32): u32 {
    if (size == 4) return slot;
    Ir.andiI32(temporary, slot, size == 1 ? 0xff : 0xffff);
    return temporary;
  }

  static signExtended(slot: u32, size: u32, temporary: u32): u32 {
    if (size == 4) return slot;
    const shift = size == 1 ? 24 : 16;
    Ir.fieldSI32(temporary, slot, shift, shift);
    return temporary;
  }

  /** E = the low `size` bytes of `value`. Memory must have been addressed (by `e`, or Memory.address). */
  static setE(size: u32, value: u32): void {
    if (Insn.isMemory) Memory.write(value, size);
    else Operand.setRegister(Insn.rm, size, value);
  }

  static setG(size: u32, value: u32): void {
    Operand.setRegister(Insn.reg, size, value);
  }

  /** Changes `size` bytes of register n only. */
  static setRegister(n: u32, size: u32, value: u32): void {
    const slot = Reg.slot(size == 1 && n > 3 ? n - 4 : n);
    if (size == 4) {
      if (slot != value) Ir.movI32(slot, value);
    } else if (size == 2) Ir.mergeI32(slot, slot, value, 0xffff);
    else if (n > 3) Ir.inserthighI32(slot, slot, value);
    else Ir.mergeI32(slot, slot, value, 0xff);
  }
}
