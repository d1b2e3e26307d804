/**
 * Floating-point conversions and roundings to an integral value. DDI 0487 F6.1. Parameters as in floatArithmetic.ts; `isSigned` and
 * `isUnsigned` are fields, 1 for what they say.
 */
import { Integral, ToInteger } from "../../exec/functions/floatConvert";
import { Rounding } from "../../fp/status";
import { Ir } from "../../ir/emit.gen";
import { F } from "../registers";
import { fpTrapped } from "./fpAccess";

const BIAS_64: i32 = 1023;
const BIAS_32: i32 = 127;
/** Where the exponent of a float begins. */
const FRACTION_64: i64 = 52;
const FRACTION_32: i32 = 23;

/** VCVTB and VCVTT from half precision, which is in the `top` or bottom half of Sm. */
export function fromHalf(double: u32, top: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  const half = F.scalar(0, m, mh) + (top << 1);
  if (double != 0) Ir.vfphalftoF64(F.scalar(1, d, dh), half);
  else Ir.vfphalftoF32(F.scalar(0, d, dh), half);
}

/** VCVTB and VCVTT to half precision; the other half of Sd stays. */
export function toHalf(double: u32, top: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  const half = F.scalar(0, d, dh) + (top << 1);
  if (double != 0) Ir.vfptohalfF64(half, F.scalar(1, m, mh));
  else Ir.vfptohalfF32(half, F.scalar(0, m, mh));
}

/** VCVT Dd, Sm. */
export function singleToDouble(dh: u32, d: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  Ir.vfpwiden(F.scalar(1, d, dh), F.scalar(0, m, mh));
}

/** VCVT Sd, Dm. */
export function doubleToSingle(dh: u32, d: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  Ir.vfpnarrow(F.scalar(0, d, dh), F.scalar(1, m, mh));
}

/** To an integral value, in a rounding mode or as FPSCR says. */
function round(double: u32, dh: u32, d: u32, mh: u32, m: u32, mode: i32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.vfproundF64(F.scalar(1, d, dh), F.scalar(1, m, mh), mode);
  else Ir.vfproundF32(F.scalar(0, d, dh), F.scalar(0, m, mh), mode);
}

/** VRINTR. */
export function roundCurrent(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  round(double, dh, d, mh, m, Integral.Current);
}

/** VRINTX: raises Inexact when the value changes. */
export function roundCurrentExact(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  round(double, dh, d, mh, m, Integral.CurrentExact);
}

/** VRINTZ. */
export function roundTowardZero(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  round(double, dh, d, mh, m, Rounding.TowardZero);
}

/** What the two bits `rm` of an encoding say: A, N, P, M. */
function directed(rm: u32): i32 {
  switch (rm) {
    case 0:
      return Rounding.TiesAway;
    case 1:
      return Rounding.TiesToEven;
    case 2:
      return Rounding.TowardPlus;
    default:
      return Rounding.TowardMinus;
  }
}

/** VRINTA, VRINTN, VRINTP, VRINTM. */
export function roundDirected(double: u32, rm: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  round(double, dh, d, mh, m, directed(rm));
}

/** Sd = an integer from Dm or Sm. */
function toInteger(double: u32, isSigned: u32, dh: u32, d: u32, mh: u32, m: u32, rounding: i32): void {
  if (fpTrapped()) return;
  const how = rounding | (isSigned != 0 ? <i32>ToInteger.Signed : 0);
  if (double != 0) Ir.vfptointF64(F.scalar(0, d, dh), F.scalar(1, m, mh), how, 0);
  else Ir.vfptointF32(F.scalar(0, d, dh), F.scalar(0, m, mh), how, 0);
}

/** VCVTR. */
export function toIntegerCurrent(double: u32, isSigned: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  toInteger(double, isSigned, dh, d, mh, m, Integral.Current);
}

/** VCVT to an integer. */
export function toIntegerTowardZero(double: u32, isSigned: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  toInteger(double, isSigned, dh, d, mh, m, Rounding.TowardZero);
}

/** VCVTA, VCVTN, VCVTP, VCVTM. */
export function toIntegerDirected(double: u32, rm: u32, isSigned: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  toInteger(double, isSigned, dh, d, mh, m, directed(rm));
}

/** VCVT from the integer in Sm. */
export function fromInteger(double: u32, isSigned: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  const to = F.scalar(double, d, dh);
  const from = F.scalar(0, m, mh);
  if (double != 0) {
    if (isSigned != 0) Ir.vfpfromsF64(to, from);
    else Ir.vfpfromuF64(to, from);
  } else if (isSigned != 0) Ir.vfpfromsF32(to, from);
  else Ir.vfpfromuF32(to, from);
}

/** Fraction bits of a fixed-point number of 16 or, when `word`, 32 bits: `imm4`:`low` counts down from its width. */
function fractionBits(word: u32, imm4: u32, low: u32): i32 {
  return (word != 0 ? 32 : 16) - <i32>((imm4 << 1) | low);
}

/** VCVT from fixed point. */
export function fromFixed(double: u32, isUnsigned: u32, word: u32, dh: u32, d: u32, imm4: u32, low: u32): void {
  if (fpTrapped()) return;
  const exponent = -fractionBits(word, imm4, low);
  const slot = F.scalar(double, d, dh);
  const scale = (<i64>(BIAS_64 + exponent)) << FRACTION_64;
  if (word != 0) return fromFixedWord(double, isUnsigned, slot, scale);
  if (double != 0) {
    if (isUnsigned != 0) Ir.vfpfromfixedU16F64(slot, slot, scale);
    else Ir.vfpfromfixedS16F64(slot, slot, scale);
    return;
  }
  const scale32 = (BIAS_32 + exponent) << FRACTION_32;
  if (isUnsigned != 0) Ir.vfpfromfixedU16F32(slot, slot, scale32);
  else Ir.vfpfromfixedS16F32(slot, slot, scale32);
}

function fromFixedWord(double: u32, isUnsigned: u32, slot: u32, scale: i64): void {
  if (double != 0) {
    if (isUnsigned != 0) Ir.vfpfromfixedU32F64(slot, slot, scale);
    else Ir.vfpfromfixedS32F64(slot, slot, scale);
  } else if (isUnsigned != 0) Ir.vfpfromfixedU32F32(slot, slot, scale);
  else Ir.vfpfromfixedS32F32(slot, slot, scale);
}

/** VCVT to fixed point, toward zero; what it gives is extended to the register's width. */
export function toFixed(double: u32, isUnsigned: u32, word: u32, dh: u32, d: u32, imm4: u32, low: u32): void {
  if (fpTrapped()) return;
  const fraction = fractionBits(word, imm4, low);
  const slot = F.scalar(double, d, dh);
  const width: i32 = word != 0 ? 0 : ToInteger.Narrow;
  const how = Rounding.TowardZero | width | (isUnsigned != 0 ? 0 : <i32>ToInteger.Signed);
  if (double != 0) {
    if (isUnsigned != 0) Ir.vfptofixedUF64(slot, slot, how, fraction);
    else if (word != 0) Ir.vfptofixedS32F64(slot, slot, how, fraction);
    else Ir.vfptofixedS16F64(slot, slot, how, fraction);
  } else if (word != 0 || isUnsigned != 0) Ir.vfptointF32(slot, slot, how, fraction);
  else Ir.vfptofixedS16F32(slot, slot, how, fraction);
}
