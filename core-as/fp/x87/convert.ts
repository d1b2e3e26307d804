/**
 * Conversions between registers and single and double precision. SDM volume 1, 4.8.4.1 and 8.3.1; volume 2, FLD and FST.
 *
 * BOUNDS: `r` and `dest` are addresses of registers, X87_OPERAND or X87_SCRATCH of the vCPU at `v`.
 */
import {
  BIAS,
  F80,
  INTEGER_BIT,
  Kind,
  kindOf,
  normalExponent,
  normalSignificand,
  QUIET_BIT,
  raise,
  roundedUp,
  SIGN,
} from "./format";
import { Sw, X87_CONTROL, X87_STATUS } from "./layout";
import { Rounded, Rounding, roundBits, roundingOf, shiftedHigh, shiftedLow } from "./round";

/** The bits that the last store conversion made. */
let bits: u64 = 0;

@final
export abstract class Converted {
  @inline static bits(): u64 {
    return bits;
  }
}

/** dest = the double, exactly: signalling NaNs stay such. */
export function fromDouble(dest: usize, value: u64): void {
  const head = <u32>(value >> 48) & SIGN;
  const exponent = <u32>(value >> 52) & 0x7ff;
  const fraction = (value << 12) >> 1;
  if (exponent - 1 < 0x7fe) F80.put(dest, head | (exponent + (BIAS - 1023)), fraction | INTEGER_BIT);
  else if (exponent != 0) F80.put(dest, head | 0x7fff, fraction | INTEGER_BIT);
  else fromDenormal(dest, head, fraction, BIAS - 1022);
}

/** dest = the single, exactly. */
export function fromSingle(dest: usize, value: u32): void {
  const head = (value >> 16) & SIGN;
  const exponent = (value >> 23) & 0xff;
  const fraction = ((<u64>value) << 41) >> 1;
  if (exponent - 1 < 0xfe) F80.put(dest, head | (exponent + (BIAS - 127)), fraction | INTEGER_BIT);
  else if (exponent != 0) F80.put(dest, head | 0x7fff, fraction | INTEGER_BIT);
  else fromDenormal(dest, head, fraction, BIAS - 126);
}

/** A zero or denormal whose fraction lies below bit 63, where exponent `least` counts. */
function fromDenormal(dest: usize, head: u32, fraction: u64, least: i32): void {
  if (fraction == 0) F80.put(dest, head, 0);
  else F80.put(dest, head | (least - <i32>clz(fraction)), normalSignificand(fraction));
}

export function isDenormalDouble(value: u64): bool {
  const magnitude = value << 1;
  return magnitude != 0 && magnitude >> 53 == 0;
}
export function isDenormalSingle(value: u32): bool {
  const magnitude = value << 1;
  return magnitude != 0 && magnitude >> 24 == 0;
}

/** FLD of a converted operand: denormals and signalling NaNs are exceptions. @returns whether it may be pushed */
export function acceptLoaded(v: usize, r: usize, denormal: bool): bool {
  // A processor pushes a denormal even where that is not masked.
  if (denormal) raise(v, Sw.DE);
  const head = F80.head(r);
  const significand = F80.significand(r);
  if ((head & 0x7fff) != 0x7fff || kindOf(head, significand) != Kind.SignallingNaN) return true;
  F80.put(r, head, significand | QUIET_BIT);
  return raise(v, Sw.IE);
}

/** The register as a double, in Converted. @returns false when an unmasked exception forbids the store */
export function toDouble(v: usize, r: usize): bool {
  const significand = F80.significand(r);
  const head = F80.head(r);
  const exponent = <i32>(head & 0x7fff) - (BIAS - 1023);
  if (<i64>significand >= 0 || <u32>(exponent - 1) >= 0x7fd || (load<u32>(v, X87_CONTROL) & 0xc00) != 0) {
    return toFormat(v, head, significand, 11, 1023);
  }
  const rest = significand & 0x7ff;
  const odd = (significand >> 11) & 1;
  const up = u64(rest > 0x400 - odd);
  bits = ((<u64>(head >> 15)) << 63) | ((((<u64>exponent) << 52) | ((significand << 1) >> 12)) + up);
  if (rest != 0) store<u32>(v, load<u32>(v, X87_STATUS) | Sw.PE | ((<u32>up) << 9), X87_STATUS);
  return true;
}

/** As `toDouble`, a single. */
export function toSingle(v: usize, r: usize): bool {
  return toFormat(v, F80.head(r), F80.significand(r), 40, 127);
}

/** A format that keeps 64 - `discard` bits and biases exponents by `bias`. */
function toFormat(v: usize, head: u32, significand: u64, discard: u32, bias: i32): bool {
  const sign = head & SIGN;
  const kind = kindOf(head, significand);
  if (kind == Kind.Zero) return give(sign, 0, 0, discard);
  if (kind == Kind.Infinity) return give(sign, 2 * bias + 1, INTEGER_BIT, discard);
  if (kind == Kind.Unsupported) {
    give(SIGN, 2 * bias + 1, INTEGER_BIT | QUIET_BIT, discard);
    return raise(v, Sw.IE);
  }
  if (kind >= Kind.QuietNaN) {
    give(sign, 2 * bias + 1, significand | QUIET_BIT, discard);
    return kind == Kind.QuietNaN || raise(v, Sw.IE);
  }
  const exponent = normalExponent(head, significand) - BIAS + bias;
  const normal = normalSignificand(significand);
  roundBits(sign, normal, 0, discard, roundingOf(v));
  const rounded = exponent + i32(Rounded.isCarried());
  if (rounded <= 0) return tiny(v, sign, exponent, normal, discard);
  if (rounded > 2 * bias) return huge(v, sign, 2 * bias, discard);
  give(sign, rounded, Rounded.significand(), discard);
  notePrecision(v);
  return true;
}

function notePrecision(v: usize): void {
  if (Rounded.isInexact()) raise(v, Sw.PE);
  if (Rounded.isIncreased()) roundedUp(v);
}

/** Puts sign, exponent and the fraction of a rounded significand together. */
function give(sign: u32, exponent: i32, significand: u64, discard: u32): bool {
  const fractionBits = 63 - discard;
  bits =
    ((<u64>sign) << (discard == 11 ? 48 : 16)) |
    ((<u64>exponent) << fractionBits) |
    ((significand << 1) >> (discard + 1));
  return true;
}

function tiny(v: usize, sign: u32, exponent: i32, significand: u64, discard: u32): bool {
  if ((load<u32>(v, X87_CONTROL) & Sw.UE) == 0) return raise(v, Sw.UE);
  const shift = 1 - exponent;
  roundBits(sign, shiftedHigh(significand, shift), shiftedLow(significand, 0, shift), discard, roundingOf(v));
  give(sign, i32(Rounded.significand() >> 63), Rounded.significand(), discard);
  if (Rounded.isInexact()) raise(v, Sw.UE);
  notePrecision(v);
  return true;
}

function huge(v: usize, sign: u32, largest: i32, discard: u32): bool {
  if (!raise(v, Sw.OE)) return false;
  const mode = roundingOf(v);
  raise(v, Sw.PE);
  if (mode != Rounding.Nearest && mode != (sign != 0 ? <u32>Rounding.Down : <u32>Rounding.Up)) {
    return give(sign, largest, ~(<u64>0), discard);
  }
  roundedUp(v);
  return give(sign, largest + 1, INTEGER_BIT, discard);
}
