/** Encodings that T32 shares with A32: floating point and Advanced SIMD. DDI 0487 F3.1.3; core-as/aarch32/sharedEncodings.ts. */

const rest = (word: number) => word & 0x00ff_ffff;
const withTop = (top: number, word: number) => ((top << 24) | rest(word)) >>> 0;
const isFloat = (word: number) => (word & 0xe00) === 0xa00;

/** The A32 word that encodes the same as a T32 word; undefined where T32 has encodings of its own. */
export function a32Word(word: number): number | undefined {
  const top = word >>> 24;
  if ([0xec, 0xed, 0xee, 0xfc, 0xfd, 0xfe].includes(top)) return isFloat(word) ? word : undefined;
  if (top === 0xef) return withTop(0xf2, word);
  if (top === 0xff) return withTop(0xf3, word);
  return top === 0xf9 && (word & 0x10_0000) === 0 ? withTop(0xf4, word) : undefined;
}

/** The A32 word that a T32 word would share its encoding with, in the space of any coprocessor or of Advanced SIMD. */
export function a32Form(word: number): number {
  return a32Word(word) ?? word;
}

/** The T32 word that encodes the same as an A32 word of a shared row; the condition goes. */
export function t32Word(word: number): number {
  const top = word >>> 24;
  if (top === 0xf2) return withTop(0xef, word);
  if (top === 0xf3) return withTop(0xff, word);
  if (top === 0xf4) return withTop(0xf9, word);
  return top < 0xf0 ? withTop(0xe0 | (top & 15), word) : word;
}

const fixes = (mask: number, bits: number) => (mask & bits) !== 0;

/** Whether the A32 row with this mask and value encodes T32 instructions, too. */
export function isShared({ mask, value }: { readonly mask: number; readonly value: number }): boolean {
  const unconditional = (mask & value) >>> 28 === 15;
  const top = (value >>> 24) & 15;
  if (unconditional && (top === 2 || top === 3)) return true;
  // Bit 20 is set in memory hints.
  if (unconditional && top === 4) return (value & 0x10_0000) === 0;
  return (
    top >= 12 && top <= 14 && fixes(mask, 0xe00_0000) && fixes(mask, 0xe00) && ((value ^ 0xa00) & mask & 0xe00) === 0
  );
}
