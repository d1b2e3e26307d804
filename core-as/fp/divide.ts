/** FPDiv. */
import { exponentOf, Fp, LEADING_BIT, significandOf } from "./format";
import { roundToFormat } from "./round";
import { Fpsr, invalid, noteDenormals, operand, processNaNs, Status } from "./status";

/** Significands are reduced to this many bits, the longest fraction and its leading one. */
const PRECISION: u32 = 53;
/** Quotient bits a step: a remainder of PRECISION bits and these fit in 64. */
const STEP: u32 = 11;
const STEPS: u32 = 5;

export function divide(v: usize, format: u32, first: u64, second: u64): u64 {
  const a = operand(v, format, first);
  const b = operand(v, format, second);
  if (Fp.isNaN(format, a) || Fp.isNaN(format, b)) return processNaNs(v, format, a, b);
  const sign = Fp.sign(format, a) ^ Fp.sign(format, b);
  const x = Fp.magnitude(format, a);
  const y = Fp.magnitude(format, b);
  const infinity = Fp.infinity(format);
  if ((x == infinity && y == infinity) || (x == 0 && y == 0)) return invalid(v, format);
  if (y == 0 && x != infinity) {
    Status.raise(v, Fpsr.DivideByZero);
    return Fp.signed(format, sign, infinity);
  }
  noteDenormals(v, format, a, b);
  if (x == infinity) return Fp.signed(format, sign, infinity);
  if (x == 0 || y == infinity) return Fp.signed(format, sign, 0);
  return quotient(v, format, sign, x, y);
}

/** Long division, STEP bits at a time; what remains makes the result's lowest bit sticky. */
function quotient(v: usize, format: u32, sign: u64, x: u64, y: u64): u64 {
  const exponent = exponentOf(format, x) - exponentOf(format, y);
  const divisor = significandOf(format, y) >> (LEADING_BIT + 1 - PRECISION);
  let remainder = significandOf(format, x) >> (LEADING_BIT + 1 - PRECISION);
  let result = u64(remainder >= divisor);
  remainder -= divisor * result;
  for (let step: u32 = 0; step < STEPS; step++) {
    remainder <<= STEP;
    const digit = remainder / divisor;
    remainder -= digit * divisor;
    result = (result << STEP) | digit;
  }
  // The quotient of two significands lies in (1/2, 2): it has STEP * STEPS or one more bits.
  const shift = <u32>clz(result) - (63 - LEADING_BIT);
  const significand = (result << shift) | u64(remainder != 0);
  const scale = <i32>(LEADING_BIT - STEP * STEPS);
  return roundToFormat(v, format, sign, exponent + scale - <i32>shift, significand, Status.rounding(v));
}
