/**
 * Advanced SIMD by element, floating point. DDI 0487 C4.1.6. The index is H:L for singles and H for doubles, whose L is
 * zero.
 */
import { Shape } from "../../fp/lanes";
import { Binary, vectorByElement } from "../../fp/vectorBinary";
import { Fused, vectorFusedByElement } from "../../fp/vectorFused";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";
import { emitFused } from "./simdEmit";
import { unallocated } from "./system";

function emit(fn: u32, shape: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  if (Shape.isDouble(shape) && low != 0) return unallocated();
  if (fpTrapped()) return;
  const index = Shape.isDouble(shape) ? high : (high << 1) | low;
  Call.pure(fn, V.register(d), V.register(n), V.register(m), Shape.withParameters(shape, index, 0));
}

/** All lanes; a single double lane (1D) is not allocated. */
function vector(fn: u32, operation: u32, q: u32, double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  if (q == 0 && double != 0) return unallocated();
  emit(fn, Shape.vector(operation, q, double), high, low, m, n, d);
}

/** The element in all lanes of a temporary; 0 when the instruction is unallocated or trapped, which is then emitted. */
function splatElement(double: u32, high: u32, low: u32, m: u32): u32 {
  if (double != 0 && low != 0) {
    unallocated();
    return 0;
  }
  if (fpTrapped()) return 0;
  const element = V.temporary(0);
  if (double != 0) Ir.splatI64x2(element, V.register(m) + (high << 3));
  else Ir.splatI32x4(element, V.register(m) + (((high << 1) | low) << 2));
  return element;
}

function fused(double: u32, high: u32, low: u32, m: u32, n: u32, d: u32, subtract: bool): void {
  const element = splatElement(double, high, low, m);
  if (element != 0) emitFused(double, V.register(d), V.register(n), element, subtract);
}

/** FMLA (by element). */
export function multiplyAdd(q: u32, double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  if (q != 0) return fused(double, high, low, m, n, d, false);
  vector(vectorFusedByElement.index, Fused.Add, q, double, high, low, m, n, d);
}

/** FMLS (by element). */
export function multiplySubtract(q: u32, double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  if (q != 0) return fused(double, high, low, m, n, d, true);
  vector(vectorFusedByElement.index, Fused.Subtract, q, double, high, low, m, n, d);
}

/** FMUL (by element). */
export function multiply(q: u32, double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  if (q == 0) return vector(vectorByElement.index, Binary.Multiply, q, double, high, low, m, n, d);
  const element = splatElement(double, high, low, m);
  if (element == 0) return;
  if (double != 0) Ir.fmulF64x2(V.register(d), V.register(n), element);
  else Ir.fmulF32x4(V.register(d), V.register(n), element);
}

/** FMULX (by element). */
export function multiplyExtended(q: u32, double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  vector(vectorByElement.index, Binary.MultiplyExtended, q, double, high, low, m, n, d);
}

/** FMLA (scalar, by element). */
export function multiplyAddScalar(double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  emit(vectorFusedByElement.index, Shape.scalar(Fused.Add, double), high, low, m, n, d);
}

/** FMLS (scalar, by element). */
export function multiplySubtractScalar(double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  emit(vectorFusedByElement.index, Shape.scalar(Fused.Subtract, double), high, low, m, n, d);
}

/** FMUL (scalar, by element). */
export function multiplyScalar(double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  emit(vectorByElement.index, Shape.scalar(Binary.Multiply, double), high, low, m, n, d);
}

/** FMULX (scalar, by element). */
export function multiplyExtendedScalar(double: u32, high: u32, low: u32, m: u32, n: u32, d: u32): void {
  emit(vectorByElement.index, Shape.scalar(Binary.MultiplyExtended, double), high, low, m, n, d);
}
