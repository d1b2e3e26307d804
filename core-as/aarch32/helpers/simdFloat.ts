/**
 * Floating-point operations of Advanced SIMD: they use what DDI 0487 E1.3 calls the standard FPSCR value, whatever FPSCR says,
 * and record exceptions as usual. All are for `Call.pure`; their immediate is that of fp/lanes.ts.
 *
 * BOUNDS: `v` is a vCPU's base; a, b and d are vector slots.
 */
import { fpMul32, fpSub32 } from "../../exec/functions/floatArithmetic";
import { Every } from "../../exec/functions/floatResult";
import { Format, Fp } from "../../fp/format";
import { Collect, Lane, Shape } from "../../fp/lanes";
import { Fpcr, operand, Status } from "../../fp/status";
import { Binary, vectorBinary, vectorPairwise } from "../../fp/vectorBinary";
import { Narrowing, vectorNarrow, vectorWiden } from "../../fp/vectorConvert";
import { vectorFused } from "../../fp/vectorFused";
import { vectorUnary } from "../../fp/vectorUnary";
import { FPCR } from "../../layout";

@final
abstract class Standard {
  /** Flush to zero, default NaNs, round to nearest; of FPSCR, only the format of halves. @returns FPCR, for `end` */
  static begin(v: usize): u64 {
    const control = load<u64>(v, FPCR);
    store<u64>(v, <u64>Fpcr.FZ | <u64>Fpcr.DN | (control & <u64>Fpcr.AHP), FPCR);
    return control;
  }
  static end(v: usize, control: u64): void {
    store<u64>(v, control, FPCR);
  }
}

/** Whether a lane is a denormal number, which is flushed and recorded. */
function anyDenormal(a: v128): bool {
  const magnitude = v128.and(a, i32x4.splat(0x7fffffff));
  return v128.any_true(i32x4.lt_u(i32x4.sub(magnitude, i32x4.splat(1)), i32x4.splat(0x007fffff)));
}

/**
 * Writes Wasm's sum, difference or product to d where it is the standard one and nothing is left to record.
 * @returns false when it is not
 */
function writePlain(v: usize, d: usize, a: v128, b: v128, operation: u32): bool {
  if (operation > <u32>Binary.Multiply || !Status.hasInexact(v) || anyDenormal(a) || anyDenormal(b)) return false;
  if (operation == Binary.Multiply) {
    const product = f32x4.mul(a, b);
    if (!Every.normal32(product, a)) return false;
    v128.store(d, product);
    return true;
  }
  const sum = operation == Binary.Add ? f32x4.add(a, b) : f32x4.sub(a, b);
  if (!Every.finite32(sum) || anyDenormal(sum)) return false;
  v128.store(d, sum);
  return true;
}

/** d = a op b; `shape`'s operation is a `Binary`. What a 64-bit form leaves of a and b must be zero. */
export function standardBinary(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  if (writePlain(v, d, v128.load(a), v128.load(b), Shape.operation(shape))) return;
  const control = Standard.begin(v);
  vectorBinary(v, d, a, b, shape);
  Standard.end(v, control);
}

/** d = neighbours of a, then of b, combined. */
export function standardPairwise(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const control = Standard.begin(v);
  vectorPairwise(v, d, a, b, shape);
  Standard.end(v, control);
}

/** d = d + a * b, or d - a * b. */
export function standardFused(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const control = Standard.begin(v);
  vectorFused(v, d, a, b, shape);
  Standard.end(v, control);
}

/** d = op a; `shape`'s operation is a `Unary`. */
export function standardUnary(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const control = Standard.begin(v);
  vectorUnary(v, d, a, b, shape);
  Standard.end(v, control);
}

/** Four singles of d = the halves in the lower eight bytes of a. */
export function standardWiden(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const control = Standard.begin(v);
  vectorWiden(v, d, a, b, Shape.vector(0, 1, 0));
  Standard.end(v, control);
}

/** Four halves in the lower eight bytes of d = the singles of a. */
export function standardNarrow(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const control = Standard.begin(v);
  vectorNarrow(v, d, a, b, Shape.vector(Narrowing.Current, 1, 0));
  Standard.end(v, control);
}

/** VRECPS, and VRSQRTS with operation 1: AArch32's round twice, unlike AArch64's. */
export function standardStep(v: usize, d: usize, a: usize, b: usize, shape: u32): void {
  const root = Shape.operation(shape) != 0;
  const control = Standard.begin(v);
  Collect.begin();
  for (let lane: u32 = 0; lane < Shape.lanes(shape); lane++) {
    Collect.f32(lane, step(v, Lane.u32(a, lane), Lane.u32(b, lane), root));
  }
  Collect.finish(d);
  Standard.end(v, control);
}

/** 2 - a * b, or (3 - a * b) / 2; the product of zero and infinity is zero here. */
function step(v: usize, a: u32, b: u32, root: bool): f32 {
  const left = <u32>operand(v, Format.Single, a);
  const right = <u32>operand(v, Format.Single, b);
  if (isZeroAndInfinity(left, right) || isZeroAndInfinity(right, left)) return root ? 1.5 : 2;
  const product = fpMul32(v, reinterpret<f32>(left), reinterpret<f32>(right));
  return root ? fpMul32(v, fpSub32(v, 3, product), 0.5) : fpSub32(v, 2, product);
}

function isZeroAndInfinity(a: u32, b: u32): bool {
  return Fp.magnitude(Format.Single, a) == 0 && Fp.magnitude(Format.Single, b) == Fp.infinity(Format.Single);
}
