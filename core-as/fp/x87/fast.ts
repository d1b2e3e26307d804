/**
 * What x87 programs do nearly all the time, in straight lines: normal numbers, 64 bits, to nearest, all exceptions masked, no
 * empty register. Each function says whether that was so: if not, it did nothing, and the general one does the work.
 *
 * Which operand is larger, whether a sum carries, which way it is rounded: no processor can predict such branches, so
 * there are none.
 *
 * BOUNDS: `v` is a vCPU's base; registers are reached through X87; operands and `dest` are addresses of registers.
 */
import { BIAS, F80, INTEGER_BIT, SIGN } from "./format";
import { Sw, X87_CONTROL, X87_STATUS, X87_TAGS, X87_TOP } from "./layout";
import { Rounding } from "./round";
import { X87 } from "./state";
import { divide as divide128, Wide } from "./wide";

/** PC and RC of the control word, for 64 bits to nearest. */
const PC_RC: u32 = 0xf00;
const EXTENDED_NEAREST: u32 = 0x300;

let integer: u32 = 0;

@final
export abstract class Fast {
  /** Whether precision and rounding are those of this file. */
  @inline static isNearest(v: usize): bool {
    return (load<u32>(v, X87_CONTROL) & PC_RC) == EXTENDED_NEAREST;
  }
  /** Whether ST(0) and ST(i) are full, and `isNearest`. */
  @inline static isOrdinary(v: usize, i: u32): bool {
    const top = load<u32>(v, X87_TOP);
    const tags = load<u32>(v, X87_TAGS);
    return ((tags >> top) & (tags >> ((top + i) & 7)) & 1) != 0 && Fast.isNearest(v);
  }

  /** The result, if it is in range. */
  @inline static round(v: usize, dest: usize, sign: u32, exponent: i32, hi: u64, lo: u64): bool {
    if (<u32>(exponent - 1) >= 0x7ffd) return false;
    const up = u64(lo > INTEGER_BIT - (hi & 1));
    const sum = hi + up;
    const carry = u32(sum < up);
    F80.put(dest, sign | (exponent + carry), sum | ((<u64>carry) << 63));
    const status = load<u32>(v, X87_STATUS) & ~(<u32>Sw.C1);
    store<u32>(v, status | (u32(lo != 0) << 5) | ((<u32>up) << 9), X87_STATUS);
    return true;
  }

  /** dest = a + b; `flip` is SIGN for a - b. */
  @inline static add(v: usize, dest: usize, headA: u32, x: u64, headB: u32, y: u64): bool {
    if (!F80.isNormal(headA, x) || !F80.isNormal(headB, y)) return false;
    const swap = (headA & 0x7fff) < (headB & 0x7fff) || ((headA & 0x7fff) == (headB & 0x7fff) && x < y);
    const head = select<u32>(headB, headA, swap);
    const large = select<u64>(y, x, swap);
    const small = select<u64>(x, y, swap);
    const exponent = <i32>(head & 0x7fff);
    const distance = exponent - <i32>(select<u32>(headA, headB, swap) & 0x7fff);
    if (distance > 63) return false;
    const high = small >> distance;
    const low = (small << 1) << (63 - distance);
    if (((headA ^ headB) & SIGN) == 0) {
      const total = large + high;
      const carry = u64(total < high);
      const hi = (total >> carry) | (carry << 63);
      const lo = (low >> carry) | ((total & carry) << 63) | (low & carry);
      return Fast.round(v, dest, head & SIGN, exponent + <i32>carry, hi, lo);
    }
    const rest = large - high - u64(low != 0);
    if (rest == 0) return false;
    const below = 0 - low;
    const shift = clz(rest);
    const hi = (rest << shift) | ((below >> 1) >> (63 - shift));
    return Fast.round(v, dest, head & SIGN, exponent - <i32>shift, hi, below << shift);
  }

  /** dest = a * b. */
  @inline static multiply(v: usize, dest: usize, headA: u32, x: u64, headB: u32, y: u64): bool {
    if (!F80.isNormal(headA, x) || !F80.isNormal(headB, y)) return false;
    const high = Wide.multiply(x, y);
    const low = x * y;
    const shift = (high >> 63) ^ 1;
    const exponent = <i32>(headA & 0x7fff) + <i32>(headB & 0x7fff) - (BIAS - 1) - <i32>shift;
    const hi = (high << shift) | ((low >> 63) & shift);
    return Fast.round(v, dest, (headA ^ headB) & SIGN, exponent, hi, low << shift);
  }

