/**
 * Advanced SIMD two-register miscellaneous, floating point. DDI 0487 C4.1.6. `double` is 1 for 64-bit lanes, `q` for
 * 128-bit registers.
 */
import { Integral } from "../../exec/functions/floatConvert";
import { Shape } from "../../fp/lanes";
import { Rounding } from "../../fp/status";
import { Unary, vectorUnary } from "../../fp/vectorUnary";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";
import { unallocated } from "./system";

/** Lane by lane; a single double lane (1D) is not allocated. */
function unary(q: u32, double: u32, n: u32, d: u32, operation: u32, parameter: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  const shape = Shape.withParameters(Shape.vector(operation, q, double), parameter, 0);
  Call.pure(vectorUnary.index, V.register(d), V.register(n), V.register(n), shape);
}

function scalar(double: u32, n: u32, d: u32, operation: u32): void {
  if (fpTrapped()) return;
  Call.pure(vectorUnary.index, V.register(d), V.register(n), V.register(n), Shape.scalar(operation, double));
}

/** FABS: sign bits cleared, of NaNs too. */
export function absolute(q: u32, double: u32, n: u32, d: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  if (double != 0) Ir.fabsF64x2(V.register(d), V.register(n));
  else Ir.fabsF32x4(V.register(d), V.register(n));
  if (q == 0) Ir.low64(V.register(d), V.register(d));
}

/** FNEG: sign bits inverted, of NaNs too. */
export function negate(q: u32, double: u32, n: u32, d: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  if (double != 0) Ir.fnegF64x2(V.register(d), V.register(n));
  else Ir.fnegF32x4(V.register(d), V.register(n));
  if (q == 0) Ir.low64(V.register(d), V.register(d));
}

/** FRINTN. */
export function roundTiesToEven(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.Round, Rounding.TiesToEven);
}

/** FRINTA. */
export function roundTiesAway(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.Round, Rounding.TiesAway);
}

/** FRINTP. */
export function roundTowardPlus(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.Round, Rounding.TowardPlus);
}

/** FRINTM. */
export function roundTowardMinus(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.Round, Rounding.TowardMinus);
}

/** FRINTX. */
export function roundCurrentExact(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.Round, Integral.CurrentExact);
}

/** FRINTZ. */
export function roundTowardZero(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.Round, Rounding.TowardZero);
}

/** FRINTI. */
export function roundCurrent(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.Round, Integral.Current);
}

/** FCMGT with zero. */
export function greaterZero(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.GreaterZero, 0);
}

/** FCMGE with zero. */
export function greaterOrEqualZero(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.GreaterOrEqualZero, 0);
}

/** FCMEQ with zero. */
export function equalZero(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.EqualZero, 0);
}

/** FCMLE with zero. */
export function lessOrEqualZero(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.LessOrEqualZero, 0);
}

/** FCMLT with zero. */
export function lessZero(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.LessZero, 0);
}

/** FRECPE. */
export function reciprocalEstimate(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.ReciprocalEstimate, 0);
}

/** FRSQRTE. */
export function reciprocalRootEstimate(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.ReciprocalRootEstimate, 0);
}

/** FSQRT. */
export function squareRoot(q: u32, double: u32, n: u32, d: u32): void {
  unary(q, double, n, d, Unary.SquareRoot, 0);
}

/** FCMGT (scalar) with zero. */
export function greaterZeroScalar(double: u32, n: u32, d: u32): void {
  scalar(double, n, d, Unary.GreaterZero);
}

/** FCMGE (scalar) with zero. */
export function greaterOrEqualZeroScalar(double: u32, n: u32, d: u32): void {
  scalar(double, n, d, Unary.GreaterOrEqualZero);
}

/** FCMEQ (scalar) with zero. */
export function equalZeroScalar(double: u32, n: u32, d: u32): void {
  scalar(double, n, d, Unary.EqualZero);
}

/** FCMLE (scalar) with zero. */
export function lessOrEqualZeroScalar(double: u32, n: u32, d: u32): void {
  scalar(double, n, d, Unary.LessOrEqualZero);
}

/** FCMLT (scalar) with zero. */
export function lessZeroScalar(double: u32, n: u32, d: u32): void {
  scalar(double, n, d, Unary.LessZero);
}

/** FRECPE (scalar). */
export function reciprocalEstimateScalar(double: u32, n: u32, d: u32): void {
  scalar(double, n, d, Unary.ReciprocalEstimate);
}

/** FRSQRTE (scalar). */
export function reciprocalRootEstimateScalar(double: u32, n: u32, d: u32): void {
  scalar(double, n, d, Unary.ReciprocalRootEstimate);
}

/** FRECPX (scalar). */
export function reciprocalExponentScalar(double: u32, n: u32, d: u32): void {
  scalar(double, n, d, Unary.ReciprocalExponent);
}
