/**
 * FPREM, FPREM1, FXTRACT, and comparisons. SDM volume 1, 8.3.3 to 8.3.6.
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
import { fromInteger } from "./integer";
import { Sw, X87_STATUS } from "./layout";
import { roundExtended } from "./round";
import { divide as divide128, Wide } from "./wide";

const CODES: u32 = Sw.C0 | Sw.C1 | Sw.C2 | Sw.C3;

/** Sets the four condition codes. */
export function setCodes(v: usize, codes: u32): void {
  store<u32>(v, (load<u32>(v, X87_STATUS) & ~CODES) | codes, X87_STATUS);
}

/** FPREM, and FPREM1 when `nearest`: dest = a modulo b, or a step towards it. */
export function remainder(v: usize, dest: usize, a: usize, b: usize, nearest: bool): bool {
  const x = F80.significand(a);
  const y = F80.significand(b);
  const headA = F80.head(a);
  const headB = F80.head(b);
  const kindA = kindOf(headA, x);
  const kindB = kindOf(headB, y);
  if (kindA >= Kind.QuietNaN || kindB >= Kind.QuietNaN) return nanOfTwo(v, dest, headA, x, headB, y);
  if (kindA == Kind.Infinity || kindB == Kind.Zero) return invalid(v, dest);
  if ((kindA == Kind.Denormal || kindB == Kind.Denormal) && !raise(v, Sw.DE)) return false;
  if (kindA == Kind.Zero || kindB == Kind.Infinity) {
    setCodes(v, 0);
    if (kindA == Kind.Zero) {
      F80.put(dest, headA, x);
      return true;
    }
    return roundExtended(v, dest, headA & SIGN, normalExponent(headA, x), normalSignificand(x), 0);
  }
  const expA = normalExponent(headA, x);
  const expB = normalExponent(headB, y);
  const sign = headA & SIGN;
  if (expA - expB >= 64) return partial(v, dest, sign, expA, expB, normalSignificand(x), normalSignificand(y));
  return complete(v, dest, sign, expA, expB, normalSignificand(x), normalSignificand(y), nearest);
}

/** Exponents 64 or more apart: the multiple of y that takes most off; C2 says that there is more to do. */
function partial(v: usize, dest: usize, sign: u32, expA: i32, expB: i32, x: u64, y: u64): bool {
  const distance = expA - expB;
  const step = 32 + (distance & 31);
  reduce(x, y, step);
  setCodes(v, Sw.C2);
  return put(v, dest, sign, expB + distance - step, Wide.remainder());
}

/** x * 2^step modulo y, for significands and 0 <= step < 64: the remainder is in Wide. @returns the quotient's low 64 bits */
function reduce(x: u64, y: u64, step: i32): u64 {
  // A first bit of the quotient, so that what is divided is below the divisor.
  const first = u64(x >= y);
  const rest = x - y * first;
  const high = step == 0 ? 0 : rest >> (64 - step);
  return divide128(high, rest << step, y) + (first << step);
}

function put(v: usize, dest: usize, sign: u32, exponent: i32, significand: u64): bool {
  if (significand == 0) {
    F80.put(dest, sign, 0);
    return true;
  }
  const shift = clz(significand);
  return roundExtended(v, dest, sign, exponent - <i32>shift, significand << shift, 0);
}

function complete(v: usize, dest: usize, sign: u32, expA: i32, expB: i32, x: u64, y: u64, nearest: bool): bool {
  const distance = expA - expB;
  if (distance < -1 || (distance < 0 && !nearest)) {
    setCodes(v, 0);
    return put(v, dest, sign, expA, x);
  }
  // One place below: the quotient is 0 or, to nearest, 1.
  let quotient: u64 = 0;
  let rest = x;
  let exponent = expB;
  if (distance >= 0) {
    quotient = reduce(x, y, distance);
    rest = Wide.remainder();
  } else exponent = expA;
  if (nearest && takesOneMore(distance, rest, y, quotient)) {
    quotient++;
    // y - rest, in units of the exponent at hand.
    rest = distance < 0 ? (y << 1) - rest : y - rest;
    sign ^= SIGN;
  }
  setCodes(v, quotientCodes(quotient));
  return put(v, dest, sign, exponent, rest);
}

