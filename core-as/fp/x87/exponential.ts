/**
 * F2XM1, FYL2X and FYL2XP1. SDM volume 1, 8.3.9 and 8.3.10; volume 2 has the tables of special operands.
 *
 * BOUNDS: operands and `dest` are addresses of registers, X87_OPERAND or X87_SCRATCH of the vCPU at `v`.
 */
import {
  EXPONENTIAL,
  EXPONENTIAL_TERMS,
  LN2_HIGH,
  LN2_LOW,
  LOG2E_2_HIGH,
  LOG2E_2_LOW,
  LOGARITHM_TERMS,
  ODD,
} from "./constants";
import {
  BIAS,
  F80,
  INTEGER_BIT,
  invalid,
  Kind,
  kindOf,
  MAX_EXPONENT,
  nanOf,
  nanOfTwo,
  normalExponent,
  normalSignificand,
  raise,
  SIGN,
} from "./format";
import { Sw } from "./layout";
import { divideFractions, finish, leadingZeros, multiply64, series, shiftLeft, shiftRight } from "./series";
import { add128, multiply128, subtract128, Wide } from "./wide";

/** The significand of the square root of two. */
const ROOT_TWO: u64 = 0xb504f333f9de6484;
/** Where the integer part of a logarithm stands in 128 bits: above this many bits of fraction. */
const FRACTION_BITS: i32 = 112;

/** F2XM1: dest = 2^a - 1, for -1 <= a <= 1; beyond, a itself. */
export function powerOfTwoLessOne(v: usize, dest: usize, a: usize): bool {
  const x = F80.significand(a);
  const head = F80.head(a);
  const kind = kindOf(head, x);
  if (kind >= Kind.QuietNaN) return nanOf(v, dest, kind, head, x);
  const sign = head & SIGN;
  if (kind == Kind.Infinity) {
    if (sign != 0) F80.put(dest, SIGN | BIAS, INTEGER_BIT);
    else F80.put(dest, head, x);
    return true;
  }
  if (kind == Kind.Denormal && !raise(v, Sw.DE)) return false;
  const exponent = normalExponent(head, x) - BIAS;
  if (kind == Kind.Zero || exponent >= 0) {
    const half = exponent == 0 && sign != 0 && x == INTEGER_BIT;
    F80.put(dest, half ? SIGN | (BIAS - 1) : head, x);
    if (kind != Kind.Zero) raise(v, Sw.PE);
    return true;
  }
  return lessOne(v, dest, sign, exponent, normalSignificand(x));
}

/** a * ln 2 * (1 + t/2! + t^2/3! + ...), where t = a * ln 2. */
function lessOne(v: usize, dest: usize, sign: u32, exponent: i32, x: u64): bool {
  const scaled = multiply64(LN2_HIGH, LN2_LOW, x);
  const t = shiftRight(scaled, Wide.low(), -1 - exponent);
  const tLow = Wide.low();
  const sum = series(EXPONENTIAL, EXPONENTIAL_TERMS, t, tLow, sign != 0);
  const u = multiply128(sum, Wide.low(), t, tLow);
  const part = multiply128(u, Wide.low(), LN2_HIGH, LN2_LOW);
  const partLow = Wide.low();
  const factor = sign != 0 ? subtract128(LN2_HIGH, LN2_LOW, part, partLow) : add128(LN2_HIGH, LN2_LOW, part, partLow);
  const result = multiply64(factor, Wide.low(), x);
  return finish(v, dest, sign, exponent + 1, result, Wide.low(), 1);
}

