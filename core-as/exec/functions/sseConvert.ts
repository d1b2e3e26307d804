/** Conversions of SSE's micro-ops, and its estimates of reciprocals. SDM volume 1, 11.4.1.6 and 10.4.1.2. */
import { convertFormat } from "../../fp/convert";
import { Format, Fp } from "../../fp/format";
import { Regular } from "../../fp/sse";
import { Fpcr, Fpsr, Rounding, Status } from "../../fp/status";
import { fpFromSigned32, fpNarrow } from "./floatConvert";

/** What an integer is where none represents the value. */
const INDEFINITE: i32 = i32.MIN_VALUE;
const TWO_TO_31: f64 = 2147483648;

/** `a` as an integer, still a double. */
function integral(v: usize, a: f64, truncate: i32): f64 {
  if (truncate != 0) return trunc<f64>(a);
  switch (Status.rounding(v)) {
    case Rounding.TowardPlus:
      return ceil<f64>(a);
    case Rounding.TowardMinus:
      return floor<f64>(a);
    case Rounding.TowardZero:
      return trunc<f64>(a);
    default:
      return nearest<f64>(a);
  }
}

/** A double as a 32-bit integer, rounded as MXCSR says, or truncated. */
export function sseToInteger64(v: usize, a: f64, truncate: i32): i32 {
  const value = Status.has(v, Fpcr.FIZ) && !Regular.is64(a) ? 0 : a;
  const whole = integral(v, value, truncate);
  if (!(whole >= -TWO_TO_31 && whole < TWO_TO_31)) {
    Status.raise(v, Fpsr.InvalidOperation);
    return INDEFINITE;
  }
  if (whole != value) Status.raise(v, Fpsr.Inexact);
  return <i32>whole;
}

/** The same of a single. */
export function sseToInteger32(v: usize, a: f32, truncate: i32): i32 {
  return sseToInteger64(v, Status.has(v, Fpcr.FIZ) && !Regular.is32(a) ? 0 : <f64>a, truncate);
}

export function sseToIntegers32x4(v: usize, a: v128, truncate: i32): v128 {
  const fits = i32x4.all_true(f32x4.lt(f32x4.abs(a), f32x4.splat(<f32>TWO_TO_31)));
  if (Status.isPlain(v) && fits) return i32x4.trunc_sat_f32x4_s(truncate != 0 ? a : f32x4.nearest(a));
  let result = i32x4.splat(sseToInteger32(v, f32x4.extract_lane(a, 0), truncate));
  result = i32x4.replace_lane(result, 1, sseToInteger32(v, f32x4.extract_lane(a, 1), truncate));
  result = i32x4.replace_lane(result, 2, sseToInteger32(v, f32x4.extract_lane(a, 2), truncate));
  return i32x4.replace_lane(result, 3, sseToInteger32(v, f32x4.extract_lane(a, 3), truncate));
}

/** Two doubles as integers; the upper half becomes zero. */
export function sseToIntegers64x2(v: usize, a: v128, truncate: i32): v128 {
  const fits = i64x2.all_true(f64x2.lt(f64x2.abs(a), f64x2.splat(TWO_TO_31 - 1)));
  if (Status.isPlain(v) && fits) return i32x4.trunc_sat_f64x2_s_zero(truncate != 0 ? a : f64x2.nearest(a));
  const low = sseToInteger64(v, f64x2.extract_lane(a, 0), truncate);
  const high = sseToInteger64(v, f64x2.extract_lane(a, 1), truncate);
  return i64x2.replace_lane(i64x2.splat(0), 0, <i64>(<u32>low) | ((<i64>high) << 32));
}

export function sseFromIntegers32x4(v: usize, a: v128): v128 {
  if (Status.isPlain(v)) return f32x4.convert_i32x4_s(a);
  let result = f32x4.splat(fpFromSigned32(v, i32x4.extract_lane(a, 0), 0));
  result = f32x4.replace_lane(result, 1, fpFromSigned32(v, i32x4.extract_lane(a, 1), 0));
  result = f32x4.replace_lane(result, 2, fpFromSigned32(v, i32x4.extract_lane(a, 2), 0));
  return f32x4.replace_lane(result, 3, fpFromSigned32(v, i32x4.extract_lane(a, 3), 0));
}

/** Single to double: exact for every number. */
export function sseWiden(v: usize, a: f32): f64 {
  if (Status.keepsDenormals(v) && a == a && Regular.is32(a)) return <f64>a;
  return reinterpret<f64>(convertFormat(v, Format.Single, Format.Double, reinterpret<u32>(a), Rounding.TiesToEven));
}

