/**
 * Two-operand operations on vectors: same lanes, one element with all lanes, neighbours (pairwise), and across a
 * vector.
 */
import {
  fpAdd32,
  fpAdd64,
  fpDiv32,
  fpDiv64,
  fpMul32,
  fpMul64,
  fpSub32,
  fpSub64,
} from "../exec/functions/floatArithmetic";
import {
  fpMax32,
  fpMax64,
  fpMaxNumber32,
  fpMaxNumber64,
  fpMin32,
  fpMin64,
  fpMinNumber32,
  fpMinNumber64,
} from "../exec/functions/floatCompare";
import { compare, Order } from "./compare";
import { Format } from "./format";
import { reciprocalRootStep, reciprocalStep } from "./fusedMultiplyAdd";
import { Collect, Lane, Shape } from "./lanes";
import { multiplyExtended } from "./multiply";

export enum Binary {
  Add = 0,
  Subtract = 1,
  Multiply = 2,
  Divide = 3,
  Maximum = 4,
  Minimum = 5,
  MaximumNumber = 6,
  MinimumNumber = 7,
  AbsoluteDifference = 8,
  MultiplyExtended = 9,
  ReciprocalStep = 10,
  ReciprocalRootStep = 11,
  Equal = 12,
  GreaterOrEqual = 13,
  Greater = 14,
  AbsoluteGreaterOrEqual = 15,
  AbsoluteGreater = 16,
}

/** d = a op b, lane by lane. */
export function vectorBinary(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const operation = Shape.operation(shape);
  Collect.begin();
  for (let lane: u32 = 0; lane < Shape.lanes(shape); lane++) {
    if (Shape.isDouble(shape)) Collect.f64(lane, binary64(v, operation, Lane.f64(a, lane), Lane.f64(b, lane)));
    else Collect.f32(lane, binary32(v, operation, Lane.f32(a, lane), Lane.f32(b, lane)));
  }
  Collect.finish(d);
}

/** d = a op one element of b, whose index is the shape's first parameter. */
export function vectorByElement(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const operation = Shape.operation(shape);
  const index = Shape.first(shape);
  Collect.begin();
  for (let lane: u32 = 0; lane < Shape.lanes(shape); lane++) {
    if (Shape.isDouble(shape)) Collect.f64(lane, binary64(v, operation, Lane.f64(a, lane), Lane.f64(b, index)));
    else Collect.f32(lane, binary32(v, operation, Lane.f32(a, lane), Lane.f32(b, index)));
  }
  Collect.finish(d);
}

/** d = neighbours of a, then neighbours of b, combined. */
export function vectorPairwise(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const lanes = Shape.lanes(shape);
  Collect.begin();
  for (let lane: u32 = 0; lane < lanes; lane++) {
    // A scalar form has one pair, in a.
    const inFirst = lane << 1 < lanes;
    const from = inFirst ? a : b;
    pair(v, lane, from, inFirst ? lane << 1 : (lane << 1) - lanes, shape);
  }
  Collect.finish(d);
}

function pair(v: usize, lane: u32, from: usize, first: u32, shape: u32): void {
  const operation = Shape.operation(shape);
  if (Shape.isDouble(shape))
    Collect.f64(lane, binary64(v, operation, Lane.f64(from, first), Lane.f64(from, first + 1)));
  else Collect.f32(lane, binary32(v, operation, Lane.f32(from, first), Lane.f32(from, first + 1)));
}

/** d = the four singles of a combined, as the tree that Reduce of DDI 0487 describes. */
export function vectorAcross(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const operation = Shape.operation(shape);
  const low = binary32(v, operation, Lane.f32(a, 0), Lane.f32(a, 1));
  const high = binary32(v, operation, Lane.f32(a, 2), Lane.f32(a, 3));
  Collect.begin();
  Collect.f32(0, binary32(v, operation, low, high));
  Collect.finish(d);
}

export function binary64(v: usize, operation: u32, a: f64, b: f64): f64 {
  switch (operation) {
    case Binary.Add:
      return fpAdd64(v, a, b);
    case Binary.Subtract:
      return fpSub64(v, a, b);
    case Binary.Multiply:
      return fpMul64(v, a, b);
    case Binary.Divide:
      return fpDiv64(v, a, b);
    case Binary.Maximum:
      return fpMax64(v, a, b);
    case Binary.Minimum:
      return fpMin64(v, a, b);
    case Binary.MaximumNumber:
      return fpMaxNumber64(v, a, b);
    case Binary.MinimumNumber:
      return fpMinNumber64(v, a, b);
    case Binary.AbsoluteDifference:
      return abs<f64>(fpSub64(v, a, b));
    default:
      return reinterpret<f64>(soft(v, operation, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
  }
}

export function binary32(v: usize, operation: u32, a: f32, b: f32): f32 {
  switch (operation) {
    case Binary.Add:
      return fpAdd32(v, a, b);
    case Binary.Subtract:
      return fpSub32(v, a, b);
    case Binary.Multiply:
      return fpMul32(v, a, b);
    case Binary.Divide:
      return fpDiv32(v, a, b);
    case Binary.Maximum:
      return fpMax32(v, a, b);
    case Binary.Minimum:
      return fpMin32(v, a, b);
    case Binary.MaximumNumber:
      return fpMaxNumber32(v, a, b);
    case Binary.MinimumNumber:
      return fpMinNumber32(v, a, b);
    case Binary.AbsoluteDifference:
      return abs<f32>(fpSub32(v, a, b));
    default:
      return reinterpret<f32>(<u32>soft(v, operation, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
  }
}

/** What has no scalar micro-op. Comparisons give all ones or all zeros. */
function soft(v: usize, operation: u32, format: u32, a: u64, b: u64): u64 {
  const magnitude = ((<u64>1) << (format == Format.Double ? 63 : 31)) - 1;
  switch (operation) {
    case Binary.MultiplyExtended:
      return multiplyExtended(v, format, a, b);
    case Binary.ReciprocalStep:
      return reciprocalStep(v, format, a, b);
    case Binary.ReciprocalRootStep:
      return reciprocalRootStep(v, format, a, b);
    case Binary.Equal:
      return mask(compare(v, format, a, b, false) == Order.Equal);
    case Binary.GreaterOrEqual:
      return mask(atLeast(compare(v, format, a, b, true)));
    case Binary.Greater:
      return mask(compare(v, format, a, b, true) == Order.Greater);
    case Binary.AbsoluteGreaterOrEqual:
      return mask(atLeast(compare(v, format, a & magnitude, b & magnitude, true)));
    default:
      return mask(compare(v, format, a & magnitude, b & magnitude, true) == Order.Greater);
  }
}

export function atLeast(order: u32): bool {
  return order == Order.Equal || order == Order.Greater;
}

export function mask(condition: bool): u64 {
  return condition ? ~(<u64>0) : 0;
}
