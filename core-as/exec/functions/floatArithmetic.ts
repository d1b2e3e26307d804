/**
 * Floating-point arithmetic of the scalar micro-ops. Wasm's own instruction does the work when it has no effect on FPSR
 * that is not there already (`Status.isPlain`) and its result shows that nothing special happened; otherwise core-as/fp
 * does.
 *
 * What a result shows: NaNs, infinities and divisions by zero all end up outside the finite numbers or at zero; a
 * result above the smallest normal number did not underflow; a sum is exact whenever it is denormal or zero.
 */
import { add, subtract } from "../../fp/add";
import { divide } from "../../fp/divide";
import { Format } from "../../fp/format";
import { multiplyAdd } from "../../fp/fusedMultiplyAdd";
import { multiply } from "../../fp/multiply";
import { squareRoot } from "../../fp/squareRoot";
import { Status } from "../../fp/status";
import { Result } from "./floatResult";

export function fpAdd64(v: usize, a: f64, b: f64): f64 {
  const result = a + b;
  if (Status.isPlain(v) && Result.isFinite64(result)) return result;
  return reinterpret<f64>(add(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function fpAdd32(v: usize, a: f32, b: f32): f32 {
  const result = a + b;
  if (Status.isPlain(v) && Result.isFinite32(result)) return result;
  return reinterpret<f32>(<u32>add(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

export function fpSub64(v: usize, a: f64, b: f64): f64 {
  const result = a - b;
  if (Status.isPlain(v) && Result.isFinite64(result)) return result;
  return reinterpret<f64>(subtract(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function fpSub32(v: usize, a: f32, b: f32): f32 {
  const result = a - b;
  if (Status.isPlain(v) && Result.isFinite32(result)) return result;
  return reinterpret<f32>(<u32>subtract(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

export function fpMul64(v: usize, a: f64, b: f64): f64 {
  const result = a * b;
  if (Status.isPlain(v) && (Result.isNormal64(result) || (result == 0 && (a == 0 || b == 0)))) return result;
  return reinterpret<f64>(multiply(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function fpMul32(v: usize, a: f32, b: f32): f32 {
  const result = a * b;
  if (Status.isPlain(v) && (Result.isNormal32(result) || (result == 0 && (a == 0 || b == 0)))) return result;
  return reinterpret<f32>(<u32>multiply(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

export function fpDiv64(v: usize, a: f64, b: f64): f64 {
  const result = a / b;
  if (Status.isPlain(v) && (Result.isNormal64(result) || (a == 0 && result == 0))) return result;
  return reinterpret<f64>(divide(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function fpDiv32(v: usize, a: f32, b: f32): f32 {
  const result = a / b;
  if (Status.isPlain(v) && (Result.isNormal32(result) || (a == 0 && result == 0))) return result;
  return reinterpret<f32>(<u32>divide(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

export function fpSqrt64(v: usize, a: f64): f64 {
  if (Status.isPlain(v) && a >= 0) return sqrt<f64>(a);
  return reinterpret<f64>(squareRoot(v, Format.Double, reinterpret<u64>(a)));
}

export function fpSqrt32(v: usize, a: f32): f32 {
  if (Status.isPlain(v) && a >= 0) return sqrt<f32>(a);
  return reinterpret<f32>(<u32>squareRoot(v, Format.Single, reinterpret<u32>(a)));
}

/**
 * c + a * b, rounded once. Where exponents are moderate, the rounded product and its error, both doubles, are added to
 * c: all but the leading part is rounded to odd, so that the last addition rounds as if it had seen everything (Boldo
 * and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE Trans.
 * Comput. 57-4, 2008).
 */
export function fpMulAdd64(v: usize, c: f64, a: f64, b: f64): f64 {
  if (Status.isPlain(v) && Moderate.factor(a) && Moderate.factor(b) && Moderate.addend(c)) {
    const product = a * b;
    const error = productError(a, b, product);
    const middle = c + error;
    const sum = product + middle;
    return sum + sumToOdd(sumError(c, error, middle), sumError(product, middle, sum));
  }
  return reinterpret<f64>(multiplyAdd(v, Format.Double, reinterpret<u64>(c), reinterpret<u64>(a), reinterpret<u64>(b)));
}

/** Ranges in which no step of `fpMulAdd64` over- or underflows: a product's error is above 2^-1010. */
@final
abstract class Moderate {
  @inline static factor(value: f64): bool {
    const magnitude = abs<f64>(value);
    return magnitude > 3.5e-136 && magnitude < 2.9e135;
  }
  @inline static addend(value: f64): bool {
    const magnitude = abs<f64>(value);
    return magnitude > 1.2e-271 && magnitude < 8.4e270;
  }
}

/** 2^27 + 1: multiplying by it splits a double into two halves of 26 bits (Veltkamp). */
const SPLITTER: f64 = 134217729;

/** a * b - product, exactly (Dekker). */
function productError(a: f64, b: f64, product: f64): f64 {
  const scaledA = SPLITTER * a;
  const highA = scaledA - (scaledA - a);
  const lowA = a - highA;
  const scaledB = SPLITTER * b;
  const highB = scaledB - (scaledB - b);
  const lowB = b - highB;
  return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB;
}

/** x + y - sum, exactly (Knuth). */
function sumError(x: f64, y: f64, sum: f64): f64 {
  const part = sum - x;
  return x - (sum - part) + (y - part);
}

/**
 * c + a * b, rounded once. A product of singles is exact as a double; the sum, rounded to odd as a double, keeps all
 * that the rounding to single needs to know. Doubles made of singles neither over- nor underflow here.
 */
export function fpMulAdd32(v: usize, c: f32, a: f32, b: f32): f32 {
  if (Status.isPlain(v)) {
    const result = <f32>sumToOdd(<f64>a * <f64>b, <f64>c);
    if (Result.isNormal32(result)) return result;
  }
  return reinterpret<f32>(
    <u32>multiplyAdd(v, Format.Single, reinterpret<u32>(c), reinterpret<u32>(a), reinterpret<u32>(b)),
  );
}

/** x + y rounded to odd: truncated, with the lowest bit set when that is inexact. */
function sumToOdd(x: f64, y: f64): f64 {
  const sum = x + y;
  const error = sumError(x, y, sum);
  const bits = reinterpret<u64>(sum);
  if (error == 0 || (bits & 1) != 0) return sum;
  // An even neighbour was chosen: the odd one lies on the side of the error, away from zero when the signs agree.
  return reinterpret<f64>(error > 0 == sum > 0 ? bits + 1 : bits - 1);
}
