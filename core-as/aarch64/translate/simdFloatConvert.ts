/** Advanced SIMD conversions. DDI 0487 C4.1.6. `double` is 1 for 64-bit lanes, `q` for 128-bit registers. */
import { ToInteger } from "../../exec/functions/floatConvert";
import { Shape } from "../../fp/lanes";
import { Rounding } from "../../fp/status";
import { Narrowing, vectorNarrow, vectorNarrowUpper, vectorWiden } from "../../fp/vectorConvert";
import { Unary, vectorUnary } from "../../fp/vectorUnary";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";
import { unallocated } from "./system";

/** FCVTL, FCVTL2: halves to singles or singles to doubles, from the lower or the upper half of the source. */
export function widen(upper: u32, double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  const shape = Shape.vector(0, 1, double);
  Call.pure(vectorWiden.index, V.register(d), V.register(n) + (upper << 3), V.register(n), shape);
}

/** FCVTN, FCVTN2: singles to halves or doubles to singles, into the lower or the upper half of the destination. */
export function narrow(upper: u32, double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  narrowInto(upper, n, d, Shape.vector(Narrowing.Current, 1, double));
}

/** FCVTXN, FCVTXN2: doubles to singles, rounded to odd. */
export function narrowToOdd(upper: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  narrowInto(upper, n, d, Shape.vector(Narrowing.ToOdd, 1, 1));
}

/** FCVTXN (scalar). */
export function narrowToOddScalar(n: u32, d: u32): void {
  if (fpTrapped()) return;
  narrowInto(0, n, d, Shape.scalar(Narrowing.ToOdd, 1));
}

function narrowInto(upper: u32, n: u32, d: u32, shape: u32): void {
  const fn = upper != 0 ? vectorNarrowUpper.index : vectorNarrow.index;
  Call.pure(fn, V.register(d), V.register(n), V.register(n), shape);
}

/** Lane by lane; a single double lane (1D) is not allocated. */
function convert(q: u32, double: u32, n: u32, d: u32, operation: u32, how: u32, fractionBits: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  const shape = Shape.withParameters(Shape.vector(operation, q, double), how, fractionBits);
  Call.pure(vectorUnary.index, V.register(d), V.register(n), V.register(n), shape);
}

function convertScalar(double: u32, n: u32, d: u32, operation: u32, how: u32, fractionBits: u32): void {
  if (fpTrapped()) return;
  const shape = Shape.withParameters(Shape.scalar(operation, double), how, fractionBits);
  Call.pure(vectorUnary.index, V.register(d), V.register(n), V.register(n), shape);
}

/** Integers are as wide as the lanes. */
function toInteger(double: u32, how: u32): u32 {
  return how | (double != 0 ? ToInteger.Wide : 0);
}

/** FCVTNS. */
export function toSignedTiesToEven(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TiesToEven), 0);
}

/** FCVTNU. */
export function toUnsignedTiesToEven(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, Rounding.TiesToEven), 0);
}

/** FCVTMS. */
export function toSignedTowardMinus(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TowardMinus), 0);
}

/** FCVTMU. */
export function toUnsignedTowardMinus(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, Rounding.TowardMinus), 0);
}

/** FCVTAS. */
export function toSignedTiesAway(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TiesAway), 0);
}

/** FCVTAU. */
export function toUnsignedTiesAway(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, Rounding.TiesAway), 0);
}

/** FCVTPS. */
export function toSignedTowardPlus(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TowardPlus), 0);
}

/** FCVTPU. */
export function toUnsignedTowardPlus(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, Rounding.TowardPlus), 0);
}

/** FCVTZS. */
export function toSignedTowardZero(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TowardZero), 0);
}

/** FCVTZU. */
export function toUnsignedTowardZero(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.ToInteger, toInteger(double, Rounding.TowardZero), 0);
}

/** SCVTF. */
export function fromSigned(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.FromSigned, 0, 0);
}

/** UCVTF. */
export function fromUnsigned(q: u32, double: u32, n: u32, d: u32): void {
  convert(q, double, n, d, Unary.FromUnsigned, 0, 0);
}

/** FCVTNS (scalar). */
export function toSignedTiesToEvenScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TiesToEven), 0);
}

/** FCVTNU (scalar). */
export function toUnsignedTiesToEvenScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, Rounding.TiesToEven), 0);
}

/** FCVTMS (scalar). */
export function toSignedTowardMinusScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TowardMinus), 0);
}

/** FCVTMU (scalar). */
export function toUnsignedTowardMinusScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, Rounding.TowardMinus), 0);
}

/** FCVTAS (scalar). */
export function toSignedTiesAwayScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TiesAway), 0);
}

/** FCVTAU (scalar). */
export function toUnsignedTiesAwayScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, Rounding.TiesAway), 0);
}

/** FCVTPS (scalar). */
export function toSignedTowardPlusScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, ToInteger.Signed | Rounding.TowardPlus), 0);
}

/** FCVTPU (scalar). */
export function toUnsignedTowardPlusScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, Rounding.TowardPlus), 0);
}

/** FCVTZS (scalar). */
export function toSignedTowardZeroScalar(double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  const how = toInteger(double, ToInteger.Signed | Rounding.TowardZero);
  if (double != 0) Ir.ftointF64(V.register(d), V.register(n), how, 0);
  else Ir.ftointF32(V.register(d), V.register(n), how, 0);
  Ir.low64(V.register(d), V.register(d));
}

