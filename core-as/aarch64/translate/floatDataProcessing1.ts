/**
 * Floating-point data processing, one source. DDI 0487 C4.1.6. A `double` field is 1 for D registers, 0 for S
 * registers.
 */
import { Integral } from "../../exec/functions/floatConvert";
import { Rounding } from "../../fp/status";
import { Ir } from "../../ir/emit.gen";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";

/** FABS: the sign bit cleared, NaNs included. */
export function absolute(double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fabsF64(V.register(d), V.register(n));
  else Ir.fabsF32(V.register(d), V.register(n));
}

/** FNEG: the sign bit inverted, NaNs included. */
export function negate(double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fnegF64(V.register(d), V.register(n));
  else Ir.fnegF32(V.register(d), V.register(n));
}

/** FSQRT. */
export function squareRoot(double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fsqrtF64(V.register(d), V.register(n));
  else Ir.fsqrtF32(V.register(d), V.register(n));
}

/** FCVT Sd, Dn. */
export function doubleToSingle(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.fnarrow(V.register(d), V.register(n));
}

/** FCVT Hd, Dn. */
export function doubleToHalf(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.ftohalfF64(V.register(d), V.register(n));
}

/** FCVT Dd, Sn. */
export function singleToDouble(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.fwiden(V.register(d), V.register(n));
}

/** FCVT Hd, Sn. */
export function singleToHalf(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.ftohalfF32(V.register(d), V.register(n));
}

/** FCVT Sd, Hn. */
export function halfToSingle(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.fhalftoF32(V.register(d), V.register(n));
}

/** FCVT Dd, Hn. */
export function halfToDouble(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.fhalftoF64(V.register(d), V.register(n));
}

/** FRINT*: to an integral value, in a rounding mode or as FPCR says. */
function round(double: u32, n: u32, d: u32, mode: i32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.froundF64(V.register(d), V.register(n), mode);
  else Ir.froundF32(V.register(d), V.register(n), mode);
}

/** FRINTN. */
export function roundTiesToEven(double: u32, n: u32, d: u32): void {
  round(double, n, d, Rounding.TiesToEven);
}

/** FRINTP. */
export function roundTowardPlus(double: u32, n: u32, d: u32): void {
  round(double, n, d, Rounding.TowardPlus);
}

/** FRINTM. */
export function roundTowardMinus(double: u32, n: u32, d: u32): void {
  round(double, n, d, Rounding.TowardMinus);
}

/** FRINTZ. */
export function roundTowardZero(double: u32, n: u32, d: u32): void {
  round(double, n, d, Rounding.TowardZero);
}

/** FRINTA. */
export function roundTiesAway(double: u32, n: u32, d: u32): void {
  round(double, n, d, Rounding.TiesAway);
}

/** FRINTX: raises Inexact when the value changes. */
export function roundCurrentExact(double: u32, n: u32, d: u32): void {
  round(double, n, d, Integral.CurrentExact);
}

/** FRINTI. */
export function roundCurrent(double: u32, n: u32, d: u32): void {
  round(double, n, d, Integral.Current);
}
