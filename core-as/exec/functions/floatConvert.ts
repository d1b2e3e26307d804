/** Floating-point conversions and roundings of the scalar micro-ops. */
import { convertFormat, fromInteger, toInteger } from "../../fp/convert";
import { Format } from "../../fp/format";
import { roundToIntegral } from "../../fp/roundToIntegral";
import { Rounding, Status } from "../../fp/status";

/** Integers up to this magnitude have an exact double; the same for singles. */
const EXACT_64: i64 = 1 << 53;
const EXACT_32: i64 = 1 << 24;
/** Magnitudes from here on do not fit signed integers. */
const TWO_TO_63: f64 = 9223372036854775808;
const TWO_TO_31: f64 = 2147483648;

/** Single to double: exact for every number. */
export function fpWiden(v: usize, a: f32): f64 {
  if (Status.keepsDenormals(v) && a == a) return <f64>a;
  return reinterpret<f64>(convertFormat(v, Format.Single, Format.Double, reinterpret<u32>(a), Rounding.TiesToEven));
}

/** Double to single. */
export function fpNarrow(v: usize, a: f64): f32 {
  const result = <f32>a;
  const magnitude = abs<f32>(result);
  if (Status.isPlain(v) && magnitude > 1.1754943508222875e-38 && magnitude < f32.POSITIVE_INFINITY) return result;
  return reinterpret<f32>(<u32>convertFormat(v, Format.Double, Format.Single, reinterpret<u64>(a), Status.rounding(v)));
}

/** Double to single, to nearest whatever FPCR says. */
export function fpNarrowToNearest(v: usize, a: f64): f32 {
  const bits = convertFormat(v, Format.Double, Format.Single, reinterpret<u64>(a), Rounding.TiesToEven);
  return reinterpret<f32>(<u32>bits);
}

export function fpHalfTo32(v: usize, a: u64): f32 {
  return reinterpret<f32>(<u32>convertFormat(v, Format.Half, Format.Single, a & 0xffff, Rounding.TiesToEven));
}

export function fpHalfTo64(v: usize, a: u64): f64 {
  return reinterpret<f64>(convertFormat(v, Format.Half, Format.Double, a & 0xffff, Rounding.TiesToEven));
}

export function fp32ToHalf(v: usize, a: f32): u64 {
  return convertFormat(v, Format.Single, Format.Half, reinterpret<u32>(a), Status.rounding(v));
}

export function fp64ToHalf(v: usize, a: f64): u64 {
  return convertFormat(v, Format.Double, Format.Half, reinterpret<u64>(a), Status.rounding(v));
}

/** Roundings beyond `Rounding`: FPCR's mode, without and with the Inexact exception. */
export enum Integral {
  Current = 6,
  CurrentExact = 7,
}

/**
 * Operands of the conversions to integers: `Rounding`, or `Integral.Current`, in bits 2..0, signed in bit 3, 64-bit result in bit 4,
 * 16-bit result, whose upper bits mean nothing where it is signed, in bit 5.
 */
export enum ToInteger {
  Rounding = 7,
  Signed = 8,
  Wide = 16,
  Narrow = 32,
}

@final
abstract class Truncation {
  /** FCVTZS without fraction bits, which Wasm has an instruction for. */
  @inline static isPlain(v: usize, how: i32, fractionBits: i32): bool {
    const signedTruncation = ToInteger.Signed | Rounding.TowardZero;
    return fractionBits == 0 && (how & ~ToInteger.Wide) == signedTruncation && Status.keepsDenormals(v);
  }
  /** In range, and without a flag to raise. */
  @inline static fits(v: usize, a: f64, how: i32): bool {
    const limit = (how & ToInteger.Wide) != 0 ? TWO_TO_63 : TWO_TO_31;
    return abs<f64>(a) < limit && (Status.hasInexact(v) || trunc<f64>(a) == a);
  }
  @inline static of(a: f64, how: i32): u64 {
    return (how & ToInteger.Wide) != 0 ? <u64>(<i64>a) : <u64>(<u32>(<i32>a));
  }
}

