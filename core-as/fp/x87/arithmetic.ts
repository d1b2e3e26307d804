/**
 * FADD, FSUB, FMUL, FDIV, FSQRT on registers. SDM volume 1, 8.3.3.
 *
 * What is common, two normal numbers, is one straight run of integer instructions; everything else branches off at once.
 *
 * BOUNDS: operands and `dest` are addresses of registers, X87_OPERAND or X87_SCRATCH of the vCPU at `v`.
 */
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
import { Rounding, round, roundingOf } from "./round";
import { divide as divide128, Wide } from "./wide";

/** dest = a + b; `flip` is SIGN for a - b. */
export function add(v: usize, dest: usize, a: usize, b: usize, flip: u32): bool {
  const x = F80.significand(a);
  const y = F80.significand(b);
  const headA = F80.head(a);
  const headB = F80.head(b);
  if (!F80.isNormal(headA, x) || !F80.isNormal(headB, y)) return addUnusual(v, dest, headA, x, headB, y, flip);
  return sum(v, dest, headA & SIGN, headA & 0x7fff, x, (headB ^ flip) & SIGN, headB & 0x7fff, y);
}

/** The sum of two numbers that are not zero, significands normalised. */
function sum(v: usize, dest: usize, signA: u32, expA: i32, x: u64, signB: u32, expB: i32, y: u64): bool {
  if (expA < expB || (expA == expB && x < y)) return ordered(v, dest, signB, expB, y, signA ^ signB, expB - expA, x);
  return ordered(v, dest, signA, expA, x, signA ^ signB, expA - expB, y);
}

/** larger + smaller * 2^-distance, or their difference where the signs differ. */
function ordered(v: usize, dest: usize, sign: u32, exp: i32, large: u64, differ: u32, distance: i32, small: u64): bool {
  let high: u64 = small;
  let low: u64 = 0;
  if (distance != 0) {
    if (distance < 64) {
      high = small >> distance;
      low = small << (64 - distance);
    } else {
      high = 0;
      // The lowest bit is sticky. At 65 places a power of two leaves nothing there: its difference may be half-way.
      low =
        distance == 64 ? small : distance < 128 ? (small >> (distance - 64)) | u64(small << (128 - distance) != 0) : 1;
    }
  }
  if (differ != 0) return difference(v, dest, sign, exp, large, high, low);
  const total = large + high;
  if (total >= high) return round(v, dest, sign, exp, total, low);
  return round(v, dest, sign, exp + 1, (total >> 1) | INTEGER_BIT, (low >> 1) | (total << 63) | (low & 1));
}

function difference(v: usize, dest: usize, sign: u32, exp: i32, large: u64, high: u64, low: u64): bool {
  let hi = large - high - u64(low != 0);
  let lo = 0 - low;
  if (hi == 0) {
    if (lo == 0) return zero(dest, roundingOf(v) == Rounding.Down ? SIGN : 0);
    hi = lo;
    lo = 0;
    exp -= 64;
  }
  const shift = clz(hi);
  if (shift != 0) {
    hi = (hi << shift) | (lo >> (64 - shift));
    lo <<= shift;
  }
  return round(v, dest, sign, exp - <i32>shift, hi, lo);
}

function zero(dest: usize, sign: u32): bool {
  F80.put(dest, sign, 0);
  return true;
}

function infinity(dest: usize, sign: u32): bool {
  F80.put(dest, sign | MAX_EXPONENT, INTEGER_BIT);
  return true;
}

