/**
 * FSIN, FCOS, FSINCOS, FPTAN and FPATAN. SDM volume 1, 8.3.7, 8.3.8; volume 2 has the tables of special operands.
 *
 * Arguments are reduced by the processor's pi, which has 66 bits (8.3.8): results near multiples of pi differ from
 * mathematics exactly as a processor's do.
 *
 * BOUNDS: operands and `dest` are addresses of registers, X87_OPERAND or X87_SCRATCH of the vCPU at `v`.
 */
import {
  ARCTANGENT_TERMS,
  ARCTANGENTS,
  COSINE,
  COSINE_TERMS,
  ODD,
  PI_4_HIGH,
  PI_4_LOW,
  SINE,
  SINE_TERMS,
} from "./constants";
import {
  BIAS,
  F80,
  INTEGER_BIT,
  Kind,
  kindOf,
  nanOfTwo,
  normalExponent,
  normalSignificand,
  raise,
  SIGN,
} from "./format";
import { Sw } from "./layout";
import { divideFractions, finish, leadingZeros, series, shiftLeft, shiftRight } from "./series";
import { add128, multiply128, subtract128, Wide } from "./wide";

/** pi / 2 with 66 bits, in units of 2^-65. */
const HALF_PI_HIGH: u64 = 0x3;
const HALF_PI_LOW: u64 = 0x243f6a8885a308d3;
/** pi / 4, cut to a significand: smaller arguments stay as they are. */
const QUARTER_PI: u64 = 0xc90fdaa22168c234;
/** Exponent from which on an argument is left to software (C2). */
export const LARGEST_ARGUMENT: i32 = 63;

/** The reduced argument, a fraction of 2^128 and as such with its highest bit set, * 2^exponent; and its quadrant. */
let argument: u64 = 0;
let argumentLow: u64 = 0;
let argumentExponent: i32 = 0;
/** Whether it lies below a multiple of pi / 2. */
let argumentNegative: bool = false;
let quadrant: u32 = 0;

/** Reduces x / 2^63 * 2^exponent, exponent < 63. */
export function reduce(exponent: i32, x: u64): void {
  quadrant = 0;
  argumentNegative = false;
  if (exponent < -1 || (exponent == -1 && x <= QUARTER_PI)) return setArgument(x, 0, exponent + 1);
  let high: u64 = 0;
  let low = x;
  // x in units of 2^-65, taken modulo pi / 2 as it is shifted into place.
  for (let shift = exponent + 2; shift > 0; shift--) {
    high = (high << 1) | (low >> 63);
    low <<= 1;
    quadrant <<= 1;
    if (high > HALF_PI_HIGH || (high == HALF_PI_HIGH && low >= HALF_PI_LOW)) {
      high = subtract128(high, low, HALF_PI_HIGH, HALF_PI_LOW);
      low = Wide.low();
      quadrant |= 1;
    }
  }
  quadrant &= 3;
  const twice = (high << 1) | (low >> 63);
  if (twice > HALF_PI_HIGH || (twice == HALF_PI_HIGH && low << 1 > HALF_PI_LOW)) {
    high = subtract128(HALF_PI_HIGH, HALF_PI_LOW, high, low);
    low = Wide.low();
    quadrant = (quadrant + 1) & 3;
    argumentNegative = true;
  }
  setArgument(high, low, 63);
}

function setArgument(high: u64, low: u64, exponent: i32): void {
  const zeros = leadingZeros(high, low);
  argument = shiftLeft(high, low, zeros);
  argumentLow = Wide.low();
  argumentExponent = exponent - zeros;
}

/** The square of the argument as a fraction: at most (pi / 4)^2. */
function square(): u64 {
  const product = multiply128(argument, argumentLow, argument, argumentLow);
  return shiftRight(product, Wide.low(), -2 * argumentExponent);
}

/** Sine of the argument's magnitude, as a fraction * 2^argumentExponent. */
function sineOfArgument(): u64 {
  const t = square();
  const tLow = Wide.low();
  const sum = series(SINE, SINE_TERMS, t, tLow, true);
  const part = multiply128(sum, Wide.low(), t, tLow);
  const product = multiply128(part, Wide.low(), argument, argumentLow);
  return subtract128(argument, argumentLow, product, Wide.low());
}

/** Cosine of the argument, as a fraction; of 1 the largest. */
function cosineOfArgument(): u64 {
  const t = square();
  const tLow = Wide.low();
  const sum = series(COSINE, COSINE_TERMS, t, tLow, true);
  const part = multiply128(sum, Wide.low(), t, tLow);
  const partLow = Wide.low();
  return (part | partLow) == 0 ? subtract128(0, 0, 0, 1) : subtract128(0, 0, part, partLow);
}

