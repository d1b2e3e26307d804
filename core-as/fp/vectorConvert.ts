/**
 * Vector conversions between formats: FCVTL, FCVTN, FCVTXN. The shape's `double` names the wider of the two formats.
 */
import { fp32ToHalf, fpHalfTo32, fpNarrow, fpWiden } from "../exec/functions/floatConvert";
import { convertFormat } from "./convert";
import { Format } from "./format";
import { Collect, Lane, Shape } from "./lanes";
import { Rounding } from "./status";

export enum Narrowing {
  /** Rounded as FPCR says. */
  Current = 0,
  /** Doubles to singles, rounded to odd. */
  ToOdd = 1,
}

/** FCVTL: the lanes of the half register at `a`, each twice as wide. */
export function vectorWiden(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  Collect.begin();
  for (let lane: u32 = 0; lane < Shape.lanes(shape); lane++) {
    if (Shape.isDouble(shape)) Collect.f64(lane, fpWiden(v, Lane.f32(a, lane)));
    else Collect.f32(lane, fpHalfTo32(v, Lane.u16(a, lane)));
  }
  Collect.finish(d);
}

/** FCVTN, FCVTXN: the lower half of d; the upper one becomes zero. */
export function vectorNarrow(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  narrow(v, a, shape);
  Collect.finish(d);
}

/** FCVTN2, FCVTXN2: the upper half of d; the lower one stays. */
export function vectorNarrowUpper(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  narrow(v, a, shape);
  Collect.finishUpper(d);
}

function narrow(v: usize, a: usize, shape: u32): void {
  const toOdd = Shape.operation(shape) == Narrowing.ToOdd;
  Collect.begin();
  for (let lane: u32 = 0; lane < Shape.lanes(shape); lane++) {
    if (toOdd) {
      const single = convertFormat(v, Format.Double, Format.Single, Lane.u64(a, lane), Rounding.ToOdd);
      Collect.u32(lane, <u32>single);
    } else if (Shape.isDouble(shape)) Collect.f32(lane, fpNarrow(v, Lane.f64(a, lane)));
    else Collect.u16(lane, <u32>fp32ToHalf(v, Lane.f32(a, lane)));
  }
}