function addUnusual(v: usize, dest: usize, headA: u32, x: u64, headB: u32, y: u64, flip: u32): bool {
  const kindA = kindOf(headA, x);
  const kindB = kindOf(headB, y);
  if (kindA >= Kind.QuietNaN || kindB >= Kind.QuietNaN) return nanOfTwo(v, dest, headA, x, headB, y);
  const signA = headA & SIGN;
  const signB = (headB ^ flip) & SIGN;
  if (kindA == Kind.Infinity && kindB == Kind.Infinity && signA != signB) return invalid(v, dest);
  if ((kindA == Kind.Denormal || kindB == Kind.Denormal) && !raise(v, Sw.DE)) return false;
  if (kindA == Kind.Infinity) return infinity(dest, signA);
  if (kindB == Kind.Infinity) return infinity(dest, signB);
  if (kindA == Kind.Zero && kindB == Kind.Zero) {
    if (signA == signB) return zero(dest, signA);
    return zero(dest, roundingOf(v) == Rounding.Down ? SIGN : 0);
  }
  const expA = normalExponent(headA, x);
  const expB = normalExponent(headB, y);
  if (kindA == Kind.Zero) return round(v, dest, signB, expB, normalSignificand(y), 0);
  if (kindB == Kind.Zero) return round(v, dest, signA, expA, normalSignificand(x), 0);
  return sum(v, dest, signA, expA, normalSignificand(x), signB, expB, normalSignificand(y));
}

/** dest = a * b. */
export function multiply(v: usize, dest: usize, a: usize, b: usize): bool {
  const x = F80.significand(a);
  const y = F80.significand(b);
  const headA = F80.head(a);
  const headB = F80.head(b);
  if (!F80.isNormal(headA, x) || !F80.isNormal(headB, y)) return multiplyUnusual(v, dest, headA, x, headB, y);
  return product(v, dest, (headA ^ headB) & SIGN, <i32>(headA & 0x7fff) + <i32>(headB & 0x7fff), x, y);
}

/** `exponents`: the sum of both, biased twice. */
function product(v: usize, dest: usize, sign: u32, exponents: i32, x: u64, y: u64): bool {
  const hi = Wide.multiply(x, y);
  const lo = x * y;
  if (<i64>hi < 0) return round(v, dest, sign, exponents - BIAS + 1, hi, lo);
  return round(v, dest, sign, exponents - BIAS, (hi << 1) | (lo >> 63), lo << 1);
}

function multiplyUnusual(v: usize, dest: usize, headA: u32, x: u64, headB: u32, y: u64): bool {
  const kindA = kindOf(headA, x);
  const kindB = kindOf(headB, y);
  if (kindA >= Kind.QuietNaN || kindB >= Kind.QuietNaN) return nanOfTwo(v, dest, headA, x, headB, y);
  const sign = (headA ^ headB) & SIGN;
  const anyZero = kindA == Kind.Zero || kindB == Kind.Zero;
  const anyInfinity = kindA == Kind.Infinity || kindB == Kind.Infinity;
  if (anyZero && anyInfinity) return invalid(v, dest);
  if ((kindA == Kind.Denormal || kindB == Kind.Denormal) && !raise(v, Sw.DE)) return false;
  if (anyInfinity) return infinity(dest, sign);
  if (anyZero) return zero(dest, sign);
  const exponents = normalExponent(headA, x) + normalExponent(headB, y);
  return product(v, dest, sign, exponents, normalSignificand(x), normalSignificand(y));
}

/** dest = a / b. */
export function divide(v: usize, dest: usize, a: usize, b: usize): bool {
  const x = F80.significand(a);
  const y = F80.significand(b);
  const headA = F80.head(a);
  const headB = F80.head(b);
  if (!F80.isNormal(headA, x) || !F80.isNormal(headB, y)) return divideUnusual(v, dest, headA, x, headB, y);
  return quotient(v, dest, (headA ^ headB) & SIGN, <i32>(headA & 0x7fff) - <i32>(headB & 0x7fff), x, y);
}

/** `exponents`: their difference, not biased. */
function quotient(v: usize, dest: usize, sign: u32, exponents: i32, x: u64, y: u64): bool {
  const whole = x >= y;
  const q = divide128(whole ? x >> 1 : x, whole ? x << 63 : 0, y);
  const rest = Wide.remainder();
  // Of what follows only its place to one half matters: twice the remainder against the divisor.
  const past = y - rest;
  const lo: u64 = rest == 0 ? 0 : rest == past ? INTEGER_BIT : rest > past ? INTEGER_BIT | 1 : 1;
  return round(v, dest, sign, exponents + BIAS - i32(!whole), q, lo);
}