/** Whether the rest is more than half of y, or half and the quotient odd. */
function takesOneMore(distance: i32, rest: u64, y: u64, quotient: u64): bool {
  if (distance < 0) return rest > y;
  const other = y - rest;
  return rest > other || (rest == other && (quotient & 1) != 0);
}

/** Bits 2, 1, 0 of the quotient in C0, C3, C1. */
function quotientCodes(quotient: u64): u32 {
  const q = <u32>quotient;
  return ((q & 4) << 6) | ((q & 2) << 13) | ((q & 1) << 9);
}

/** FXTRACT: `exponent` gets the exponent of a as a number, `significand` its significand. */
export function extract(v: usize, exponent: usize, significand: usize, a: usize): bool {
  const x = F80.significand(a);
  const head = F80.head(a);
  const kind = kindOf(head, x);
  if (kind >= Kind.QuietNaN) {
    if (!nanOf(v, exponent, kind, head, x)) return false;
    F80.copy(significand, exponent);
    return true;
  }
  if (kind == Kind.Zero) {
    if (!raise(v, Sw.ZE)) return false;
    F80.put(exponent, SIGN | MAX_EXPONENT, INTEGER_BIT);
    F80.put(significand, head, 0);
    return true;
  }
  if (kind == Kind.Infinity) {
    F80.put(exponent, MAX_EXPONENT, INTEGER_BIT);
    F80.put(significand, head, x);
    return true;
  }
  if (kind == Kind.Denormal && !raise(v, Sw.DE)) return false;
  fromInteger(exponent, normalExponent(head, x) - BIAS);
  F80.put(significand, (head & SIGN) | BIAS, normalSignificand(x));
  return true;
}

/** How two operands stand to each other: the condition codes of FCOM. */
export enum Order {
  Greater = 0,
  Less = 0x100,
  Equal = 0x4000,
  Unordered = 0x4500,
}

/** Raises what comparing a and b raises; `quiet`: quiet NaNs are no exception. @returns whether the result counts */
export function checkComparison(v: usize, a: usize, b: usize, quiet: bool): bool {
  const kindA = kindOf(F80.head(a), F80.significand(a));
  const kindB = kindOf(F80.head(b), F80.significand(b));
  const worst = kindA > kindB ? kindA : kindB;
  if (worst >= Kind.QuietNaN) return (quiet && worst == Kind.QuietNaN) || raise(v, Sw.IE);
  return (kindA != Kind.Denormal && kindB != Kind.Denormal) || raise(v, Sw.DE);
}

/** The order of a and b. */
export function compare(a: usize, b: usize): Order {
  const x = F80.significand(a);
  const y = F80.significand(b);
  const headA = F80.head(a);
  const headB = F80.head(b);
  if (kindOf(headA, x) >= Kind.QuietNaN || kindOf(headB, y) >= Kind.QuietNaN) return Order.Unordered;
  if ((x | y) == 0 && ((headA | headB) & 0x7fff) == 0) return Order.Equal;
  const negative = (headA & SIGN) != 0;
  if (negative != ((headB & SIGN) != 0)) return negative ? Order.Less : Order.Greater;
  // Denormals have the exponent of the smallest normal numbers.
  const expA = max(headA & 0x7fff, 1);
  const expB = max(headB & 0x7fff, 1);
  if (expA == expB && x == y) return Order.Equal;
  const below = expA < expB || (expA == expB && x < y);
  return below != negative ? Order.Less : Order.Greater;
}

/** FXAM's condition codes for a register that is not empty. */
export function examine(a: usize): u32 {
  const head = F80.head(a);
  const sign: u32 = (head & SIGN) != 0 ? Sw.C1 : 0;
  switch (kindOf(head, F80.significand(a))) {
    case Kind.Zero:
      return sign | Sw.C3;
    case Kind.Denormal:
      return sign | Sw.C3 | Sw.C2;
    case Kind.Normal:
      return sign | Sw.C2;
    case Kind.Infinity:
      return sign | Sw.C2 | Sw.C0;
    case Kind.Unsupported:
      return sign;
    default:
      return sign | Sw.C0;
  }
}
