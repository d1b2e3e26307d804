/**
 * The x87 FPU's registers in a vCPU: offsets from its base, and how they are reached. SDM volume 1, chapter 8.
 *
 * Physical registers R0..R7 are 16 bytes each: u64 significand (bit 63 is the integer bit), u16 sign and exponent, 6 bytes
 * unused. MM0..MM7 are the significands of R0..R7: an MMX instruction that writes one puts 0xffff into its sign and
 * exponent, and every MMX instruction but EMMS calls `X87.enterMmx` (SDM volume 1, 9.5). ST(i) is R((TOP + i) mod 8).
 *
 * The status word is kept without TOP, ES and B: TOP has a field of its own, ES and B follow from flags and masks.
 * Of tags there is one bit a register, as FXSAVE has them; the two-bit tags are made when they are stored.
 *
 * BOUNDS: `v` is a vCPU's base; register numbers are taken modulo 8; every offset is a field of its structure.
 */
import { VCPU_SYSTEM } from "../../layout";

/** 8 x { u64 significand, u16 sign and exponent, 6 bytes }: R0..R7; MM0..MM7. */
export const X87_REGISTERS: u32 = VCPU_SYSTEM + 0x400;
export const X87_REGISTER_SIZE: u32 = 16;
/** Of a register: offset of the u16 that has the sign (bit 15) and the exponent. */
export const X87_EXPONENT: u32 = 8;
/** An operand that an instruction takes from memory, converted; laid out as a register. */
export const X87_OPERAND: u32 = VCPU_SYSTEM + 0x480;
/** 32 bytes for intermediate results. */
export const X87_SCRATCH: u32 = VCPU_SYSTEM + 0x490;

/** u32: control word. */
export const X87_CONTROL: u32 = VCPU_SYSTEM + 0x200;
/** u32: exception flags, SF and C0..C3, each where the status word has it. */
export const X87_STATUS: u32 = VCPU_SYSTEM + 0x204;
/** u32: TOP, 0..7. */
export const X87_TOP: u32 = VCPU_SYSTEM + 0x208;
/** u32: bit n = register Rn is not empty. */
export const X87_TAGS: u32 = VCPU_SYSTEM + 0x20c;
/** u32: opcode of the last instruction: three bits of its first byte, then ModR/M. */
export const X87_OPCODE: u32 = VCPU_SYSTEM + 0x210;
/** u32 each: offset and selector of the last instruction and of its memory operand. */
export const X87_FIP: u32 = VCPU_SYSTEM + 0x214;
export const X87_FCS: u32 = VCPU_SYSTEM + 0x218;
export const X87_FDP: u32 = VCPU_SYSTEM + 0x21c;
export const X87_FDS: u32 = VCPU_SYSTEM + 0x220;

/** Bits of the status word. */
export enum Sw {
  IE = 1 << 0,
  DE = 1 << 1,
  ZE = 1 << 2,
  OE = 1 << 3,
  UE = 1 << 4,
  PE = 1 << 5,
  SF = 1 << 6,
  ES = 1 << 7,
  C0 = 1 << 8,
  C1 = 1 << 9,
  C2 = 1 << 10,
  C3 = 1 << 14,
  B = 1 << 15,
}

/** The six exceptions: the same bits are flags in the status word and masks in the control word. */
export const EXCEPTIONS: u32 = 0x3f;
/** What X87_STATUS holds. */
const STATUS_KEPT: u32 = 0x477f;
/** Bits of the control word that can be written; bit 6 reads one. */
const CONTROL_WRITABLE: u32 = 0x1f3f;
const CONTROL_FIXED: u32 = 0x40;