/** FYL2X: dest = b * log2(a). */
export function logarithm(v: usize, dest: usize, a: usize, b: usize): bool {
  const x = F80.significand(a);
  const y = F80.significand(b);
  const headA = F80.head(a);
  const headB = F80.head(b);
  const kindA = kindOf(headA, x);
  const kindB = kindOf(headB, y);
  if (kindA >= Kind.QuietNaN || kindB >= Kind.QuietNaN) return nanOfTwo(v, dest, headA, x, headB, y);
  const sign = headB & SIGN;
  if (kindA == Kind.Zero) {
    if (kindB == Kind.Zero) return invalid(v, dest);
    if (kindB != Kind.Infinity && !raise(v, Sw.ZE)) return false;
    return infinity(dest, sign ^ SIGN);
  }
  if ((headA & SIGN) != 0) return invalid(v, dest);
  const one = headA == BIAS && x == INTEGER_BIT;
  if ((one && kindB == Kind.Infinity) || (kindA == Kind.Infinity && kindB == Kind.Zero)) return invalid(v, dest);
  if ((kindA == Kind.Denormal || kindB == Kind.Denormal) && !raise(v, Sw.DE)) return false;
  if (kindA == Kind.Infinity) return infinity(dest, sign);
  const below: u32 = normalExponent(headA, x) < BIAS ? SIGN : 0;
  if (kindB == Kind.Infinity) return infinity(dest, sign ^ below);
  if (kindB == Kind.Zero || one) return zero(dest, sign ^ below);
  return timesLog(v, dest, headB, y, normalExponent(headA, x) - BIAS, normalSignificand(x));
}

function infinity(dest: usize, sign: u32): bool {
  F80.put(dest, sign | MAX_EXPONENT, INTEGER_BIT);
  return true;
}
function zero(dest: usize, sign: u32): bool {
  F80.put(dest, sign, 0);
  return true;
}

/** y * log2 of x / 2^63 * 2^exponent. */
function timesLog(v: usize, dest: usize, head: u32, y: u64, exponent: i32, x: u64): bool {
  const upper = x >= ROOT_TWO;
  const whole = exponent + i32(upper);
  // x / 2^63 or x / 2^64 is 1 + f or 1 - f, f = part / 2^64; and the logarithm's argument is f / (2 + f) or f / (2 - f).
  const part = upper ? 0 - x : x << 1;
  if (part == 0) return timesInteger(v, dest, head, y, whole);
  const denominator: u64 = upper ? 1 : 2;
  const zeros = <i32>clz(part);
  const low = upper ? 0 - part : part;
  const log = ofQuotient(part << zeros, zeros, (denominator << 62) | (low >> 2), low << 62);
  const logLow = Wide.low();
  if (whole == 0) return times(v, dest, head, y, upper ? SIGN : 0, 1 - zeros, log, logLow, 1);
  return mixed(v, dest, head, y, whole, upper, shiftRight(log, logLow, 127 - FRACTION_BITS + zeros), Wide.low());
}

/** y * whole: the processor calls the result inexact even if it is not. */
function timesInteger(v: usize, dest: usize, head: u32, y: u64, whole: i32): bool {
  times(v, dest, head, y, whole < 0 ? SIGN : 0, 128, 0, abs<i32>(whole), 0);
  const tiny = (F80.head(dest) & 0x7fff) == 0;
  raise(v, tiny ? Sw.PE | Sw.UE : Sw.PE);
  return true;
}

/** y * (whole + or - fraction), the latter with FRACTION_BITS bits behind the point. */
function mixed(v: usize, dest: usize, head: u32, y: u64, whole: i32, minus: bool, high: u64, low: u64): bool {
  const integer = (<u64>abs<i32>(whole)) << (FRACTION_BITS - 64);
  const down = minus != whole < 0;
  const total = down ? subtract128(integer, 0, high, low) : add128(integer, 0, high, low);
  return times(v, dest, head, y, whole < 0 ? SIGN : 0, 128 - FRACTION_BITS, total, Wide.low(), 1);
}

/**
 * Half of log2((1 + z) / (1 - z)) * 2^shift, z = top / 2^64 / 2^shift / 4 / (bottom / 2^128), as a fraction of 2^128 with its
 * highest bits in use: 2 / ln 2 * z * (1 + z^2/3 + z^4/5 + ...).
 */
function ofQuotient(top: u64, shift: i32, bottom: u64, bottomLow: u64): u64 {
  // top / 4 keeps the quotient below one; it is z * 2^shift.
  const z = divideFractions(top >> 2, top << 62, bottom, bottomLow);
  const zLow = Wide.low();
  const square = multiply128(z, zLow, z, zLow);
  const small = shiftRight(square, Wide.low(), 2 * shift);
  const smallLow = Wide.low();
  const sum = series(ODD, LOGARITHM_TERMS, small, smallLow, false);
  const rest = multiply128(sum, Wide.low(), small, smallLow);
  const more = multiply128(rest, Wide.low(), LOG2E_2_HIGH, LOG2E_2_LOW);
  const factor = add128(LOG2E_2_HIGH, LOG2E_2_LOW, more, Wide.low());
  const factorLow = Wide.low();
  const product = multiply128(z, zLow, factor, factorLow);
  // The factor was a quarter of itself; the result is a half.
  const result = shiftLeft(product, Wide.low(), 1);
  return result;
}

