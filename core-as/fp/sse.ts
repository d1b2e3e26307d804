/**
 * What SSE does with numbers beyond IEEE arithmetic: its operations lane by lane, minimum and maximum, and which values its fast
 * paths may use. SDM volume 1, 11.5 and appendix E.
 */
import { add, subtract } from "./add";
import { compare, Order, orderOf } from "./compare";
import { divide } from "./divide";
import { Format, Fp } from "./format";
import { multiply } from "./multiply";
import { squareRoot } from "./squareRoot";
import { Fpsr, noteDenormals, operand, Status } from "./status";

/** Operations of `lanes32` and `lanes64`. Comparisons give all ones or all zeros. */
export enum Sse {
  Add = 0,
  Subtract = 1,
  Multiply = 2,
  Divide = 3,
  SquareRoot = 4,
  Minimum = 5,
  Maximum = 6,
  Equal = 7,
  Less = 8,
  LessOrEqual = 9,
  Unordered = 10,
}

/**
 * Values that computing with raises no Denormal exception: zeros, and normal and greater ones. A doubled pattern has lost its sign;
 * less one, zero is the greatest.
 */
@final
export abstract class Regular {
  @inline static is64(value: f64): bool {
    return (reinterpret<u64>(value) << 1) - 1 >= 0x001fffffffffffff;
  }
  @inline static is32(value: f32): bool {
    return (reinterpret<u32>(value) << 1) - 1 >= 0x00ffffff;
  }
  @inline static all64(values: v128): bool {
    const denormal = f64x2.lt(f64x2.abs(values), f64x2.splat(2.2250738585072014e-308));
    return !v128.any_true(v128.and(denormal, f64x2.ne(values, f64x2.splat(0))));
  }
  @inline static all32(values: v128): bool {
    const denormal = f32x4.lt(f32x4.abs(values), f32x4.splat(1.1754943508222875e-38));
    return !v128.any_true(v128.and(denormal, f32x4.ne(values, f32x4.splat(0))));
  }
}

/** One operation, exactly, on patterns; the square root is that of `b`. */
export function sseOperation(v: usize, operation: u32, format: u32, a: u64, b: u64): u64 {
  switch (operation) {
    case Sse.Add:
      return add(v, format, a, b);
    case Sse.Subtract:
      return subtract(v, format, a, b);
    case Sse.Multiply:
      return multiply(v, format, a, b);
    case Sse.Divide:
      return divide(v, format, a, b);
    case Sse.SquareRoot:
      return squareRoot(v, format, b);
    case Sse.Minimum:
      return extreme(v, format, a, b, Order.Less);
    case Sse.Maximum:
      return extreme(v, format, a, b, Order.Greater);
    default:
      return comparison(v, operation, format, a, b) ? ~(<u64>0) : 0;
  }
}

function comparison(v: usize, operation: u32, format: u32, a: u64, b: u64): bool {
  const signalling = operation == Sse.Less || operation == Sse.LessOrEqual;
  const order = compare(v, format, a, b, signalling);
  switch (operation) {
    case Sse.Equal:
      return order == Order.Equal;
    case Sse.Less:
      return order == Order.Less;
    case Sse.LessOrEqual:
      return order == Order.Less || order == Order.Equal;
    default:
      return order == Order.Unordered;
  }
}

/** `a` where it is less (greater) than `b`; else `b`, also where one is a NaN or both are zeros. */
function extreme(v: usize, format: u32, first: u64, second: u64, wanted: u32): u64 {
  const a = operand(v, format, first);
  const b = operand(v, format, second);
  if (Fp.isNaN(format, a) || Fp.isNaN(format, b)) {
    Status.raise(v, Fpsr.InvalidOperation);
    return b;
  }
  noteDenormals(v, format, a, b);
  return orderOf(format, a, b) == wanted ? a : b;
}

export function lanes64(v: usize, operation: u32, a: v128, b: v128): v128 {
  const low = sseOperation(v, operation, Format.Double, i64x2.extract_lane(a, 0), i64x2.extract_lane(b, 0));
  const high = sseOperation(v, operation, Format.Double, i64x2.extract_lane(a, 1), i64x2.extract_lane(b, 1));
  return i64x2.replace_lane(i64x2.splat(low), 1, high);
}

export function lanes32(v: usize, operation: u32, a: v128, b: v128): v128 {
  let result = i32x4.splat(single(v, operation, i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)));
  result = i32x4.replace_lane(result, 1, single(v, operation, i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)));
  result = i32x4.replace_lane(result, 2, single(v, operation, i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)));
  return i32x4.replace_lane(result, 3, single(v, operation, i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)));
}

function single(v: usize, operation: u32, a: u32, b: u32): u32 {
  return <u32>sseOperation(v, operation, Format.Single, a, b);
}