/** A double, scaled by 2^fractionBits, as an integer. */
export function fpToInteger64(v: usize, a: f64, how: i32, fractionBits: i32): u64 {
  if (Truncation.isPlain(v, how, fractionBits) && Truncation.fits(v, a, how)) return Truncation.of(a, how);
  return soft(v, Format.Double, reinterpret<u64>(a), how, fractionBits);
}

/** A single, scaled by 2^fractionBits, as an integer. */
export function fpToInteger32(v: usize, a: f32, how: i32, fractionBits: i32): u64 {
  if (Truncation.isPlain(v, how, fractionBits) && Truncation.fits(v, a, how)) return Truncation.of(a, how);
  return soft(v, Format.Single, reinterpret<u32>(a), how, fractionBits);
}

function soft(v: usize, format: u32, bits: u64, how: i32, fractionBits: i32): u64 {
  const width: u32 = (how & ToInteger.Wide) != 0 ? 64 : (how & ToInteger.Narrow) != 0 ? 16 : 32;
  const isSigned = (how & ToInteger.Signed) != 0;
  const mode = how & ToInteger.Rounding;
  const rounding = mode == <i32>Integral.Current ? Status.rounding(v) : <u32>mode;
  return toInteger(v, format, bits, fractionBits, isSigned, width, rounding);
}

/** Signed integer / 2^fractionBits. */
export function fpFromSigned64(v: usize, a: i64, fractionBits: i32): f64 {
  if (fractionBits == 0 && ((a <= EXACT_64 && a >= -EXACT_64) || Status.isPlain(v))) return <f64>a;
  return reinterpret<f64>(fromInteger(v, Format.Double, a, fractionBits, true));
}

export function fpFromSigned32(v: usize, a: i64, fractionBits: i32): f32 {
  if (fractionBits == 0 && ((a <= EXACT_32 && a >= -EXACT_32) || Status.isPlain(v))) return <f32>a;
  return reinterpret<f32>(<u32>fromInteger(v, Format.Single, a, fractionBits, true));
}

/** Unsigned integer / 2^fractionBits. */
export function fpFromUnsigned64(v: usize, a: u64, fractionBits: i32): f64 {
  if (fractionBits == 0 && (a <= <u64>EXACT_64 || Status.isPlain(v))) return <f64>a;
  return reinterpret<f64>(fromInteger(v, Format.Double, a, fractionBits, false));
}

export function fpFromUnsigned32(v: usize, a: u64, fractionBits: i32): f32 {
  if (fractionBits == 0 && (a <= <u64>EXACT_32 || Status.isPlain(v))) return <f32>a;
  return reinterpret<f32>(<u32>fromInteger(v, Format.Single, a, fractionBits, false));
}

/** The double rounded to an integral value. */
export function fpRound64(v: usize, a: f64, mode: i32): f64 {
  if (a == a && Status.keepsDenormals(v)) {
    if (mode == Rounding.TowardZero) return trunc<f64>(a);
    if (mode == Rounding.TowardMinus) return floor<f64>(a);
    if (mode == Rounding.TowardPlus) return ceil<f64>(a);
    if (mode == Rounding.TiesToEven) return nearest<f64>(a);
  }
  const rounding = mode >= <i32>Integral.Current ? Status.rounding(v) : <u32>mode;
  const exact = mode == <i32>Integral.CurrentExact;
  return reinterpret<f64>(roundToIntegral(v, Format.Double, reinterpret<u64>(a), rounding, exact));
}

export function fpRound32(v: usize, a: f32, mode: i32): f32 {
  if (a == a && Status.keepsDenormals(v)) {
    if (mode == Rounding.TowardZero) return trunc<f32>(a);
    if (mode == Rounding.TowardMinus) return floor<f32>(a);
    if (mode == Rounding.TowardPlus) return ceil<f32>(a);
    if (mode == Rounding.TiesToEven) return nearest<f32>(a);
  }
  const rounding = mode >= <i32>Integral.Current ? Status.rounding(v) : <u32>mode;
  const exact = mode == <i32>Integral.CurrentExact;
  return reinterpret<f32>(<u32>roundToIntegral(v, Format.Single, reinterpret<u32>(a), rounding, exact));
}
