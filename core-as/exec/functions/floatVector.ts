/**
 * Whole-vector arithmetic of the vector micro-ops: Wasm's instruction when every lane's result shows that it may be
 * used.
 */
import { Status } from "../../fp/status";
import { Binary, binary32, binary64 } from "../../fp/vectorBinary";
import { fpMulAdd32, fpMulAdd64 } from "./floatArithmetic";
import { Every } from "./floatResult";

function lanes64(v: usize, operation: u32, a: v128, b: v128): v128 {
  const low = binary64(v, operation, f64x2.extract_lane(a, 0), f64x2.extract_lane(b, 0));
  const high = binary64(v, operation, f64x2.extract_lane(a, 1), f64x2.extract_lane(b, 1));
  return f64x2.replace_lane(f64x2.splat(low), 1, high);
}

function lanes32(v: usize, operation: u32, a: v128, b: v128): v128 {
  let result = f32x4.splat(binary32(v, operation, f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)));
  result = f32x4.replace_lane(result, 1, binary32(v, operation, f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)));
  result = f32x4.replace_lane(result, 2, binary32(v, operation, f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)));
  return f32x4.replace_lane(result, 3, binary32(v, operation, f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)));
}

export function fpAdd64x2(v: usize, a: v128, b: v128): v128 {
  const result = f64x2.add(a, b);
  return Status.isPlain(v) && Every.finite64(result) ? result : lanes64(v, Binary.Add, a, b);
}

export function fpAdd32x4(v: usize, a: v128, b: v128): v128 {
  const result = f32x4.add(a, b);
  return Status.isPlain(v) && Every.finite32(result) ? result : lanes32(v, Binary.Add, a, b);
}

export function fpSub64x2(v: usize, a: v128, b: v128): v128 {
  const result = f64x2.sub(a, b);
  return Status.isPlain(v) && Every.finite64(result) ? result : lanes64(v, Binary.Subtract, a, b);
}

export function fpSub32x4(v: usize, a: v128, b: v128): v128 {
  const result = f32x4.sub(a, b);
  return Status.isPlain(v) && Every.finite32(result) ? result : lanes32(v, Binary.Subtract, a, b);
}

export function fpMul64x2(v: usize, a: v128, b: v128): v128 {
  const result = f64x2.mul(a, b);
  return Status.isPlain(v) && Every.normal64(result, a) ? result : lanes64(v, Binary.Multiply, a, b);
}

export function fpMul32x4(v: usize, a: v128, b: v128): v128 {
  const result = f32x4.mul(a, b);
  return Status.isPlain(v) && Every.normal32(result, a) ? result : lanes32(v, Binary.Multiply, a, b);
}

export function fpDiv64x2(v: usize, a: v128, b: v128): v128 {
  const result = f64x2.div(a, b);
  return Status.isPlain(v) && Every.normal64(result, a) ? result : lanes64(v, Binary.Divide, a, b);
}

export function fpDiv32x4(v: usize, a: v128, b: v128): v128 {
  const result = f32x4.div(a, b);
  return Status.isPlain(v) && Every.normal32(result, a) ? result : lanes32(v, Binary.Divide, a, b);
}

/** c + a * b, each lane rounded once. */
export function fpMulAdd64x2(v: usize, c: v128, a: v128, b: v128): v128 {
  const low = fpMulAdd64(v, f64x2.extract_lane(c, 0), f64x2.extract_lane(a, 0), f64x2.extract_lane(b, 0));
  const high = fpMulAdd64(v, f64x2.extract_lane(c, 1), f64x2.extract_lane(a, 1), f64x2.extract_lane(b, 1));
  return f64x2.replace_lane(f64x2.splat(low), 1, high);
}

export function fpMulAdd32x4(v: usize, c: v128, a: v128, b: v128): v128 {
  const zero = fpMulAdd32(v, f32x4.extract_lane(c, 0), f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0));
  const one = fpMulAdd32(v, f32x4.extract_lane(c, 1), f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1));
  const two = fpMulAdd32(v, f32x4.extract_lane(c, 2), f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2));
  const three = fpMulAdd32(v, f32x4.extract_lane(c, 3), f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3));
  const low = f32x4.replace_lane(f32x4.splat(zero), 1, one);
  return f32x4.replace_lane(f32x4.replace_lane(low, 2, two), 3, three);
}
