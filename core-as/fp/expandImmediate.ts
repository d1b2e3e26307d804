/** VFPExpandImm of DDI 0487: the float that eight bits of an instruction stand for, a sign, three exponent and four fraction bits. */

/** As the bits of a double: the exponent is NOT(b):b...b:cd. */
export function expandImmediate64(imm8: u32): u64 {
  const sign = (<u64>(imm8 >> 7)) << 63;
  const exponent: u64 = (imm8 & 0x40) != 0 ? 0x3fc0000000000000 : 0x4000000000000000;
  return sign | exponent | ((<u64>(imm8 & 0x3f)) << 48);
}

/** As the bits of a single. */
export function expandImmediate32(imm8: u32): u32 {
  const exponent: u32 = (imm8 & 0x40) != 0 ? 0x3e000000 : 0x40000000;
  return ((imm8 >> 7) << 31) | exponent | ((imm8 & 0x3f) << 19);
}
