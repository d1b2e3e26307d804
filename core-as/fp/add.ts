/** FPAdd and FPSub. */
import { exponentOf, Fp, LEADING_BIT, shiftRightSticky, significandOf } from "./format";
import { cancelledZero, roundToFormat } from "./round";
import { Fpcr, invalid, isDenormal, noteDenormals, operand, processNaNs, Status } from "./status";

export function add(v: usize, format: u32, first: u64, second: u64): u64 {
  return sum(v, format, operand(v, format, first), operand(v, format, second), 0);
}

export function subtract(v: usize, format: u32, first: u64, second: u64): u64 {
  return sum(v, format, operand(v, format, first), operand(v, format, second), 1);
}

/** a + b, or a - b when `flip` is 1. A NaN operand keeps its sign. */
function sum(v: usize, format: u32, a: u64, b: u64, flip: u64): u64 {
  if (Fp.isNaN(format, a) || Fp.isNaN(format, b)) return processNaNs(v, format, a, b);
  noteDenormals(v, format, a, b);
  const signA = Fp.sign(format, a);
  const signB = Fp.sign(format, b) ^ flip;
  const infinityB = Fp.isInfinite(format, b);
  if (Fp.isInfinite(format, a)) return infinityB && signA != signB ? invalid(v, format) : a;
  const x = Fp.magnitude(format, a);
  const y = Fp.magnitude(format, b);
  if (infinityB) return Fp.signed(format, signB, y);
  if (x == 0 && y == 0) return signA == signB ? Fp.signed(format, signA, 0) : cancelledZero(v, format);
  if (x == 0) return unchanged(v, format, signB, y);
  if (y == 0) return unchanged(v, format, signA, x);
  if (signA == signB) return x >= y ? sumOfLike(v, format, signA, x, y) : sumOfLike(v, format, signA, y, x);
  if (x == y) return cancelledZero(v, format);
  return x > y ? difference(v, format, signA, x, y) : difference(v, format, signB, y, x);
}

/** A number and zero: where tininess of exact results counts (FPCR.AH), a denormal one is rounded as others are. */
function unchanged(v: usize, format: u32, sign: u64, magnitude: u64): u64 {
  if (!Status.has(v, Fpcr.AH) || !isDenormal(format, magnitude)) return Fp.signed(format, sign, magnitude);
  const significand = significandOf(format, magnitude);
  return roundToFormat(v, format, sign, exponentOf(format, magnitude), significand, Status.rounding(v));
}

/** larger + smaller, both magnitudes. */
function sumOfLike(v: usize, format: u32, sign: u64, larger: u64, smaller: u64): u64 {
  let exponent = exponentOf(format, larger);
  const aligned = shiftRightSticky(significandOf(format, smaller), exponent - exponentOf(format, smaller));
  let significand = significandOf(format, larger) + aligned;
  if (significand >> 63 != 0) {
    significand = shiftRightSticky(significand, 1);
    exponent++;
  }
  return roundToFormat(v, format, sign, exponent, significand, Status.rounding(v));
}

/** larger - smaller, both magnitudes and different. */
function difference(v: usize, format: u32, sign: u64, larger: u64, smaller: u64): u64 {
  const exponent = exponentOf(format, larger);
  const aligned = shiftRightSticky(significandOf(format, smaller), exponent - exponentOf(format, smaller));
  const significand = significandOf(format, larger) - aligned;
  const shift = <i32>clz(significand) - <i32>(63 - LEADING_BIT);
  return roundToFormat(v, format, sign, exponent - shift, significand << shift, Status.rounding(v));
}
