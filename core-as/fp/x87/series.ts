/**
 * Fractions of 128 bits: power series, quotients, and the way from a fraction to a rounded register. What a function gives
 * besides its result is in Wide.low, as with the functions of wide.ts.
 *
 * BOUNDS: tables are those of constants.ts, whose lengths stand beside them.
 */
import { BIAS } from "./format";
import { roundExtended } from "./round";
import { add128, multiply128, subtract128, Wide } from "./wide";

/** c0 + t * (c1 + t * (c2 + ...)), signs alternating when `alternate`; all are fractions of 2^128. */
export function series(table: usize, terms: i32, high: u64, low: u64, alternate: bool): u64 {
  let entry = table + ((terms - 1) << 4);
  let sumHigh = load<u64>(entry);
  let sumLow = load<u64>(entry, 8);
  while (entry > table) {
    entry -= 16;
    const product = multiply128(sumHigh, sumLow, high, low);
    const productLow = Wide.low();
    const first = load<u64>(entry);
    const second = load<u64>(entry, 8);
    sumHigh = alternate ? subtract128(first, second, product, productLow) : add128(first, second, product, productLow);
    sumLow = Wide.low();
  }
  Wide.setLow(sumLow);
  return sumHigh;
}

/** Upper half of high:low * factor / 2^64. */
export function multiply64(high: u64, low: u64, factor: u64): u64 {
  const carry = Wide.multiply(low, factor);
  const sum = high * factor + carry;
  Wide.setLow(sum);
  return Wide.multiply(high, factor) + u64(sum < carry);
}

/** Upper half of high:low >> shift, for any shift from 0 on. */
export function shiftRight(high: u64, low: u64, shift: i32): u64 {
  if (shift == 0) {
    Wide.setLow(low);
    return high;
  }
  if (shift < 64) {
    Wide.setLow((high << (64 - shift)) | (low >> shift));
    return high >> shift;
  }
  Wide.setLow(shift < 128 ? high >> (shift - 64) : 0);
  return 0;
}

/** Upper half of the 128 bits behind the point of (ah:al) / (bh:bl), where a < b. */
export function divideFractions(ah: u64, al: u64, bh: u64, bl: u64): u64 {
  let high: u64 = 0;
  let low: u64 = 0;
  for (let bit = 0; bit < 128; bit++) {
    const carry = ah >> 63;
    ah = (ah << 1) | (al >> 63);
    al <<= 1;
    high = (high << 1) | (low >> 63);
    low <<= 1;
    if (carry != 0 || ah > bh || (ah == bh && al >= bl)) {
      ah = subtract128(ah, al, bh, bl);
      al = Wide.low();
      low |= 1;
    }
  }
  Wide.setLow(low);
  return high;
}

/** Leading zeros of high:low. */
export function leadingZeros(high: u64, low: u64): i32 {
  return high != 0 ? <i32>clz(high) : 64 + <i32>clz(low);
}

/** Upper half of high:low << shift, 0 <= shift < 128. */
export function shiftLeft(high: u64, low: u64, shift: i32): u64 {
  if (shift == 0) {
    Wide.setLow(low);
    return high;
  }
  if (shift >= 64) {
    Wide.setLow(0);
    return low << (shift - 64);
  }
  Wide.setLow(low << shift);
  return (high << shift) | (low >> (64 - shift));
}

/** Stores high:low / 2^128 * 2^exponent, which is not zero, rounded; it was not exact when `sticky`. */
export function finish(v: usize, dest: usize, sign: u32, exponent: i32, high: u64, low: u64, sticky: u64): bool {
  const zeros = leadingZeros(high, low);
  const normal = shiftLeft(high, low, zeros);
  return roundExtended(v, dest, sign, exponent - 1 + BIAS - zeros, normal, Wide.low() | sticky);
}
