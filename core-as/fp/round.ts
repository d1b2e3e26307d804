/** Rounding and packing: FPRound of DDI 0487, shared by every operation that computes a number. */
import { Format, Fp, LEADING_BIT, shiftRightSticky } from "./format";
import { Fpcr, Fpsr, Rounding, Status } from "./status";

/**
 * Whether a magnitude goes up to the next one, given what was cut off.
 * @param odd whether the magnitude is odd
 * @param rest bits cut off
 * @param half what they would be for exactly one half
 */
export function roundsUp(rounding: u32, sign: u64, odd: bool, rest: u64, half: u64): bool {
  switch (rounding) {
    case Rounding.TiesToEven:
      return rest > half || (rest == half && odd);
    case Rounding.TowardPlus:
      return rest != 0 && sign == 0;
    case Rounding.TowardMinus:
      return rest != 0 && sign != 0;
    case Rounding.TiesAway:
      return rest >= half;
    default:
      return false;
  }
}

/**
 * The value (-1)^sign * significand * 2^(exponent - 62) in `format`.
 * @param significand leading one at LEADING_BIT; bit 0 may stand for lower ones
 */
export function roundToFormat(v: usize, format: u32, sign: u64, exponent: i32, significand: u64, rounding: u32): u64 {
  let biased = exponent + Fp.bias(format);
  if (biased < 1) {
    if (Status.has(v, Fpcr.AH)) return roundTiny(v, format, sign, biased, significand, rounding);
    // Tininess is detected before rounding.
    if (format != Format.Half && Status.has(v, Fpcr.FZ)) {
      Status.raise(v, Fpsr.Underflow);
      return Fp.signed(format, sign, 0);
    }
    significand = shiftRightSticky(significand, 1 - biased);
    biased = 0;
  }
  const cut = LEADING_BIT - format;
  const half = (<u64>1) << (cut - 1);
  const rest = significand & (half + half - 1);
  let mantissa = significand >> cut;
  if (rest != 0 && biased == 0) Status.raise(v, Fpsr.Underflow);
  if (roundsUp(rounding, sign, (mantissa & 1) != 0, rest, half)) mantissa++;
  if (rounding == Rounding.ToOdd && rest != 0) mantissa |= 1;
  return pack(v, format, sign, biased, mantissa, rest != 0, rounding);
}

/**
 * A number below the normal ones where FPCR.AH is set. It is tiny if rounding to the format's precision, whatever the exponent,
 * leaves it below them; FZ then makes it a zero.
 * @param biased biased exponent, at most 0
 */
function roundTiny(v: usize, format: u32, sign: u64, biased: i32, significand: u64, rounding: u32): u64 {
  const half = (<u64>1) << (LEADING_BIT - format - 1);
  const mask = half + half - 1;
  // All of the mantissa's bits are ones: rounding up makes it the smallest normal number.
  const reaches = biased == 0 && (significand | mask) == ((<u64>1) << (LEADING_BIT + 1)) - 1;
  const tiny = !(reaches && roundsUp(rounding, sign, true, significand & mask, half));
  if (tiny && Status.has(v, Fpcr.FZ) && !Status.has(v, Fpcr.UFE)) {
    Status.raise(v, Fpsr.Underflow | Fpsr.Inexact);
    return Fp.signed(format, sign, 0);
  }
  const shifted = shiftRightSticky(significand, 1 - biased);
  const rest = shifted & mask;
  let mantissa = shifted >> (LEADING_BIT - format);
  if (tiny && (rest != 0 || Status.has(v, Fpcr.UFE))) Status.raise(v, Fpsr.Underflow);
  const inexact = tiny && Status.has(v, Fpcr.UFE) ? (significand & mask) != 0 : rest != 0;
  if (roundsUp(rounding, sign, (mantissa & 1) != 0, rest, half)) mantissa++;
  return pack(v, format, sign, 0, mantissa, inexact, rounding);
}

/**
 * Puts exponent and mantissa together, or overflows. A mantissa that rounding made longer carries into the exponent.
 */
function pack(v: usize, format: u32, sign: u64, biased: i32, mantissa: u64, inexact: bool, rounding: u32): u64 {
  const alternative = format == Format.Half && Status.has(v, Fpcr.AHP);
  const limit = alternative ? <u64>0x8000 : Fp.infinity(format);
  const magnitude = biased == 0 ? mantissa : ((<u64>(biased - 1)) << format) + mantissa;
  if (biased > <i32>(limit >> format) || magnitude >= limit) {
    if (!alternative) return overflow(v, format, sign, rounding, inexact);
    Status.raise(v, Fpsr.InvalidOperation);
    return Fp.signed(format, sign, 0x7fff);
  }
  if (inexact) Status.raise(v, Fpsr.Inexact);
  return Fp.signed(format, sign, magnitude);
}

/** The result beyond the largest number: infinity, or that number where the mode rounds towards zero. */
export function overflow(v: usize, format: u32, sign: u64, rounding: u32, inexact: bool): u64 {
  Status.raise(v, inexact || !Status.has(v, Fpcr.OFE) ? Fpsr.Overflow | Fpsr.Inexact : Fpsr.Overflow);
  const toInfinity = roundsUp(rounding, sign, true, 2, 1);
  return Fp.signed(format, sign, toInfinity ? Fp.infinity(format) : Fp.largest(format));
}

/** The zero that an exact sum of unlike signs gives: negative only when rounding towards minus infinity. */
export function cancelledZero(v: usize, format: u32): u64 {
  return Fp.signed(format, u64(Status.rounding(v) == Rounding.TowardMinus), 0);
}
