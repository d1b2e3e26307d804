/** FPMulAdd, FPRecipStepFused and FPRSqrtStepFused: exact product plus addend, rounded once. */
import { mulHighUnsigned } from "../exec/functions/integer";
import { exponentOf, Fp, shiftRightSticky, significandOf } from "./format";
import { two } from "./multiply";
import { cancelledZero, roundToFormat } from "./round";
import { invalid, operand, processNaNs, processNaNs3, Status } from "./status";

/**
 * The 128-bit significand that is being worked on, leading one at bit 62 of `high`; set and read within one operation.
 */
let high: u64 = 0;
let low: u64 = 0;
/** Its exponent. */
let scale: i32 = 0;

/** addend + first * second. */
export function multiplyAdd(v: usize, format: u32, addend: u64, first: u64, second: u64): u64 {
  const c = operand(v, format, addend);
  const a = operand(v, format, first);
  const b = operand(v, format, second);
  const infinite = Fp.isInfinite(format, a) || Fp.isInfinite(format, b);
  const nonsense = infinite && (Fp.isZero(format, a) || Fp.isZero(format, b));
  if (Fp.isNaN(format, a) || Fp.isNaN(format, b) || Fp.isNaN(format, c)) {
    // Zero times infinity is invalid even when a quiet NaN is added to it.
    return nonsense && !Fp.isSignaling(format, c) ? invalid(v, format) : processNaNs3(v, format, c, a, b);
  }
  const sign = Fp.sign(format, a) ^ Fp.sign(format, b);
  if (nonsense) return invalid(v, format);
  if (Fp.isInfinite(format, c)) return infinite && sign != Fp.sign(format, c) ? invalid(v, format) : c;
  if (infinite) return Fp.signed(format, sign, Fp.infinity(format));
  return finite(v, format, c, a, b, 0);
}

/** FPRecipStepFused: 2 - first * second. */
export function reciprocalStep(v: usize, format: u32, first: u64, second: u64): u64 {
  return step(v, format, first, second, two(format), 0);
}

/** FPRSqrtStepFused: (3 - first * second) / 2. */
export function reciprocalRootStep(v: usize, format: u32, first: u64, second: u64): u64 {
  return step(v, format, first, second, two(format) | Fp.quietBit(format), 1);
}

/** (constant - first * second) / 2^halvings; zero times infinity counts as zero. */
function step(v: usize, format: u32, first: u64, second: u64, constant: u64, halvings: i32): u64 {
  const a = operand(v, format, Fp.negate(format, first));
  const b = operand(v, format, second);
  if (Fp.isNaN(format, a) || Fp.isNaN(format, b)) return processNaNs(v, format, a, b);
  const zero = Fp.isZero(format, a) || Fp.isZero(format, b);
  if (Fp.isInfinite(format, a) || Fp.isInfinite(format, b)) {
    if (zero) return constant - ((<u64>halvings) << format);
    return Fp.signed(format, Fp.sign(format, a) ^ Fp.sign(format, b), Fp.infinity(format));
  }
  return finite(v, format, constant, a, b, halvings);
}

/** (c + a * b) / 2^halvings for finite operands. */
function finite(v: usize, format: u32, c: u64, a: u64, b: u64, halvings: i32): u64 {
  const sign = Fp.sign(format, a) ^ Fp.sign(format, b);
  const signC = Fp.sign(format, c);
  const z = Fp.magnitude(format, c);
  if (Fp.isZero(format, a) || Fp.isZero(format, b)) {
    if (z == 0) return sign == signC ? c : cancelledZero(v, format);
    high = significandOf(format, z);
    low = 0;
    scale = exponentOf(format, z);
    return rounded(v, format, signC, halvings);
  }
  multiplyExactly(format, Fp.magnitude(format, a), Fp.magnitude(format, b));
  if (z == 0) return rounded(v, format, sign, halvings);
  const negative = combine(format, z, sign != signC);
  if ((high | low) == 0) return cancelledZero(v, format);
  return rounded(v, format, negative ? signC : sign, halvings);
}

function rounded(v: usize, format: u32, sign: u64, halvings: i32): u64 {
  return roundToFormat(v, format, sign, scale - halvings, high | u64(low != 0), Status.rounding(v));
}

/** high:low and scale = the product of two magnitudes. */
function multiplyExactly(format: u32, x: u64, y: u64): void {
  const left = significandOf(format, x) << 1;
  const right = significandOf(format, y);
  high = mulHighUnsigned(left, right);
  low = left * right;
  scale = exponentOf(format, x) + exponentOf(format, y) + 1;
  normalise();
}

/**
 * Adds the magnitude `z` to high:low, or subtracts the smaller of the two from the larger.
 * @returns true when the difference has the sign of z
 */
function combine(format: u32, z: u64, subtracting: bool): bool {
  const exponent = exponentOf(format, z);
  let otherHigh = significandOf(format, z);
  let otherLow: u64 = 0;
  const swapped = exponent > scale || (exponent == scale && otherHigh > high);
  if (swapped) {
    const productHigh = high;
    const productLow = low;
    const distance = exponent - scale;
    high = otherHigh;
    low = 0;
    scale = exponent;
    otherLow = shiftedLow(productHigh, productLow, distance);
    otherHigh = distance > 63 ? 0 : productHigh >> distance;
  } else {
    const distance = scale - exponent;
    otherLow = shiftedLow(otherHigh, 0, distance);
    otherHigh = distance > 63 ? 0 : otherHigh >> distance;
  }
  if (subtracting) {
    high -= otherHigh + u64(low < otherLow);
    low -= otherLow;
    normalise();
  } else {
    low += otherLow;
    high += otherHigh + u64(low < otherLow);
    if (high >> 63 != 0) carryOut();
  }
  return swapped;
}

/** Lower half of upper:lower shifted right, lowest bit sticky. */
function shiftedLow(upper: u64, lower: u64, distance: i32): u64 {
  if (distance == 0) return lower;
  if (distance > 63) return shiftRightSticky(upper, distance - 64) | u64(lower != 0);
  return (upper << (64 - distance)) | shiftRightSticky(lower, distance);
}

function carryOut(): void {
  low = shiftRightSticky(low, 1) | (high << 63);
  high >>= 1;
  scale++;
}

/** Brings the leading one to bit 62 of `high`. */
function normalise(): void {
  if (high == 0) {
    if (low == 0) return;
    // 63 places, not 64, so that the leading one never has to come back from bit 63.
    high = low >> 1;
    low <<= 63;
    scale -= 63;
  }
  const shift = <i32>clz(high) - 1;
  if (shift <= 0) return;
  high = (high << shift) | (low >> (64 - shift));
  low <<= shift;
  scale -= shift;
}
