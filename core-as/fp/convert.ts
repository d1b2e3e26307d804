/** Conversions between formats, and to and from integers and fixed point. */
import { exponentOf, Format, Fp, LEADING_BIT, shiftRightSticky, significandOf } from "./format";
import { roundsUp, roundToFormat } from "./round";
import { defaultNaN, Fpcr, Fpsr, noteDenormals, operand, Status } from "./status";

/** FPConvert. */
export function convertFormat(v: usize, from: u32, to: u32, value: u64, rounding: u32): u64 {
  const a = operand(v, from, value);
  const sign = Fp.sign(from, a);
  const magnitude = Fp.magnitude(from, a);
  const toAlternative = to == Format.Half && Status.has(v, Fpcr.AHP);
  // The alternative half-precision format has numbers where IEEE's has infinities and NaNs.
  const special = magnitude >= Fp.infinity(from) && !(from == Format.Half && Status.has(v, Fpcr.AHP));
  if (special && magnitude > Fp.infinity(from)) return convertNaN(v, from, to, a, toAlternative);
  if (special) {
    if (!toAlternative) return Fp.signed(to, sign, Fp.infinity(to));
    Status.raise(v, Fpsr.InvalidOperation);
    return Fp.signed(to, sign, 0x7fff);
  }
  if (magnitude == 0) return Fp.signed(to, sign, 0);
  noteDenormals(v, from, a, a);
  return roundToFormat(v, to, sign, exponentOf(from, magnitude), significandOf(from, magnitude), rounding);
}

/** A NaN keeps its sign and the upper bits of its payload; the alternative format has none, and makes it a zero. */
function convertNaN(v: usize, from: u32, to: u32, nan: u64, toAlternative: bool): u64 {
  if (toAlternative || Fp.isSignaling(from, nan)) Status.raise(v, Fpsr.InvalidOperation);
  const sign = Fp.sign(from, nan);
  if (toAlternative) return Fp.signed(to, sign, 0);
  if (Status.has(v, Fpcr.DN)) return defaultNaN(to);
  const payload = Fp.magnitude(from, nan) & (Fp.quietBit(from) - 1);
  const kept = to > from ? payload << (to - from) : payload >> (from - to);
  return Fp.signed(to, sign, defaultNaN(to) | kept);
}

/**
 * FPToFixed: value * 2^fractionBits as an integer of `width` bits, saturated.
 * @returns the integer, zero-extended from `width`
 */
export function toInteger(
  v: usize,
  format: u32,
  value: u64,
  fractionBits: i32,
  isSigned: bool,
  width: u32,
  rounding: u32,
): u64 {
  const a = operand(v, format, value);
  if (Fp.isNaN(format, a)) {
    Status.raise(v, Fpsr.InvalidOperation);
    return 0;
  }
  const sign = Fp.sign(format, a);
  const magnitude = Fp.magnitude(format, a);
  if (magnitude == 0) return 0;
  const exponent = exponentOf(format, magnitude) + fractionBits;
  if (magnitude == Fp.infinity(format) || exponent > 63) return saturated(v, sign, isSigned, width);
  const significand = significandOf(format, magnitude);
  const rest = fractionPart(significand, exponent);
  let whole = wholePart(significand, exponent);
  if (roundsUp(rounding, sign, (whole & 1) != 0, rest, (<u64>1) << 63)) whole++;
  if (whole > greatestMagnitude(sign, isSigned, width)) return saturated(v, sign, isSigned, width);
  if (rest != 0) Status.raise(v, Fpsr.Inexact);
  const result = sign != 0 ? 0 - whole : whole;
  return width == 32 ? result & 0xffffffff : result;
}

function wholePart(significand: u64, exponent: i32): u64 {
  if (exponent < 0) return 0;
  return exponent > <i32>LEADING_BIT ? significand << 1 : significand >> (<i32>LEADING_BIT - exponent);
}

/** What lies after the binary point, its first bit at bit 63; the lowest bit is sticky. */
function fractionPart(significand: u64, exponent: i32): u64 {
  if (exponent >= <i32>LEADING_BIT) return 0;
  return exponent >= -2 ? significand << (2 + exponent) : shiftRightSticky(significand, -2 - exponent);
}

function greatestMagnitude(sign: u64, isSigned: bool, width: u32): u64 {
  if (isSigned) return ((<u64>1) << (width - 1)) - 1 + sign;
  return sign != 0 ? 0 : ~(<u64>0) >> (64 - width);
}

function saturated(v: usize, sign: u64, isSigned: bool, width: u32): u64 {
  Status.raise(v, Fpsr.InvalidOperation);
  const magnitude = greatestMagnitude(sign, isSigned, width);
  return isSigned && sign != 0 ? magnitude & (~(<u64>0) >> (64 - width)) : magnitude;
}

/** FixedToFP: integer / 2^fractionBits. A signed integer is given sign-extended to 64 bits. */
export function fromInteger(v: usize, format: u32, integer: u64, fractionBits: i32, isSigned: bool): u64 {
  if (integer == 0) return 0;
  const sign = isSigned ? integer >> 63 : 0;
  const magnitude = sign != 0 ? 0 - integer : integer;
  const zeros = <i32>clz(magnitude);
  const significand = zeros == 0 ? shiftRightSticky(magnitude, 1) : magnitude << (zeros - 1);
  return roundToFormat(v, format, sign, 63 - zeros - fractionBits, significand, Status.rounding(v));
}
