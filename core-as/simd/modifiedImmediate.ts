/** AdvSIMDExpandImm of DDI 0487 J1.3: what eight bits of an instruction mean, as 64 bits of the vector. */

/** Multiplied with a lane's value, these fill 64 bits with it. */
const BYTES: u64 = 0x0101010101010101;
const HALFWORDS: u64 = 0x0001000100010001;
const WORDS: u64 = 0x0000000100000001;

@final
export abstract class Expand {
  /** 32-bit lanes, shifted left by `count` bytes. */
  static words(imm8: u32, count: u32): u64 {
    return ((<u64>imm8) << (count << 3)) * WORDS;
  }
  /** 16-bit lanes, shifted left by `count` bytes. */
  static halfwords(imm8: u32, count: u32): u64 {
    return ((<u64>imm8) << (count << 3)) * HALFWORDS;
  }
  /** 32-bit lanes, shifted left by one or, when `two`, two bytes of ones. */
  static ones(imm8: u32, two: u32): u64 {
    const shift: u64 = two != 0 ? 16 : 8;
    return (((<u64>imm8) << shift) | (((<u64>1) << shift) - 1)) * WORDS;
  }
  static bytes(imm8: u32): u64 {
    return imm8 * BYTES;
  }
  /** Each bit is a byte. */
  static mask(imm8: u32): u64 {
    let mask: u64 = 0;
    for (let bit: u64 = 0; bit < 8; bit++) {
      if (((imm8 >> <u32>bit) & 1) != 0) mask |= (<u64>0xff) << (bit << 3);
    }
    return mask;
  }
  /** Single-precision lanes: a sign, a 3-bit exponent and a 4-bit fraction. */
  static singles(imm8: u32): u64 {
    const exponent: u32 = (imm8 & 0x40) != 0 ? 0x1f << 25 : 1 << 30;
    return <u64>(((imm8 & 0x80) << 24) | exponent | ((imm8 & 0x3f) << 19)) * WORDS;
  }
}
