/**
 * Conversions between registers and integers, and packed decimals. SDM volume 1, 4.2.1, 4.7; volume 2, FIST, FBLD, FBSTP,
 * FRNDINT.
 *
 * BOUNDS: `r` and `dest` are addresses of registers, X87_OPERAND or X87_SCRATCH of the vCPU at `v`.
 */
import { BIAS, F80, invalid, Kind, kindOf, MAX_EXPONENT, nanOf, nanOfTwo, raise, roundedUp, SIGN } from "./format";
import { Sw } from "./layout";
import { Rounded, roundBits, roundExtended, roundingOf } from "./round";

/** The largest number of 18 decimal digits. */
const LARGEST_DECIMAL: u64 = 999999999999999999;
const DIGITS: u32 = 18;

/** Of the last conversion to an integer. */
let magnitude: u64 = 0;
let high: u32 = 0;

@final
export abstract class Whole {
  /** The integer, two's complement; of a packed decimal the lower 8 bytes. */
  @inline static value(): u64 {
    return magnitude;
  }
  /** Of a packed decimal the upper 2 bytes. */
  @inline static high(): u32 {
    return high;
  }
}

/** dest = the integer, exactly. */
export function fromInteger(dest: usize, value: i64): void {
  if (value == 0) F80.put(dest, 0, 0);
  else fromMagnitude(dest, value < 0 ? SIGN : 0, value < 0 ? 0 - <u64>value : <u64>value);
}

function fromMagnitude(dest: usize, sign: u32, value: u64): void {
  const shift = clz(value);
  if (value == 0) F80.put(dest, sign, 0);
  else F80.put(dest, sign | (BIAS + 63 - <i32>shift), value << shift);
}

/**
 * Rounds a number to an integer by the rounding control: the magnitude is in `magnitude`.
 * @returns false when it has more than 64 bits; else flags are in Rounded
 */
function roundToMagnitude(v: usize, head: u32, significand: u64): bool {
  const exponent = <i32>(head & 0x7fff) - BIAS;
  if (exponent > 63) return false;
  const shift = 63 - exponent;
  const sign = head & SIGN;
  if (shift == 0) {
    roundBits(sign, significand, 0, 0, roundingOf(v));
    magnitude = significand;
  } else {
    const whole = shift < 64 ? significand >> shift : 0;
    const fraction = shift < 64 ? significand << (64 - shift) : shift == 64 ? significand : u64(significand != 0);
    roundBits(sign, whole, fraction, 0, roundingOf(v));
    magnitude = Rounded.significand();
  }
  return true;
}

function notePrecision(v: usize): void {
  if (Rounded.isInexact()) raise(v, Sw.PE);
  if (Rounded.isIncreased()) roundedUp(v);
}

/**
 * The register as a signed integer of `width` bits, in Whole; invalid and masked: the integer indefinite.
 * @returns false when an unmasked exception forbids the store
 */
export function toInteger(v: usize, r: usize, width: u32): bool {
  const head = F80.head(r);
  const significand = F80.significand(r);
  const limit: u64 = (<u64>1) << (width - 1);
  const negative = (head & SIGN) != 0;
  if (
    kindOf(head, significand) >= Kind.Infinity ||
    !roundToMagnitude(v, head, significand) ||
    outside(negative, limit)
  ) {
    magnitude = 0 - limit;
    return raise(v, Sw.IE);
  }
  if (negative) magnitude = 0 - magnitude;
  notePrecision(v);
  return true;
}

function outside(negative: bool, limit: u64): bool {
  return magnitude > (negative ? limit : limit - 1);
}

/** FRNDINT. */
export function roundToInteger(v: usize, dest: usize, r: usize): bool {
  const head = F80.head(r);
  const significand = F80.significand(r);
  const kind = kindOf(head, significand);
  if (kind >= Kind.QuietNaN) return nanOf(v, dest, kind, head, significand);
  if (kind == Kind.Denormal && !raise(v, Sw.DE)) return false;
  if (kind == Kind.Infinity || kind == Kind.Zero || <i32>(head & 0x7fff) >= BIAS + 63) {
    F80.put(dest, head, significand);
    return true;
  }
  roundToMagnitude(v, head, significand);
  fromMagnitude(dest, head & SIGN, magnitude);
  notePrecision(v);
  return true;
}

/** dest = the packed decimal: `low` has 16 digits, `top` two more and the sign. */
export function fromDecimal(dest: usize, low: u64, top: u32): void {
  let value: u64 = 0;
  for (let place: i32 = <i32>DIGITS - 1; place >= 0; place--) {
    const digit = place >= 16 ? <u64>((top >> ((place - 16) << 2)) & 15) : (low >> ((<u64>place) << 2)) & 15;
    value = value * 10 + digit;
  }
  fromMagnitude(dest, top & SIGN, value);
}

/** The register as a packed decimal, in Whole; invalid and masked: the decimal indefinite. */
export function toDecimal(v: usize, r: usize): bool {
  const head = F80.head(r);
  const significand = F80.significand(r);
  if (
    kindOf(head, significand) >= Kind.Infinity ||
    !roundToMagnitude(v, head, significand) ||
    magnitude > LARGEST_DECIMAL
  ) {
    magnitude = 0xc000000000000000;
    high = 0xffff;
    return raise(v, Sw.IE);
  }
  let digits: u64 = 0;
  high = head & SIGN;
  for (let place: u32 = 0; place < DIGITS; place++) {
    const digit = magnitude % 10;
    magnitude /= 10;
    if (place < 16) digits |= digit << (place << 2);
    else high |= (<u32>digit) << ((place - 16) << 2);
  }
  magnitude = digits;
  notePrecision(v);
  return true;
}

/** FSCALE: dest = a * 2^(b rounded towards zero). */
export function scale(v: usize, dest: usize, a: usize, b: usize): bool {
  const x = F80.significand(a);
  const headA = F80.head(a);
  const kindA = kindOf(headA, x);
  const headB = F80.head(b);
  const kindB = kindOf(headB, F80.significand(b));
  if (kindA >= Kind.QuietNaN || kindB >= Kind.QuietNaN) return nanOfTwo(v, dest, headA, x, headB, F80.significand(b));
  const down = (headB & SIGN) != 0;
  if (kindB == Kind.Infinity) {
    if (kindA == (down ? Kind.Infinity : Kind.Zero)) return invalid(v, dest);
    if (kindA == Kind.Denormal && !raise(v, Sw.DE)) return false;
    F80.put(dest, (headA & SIGN) | (down ? 0 : MAX_EXPONENT), down ? 0 : 0x8000000000000000);
    return true;
  }
  if ((kindA == Kind.Denormal || kindB == Kind.Denormal) && !raise(v, Sw.DE)) return false;
  if (kindA == Kind.Zero || kindA == Kind.Infinity) {
    F80.put(dest, headA, x);
    return true;
  }
  const shift = clz(x);
  const exponent = (headA & 0x7fff) == 0 ? 1 - <i32>shift : <i32>(headA & 0x7fff);
  return roundExtended(v, dest, headA & SIGN, exponent + scaleOf(headB, F80.significand(b)), x << shift, 0);
}

/** The scale factor, towards zero, at most 2^16 in magnitude: more than the whole range. */
function scaleOf(head: u32, significand: u64): i32 {
  const exponent = <i32>(head & 0x7fff) - BIAS;
  if (exponent < 0) return 0;
  const factor = exponent > 15 ? 0x10000 : <i32>(significand >> (63 - exponent));
  return (head & SIGN) != 0 ? -factor : factor;
}