/** Stores the sine of the reduced argument, whose sign was `sign`; of `turns` quadrants more. */
export function putSine(v: usize, dest: usize, sign: u32, turns: u32): bool {
  const q = (quadrant + turns) & 3;
  const flip: u32 = (q & 2) != 0 ? SIGN : 0;
  if ((q & 1) != 0) {
    const cosine = cosineOfArgument();
    return finish(v, dest, sign ^ flip, 0, cosine, Wide.low(), 1);
  }
  const below: u32 = argumentNegative ? SIGN : 0;
  const sine = sineOfArgument();
  return finish(v, dest, sign ^ flip ^ below, argumentExponent, sine, Wide.low(), 1);
}

/** Stores the tangent of the reduced argument, whose sign was `sign`. */
export function putTangent(v: usize, dest: usize, sign: u32): bool {
  const sine = sineOfArgument();
  const sineLow = Wide.low();
  const cosine = cosineOfArgument();
  const cosineLow = Wide.low();
  const turned = (quadrant & 1) != 0;
  const below = argumentNegative != turned ? SIGN : 0;
  // The quotient of halves of one by the other is below one.
  if (turned) return putQuotient(v, dest, sign ^ below, 1 - argumentExponent, cosine, cosineLow, sine, sineLow);
  return putQuotient(v, dest, sign ^ below, 1 + argumentExponent, sine, sineLow, cosine, cosineLow);
}

/** a / b * 2^(exponent - 1), for fractions with their highest bits set or nearly so. */
function putQuotient(v: usize, dest: usize, sign: u32, exponent: i32, a: u64, aLow: u64, b: u64, bLow: u64): bool {
  const zeros = leadingZeros(b, bLow);
  const bottom = shiftLeft(b, bLow, zeros);
  const bottomLow = Wide.low();
  const top = shiftRight(a, aLow, 1);
  const quotient = divideFractions(top, Wide.low(), bottom, bottomLow);
  return finish(v, dest, sign, exponent + zeros, quotient, Wide.low(), 1);
}

/** FPATAN: dest = the angle of the point (a, b), from -pi to pi. */
export function arcTangent(v: usize, dest: usize, a: usize, b: usize): bool {
  const x = F80.significand(a);
  const y = F80.significand(b);
  const headX = F80.head(a);
  const headY = F80.head(b);
  const kindX = kindOf(headX, x);
  const kindY = kindOf(headY, y);
  if (kindX >= Kind.QuietNaN || kindY >= Kind.QuietNaN) return nanOfTwo(v, dest, headX, x, headY, y);
  if ((kindX == Kind.Denormal || kindY == Kind.Denormal) && !raise(v, Sw.DE)) return false;
  const sign = headY & SIGN;
  const left = (headX & SIGN) != 0;
  if (kindY == Kind.Zero || (kindX == Kind.Infinity && kindY != Kind.Infinity)) {
    if (left) return putEighths(v, dest, sign, 4);
    F80.put(dest, sign, 0);
    return true;
  }
  if (kindX == Kind.Zero || (kindY == Kind.Infinity && kindX != Kind.Infinity)) return putEighths(v, dest, sign, 2);
  if (kindX == Kind.Infinity) return putEighths(v, dest, sign, left ? 3 : 1);
  const expX = normalExponent(headX, x);
  const expY = normalExponent(headY, y);
  const sigX = normalSignificand(x);
  const sigY = normalSignificand(y);
  const steep = expY > expX || (expY == expX && sigY > sigX);
  if (steep) return turned(v, dest, sign, left ? 3 : 2, sigX, sigY, expY - expX);
  return turned(v, dest, sign, left ? 1 : 0, sigY, sigX, expX - expY);
}

/** pi / 4 * count. */
function putEighths(v: usize, dest: usize, sign: u32, count: u32): bool {
  const three = count == 3;
  const high = three ? eighths(3) : PI_4_HIGH;
  const low = three ? Wide.low() : PI_4_LOW;
  return finish(v, dest, sign, three ? 2 : count == 4 ? 2 : <i32>count - 1, high, low, 1);
}

/** pi / 4 * count as a fraction of 4. */
function eighths(count: u32): u64 {
  const quarter = shiftRight(PI_4_HIGH, PI_4_LOW, 2);
  const quarterLow = Wide.low();
  if (count == 2) return shiftRight(PI_4_HIGH, PI_4_LOW, 1);
  if (count == 4) {
    Wide.setLow(PI_4_LOW);
    return PI_4_HIGH;
  }
  const half = shiftRight(PI_4_HIGH, PI_4_LOW, 1);
  return add128(half, Wide.low(), quarter, quarterLow);
}

