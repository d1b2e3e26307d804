/** FMLA and FMLS: products added to the destination, rounded once. */
import { fpMulAdd32, fpMulAdd64 } from "../exec/functions/floatArithmetic";
import { Collect, Lane, Shape } from "./lanes";

export enum Fused {
  Add = 0,
  Subtract = 1,
}

/** d = d + a * b, or d - a * b. */
export function vectorFused(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  Collect.begin();
  for (let lane: u32 = 0; lane < Shape.lanes(shape); lane++) fused(v, d, a, b, shape, lane, lane);
  Collect.finish(d);
}

/** d = d + a * one element of b, or the difference; the element's index is the shape's first parameter. */
export function vectorFusedByElement(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const index = Shape.first(shape);
  Collect.begin();
  for (let lane: u32 = 0; lane < Shape.lanes(shape); lane++) fused(v, d, a, b, shape, lane, index);
  Collect.finish(d);
}

/** One lane. The first factor is negated for a difference, NaNs included. */
function fused(v: usize, d: usize, a: usize, b: usize, shape: u32, lane: u32, index: u32): void {
  const subtract = Shape.operation(shape) == Fused.Subtract;
  if (Shape.isDouble(shape)) {
    const factor = Lane.f64(a, lane);
    Collect.f64(lane, fpMulAdd64(v, Lane.f64(d, lane), subtract ? -factor : factor, Lane.f64(b, index)));
  } else {
    const factor = Lane.f32(a, lane);
    Collect.f32(lane, fpMulAdd32(v, Lane.f32(d, lane), subtract ? -factor : factor, Lane.f32(b, index)));
  }
}
