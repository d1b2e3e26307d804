/**
 * Encodings that T32 shares with A32: floating point, Advanced SIMD, and their loads, stores and register transfers. Their rows
 * are A32's. DDI 0487 F3.1.3, F4.1.
 */

/** Bits 31..24. */
const COPROCESSOR_MEMORY: u32 = 0xec;
const COPROCESSOR_MEMORY_LAST: u32 = 0xed;
const COPROCESSOR_DATA: u32 = 0xee;
const SIMD_DATA: u32 = 0xef;
const SIMD_DATA_UNSIGNED: u32 = 0xff;
const SIMD_STRUCTURE: u32 = 0xf9;
/** What tells those with condition 1110, always, from the unconditional ones. */
const UNCONDITIONAL: u32 = 0x10;

/** The A32 word that encodes the same as the T32 word, which has 32 bits, or 0 where T32 has encodings of its own. */
export function sharedWord(word: u32): u32 {
  const top = word >> 24;
  const rest = word & 0x00ff_ffff;
  switch (top & ~UNCONDITIONAL) {
    case COPROCESSOR_MEMORY:
    case COPROCESSOR_MEMORY_LAST:
    case COPROCESSOR_DATA:
      // Coprocessors 10 and 11.
      return (word & 0xe00) == 0xa00 ? word : 0;
    case SIMD_DATA:
      return (top == SIMD_DATA_UNSIGNED ? 0xf300_0000 : 0xf200_0000) | rest;
    default:
      // Bit 20 tells them from loads with sign extension.
      return top == SIMD_STRUCTURE && (word & 0x10_0000) == 0 ? 0xf400_0000 | rest : 0;
  }
}
