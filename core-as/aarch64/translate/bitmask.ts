/**
 * Logical immediates: a run of ones, rotated, repeated over the register. DDI 0487 shared/functions, DecodeBitMasks.
 */

/** log2 of the element size, or 0 and below when there is none. */
function elementShift(n1: u32, imms: u32): i32 {
  return 31 - clz<i32>((n1 << 6) | (~imms & 0x3f));
}

/** Whether N:imms names an immediate for a register of this size. */
export function bitmaskAllocated(is64: u32, n1: u32, imms: u32): bool {
  if (is64 == 0 && n1 != 0) return false;
  const shift = elementShift(n1, imms);
  if (shift < 1) return false;
  const levels = (1 << shift) - 1;
  return (imms & levels) != levels;
}

/** The 64-bit value of an allocated immediate. */
export function bitmaskImmediate(n1: u32, immr: u32, imms: u32): u64 {
  const shift = elementShift(n1, imms);
  let size: u32 = 1 << shift;
  const ones = (imms & (size - 1)) + 1;
  const rotation = immr & (size - 1);
  const run = ((<u64>1) << ones) - 1;
  let value = rotation == 0 ? run : (run >> rotation) | (run << (size - rotation));
  if (size < 64) value &= ((<u64>1) << size) - 1;
  for (; size < 64; size <<= 1) value |= value << size;
  return value;
}
