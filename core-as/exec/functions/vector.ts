/** Vector functions that Wasm has no single instruction for. */

/** Clears the upper 64 bits. */
export function lowHalf(a: v128): v128 {
  return i64x2.replace_lane(a, 1, 0);
}

/** Low half of a below the low half of b. */
export function concatLow(a: v128, b: v128): v128 {
  return v128.shuffle<u64>(a, b, 0, 2);
}

/**
 * Bytes of a (selectors 0..15) and b (16..31) as the 16 selectors at `table` say; greater selectors give zero.
 * BOUNDS: `table` is an address of static data that a front end put into the micro-op.
 */
export function shuffleBytes(a: v128, b: v128, table: i32): v128 {
  const selectors = v128.load(<usize>table);
  return v128.or(i8x16.swizzle(a, selectors), i8x16.swizzle(b, i8x16.sub(selectors, i8x16.splat(16))));
}

/** Both halves rearranged alike: `selectors` are eight byte numbers within a half. */
export function permuteHalves(a: v128, selectors: i64): v128 {
  return i8x16.swizzle(a, i64x2.replace_lane(i64x2.splat(selectors), 1, selectors + 0x0808080808080808));
}

/** Low byte of each product. */
export function multiplyBytes(a: v128, b: v128): v128 {
  const low = i16x8.extmul_low_i8x16_u(a, b);
  const high = i16x8.extmul_high_i8x16_u(a, b);
  return even8(low, high);
}

/** Unsigned order is signed order with the sign bits flipped. */
export function greaterUnsigned64(a: v128, b: v128): v128 {
  const sign = i64x2.splat(i64.MIN_VALUE);
  return i64x2.gt_s(v128.xor(a, sign), v128.xor(b, sign));
}
export function greaterEqualUnsigned64(a: v128, b: v128): v128 {
  const sign = i64x2.splat(i64.MIN_VALUE);
  return i64x2.ge_s(v128.xor(a, sign), v128.xor(b, sign));
}

/** Low half of each lane, packed into the low 64 bits; the upper half is zero. */
export function narrow16(a: v128): v128 {
  return even8(a, i64x2.splat(0));
}
export function narrow32(a: v128): v128 {
  return even16(a, i64x2.splat(0));
}
export function narrow64(a: v128): v128 {
  return even32(a, i64x2.splat(0));
}

/** Sums of neighbouring 32-bit lanes, in 64 bits. */
export function addPairsSigned(a: v128): v128 {
  return i64x2.add(i64x2.shr_s(i64x2.shl(a, 32), 32), i64x2.shr_s(a, 32));
}
export function addPairsUnsigned(a: v128): v128 {
  return i64x2.add(i64x2.shr_u(i64x2.shl(a, 32), 32), i64x2.shr_u(a, 32));
}

/** Even-numbered lanes of a, then of b. */
export function even8(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}
export function even16(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
}
export function even32(a: v128, b: v128): v128 {
  return v128.shuffle<u32>(a, b, 0, 2, 4, 6);
}
export function even64(a: v128, b: v128): v128 {
  return v128.shuffle<u64>(a, b, 0, 2);
}

/** Odd-numbered lanes of a, then of b. */
export function odd8(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
export function odd16(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}
export function odd32(a: v128, b: v128): v128 {
  return v128.shuffle<u32>(a, b, 1, 3, 5, 7);
}
export function odd64(a: v128, b: v128): v128 {
  return v128.shuffle<u64>(a, b, 1, 3);
}

/** The upper 64 bits. */
export function upperHalf(a: v128): i64 {
  return i64x2.extract_lane(a, 1);
}

/** `a` with its upper 64 bits replaced. */
export function withUpperHalf(a: v128, upper: i64): v128 {
  return i64x2.replace_lane(a, 1, upper);
}
