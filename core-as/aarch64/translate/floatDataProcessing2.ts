/**
 * Floating-point data processing, two sources. DDI 0487 C4.1.6. A `double` field is 1 for D registers, 0 for S
 * registers.
 */
import { Ir } from "../../ir/emit.gen";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";

/** FMUL. */
export function multiply(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fmulF64(V.register(d), V.register(n), V.register(m));
  else Ir.fmulF32(V.register(d), V.register(n), V.register(m));
}

/** FDIV. */
export function divide(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fdivF64(V.register(d), V.register(n), V.register(m));
  else Ir.fdivF32(V.register(d), V.register(n), V.register(m));
}

/** FADD. */
export function add(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.faddF64(V.register(d), V.register(n), V.register(m));
  else Ir.faddF32(V.register(d), V.register(n), V.register(m));
}

/** FSUB. */
export function subtract(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fsubF64(V.register(d), V.register(n), V.register(m));
  else Ir.fsubF32(V.register(d), V.register(n), V.register(m));
}

/** FMAX. */
export function maximum(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fmaxF64(V.register(d), V.register(n), V.register(m));
  else Ir.fmaxF32(V.register(d), V.register(n), V.register(m));
}

/** FMIN. */
export function minimum(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fminF64(V.register(d), V.register(n), V.register(m));
  else Ir.fminF32(V.register(d), V.register(n), V.register(m));
}

/** FMAXNM: a number is preferred to a quiet NaN. */
export function maximumNumber(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fmaxnmF64(V.register(d), V.register(n), V.register(m));
  else Ir.fmaxnmF32(V.register(d), V.register(n), V.register(m));
}

/** FMINNM: a number is preferred to a quiet NaN. */
export function minimumNumber(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fminnmF64(V.register(d), V.register(n), V.register(m));
  else Ir.fminnmF32(V.register(d), V.register(n), V.register(m));
}

/** FNMUL: the rounded product, negated. */
export function multiplyNegate(double: u32, m: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fnmulF64(V.register(d), V.register(n), V.register(m));
  else Ir.fnmulF32(V.register(d), V.register(n), V.register(m));
}