  /** dest = a / b. */
  @inline static divide(v: usize, dest: usize, headA: u32, x: u64, headB: u32, y: u64): bool {
    if (!F80.isNormal(headA, x) || !F80.isNormal(headB, y)) return false;
    const whole = u64(x >= y);
    const exponent = <i32>(headA & 0x7fff) - <i32>(headB & 0x7fff) + (BIAS - 1) + <i32>whole;
    if (<u32>(exponent - 1) >= 0x7ffd) return false;
    const hi = divide128(x >> whole, (x & whole) << 63, y);
    const rest = Wide.remainder();
    // Twice the remainder against the divisor: where the quotient stands to one half.
    const past = y - rest;
    const lo = u64(rest != 0) | (u64(rest >= past) << 63);
    const exact = rest == past ? INTEGER_BIT : lo;
    return Fast.round(v, dest, (headA ^ headB) & SIGN, exponent, hi, exact);
  }

  /** Head of a double that is normal; `significandOf` has the rest. */
  @inline static headOfDouble(value: u64): u32 {
    return (<u32>(value >> 48) & SIGN) | ((<u32>(value >> 52) & 0x7ff) + (BIAS - 1023));
  }
  @inline static significandOfDouble(value: u64): u64 {
    return (value << 11) | INTEGER_BIT;
  }
  @inline static isNormalDouble(value: u64): bool {
    return (<u32>(value >> 52) & 0x7ff) - 1 < 0x7fe;
  }
  @inline static headOfSingle(value: u32): u32 {
    return ((value >> 16) & SIGN) | (((value >> 23) & 0xff) + (BIAS - 127));
  }
  @inline static significandOfSingle(value: u32): u64 {
    return ((<u64>value) << 40) | INTEGER_BIT;
  }
  @inline static isNormalSingle(value: u32): bool {
    return ((value >> 23) & 0xff) - 1 < 0xfe;
  }

  /** Pushes a number. @returns false when there is no room */
  @inline static push(v: usize, head: u32, significand: u64): bool {
    const top = (load<u32>(v, X87_TOP) - 1) & 7;
    const tags = load<u32>(v, X87_TAGS);
    if (((tags >> top) & 1) != 0) return false;
    F80.put(X87.physical(v, top), head, significand);
    store<u64>(v, <u64>top | ((<u64>(tags | (1 << top))) << 32), X87_TOP);
    store<u32>(v, load<u32>(v, X87_STATUS) & ~(<u32>Sw.C1), X87_STATUS);
    return true;
  }

  /** Result of the last `toInt32`. */
  @inline static integer(): u32 {
    return integer;
  }

  /** ST(0) as a signed integer of 32 bits, to nearest or towards zero. */
  static toInt32(v: usize): bool {
    const top = load<u32>(v, X87_TOP);
    const r = X87.physical(v, top);
    const head = F80.head(r);
    const significand = F80.significand(r);
    const exponent = (head & 0x7fff) - BIAS;
    const mode = (load<u32>(v, X87_CONTROL) >> 10) & 3;
    // Below 2^30 in magnitude: rounding does not leave the range.
    if (exponent >= 30 || <i64>significand >= 0 || ((load<u32>(v, X87_TAGS) >> top) & 1) == 0) return false;
    if (mode != Rounding.Nearest && mode != Rounding.Zero) return false;
    const whole = significand >> (63 - exponent);
    const fraction = (significand << 1) << exponent;
    const up = u32(mode == Rounding.Nearest) & u32(fraction > INTEGER_BIT - (whole & 1));
    const magnitude = <u32>whole + up;
    integer = (head & SIGN) != 0 ? 0 - magnitude : magnitude;
    const status = load<u32>(v, X87_STATUS) & ~(<u32>Sw.C1);
    store<u32>(v, status | (u32(fraction != 0) << 5) | (up << 9), X87_STATUS);
    return true;
  }

  /** The order of ST(0) and ST(i) as ZF and CF have it, both normal or zero; -1 for anything else. */
  static compare(v: usize, i: u32): i32 {
    const top = load<u32>(v, X87_TOP);
    const tags = load<u32>(v, X87_TAGS);
    if (((tags >> top) & (tags >> ((top + i) & 7)) & 1) == 0) return -1;
    const a = X87.physical(v, top);
    const b = X87.physical(v, top + i);
    const x = F80.significand(a);
    const y = F80.significand(b);
    const headA = F80.head(a);
    const headB = F80.head(b);
    if (!F80.isNormal(headA, x) || !F80.isNormal(headB, y)) return -1;
    if (headA == headB && x == y) return 0x40;
    const negative = (headA & SIGN) != 0;
    if (((headA ^ headB) & SIGN) != 0) return i32(negative);
    const expA = headA & 0x7fff;
    const expB = headB & 0x7fff;
    const below = expA < expB || (expA == expB && x < y);
    return i32(below != negative);
  }
}
