/** FPRoundInt. */
import { exponentOf, Fp } from "./format";
import { roundsUp } from "./round";
import { Fpsr, operand, processNaN, Status } from "./status";

/** The value rounded to an integral one; `exact` raises Inexact when that changes it. */
export function roundToIntegral(v: usize, format: u32, value: u64, rounding: u32, exact: bool): u64 {
  const a = operand(v, format, value);
  if (Fp.isNaN(format, a)) return processNaN(v, format, a);
  const sign = Fp.sign(format, a);
  const magnitude = Fp.magnitude(format, a);
  if (magnitude == 0 || magnitude == Fp.infinity(format)) return a;
  const exponent = exponentOf(format, magnitude);
  if (exponent >= <i32>format) return a;
  const result = exponent < 0 ? belowOne(format, sign, magnitude, rounding) : cut(format, sign, magnitude, rounding);
  if (exact && result != magnitude) Status.raise(v, Fpsr.Inexact);
  return Fp.signed(format, sign, result);
}

/** Zero or one. */
function belowOne(format: u32, sign: u64, magnitude: u64, rounding: u32): u64 {
  const one = (<u64>Fp.bias(format)) << format;
  // Order is all that counts: patterns compare as the values do.
  const half = one - ((<u64>1) << format);
  return roundsUp(rounding, sign, false, magnitude, half) ? one : 0;
}

/** Clears the fraction bits below one; rounding up carries into the exponent when it must. */
function cut(format: u32, sign: u64, magnitude: u64, rounding: u32): u64 {
  const shift = <u32>(<i32>format - exponentOf(format, magnitude));
  const unit = (<u64>1) << shift;
  const rest = magnitude & (unit - 1);
  // For a whole part of one, the bit looked at is the exponent's lowest, which is one too.
  const odd = (magnitude & unit) != 0;
  const whole = magnitude - rest;
  return roundsUp(rounding, sign, odd, rest, unit >> 1) ? whole + unit : whole;
}