/** Access to the registers. */
@final
export abstract class X87 {
  /** Address of physical register Rn. */
  @inline static physical(v: usize, n: u32): usize {
    return v + X87_REGISTERS + ((n & 7) << 4);
  }
  /** Address of ST(i). */
  @inline static st(v: usize, i: u32): usize {
    return X87.physical(v, load<u32>(v, X87_TOP) + i);
  }
  /** Whether ST(i) is empty. */
  @inline static isEmpty(v: usize, i: u32): bool {
    return ((load<u32>(v, X87_TAGS) >> ((load<u32>(v, X87_TOP) + i) & 7)) & 1) == 0;
  }
  @inline static fill(v: usize, i: u32): void {
    store<u32>(v, load<u32>(v, X87_TAGS) | (1 << ((load<u32>(v, X87_TOP) + i) & 7)), X87_TAGS);
  }
  @inline static empty(v: usize, i: u32): void {
    store<u32>(v, load<u32>(v, X87_TAGS) & ~(1 << ((load<u32>(v, X87_TOP) + i) & 7)), X87_TAGS);
  }
  /** TOP moves down, and the new ST(0) counts as full. */
  @inline static push(v: usize): void {
    const top = (load<u32>(v, X87_TOP) - 1) & 7;
    store<u32>(v, top, X87_TOP);
    store<u32>(v, load<u32>(v, X87_TAGS) | (1 << top), X87_TAGS);
  }
  /** ST(0) becomes empty, and TOP moves up. */
  @inline static pop(v: usize): void {
    const top = load<u32>(v, X87_TOP);
    store<u32>(v, load<u32>(v, X87_TAGS) & ~(1 << top), X87_TAGS);
    store<u32>(v, (top + 1) & 7, X87_TOP);
  }

  /** Whether an exception that is not masked waits: the next waiting instruction raises #MF. */
  @inline static isPending(v: usize): bool {
    return (load<u32>(v, X87_STATUS) & ~load<u32>(v, X87_CONTROL) & EXCEPTIONS) != 0;
  }
  /** The status word as instructions store it. */
  static statusWord(v: usize): u32 {
    const waiting: u32 = X87.isPending(v) ? Sw.ES | Sw.B : 0;
    return load<u32>(v, X87_STATUS) | (load<u32>(v, X87_TOP) << 11) | waiting;
  }
  static setStatusWord(v: usize, word: u32): void {
    store<u32>(v, word & STATUS_KEPT, X87_STATUS);
    store<u32>(v, (word >> 11) & 7, X87_TOP);
  }
  static setControlWord(v: usize, word: u32): void {
    store<u32>(v, (word & CONTROL_WRITABLE) | CONTROL_FIXED, X87_CONTROL);
  }

  /** What every MMX instruction but EMMS does to the FPU: TOP becomes 0, all registers full. */
  @inline static enterMmx(v: usize): void {
    store<u32>(v, 0, X87_TOP);
    store<u32>(v, 0xff, X87_TAGS);
  }
  /** EMMS. */
  @inline static emptyAll(v: usize): void {
    store<u32>(v, 0, X87_TAGS);
  }
}

/** FNINIT. SDM volume 1, 8.1.12. */
export function initialise(v: usize): void {
  store<u32>(v, 0x37f, X87_CONTROL);
  store<u32>(v, 0, X87_STATUS);
  store<u32>(v, 0, X87_TOP);
  store<u32>(v, 0, X87_TAGS);
  forgetInstruction(v);
}

/** The state after RESET: all registers hold zero and count as full. SDM volume 3, table 10-1. */
export function resetX87(v: usize): void {
  initialise(v);
  store<u32>(v, 0x40, X87_CONTROL);
  store<u32>(v, 0xff, X87_TAGS);
  memory.fill(v + X87_REGISTERS, 0, 8 * X87_REGISTER_SIZE);
}

/** Clears pointers and opcode of the last instruction. */
export function forgetInstruction(v: usize): void {
  store<u32>(v, 0, X87_OPCODE);
  store<u32>(v, 0, X87_FIP);
  store<u32>(v, 0, X87_FCS);
  store<u32>(v, 0, X87_FDP);
  store<u32>(v, 0, X87_FDS);
}