/** FCVTZU (scalar). */
export function toUnsignedTowardZeroScalar(double: u32, n: u32, d: u32): void {
  convertScalar(double, n, d, Unary.ToInteger, toInteger(double, Rounding.TowardZero), 0);
}

/** SCVTF (scalar). */
export function fromSignedScalar(double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.ffromsF64(V.register(d), V.register(n), 0);
  else Ir.ffroms32F32(V.register(d), V.register(n), 0);
}

/** UCVTF (scalar). */
export function fromUnsignedScalar(double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.ffromuF64(V.register(d), V.register(n), 0);
  else Ir.ffromu32F32(V.register(d), V.register(n), 0);
}

/** Conversions to and from fixed point: the fraction bits count down from the lane's width. */
function fixedSingle(q: u32, scale: u32, n: u32, d: u32, operation: u32, how: u32): void {
  convert(q, 0, n, d, operation, how, 32 - scale);
}

function fixedDouble(q: u32, scale: u32, n: u32, d: u32, operation: u32, how: u32): void {
  convert(q, 1, n, d, operation, toInteger(1, how), 64 - scale);
}

/** SCVTF (fixed-point), singles. */
export function fromSignedFixedSingle(q: u32, scale: u32, n: u32, d: u32): void {
  fixedSingle(q, scale, n, d, Unary.FromSigned, 0);
}

/** SCVTF (fixed-point), doubles. */
export function fromSignedFixedDouble(q: u32, scale: u32, n: u32, d: u32): void {
  fixedDouble(q, scale, n, d, Unary.FromSigned, 0);
}

/** SCVTF (fixed-point), Sd. */
export function fromSignedFixedSingleScalar(scale: u32, n: u32, d: u32): void {
  convertScalar(0, n, d, Unary.FromSigned, 0, 32 - scale);
}

/** SCVTF (fixed-point), Dd. */
export function fromSignedFixedDoubleScalar(scale: u32, n: u32, d: u32): void {
  convertScalar(1, n, d, Unary.FromSigned, 0, 64 - scale);
}

/** UCVTF (fixed-point), singles. */
export function fromUnsignedFixedSingle(q: u32, scale: u32, n: u32, d: u32): void {
  fixedSingle(q, scale, n, d, Unary.FromUnsigned, 0);
}

/** UCVTF (fixed-point), doubles. */
export function fromUnsignedFixedDouble(q: u32, scale: u32, n: u32, d: u32): void {
  fixedDouble(q, scale, n, d, Unary.FromUnsigned, 0);
}

/** UCVTF (fixed-point), Sd. */
export function fromUnsignedFixedSingleScalar(scale: u32, n: u32, d: u32): void {
  convertScalar(0, n, d, Unary.FromUnsigned, 0, 32 - scale);
}

/** UCVTF (fixed-point), Dd. */
export function fromUnsignedFixedDoubleScalar(scale: u32, n: u32, d: u32): void {
  convertScalar(1, n, d, Unary.FromUnsigned, 0, 64 - scale);
}

/** FCVTZS (fixed-point), singles. */
export function toSignedFixedSingle(q: u32, scale: u32, n: u32, d: u32): void {
  fixedSingle(q, scale, n, d, Unary.ToInteger, ToInteger.Signed | Rounding.TowardZero);
}

/** FCVTZS (fixed-point), doubles. */
export function toSignedFixedDouble(q: u32, scale: u32, n: u32, d: u32): void {
  fixedDouble(q, scale, n, d, Unary.ToInteger, ToInteger.Signed | Rounding.TowardZero);
}

/** FCVTZS (fixed-point), Sd. */
export function toSignedFixedSingleScalar(scale: u32, n: u32, d: u32): void {
  convertScalar(0, n, d, Unary.ToInteger, ToInteger.Signed | Rounding.TowardZero, 32 - scale);
}

/** FCVTZS (fixed-point), Dd. */
export function toSignedFixedDoubleScalar(scale: u32, n: u32, d: u32): void {
  convertScalar(1, n, d, Unary.ToInteger, toInteger(1, ToInteger.Signed | Rounding.TowardZero), 64 - scale);
}

/** FCVTZU (fixed-point), singles. */
export function toUnsignedFixedSingle(q: u32, scale: u32, n: u32, d: u32): void {
  fixedSingle(q, scale, n, d, Unary.ToInteger, Rounding.TowardZero);
}

/** FCVTZU (fixed-point), doubles. */
export function toUnsignedFixedDouble(q: u32, scale: u32, n: u32, d: u32): void {
  fixedDouble(q, scale, n, d, Unary.ToInteger, Rounding.TowardZero);
}

/** FCVTZU (fixed-point), Sd. */
export function toUnsignedFixedSingleScalar(scale: u32, n: u32, d: u32): void {
  convertScalar(0, n, d, Unary.ToInteger, Rounding.TowardZero, 32 - scale);
}

/** FCVTZU (fixed-point), Dd. */
export function toUnsignedFixedDoubleScalar(scale: u32, n: u32, d: u32): void {
  convertScalar(1, n, d, Unary.ToInteger, toInteger(1, Rounding.TowardZero), 64 - scale);
}
