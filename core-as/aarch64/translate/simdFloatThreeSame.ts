/**
 * Advanced SIMD three same, floating point. DDI 0487 C4.1.6. A `double` field is 1 for 64-bit lanes, `q` for 128-bit
 * registers.
 */
import { Shape } from "../../fp/lanes";
import { Binary, vectorBinary } from "../../fp/vectorBinary";
import { Fused, vectorFused } from "../../fp/vectorFused";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";
import { emitFused } from "./simdEmit";
import { unallocated } from "./system";

/** Lane by lane; a single double lane (1D) is not allocated. */
function binary(q: u32, double: u32, m: u32, n: u32, d: u32, operation: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  const shape = Shape.vector(operation, q, double);
  Call.pure(vectorBinary.index, V.register(d), V.register(n), V.register(m), shape);
}

function scalar(double: u32, m: u32, n: u32, d: u32, operation: u32): void {
  if (fpTrapped()) return;
  const shape = Shape.scalar(operation, double);
  Call.pure(vectorBinary.index, V.register(d), V.register(n), V.register(m), shape);
}

function fused(q: u32, double: u32, m: u32, n: u32, d: u32, operation: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  if (q != 0) return emitFused(double, V.register(d), V.register(n), V.register(m), operation == Fused.Subtract);
  const shape = Shape.vector(operation, q, double);
  Call.pure(vectorFused.index, V.register(d), V.register(n), V.register(m), shape);
}

/** A temporary with the lower half of Vn and zeros, on which arithmetic raises no exception. */
function lowHalf(n: u32, temporary: u32): u32 {
  Ir.low64(V.temporary(temporary), V.register(n));
  return V.temporary(temporary);
}

/** FMAXNM. */
export function maximumNumber(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.MaximumNumber);
}

/** FMLA: the product is added to the destination. */
export function multiplyAdd(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  fused(q, double, m, n, d, Fused.Add);
}

/** FADD. */
export function add(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  const first = q != 0 ? V.register(n) : lowHalf(n, 0);
  const second = q != 0 ? V.register(m) : lowHalf(m, 1);
  if (double != 0) Ir.faddF64x2(V.register(d), first, second);
  else Ir.faddF32x4(V.register(d), first, second);
}

/** FMULX. */
export function multiplyExtended(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.MultiplyExtended);
}

/** FCMEQ. */
export function equal(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.Equal);
}

/** FMAX. */
export function maximum(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.Maximum);
}

/** FRECPS. */
export function reciprocalStep(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.ReciprocalStep);
}

/** FMINNM. */
export function minimumNumber(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.MinimumNumber);
}

/** FMLS: the product is subtracted from the destination. */
export function multiplySubtract(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  fused(q, double, m, n, d, Fused.Subtract);
}

/** FSUB. */
export function subtract(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  const first = q != 0 ? V.register(n) : lowHalf(n, 0);
  const second = q != 0 ? V.register(m) : lowHalf(m, 1);
  if (double != 0) Ir.fsubF64x2(V.register(d), first, second);
  else Ir.fsubF32x4(V.register(d), first, second);
  // Zero minus zero is minus zero when rounding towards minus infinity.
  if (q == 0) Ir.low64(V.register(d), V.register(d));
}

/** FMIN. */
export function minimum(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.Minimum);
}

/** FRSQRTS. */
export function reciprocalRootStep(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.ReciprocalRootStep);
}

/** FMUL. */
export function multiply(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  const first = q != 0 ? V.register(n) : lowHalf(n, 0);
  const second = q != 0 ? V.register(m) : lowHalf(m, 1);
  if (double != 0) Ir.fmulF64x2(V.register(d), first, second);
  else Ir.fmulF32x4(V.register(d), first, second);
}

/** FCMGE. */
export function greaterOrEqual(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.GreaterOrEqual);
}

/** FACGE. */
export function absoluteGreaterOrEqual(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.AbsoluteGreaterOrEqual);
}

/** FDIV; whole registers have a micro-op of their own. */
export function divide(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  if (q == 0) return binary(q, double, m, n, d, Binary.Divide);
  if (fpTrapped()) return;
  if (double != 0) Ir.fdivF64x2(V.register(d), V.register(n), V.register(m));
  else Ir.fdivF32x4(V.register(d), V.register(n), V.register(m));
}

/** FABD. */
export function absoluteDifference(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.AbsoluteDifference);
}

/** FCMGT. */
export function greater(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.Greater);
}

/** FACGT. */
export function absoluteGreater(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  binary(q, double, m, n, d, Binary.AbsoluteGreater);
}

/** FMULX (scalar). */
export function multiplyExtendedScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.MultiplyExtended);
}

/** FCMEQ (scalar). */
export function equalScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.Equal);
}

/** FRECPS (scalar). */
export function reciprocalStepScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.ReciprocalStep);
}

/** FRSQRTS (scalar). */
export function reciprocalRootStepScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.ReciprocalRootStep);
}

/** FCMGE (scalar). */
export function greaterOrEqualScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.GreaterOrEqual);
}

/** FACGE (scalar). */
export function absoluteGreaterOrEqualScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.AbsoluteGreaterOrEqual);
}

/** FABD (scalar). */
export function absoluteDifferenceScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.AbsoluteDifference);
}

/** FCMGT (scalar). */
export function greaterScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.Greater);
}

/** FACGT (scalar). */
export function absoluteGreaterScalar(double: u32, m: u32, n: u32, d: u32): void {
  scalar(double, m, n, d, Binary.AbsoluteGreater);
}
