/** Integer functions that Wasm has no instruction for. */

/** Upper 64 bits of the unsigned 128-bit product. */
export function mulHighUnsigned(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  const carry = (middle & 0xffffffff) + aLow * bHigh;
  return aHigh * bHigh + (middle >> 32) + (carry >> 32);
}

/** Upper 64 bits of the signed 128-bit product. */
export function mulHighSigned(a: i64, b: i64): i64 {
  return <i64>mulHighUnsigned(a, b) - ((a >> 63) & b) - ((b >> 63) & a);
}

/** Arm division: by zero gives zero; the most negative value by -1 gives itself. DDI 0487 C6.2 SDIV, UDIV. */
export function divSigned64(a: i64, b: i64): i64 {
  if (b == 0) return 0;
  if (b == -1) return -a;
  return a / b;
}
export function divUnsigned64(a: u64, b: u64): u64 {
  return b == 0 ? 0 : a / b;
}
export function divSigned32(a: i32, b: i32): i32 {
  if (b == 0) return 0;
  if (b == -1) return -a;
  return a / b;
}
export function divUnsigned32(a: u32, b: u32): u32 {
  return b == 0 ? 0 : a / b;
}

/** Bits after the sign bit that equal it: 0..63. */
export function countLeadingSigns64(a: i64): i64 {
  return clz<i64>((a ^ (a >> 63)) | 0) - 1;
}
export function countLeadingSigns32(a: i32): i32 {
  return clz<i32>(a ^ (a >> 31)) - 1;
}

export function reverseBytes64(a: u64): u64 {
  return bswap<u64>(a);
}
export function reverseBytes32(a: u32): u32 {
  return bswap<u32>(a);
}
/** Swaps the bytes of each halfword. */
export function reverseBytes16(a: u64): u64 {
  return ((a >> 8) & 0x00ff00ff00ff00ff) | ((a & 0x00ff00ff00ff00ff) << 8);
}

export function reverseBits64(a: u64): u64 {
  a = ((a >> 1) & 0x5555555555555555) | ((a & 0x5555555555555555) << 1);
  a = ((a >> 2) & 0x3333333333333333) | ((a & 0x3333333333333333) << 2);
  a = ((a >> 4) & 0x0f0f0f0f0f0f0f0f) | ((a & 0x0f0f0f0f0f0f0f0f) << 4);
  return bswap<u64>(a);
}
export function reverseBits32(a: u32): u32 {
  return <u32>(reverseBits64(a) >> 32);
}

/** Sum of the absolute differences of four unsigned bytes. */
export function sumOfAbsoluteDifferences(a: u32, b: u32): u32 {
  let sum: u32 = 0;
  for (let shift: u32 = 0; shift < 32; shift += 8) {
    const difference = <i32>((a >> shift) & 255) - <i32>((b >> shift) & 255);
    sum += <u32>(difference < 0 ? -difference : difference);
  }
  return sum;
}
