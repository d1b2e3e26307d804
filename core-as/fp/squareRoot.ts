/** FPSqrt. */
import { exponentOf, Fp, LEADING_BIT, significandOf } from "./format";
import { roundToFormat } from "./round";
import { invalid, noteDenormals, operand, processNaN, Status } from "./status";

/** Bits of the root: more than the longest format and its rounding bit. */
const ROOT_BITS: u32 = 56;

export function squareRoot(v: usize, format: u32, value: u64): u64 {
  const a = operand(v, format, value);
  if (Fp.isNaN(format, a)) return processNaN(v, format, a);
  if (Fp.isZero(format, a)) return a;
  if (Fp.sign(format, a) != 0) return invalid(v, format);
  if (Fp.isInfinite(format, a)) return a;
  noteDenormals(v, format, a, a);
  const exponent = exponentOf(format, a);
  const significand = root(significandOf(format, a) << (exponent & 1));
  return roundToFormat(v, format, 0, exponent >> 1, significand, Status.rounding(v));
}

/**
 * Root of a significand in [1, 4) with its binary point after LEADING_BIT: digit by digit, two radicand bits for each
 * root bit. The lowest bit of the result is sticky.
 */
function root(radicand: u64): u64 {
  let result: u64 = 0;
  let remainder: u64 = 0;
  for (let i: u32 = 0; i < ROOT_BITS; i++) {
    remainder = (remainder << 2) | (radicand >> LEADING_BIT);
    radicand <<= 2;
    const trial = (result << 2) | 1;
    result <<= 1;
    if (remainder >= trial) {
      remainder -= trial;
      result |= 1;
    }
  }
  return (result << (LEADING_BIT + 1 - ROOT_BITS)) | u64(remainder != 0 || radicand != 0);
}
