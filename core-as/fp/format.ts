/**
 * The IEEE 754 interchange formats. A format is named by the width of its fraction field, and a value is its bit
 * pattern, zero-extended to 64 bits: every function below works for the three of them.
 */

export enum Format {
  Half = 10,
  Single = 23,
  Double = 52,
}

/** Position of the leading one in a significand as `significandOf` returns it; bit 63 stays free for a carry. */
export const LEADING_BIT: u32 = 62;

/** Facts about a format, and pieces of its values. A `magnitude` is a value without its sign bit. */
@final
export abstract class Fp {
  @inline static exponentBits(format: u32): u32 {
    return format == Format.Double ? 11 : format == Format.Single ? 8 : 5;
  }
  @inline static bias(format: u32): i32 {
    return format == Format.Double ? 1023 : format == Format.Single ? 127 : 15;
  }
  /** Number of the sign bit. */
  @inline static signBit(format: u32): u32 {
    return format == Format.Double ? 63 : format == Format.Single ? 31 : 15;
  }
  /** The pattern of plus infinity. Greater magnitudes are NaNs. */
  @inline static infinity(format: u32): u64 {
    return format == Format.Double ? 0x7ff0000000000000 : format == Format.Single ? 0x7f800000 : 0x7c00;
  }
  /** The bit that tells a quiet NaN from a signalling one. */
  @inline static quietBit(format: u32): u64 {
    return (<u64>1) << (format - 1);
  }
  @inline static sign(format: u32, bits: u64): u64 {
    return (bits >> Fp.signBit(format)) & 1;
  }
  @inline static magnitude(format: u32, bits: u64): u64 {
    return bits & (((<u64>1) << Fp.signBit(format)) - 1);
  }
  @inline static signed(format: u32, sign: u64, magnitude: u64): u64 {
    return (sign << Fp.signBit(format)) | magnitude;
  }
  @inline static negate(format: u32, bits: u64): u64 {
    return bits ^ ((<u64>1) << Fp.signBit(format));
  }
  @inline static isNaN(format: u32, bits: u64): bool {
    return Fp.magnitude(format, bits) > Fp.infinity(format);
  }
  @inline static isSignaling(format: u32, bits: u64): bool {
    return Fp.isNaN(format, bits) && (bits & Fp.quietBit(format)) == 0;
  }
  @inline static isInfinite(format: u32, bits: u64): bool {
    return Fp.magnitude(format, bits) == Fp.infinity(format);
  }
  @inline static isZero(format: u32, bits: u64): bool {
    return Fp.magnitude(format, bits) == 0;
  }
  /** The greatest finite magnitude. */
  @inline static largest(format: u32): u64 {
    return Fp.infinity(format) - 1;
  }
}

/** Unbiased exponent of a non-zero magnitude, as if it were normalised: value = significand * 2^(exponent - 62). */
export function exponentOf(format: u32, magnitude: u64): i32 {
  const biased = <i32>(magnitude >> format);
  if (biased != 0) return biased - Fp.bias(format);
  return <i32>(63 - clz(magnitude)) - <i32>format + 1 - Fp.bias(format);
}

/** Significand of a non-zero magnitude with its leading one at LEADING_BIT. */
export function significandOf(format: u32, magnitude: u64): u64 {
  if (magnitude >> format == 0) return magnitude << (clz(magnitude) - 1);
  const fraction = magnitude & (((<u64>1) << format) - 1);
  return (fraction | ((<u64>1) << format)) << (LEADING_BIT - format);
}

/** Shifts right; the lowest bit of the result also stands for every one that was shifted out. */
export function shiftRightSticky(value: u64, count: u32): u64 {
  if (count == 0) return value;
  if (count > 63) return u64(value != 0);
  return (value >> count) | u64(value << (64 - count) != 0);
}
