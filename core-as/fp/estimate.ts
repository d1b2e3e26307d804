/** The estimate instructions, whose results the architecture defines bit by bit. */
import { recipEstimate, recipSqrtEstimate } from "../simd/estimate";
import { exponentOf, Fp, LEADING_BIT, significandOf } from "./format";
import { overflow } from "./round";
import { Fpcr, Fpsr, invalid, operand, processNaN, Status } from "./status";

/** FPRecipEstimate. */
export function reciprocalEstimate(v: usize, format: u32, value: u64): u64 {
  const a = operand(v, format, value);
  if (Fp.isNaN(format, a)) return processNaN(v, format, a);
  const sign = Fp.sign(format, a);
  const magnitude = Fp.magnitude(format, a);
  if (magnitude == Fp.infinity(format)) return Fp.signed(format, sign, 0);
  if (magnitude == 0) {
    Status.raise(v, Fpsr.DivideByZero);
    return Fp.signed(format, sign, Fp.infinity(format));
  }
  const exponent = exponentOf(format, magnitude);
  if (exponent < -1 - Fp.bias(format)) return overflow(v, format, sign, Status.rounding(v), true);
  if (exponent >= Fp.bias(format) - 1 && Status.has(v, Fpcr.FZ)) {
    Status.raise(v, Fpsr.Underflow);
    return Fp.signed(format, sign, 0);
  }
  const estimate = recipEstimate(<u32>(significandOf(format, magnitude) >> (LEADING_BIT - 8)));
  return Fp.signed(format, sign, reciprocalMagnitude(format, exponent, estimate));
}

/** Packs `estimate`, in [1, 2) as 8 fraction bits; the last two exponents give denormals. */
function reciprocalMagnitude(format: u32, exponent: i32, estimate: u32): u64 {
  const biased = Fp.bias(format) - 1 - exponent;
  const mantissa = (<u64>estimate) << (format - 8);
  if (biased > 0) return ((<u64>(biased - 1)) << format) + mantissa;
  return mantissa >> (1 - biased);
}

/** FPRSqrtEstimate. */
export function reciprocalRootEstimate(v: usize, format: u32, value: u64): u64 {
  const a = operand(v, format, value);
  if (Fp.isNaN(format, a)) return processNaN(v, format, a);
  const sign = Fp.sign(format, a);
  const magnitude = Fp.magnitude(format, a);
  if (magnitude == 0) {
    Status.raise(v, Fpsr.DivideByZero);
    return Fp.signed(format, sign, Fp.infinity(format));
  }
  if (sign != 0) return invalid(v, format);
  if (magnitude == Fp.infinity(format)) return 0;
  const exponent = exponentOf(format, magnitude);
  // An even exponent makes a radicand in [1/4, 1/2), an odd one in [1/2, 1).
  const bits = (exponent & 1) != 0 ? LEADING_BIT - 8 : LEADING_BIT - 7;
  const estimate = recipSqrtEstimate(<u32>(significandOf(format, magnitude) >> bits));
  const biased = Fp.bias(format) - 1 - (exponent >> 1);
  return ((<u64>(biased - 1)) << format) + ((<u64>estimate) << (format - 8));
}

/** FPRecpX: the exponent inverted, the fraction cleared. */
export function reciprocalExponent(v: usize, format: u32, value: u64): u64 {
  const a = operand(v, format, value);
  if (Fp.isNaN(format, a)) return processNaN(v, format, a);
  const exponents = Fp.infinity(format);
  const exponent = a & exponents;
  const largest = exponents - ((<u64>1) << format);
  return Fp.signed(format, Fp.sign(format, a), exponent == 0 ? largest : exponent ^ exponents);
}
