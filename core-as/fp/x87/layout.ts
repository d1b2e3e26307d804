/**
 * The x87 FPU's registers in a vCPU: offsets from its base. SDM volume 1, chapter 8.
 *
 * Physical registers R0..R7 are 16 bytes each: u64 significand (bit 63 is the integer bit), u16 sign and exponent, 6 bytes
 * unused. MM0..MM7 are the significands of R0..R7: an MMX instruction that writes one puts 0xffff into its sign and
 * exponent, and every MMX instruction but EMMS calls `X87.enterMmx` (SDM volume 1, 9.5). ST(i) is R((TOP + i) mod 8).
 *
 * The status word is kept without TOP, ES and B: TOP has a field of its own, ES and B follow from flags and masks.
 * Of tags there is one bit a register, as FXSAVE has them; the two-bit tags are made when they are stored.
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
/**
 * The last instruction and memory operand as they were noted, and not yet put into the five fields below (pointers.ts): u32 what
 * micro-ops say of the instruction, or 0; u32 its linear address; u32 what they say of the one with the operand, or 0; u32 the
 * operand's linear address.
 */
export const X87_NOTED: u32 = VCPU_SYSTEM + 0x4b0;
export const X87_NOTED_ADDRESS: u32 = VCPU_SYSTEM + 0x4b4;
export const X87_NOTED_DATA: u32 = VCPU_SYSTEM + 0x4b8;
export const X87_NOTED_DATA_ADDRESS: u32 = VCPU_SYSTEM + 0x4bc;
/** 128 bytes: an environment or a whole state on its way from or to memory. */
export const X87_IMAGE: u32 = VCPU_SYSTEM + 0x500;

/** u32: control word. */
export const X87_CONTROL: u32 = VCPU_SYSTEM + 0x200;
/** u32: exception flags, SF and C0..C3, each where the status word has it. */
export const X87_STATUS: u32 = VCPU_SYSTEM + 0x204;
/** u32: TOP, 0..7; X87_TAGS is the upper half of the same u64. */
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