/**
 * The arc tangent of small / large * 2^-distance, at most 1; `way` says where the point lies: 0: that is the angle, 1: pi less
 * it, 2 and 3: pi / 2 less and more it.
 */
function turned(v: usize, dest: usize, sign: u32, way: u32, small: u64, large: u64, distance: i32): bool {
  const nearAxis = distance > 5 || (distance == 5 && small < large);
  if (nearAxis) smallAngle(small, large, distance);
  else tableAngle(small, large, distance);
  const angle = argument;
  const angleLow = argumentLow;
  if (way == 0) return finish(v, dest, sign, argumentExponent, angle, angleLow, 1);
  // As a fraction of 4.
  const part = shiftRight(angle, angleLow, 2 - argumentExponent);
  const partLow = Wide.low();
  const base = eighths(way == 1 ? 4 : 2);
  const baseLow = Wide.low();
  const total = way == 3 ? add128(base, baseLow, part, partLow) : subtract128(base, baseLow, part, partLow);
  return finish(v, dest, sign, 2, total, Wide.low(), 1);
}

/** An angle below 1/32, with all its bits: argument * 2^argumentExponent. */
function smallAngle(small: u64, large: u64, distance: i32): void {
  const quotient = divideFractions(small >> 1, small << 63, large, 0);
  setArgument(quotient, Wide.low(), 1 - distance);
  const sine = arcOfArgument();
  setArgument(sine, Wide.low(), argumentExponent);
}

/** atan of the argument, a fraction * 2^argumentExponent: t * (1 - t^2/3 + t^4/5 - ...). */
function arcOfArgument(): u64 {
  const t = square();
  const tLow = Wide.low();
  const sum = series(ODD, ARCTANGENT_TERMS, t, tLow, true);
  const part = multiply128(sum, Wide.low(), t, tLow);
  const product = multiply128(part, Wide.low(), argument, argumentLow);
  return subtract128(argument, argumentLow, product, Wide.low());
}

/** An angle from 1/32 to pi / 4: that of the nearest k / 16, and the rest. */
function tableAngle(small: u64, large: u64, distance: i32): void {
  // small / large * 2^-distance = a / b, b below 2^69; both in 128 bits.
  const bHigh = distance == 0 ? 0 : large >> (64 - distance);
  const bLow = large << distance;
  const k = nearestSixteenth(small, large, distance);
  // (a/b - k/16) / (1 + a/b * k/16) = (16 a - k b) / (16 b + k a).
  const aHigh = small >> 60;
  const aLow = small << 4;
  const kbHigh = Wide.multiply(bLow, k) + bHigh * k;
  const kbLow = bLow * k;
  const above = aHigh > kbHigh || (aHigh == kbHigh && aLow >= kbLow);
  const top = above ? subtract128(aHigh, aLow, kbHigh, kbLow) : subtract128(kbHigh, kbLow, aHigh, aLow);
  const topLow = Wide.low();
  const kaHigh = Wide.multiply(small, k);
  const bottom = add128((bHigh << 4) | (bLow >> 60), bLow << 4, kaHigh, small * k);
  const bottomLow = Wide.low();
  const entry = ARCTANGENTS + ((<usize>k) << 4);
  const base = load<u64>(entry);
  const baseLow = load<u64>(entry, 8);
  if ((top | topLow) == 0) return setArgument(base, baseLow, 0);
  const zeros = leadingZeros(bottom, bottomLow);
  const normal = shiftLeft(bottom, bottomLow, zeros);
  const normalLow = Wide.low();
  const shifted = shiftLeft(top, topLow, zeros);
  const quotient = divideFractions(shifted, Wide.low(), normal, normalLow);
  setArgument(quotient, Wide.low(), 0);
  const arc = arcOfArgument();
  const part = shiftRight(arc, Wide.low(), -argumentExponent);
  const partLow = Wide.low();
  const total = above ? add128(base, baseLow, part, partLow) : subtract128(base, baseLow, part, partLow);
  setArgument(total, Wide.low(), 0);
}

/** k, 1..16, so that k / 16 is near small / large * 2^-distance. */
function nearestSixteenth(small: u64, large: u64, distance: i32): u64 {
  const ratio = <f64>(small >> 11) / <f64>(large >> 11) / <f64>(1 << distance);
  const k = <u64>(ratio * 16 + 0.5);
  return k == 0 ? 1 : k;
}

/** Of FSIN and its kin: whether an argument of this pattern is left as it is. */
export function exceedsRange(head: u32, significand: u64): bool {
  return kindOf(head, significand) == Kind.Normal && <i32>(head & 0x7fff) - BIAS >= LARGEST_ARGUMENT;
}

/** 1, which FPTAN pushes. */
export function putOne(dest: usize): void {
  F80.put(dest, BIAS, INTEGER_BIT);
}
