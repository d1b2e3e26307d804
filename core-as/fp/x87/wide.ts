/**
 * 64 by 64 bits to 128, and 128 by 64 bits to 64: what 80-bit arithmetic is made of. Functions give the upper half of a product
 * or the quotient; the rest lies in a variable that the next call overwrites.
 */

let low: u64 = 0;
let rest: u64 = 0;

@final
export abstract class Wide {
  /** Upper half of a * b. */
  @inline static multiply(a: u64, b: u64): u64 {
    const aLow = a & 0xffffffff;
    const aHigh = a >> 32;
    const bLow = b & 0xffffffff;
    const bHigh = b >> 32;
    const middle = aHigh * bLow + ((aLow * bLow) >> 32);
    const other = aLow * bHigh + (middle & 0xffffffff);
    return aHigh * bHigh + (middle >> 32) + (other >> 32);
  }
  /** Remainder of the last `divide`. */
  @inline static remainder(): u64 {
    return rest;
  }
  /** Lower half of the last result of 128 bits. */
  @inline static low(): u64 {
    return low;
  }
  @inline static setLow(value: u64): void {
    low = value;
  }
}

/** hi:lo / divisor, where hi < divisor and bit 63 of the divisor is set. The remainder is in Wide. */
export function divide(hi: u64, lo: u64, divisor: u64): u64 {
  const top = divisor >> 32;
  const bottom = divisor & 0xffffffff;
  const first = digit(hi, lo >> 32, top, bottom);
  // Modulo 2^64: the remainder is below the divisor.
  const middle = ((hi << 32) | (lo >> 32)) - first * divisor;
  const second = digit(middle, lo & 0xffffffff, top, bottom);
  rest = ((middle << 32) | (lo & 0xffffffff)) - second * divisor;
  return (first << 32) | second;
}

/** One 32-bit digit of the quotient of (high:next) by (top:bottom). Knuth, volume 2, 4.3.1, algorithm D, step D3. */
function digit(high: u64, next: u64, top: u64, bottom: u64): u64 {
  let q = high / top;
  let r = high - q * top;
  while (q >> 32 != 0 || q * bottom > ((r << 32) | next)) {
    q--;
    r += top;
    if (r >> 32 != 0) break;
  }
  return q;
}

/** Upper half of ah:al + bh:bl, modulo 2^128. */
export function add128(ah: u64, al: u64, bh: u64, bl: u64): u64 {
  low = al + bl;
  return ah + bh + u64(low < al);
}
/** Upper half of ah:al - bh:bl, modulo 2^128. */
export function subtract128(ah: u64, al: u64, bh: u64, bl: u64): u64 {
  low = al - bl;
  return ah - bh - u64(al < bl);
}
/** Upper half of (ah:al * bh:bl) >> 128, with an error of less than 3 units of its lowest bit. */
export function multiply128(ah: u64, al: u64, bh: u64, bl: u64): u64 {
  const crossA = Wide.multiply(ah, bl);
  const crossB = Wide.multiply(al, bh);
  const middle = crossA + crossB;
  const sum = ah * bh + middle;
  const carry = u64(middle < crossA) + u64(sum < middle);
  low = sum;
  return Wide.multiply(ah, bh) + carry;
}
