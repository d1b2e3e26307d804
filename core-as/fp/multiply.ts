/** FPMul and FPMulX. */
import { mulHighUnsigned } from "../exec/functions/integer";
import { exponentOf, Fp, shiftRightSticky, significandOf } from "./format";
import { roundToFormat } from "./round";
import { invalid, noteDenormals, operand, processNaNs, Status } from "./status";

export function multiply(v: usize, format: u32, first: u64, second: u64): u64 {
  return product(v, format, operand(v, format, first), operand(v, format, second), false);
}

/** FPMulX: as FPMul, but zero times infinity is two. */
export function multiplyExtended(v: usize, format: u32, first: u64, second: u64): u64 {
  return product(v, format, operand(v, format, first), operand(v, format, second), true);
}

/** The pattern of 2.0. */
export function two(format: u32): u64 {
  return (<u64>(Fp.bias(format) + 1)) << format;
}

function product(v: usize, format: u32, a: u64, b: u64, extended: bool): u64 {
  if (Fp.isNaN(format, a) || Fp.isNaN(format, b)) return processNaNs(v, format, a, b);
  noteDenormals(v, format, a, b);
  const sign = Fp.sign(format, a) ^ Fp.sign(format, b);
  const x = Fp.magnitude(format, a);
  const y = Fp.magnitude(format, b);
  const infinite = Fp.isInfinite(format, a) || Fp.isInfinite(format, b);
  if (x == 0 || y == 0) {
    if (!infinite) return Fp.signed(format, sign, 0);
    return extended ? Fp.signed(format, sign, two(format)) : invalid(v, format);
  }
  if (infinite) return Fp.signed(format, sign, Fp.infinity(format));
  return finiteProduct(v, format, sign, x, y);
}

function finiteProduct(v: usize, format: u32, sign: u64, x: u64, y: u64): u64 {
  let exponent = exponentOf(format, x) + exponentOf(format, y);
  // Leading ones at bit 63: the upper half of the product leads at bit 62 or 63.
  const left = significandOf(format, x) << 1;
  const right = significandOf(format, y) << 1;
  let significand = mulHighUnsigned(left, right) | u64(left * right != 0);
  if (significand >> 63 != 0) {
    significand = shiftRightSticky(significand, 1);
    exponent++;
  }
  return roundToFormat(v, format, sign, exponent, significand, Status.rounding(v));
}
