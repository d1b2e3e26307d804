/**
 * Arithmetic of SSE's micro-ops: as floatArithmetic.ts explains, and a denormal operand is recorded, so that fast paths want none until
 * that has been done.
 */
import { Format } from "../../fp/format";
import { lanes32, lanes64, Regular, Sse, sseOperation } from "../../fp/sse";
import { Status } from "../../fp/status";
import { Every, Result } from "./floatResult";

/** The rest: `result` is what Wasm's instruction gave. Where denormal numbers are recorded already, being finite is enough. */
function rest64(v: usize, operation: u32, a: f64, b: f64, result: f64): f64 {
  if (Status.isPlainForDenormals(v) && Result.isFinite64(result)) return result;
  return reinterpret<f64>(sseOperation(v, operation, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

function rest32(v: usize, operation: u32, a: f32, b: f32, result: f32): f32 {
  if (Status.isPlainForDenormals(v) && Result.isFinite32(result)) return result;
  return reinterpret<f32>(<u32>sseOperation(v, operation, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

function rest64x2(v: usize, operation: u32, a: v128, b: v128, result: v128): v128 {
  return Status.isPlainForDenormals(v) && Every.finite64(result) ? result : lanes64(v, operation, a, b);
}

function rest32x4(v: usize, operation: u32, a: v128, b: v128, result: v128): v128 {
  return Status.isPlainForDenormals(v) && Every.finite32(result) ? result : lanes32(v, operation, a, b);
}

export function sseAdd64(v: usize, a: f64, b: f64): f64 {
  const result = a + b;
  if (Status.isPlain(v) && Regular.is64(a) && Regular.is64(b) && Result.isFinite64(result)) return result;
  return rest64(v, Sse.Add, a, b, result);
}

export function sseAdd32(v: usize, a: f32, b: f32): f32 {
  const result = a + b;
  if (Status.isPlain(v) && Regular.is32(a) && Regular.is32(b) && Result.isFinite32(result)) return result;
  return rest32(v, Sse.Add, a, b, result);
}

export function sseSub64(v: usize, a: f64, b: f64): f64 {
  const result = a - b;
  if (Status.isPlain(v) && Regular.is64(a) && Regular.is64(b) && Result.isFinite64(result)) return result;
  return rest64(v, Sse.Subtract, a, b, result);
}

export function sseSub32(v: usize, a: f32, b: f32): f32 {
  const result = a - b;
  if (Status.isPlain(v) && Regular.is32(a) && Regular.is32(b) && Result.isFinite32(result)) return result;
  return rest32(v, Sse.Subtract, a, b, result);
}

export function sseMul64(v: usize, a: f64, b: f64): f64 {
  const result = a * b;
  if (
    Status.isPlain(v) &&
    Regular.is64(a) &&
    Regular.is64(b) &&
    (Result.isNormal64(result) || (result == 0 && (a == 0 || b == 0)))
  )
    return result;
  return rest64(v, Sse.Multiply, a, b, result);
}

export function sseMul32(v: usize, a: f32, b: f32): f32 {
  const result = a * b;
  if (
    Status.isPlain(v) &&
    Regular.is32(a) &&
    Regular.is32(b) &&
    (Result.isNormal32(result) || (result == 0 && (a == 0 || b == 0)))
  )
    return result;
  return rest32(v, Sse.Multiply, a, b, result);
}

export function sseDiv64(v: usize, a: f64, b: f64): f64 {
  const result = a / b;
  if (Status.isPlain(v) && Regular.is64(a) && Regular.is64(b) && (Result.isNormal64(result) || (a == 0 && result == 0)))
    return result;
  return rest64(v, Sse.Divide, a, b, result);
}

export function sseDiv32(v: usize, a: f32, b: f32): f32 {
  const result = a / b;
  if (Status.isPlain(v) && Regular.is32(a) && Regular.is32(b) && (Result.isNormal32(result) || (a == 0 && result == 0)))
    return result;
  return rest32(v, Sse.Divide, a, b, result);
}

export function sseSqrt64(v: usize, a: f64): f64 {
  const result = sqrt<f64>(a);
  if (Status.isPlain(v) && a >= 0 && Regular.is64(a)) return result;
  return rest64(v, Sse.SquareRoot, a, a, result);
}

export function sseSqrt32(v: usize, a: f32): f32 {
  const result = sqrt<f32>(a);
  if (Status.isPlain(v) && a >= 0 && Regular.is32(a)) return result;
  return rest32(v, Sse.SquareRoot, a, a, result);
}

export function sseAdd64x2(v: usize, a: v128, b: v128): v128 {
  const result = f64x2.add(a, b);
  if (Status.isPlain(v) && Regular.all64(a) && Regular.all64(b) && Every.finite64(result)) return result;
  return rest64x2(v, Sse.Add, a, b, result);
}

export function sseAdd32x4(v: usize, a: v128, b: v128): v128 {
  const result = f32x4.add(a, b);
  if (Status.isPlain(v) && Regular.all32(a) && Regular.all32(b) && Every.finite32(result)) return result;
  return rest32x4(v, Sse.Add, a, b, result);
}

export function sseSub64x2(v: usize, a: v128, b: v128): v128 {
  const result = f64x2.sub(a, b);
  if (Status.isPlain(v) && Regular.all64(a) && Regular.all64(b) && Every.finite64(result)) return result;
  return rest64x2(v, Sse.Subtract, a, b, result);
}

export function sseSub32x4(v: usize, a: v128, b: v128): v128 {
  const result = f32x4.sub(a, b);
  if (Status.isPlain(v) && Regular.all32(a) && Regular.all32(b) && Every.finite32(result)) return result;
  return rest32x4(v, Sse.Subtract, a, b, result);
}

export function sseMul64x2(v: usize, a: v128, b: v128): v128 {
  const result = f64x2.mul(a, b);
  if (Status.isPlain(v) && Regular.all64(a) && Regular.all64(b) && Every.normal64(result, a)) return result;
  return rest64x2(v, Sse.Multiply, a, b, result);
}

export function sseMul32x4(v: usize, a: v128, b: v128): v128 {
  const result = f32x4.mul(a, b);
  if (Status.isPlain(v) && Regular.all32(a) && Regular.all32(b) && Every.normal32(result, a)) return result;
  return rest32x4(v, Sse.Multiply, a, b, result);
}

export function sseDiv64x2(v: usize, a: v128, b: v128): v128 {
  const result = f64x2.div(a, b);
  if (Status.isPlain(v) && Regular.all64(a) && Regular.all64(b) && Every.normal64(result, a)) return result;
  return rest64x2(v, Sse.Divide, a, b, result);
}

export function sseDiv32x4(v: usize, a: v128, b: v128): v128 {
  const result = f32x4.div(a, b);
  if (Status.isPlain(v) && Regular.all32(a) && Regular.all32(b) && Every.normal32(result, a)) return result;
  return rest32x4(v, Sse.Divide, a, b, result);
}

export function sseSqrt64x2(v: usize, a: v128): v128 {
  const usable = i64x2.all_true(f64x2.ge(a, f64x2.splat(0)));
  if (Status.isPlain(v) && usable && Regular.all64(a)) return f64x2.sqrt(a);
  return rest64x2(v, Sse.SquareRoot, a, a, f64x2.sqrt(a));
}

export function sseSqrt32x4(v: usize, a: v128): v128 {
  const usable = i32x4.all_true(f32x4.ge(a, f32x4.splat(0)));
  if (Status.isPlain(v) && usable && Regular.all32(a)) return f32x4.sqrt(a);
  return rest32x4(v, Sse.SquareRoot, a, a, f32x4.sqrt(a));
}