/** The two lower singles to doubles. */
export function sseWiden32x2(v: usize, a: v128): v128 {
  const low = sseWiden(v, f32x4.extract_lane(a, 0));
  return f64x2.replace_lane(f64x2.splat(low), 1, sseWiden(v, f32x4.extract_lane(a, 1)));
}

/** Two doubles to singles; the upper half becomes zero. */
export function sseNarrow64x2(v: usize, a: v128): v128 {
  const low = fpNarrow(v, f64x2.extract_lane(a, 0));
  const high = fpNarrow(v, f64x2.extract_lane(a, 1));
  return f32x4.replace_lane(f32x4.replace_lane(i64x2.splat(0), 0, low), 1, high);
}

/** 2^exponent, -1022..1023. */
function powerOfTwo(exponent: i32): f64 {
  return reinterpret<f64>((<u64>(exponent + 1023)) << 52);
}

/** In (1/2, 1], rounded to 12 bits behind the leading one. */
function rounded12(value: f64): f64 {
  return nearest<f64>(value * 8192) / 8192;
}

/** What both estimates make of zeros, denormals, infinities and NaNs; 1 for the others. */
function estimateOfSpecial(bits: u32): f32 {
  const magnitude = bits & 0x7fffffff;
  const sign = bits & 0x80000000;
  if (magnitude > 0x7f800000) return reinterpret<f32>(bits | 0x400000);
  if (magnitude == 0x7f800000) return reinterpret<f32>(sign);
  return magnitude < 0x800000 ? reinterpret<f32>(sign | 0x7f800000) : 1;
}

/**
 * RCP: the manual allows a relative error of 1.5 * 2^-12. Intel's processors give the reciprocal of the middle of the interval that
 * the first 11 bits of the fraction name, rounded to 12 bits; results below the normal numbers are zero.
 */
export function sseReciprocal(a: f32): f32 {
  const bits = reinterpret<u32>(a);
  const special = estimateOfSpecial(bits);
  if (special != 1) return special;
  const middle = 1 + (<f64>((bits >> 12) & 0x7ff) + 0.5) / 2048;
  const exponent = <i32>((bits >> 23) & 0xff) - 127;
  const result = rounded12(1 / middle) * powerOfTwo(-exponent);
  const small = result < 1.1754943508222875e-38;
  return copysign<f32>(small ? 0 : <f32>result, a);
}

/** RSQRT: the same, of the first 10 bits of the fraction and the exponent's parity. */
export function sseReciprocalRoot(a: f32): f32 {
  const bits = reinterpret<u32>(a);
  const magnitude = bits & 0x7fffffff;
  if (bits >> 31 != 0 && magnitude >= 0x800000 && magnitude <= Fp.infinity(Format.Single)) {
    return reinterpret<f32>(<u32>0xffc00000);
  }
  const special = estimateOfSpecial(bits);
  if (special != 1) return special;
  const exponent = <i32>((bits >> 23) & 0xff) - 127;
  const odd = exponent & 1;
  const middle = (1 + (<f64>((bits >> 13) & 0x3ff) + 0.5) / 1024) * <f64>(1 + odd);
  return <f32>(rounded12(1 / sqrt<f64>(middle)) * powerOfTwo(-((exponent - odd) >> 1)));
}

export function sseReciprocals(a: v128): v128 {
  let result = f32x4.splat(sseReciprocal(f32x4.extract_lane(a, 0)));
  result = f32x4.replace_lane(result, 1, sseReciprocal(f32x4.extract_lane(a, 1)));
  result = f32x4.replace_lane(result, 2, sseReciprocal(f32x4.extract_lane(a, 2)));
  return f32x4.replace_lane(result, 3, sseReciprocal(f32x4.extract_lane(a, 3)));
}

export function sseReciprocalRoots(a: v128): v128 {
  let result = f32x4.splat(sseReciprocalRoot(f32x4.extract_lane(a, 0)));
  result = f32x4.replace_lane(result, 1, sseReciprocalRoot(f32x4.extract_lane(a, 1)));
  result = f32x4.replace_lane(result, 2, sseReciprocalRoot(f32x4.extract_lane(a, 2)));
  return f32x4.replace_lane(result, 3, sseReciprocalRoot(f32x4.extract_lane(a, 3)));
}
