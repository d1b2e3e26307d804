/**
 * What micro-ops say of an x87 instruction, in 32 bits (`packed`): the 11 bits of its opcode, then the bytes from the block's start to it,
 * then the segment of its memory operand, then NOTED; bits 26..29 are the operation's own. Both compilers read this file, so it holds
 * plain constants only.
 */

/** Three bits of the first byte, then ModR/M: as the FPU's opcode register has them. SDM volume 1, 8.1.9. */
export const OPCODE_MASK: u32 = 0x7ff;
/** Bytes from the block's start to the instruction. */
export const HERE_SHIFT: u32 = 11;
export const HERE_MASK: u32 = 0xfff;
export const SEGMENT_SHIFT: u32 = 23;
/** Of loads and stores: the format in memory. */
export const FORMAT_SHIFT: u32 = 26;
export const FORMAT_MASK: u32 = 7;
/** Set in every one. */
export const NOTED: u32 = 1 << 31;

/** Formats in memory. */
export enum Format {
  Single = 0,
  Double = 1,
  Extended = 2,
  Int16 = 3,
  Int32 = 4,
  Int64 = 5,
  Decimal = 6,
}