function divideUnusual(v: usize, dest: usize, headA: u32, x: u64, headB: u32, y: u64): bool {
  const kindA = kindOf(headA, x);
  const kindB = kindOf(headB, y);
  if (kindA >= Kind.QuietNaN || kindB >= Kind.QuietNaN) return nanOfTwo(v, dest, headA, x, headB, y);
  const sign = (headA ^ headB) & SIGN;
  if (kindA == kindB && (kindA == Kind.Infinity || kindA == Kind.Zero)) return invalid(v, dest);
  if (kindB == Kind.Zero && kindA != Kind.Infinity) return raise(v, Sw.ZE) && infinity(dest, sign);
  if ((kindA == Kind.Denormal || kindB == Kind.Denormal) && !raise(v, Sw.DE)) return false;
  if (kindA == Kind.Infinity) return infinity(dest, sign);
  if (kindA == Kind.Zero || kindB == Kind.Infinity) return zero(dest, sign);
  const exponents = normalExponent(headA, x) - normalExponent(headB, y);
  return quotient(v, dest, sign, exponents, normalSignificand(x), normalSignificand(y));
}

/** dest = the square root of a. */
export function squareRoot(v: usize, dest: usize, a: usize): bool {
  const x = F80.significand(a);
  const head = F80.head(a);
  const kind = kindOf(head, x);
  if (kind >= Kind.QuietNaN) return nanOf(v, dest, kind, head, x);
  if (kind == Kind.Zero) return zero(dest, head & SIGN);
  if ((head & SIGN) != 0) return invalid(v, dest);
  if (kind == Kind.Infinity) return infinity(dest, 0);
  if (kind == Kind.Denormal && !raise(v, Sw.DE)) return false;
  const exponent = normalExponent(head, x) - BIAS;
  return root(v, dest, exponent, normalSignificand(x));
}

/** The root of significand * 2^exponent: of a number in [2^126, 2^128), to 64 bits. */
function root(v: usize, dest: usize, exponent: i32, significand: u64): bool {
  const odd = exponent & 1;
  // Radicand high:low = significand * 2^63 or 2^64, so that its exponent is even.
  const high = odd != 0 ? significand : significand >> 1;
  const low: u64 = odd != 0 ? 0 : significand << 63;
  let s = firstRoot(high);
  // Newton's step: (radicand - s^2) / 2s, signed, where the difference fits 96 bits.
  const squareHigh = Wide.multiply(s, s);
  const squareLow = s * s;
  const restHigh = <i64>(high - squareHigh - u64(low < squareLow));
  const restLow = low - squareLow;
  const scaled = (restHigh << 40) | <i64>(restLow >> 24);
  s += scaled / <i64>(s >> 23);
  return settle(v, dest, (exponent >> 1) + BIAS, s, high, low);
}

/** An estimate of the root of high * 2^64, good to some 50 bits, never beyond the largest number of 64 bits. */
function firstRoot(high: u64): u64 {
  const estimate = Math.sqrt(<f64>high) * 4294967296.0;
  return estimate >= 18446744073709551615.0 ? u64.MAX_VALUE : <u64>estimate;
}

/** Corrects an estimate to the integer root, and rounds by what is left. */
function settle(v: usize, dest: usize, exponent: i32, s: u64, high: u64, low: u64): bool {
  while (isSquareBeyond(s, high, low)) s--;
  while (s != u64.MAX_VALUE && !isSquareBeyond(s + 1, high, low)) s++;
  const rest = low - s * s;
  const restHigh = high - Wide.multiply(s, s) - u64(low < s * s);
  // The root is s + 1/2 or more just if the rest exceeds s; it is never exactly half.
  const lo: u64 = (rest | restHigh) == 0 ? 0 : restHigh != 0 || rest > s ? INTEGER_BIT | 1 : 1;
  return round(v, dest, 0, exponent, s, lo);
}

function isSquareBeyond(s: u64, high: u64, low: u64): bool {
  const squareHigh = Wide.multiply(s, s);
  return squareHigh > high || (squareHigh == high && s * s > low);
}
