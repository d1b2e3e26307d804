/**
 * Byte selectors of shuffles, as the micro-op `shuffle` takes them: 16 bytes at a fixed address, which the region compiler
 * reads, too. Bytes 0..15 select from a, 16..31 from b, greater ones give zero.
 *
 * Those that an immediate describes are written when an instruction with it is translated; they never change.
 *
 * BOUNDS: `tables` has room for 256 immediates of each kind; kinds are below KINDS, immediates below 256.
 */

/** Kinds of selectors that an immediate describes. */
export enum Shuffle {
  /** PSHUFD. */
  Dwords = 0,
  /** PSHUFLW, PSHUFW. */
  LowWords = 1,
  /** PSHUFHW. */
  HighWords = 2,
  /** SHUFPS: two from a, two from b. */
  Singles = 3,
  /** SHUFPD. */
  Doubles = 4,
  /** PSRLDQ, PSLLDQ. */
  RightBytes = 5,
  LeftBytes = 6,
  /** Elements of `imm` & 3 (log2 of their bytes) from a and b in turn; bit 2: of the upper halves. */
  Interleave = 7,
}

const KINDS: u32 = 8;
const tables: usize = memory.data(KINDS * 256 * 16, 16);
const ZERO: u32 = 0x80;

/** Address of the selectors of `kind` for `immediate`, 0..255. */
export function selectors(kind: u32, immediate: u32): i32 {
  const table = tables + (((kind << 8) | immediate) << 4);
  for (let at: u32 = 0; at < 16; at++) store<u8>(table + at, <u8>selector(kind, immediate, at));
  return <i32>table;
}

/** Which byte goes to place `at`. */
function selector(kind: u32, immediate: u32, at: u32): u32 {
  switch (kind) {
    case Shuffle.Dwords:
      return (((immediate >> ((at >> 2) << 1)) & 3) << 2) | (at & 3);
    case Shuffle.LowWords:
      return at < 8 ? word(immediate, at) : at;
    case Shuffle.HighWords:
      return at < 8 ? at : 8 | word(immediate, at & 7);
    case Shuffle.Singles:
      return (((immediate >> ((at >> 2) << 1)) & 3) << 2) | (at & 3) | ((at & 8) << 1);
    case Shuffle.Doubles:
      return (((immediate >> (at >> 3)) & 1) << 3) | (at & 7) | ((at & 8) << 1);
    case Shuffle.RightBytes:
      return at + immediate < 16 ? at + immediate : ZERO;
    case Shuffle.LeftBytes:
      return at >= immediate ? at - immediate : ZERO;
    default:
      return interleaved(immediate & 3, (immediate & 4) << 1, at);
  }
}

/** Byte `at` (0..7) of the four words that an immediate chooses. */
function word(immediate: u32, at: u32): u32 {
  return (((immediate >> (at & 6)) & 3) << 1) | (at & 1);
}

/** Elements of 2^size bytes, from byte `from` on. */
function interleaved(size: u32, from: u32, at: u32): u32 {
  const element = at >> size;
  const within = at & ((1 << size) - 1);
  return (from + ((element >> 1) << size) + within) | ((element & 1) << 4);
}