/** y * high:low / 2^128 * 2^exponent. */
function times(
  v: usize,
  dest: usize,
  head: u32,
  y: u64,
  sign: u32,
  exponent: i32,
  high: u64,
  low: u64,
  sticky: u64,
): bool {
  const zeros = leadingZeros(high, low);
  const normal = shiftLeft(high, low, zeros);
  const product = multiply64(normal, Wide.low(), normalSignificand(y));
  const unbiased = normalExponent(head, y) - BIAS;
  return finish(v, dest, (head & SIGN) ^ sign, exponent - zeros + unbiased + 1, product, Wide.low(), sticky);
}

/** FYL2XP1: dest = b * log2(a + 1). */
export function logarithmPlusOne(v: usize, dest: usize, a: usize, b: usize): bool {
  const x = F80.significand(a);
  const y = F80.significand(b);
  const headA = F80.head(a);
  const headB = F80.head(b);
  const kindA = kindOf(headA, x);
  const kindB = kindOf(headB, y);
  if (kindA >= Kind.QuietNaN || kindB >= Kind.QuietNaN) return nanOfTwo(v, dest, headA, x, headB, y);
  const sign = (headA ^ headB) & SIGN;
  const exponent = normalExponent(headA, x) - BIAS;
  const negative = (headA & SIGN) != 0;
  if (kindA == Kind.Infinity && (negative || kindB == Kind.Zero)) return invalid(v, dest);
  if (kindA == Kind.Zero && kindB == Kind.Infinity) return invalid(v, dest);
  if ((kindA == Kind.Denormal || kindB == Kind.Denormal) && !raise(v, Sw.DE)) return false;
  if (kindA == Kind.Infinity || kindB == Kind.Infinity) return infinity(dest, sign);
  if (kindA == Kind.Zero || kindB == Kind.Zero) return zero(dest, sign);
  if (negative && exponent >= 0) return beyondMinusOne(v, dest, headA, x);
  const normal = normalSignificand(x);
  // Where 1 + a is far from 1 the processor promises nothing; its logarithm is taken.
  if (exponent >= -1) return timesLogOfSum(v, dest, headB, y, negative, exponent, normal);
  const shifted = shiftRight(normal, 0, -exponent + 1);
  const low = Wide.low();
  const bottom = negative ? subtract128(INTEGER_BIT, 0, shifted, low) : add128(INTEGER_BIT, 0, shifted, low);
  const log = ofQuotient(normal, -exponent - 1, bottom, Wide.low());
  return times(v, dest, headB, y, negative ? SIGN : 0, 1 + exponent + 1, log, Wide.low(), 1);
}

/** There is no logarithm: the processor gives the operand. */
function beyondMinusOne(v: usize, dest: usize, head: u32, x: u64): bool {
  F80.put(dest, head, x);
  raise(v, Sw.PE);
  return true;
}

/** y * log2(1 + a), a >= 1/2 or <= -1/2: with the sum rounded to 64 bits. */
function timesLogOfSum(v: usize, dest: usize, head: u32, y: u64, negative: bool, exponent: i32, x: u64): bool {
  if (negative) {
    const difference = 0 - x;
    const zeros = <i32>clz(difference);
    return timesLog(v, dest, head, y, -1 - zeros, difference << zeros);
  }
  if (exponent >= 64) return timesLog(v, dest, head, y, exponent, x);
  const one: u64 = exponent < 0 ? 0 : INTEGER_BIT >> exponent;
  const sum = exponent < 0 ? INTEGER_BIT + (x >> 1) : x + one;
  const carry = exponent >= 0 && sum < x;
  const shifted = carry ? (sum >> 1) | INTEGER_BIT : sum;
  return timesLog(v, dest, head, y, max(exponent, 0) + i32(carry), shifted);
}
