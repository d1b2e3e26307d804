/** One-operand operations on vectors. */
import { fpSqrt32, fpSqrt64 } from "../exec/functions/floatArithmetic";
import {
  fpFromSigned32,
  fpFromSigned64,
  fpFromUnsigned32,
  fpFromUnsigned64,
  fpRound32,
  fpRound64,
  fpToInteger32,
  fpToInteger64,
} from "../exec/functions/floatConvert";
import { compare, Order } from "./compare";
import { reciprocalEstimate, reciprocalExponent, reciprocalRootEstimate } from "./estimate";
import { Format } from "./format";
import { Collect, Lane, Shape } from "./lanes";
import { atLeast, mask } from "./vectorBinary";

export enum Unary {
  SquareRoot = 0,
  /** First parameter: `Rounding` or `Integral`. */
  Round = 1,
  ReciprocalEstimate = 2,
  ReciprocalRootEstimate = 3,
  ReciprocalExponent = 4,
  EqualZero = 5,
  GreaterOrEqualZero = 6,
  GreaterZero = 7,
  LessOrEqualZero = 8,
  LessZero = 9,
  /** First parameter: `ToInteger`; second: fraction bits. */
  ToInteger = 10,
  /** Second parameter: fraction bits. */
  FromSigned = 11,
  FromUnsigned = 12,
}

/** d = op a, lane by lane. */
export function vectorUnary(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  Collect.begin();
  for (let lane: u32 = 0; lane < Shape.lanes(shape); lane++) {
    if (Shape.isDouble(shape)) Collect.u64(lane, unary64(v, shape, Lane.u64(a, lane)));
    else Collect.u32(lane, unary32(v, shape, Lane.u32(a, lane)));
  }
  Collect.finish(d);
}

function unary64(v: usize, shape: u32, a: u64): u64 {
  switch (Shape.operation(shape)) {
    case Unary.SquareRoot:
      return reinterpret<u64>(fpSqrt64(v, reinterpret<f64>(a)));
    case Unary.Round:
      return reinterpret<u64>(fpRound64(v, reinterpret<f64>(a), Shape.first(shape)));
    case Unary.ToInteger:
      return fpToInteger64(v, reinterpret<f64>(a), Shape.first(shape), Shape.second(shape));
    case Unary.FromSigned:
      return reinterpret<u64>(fpFromSigned64(v, a, Shape.second(shape)));
    case Unary.FromUnsigned:
      return reinterpret<u64>(fpFromUnsigned64(v, a, Shape.second(shape)));
    default:
      return soft(v, Shape.operation(shape), Format.Double, a);
  }
}

function unary32(v: usize, shape: u32, a: u32): u32 {
  switch (Shape.operation(shape)) {
    case Unary.SquareRoot:
      return reinterpret<u32>(fpSqrt32(v, reinterpret<f32>(a)));
    case Unary.Round:
      return reinterpret<u32>(fpRound32(v, reinterpret<f32>(a), Shape.first(shape)));
    case Unary.ToInteger:
      return <u32>fpToInteger32(v, reinterpret<f32>(a), Shape.first(shape), Shape.second(shape));
    case Unary.FromSigned:
      return reinterpret<u32>(fpFromSigned32(v, <i64>(<i32>a), Shape.second(shape)));
    case Unary.FromUnsigned:
      return reinterpret<u32>(fpFromUnsigned32(v, a, Shape.second(shape)));
    default:
      return <u32>soft(v, Shape.operation(shape), Format.Single, a);
  }
}

function soft(v: usize, operation: u32, format: u32, a: u64): u64 {
  switch (operation) {
    case Unary.ReciprocalEstimate:
      return reciprocalEstimate(v, format, a);
    case Unary.ReciprocalRootEstimate:
      return reciprocalRootEstimate(v, format, a);
    case Unary.ReciprocalExponent:
      return reciprocalExponent(v, format, a);
    case Unary.EqualZero:
      return mask(compare(v, format, a, 0, false) == Order.Equal);
    case Unary.GreaterOrEqualZero:
      return mask(atLeast(compare(v, format, a, 0, true)));
    case Unary.GreaterZero:
      return mask(compare(v, format, a, 0, true) == Order.Greater);
    case Unary.LessOrEqualZero:
      return mask(atLeast(compare(v, format, 0, a, true)));
    default:
      return mask(compare(v, format, a, 0, true) == Order.Less);
  }
}
