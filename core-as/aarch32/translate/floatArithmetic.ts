/**
 * Floating-point arithmetic. DDI 0487 F6.1. `double` is 1 for D registers, 0 for S registers; `dh`, `nh` and `mh` are the fifth bits
 * of register numbers. Micro-ops are named by that for doubles, which the one for singles follows.
 */
import { append } from "../../ir/emit";
import { Op } from "../../ir/ops.gen";
import { F } from "../registers";
import { fpTrapped } from "./fpAccess";

function unary(op: u32, double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  append(op + 1 - double, F.scalar(double, d, dh), F.scalar(double, m, mh), 0, 0);
}

function binary(op: u32, double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  append(op + 1 - double, F.scalar(double, d, dh), F.scalar(double, n, nh), F.scalar(double, m, mh), 0);
}

/** With d as the third operand, whose slot is in aux. */
function accumulate(op: u32, double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  const to = F.scalar(double, d, dh);
  append(op + 1 - double, to, F.scalar(double, n, nh), F.scalar(double, m, mh), (<u64>to) << 32);
}

/** VMLA: product and sum are rounded. */
export function multiplyAccumulate(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  accumulate(Op.VfpmlaF64, double, dh, n, d, nh, mh, m);
}

/** VMLS: d - n * m. */
export function multiplySubtract(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  accumulate(Op.VfpmlsF64, double, dh, n, d, nh, mh, m);
}

/** VNMLS: n * m - d. */
export function multiplySubtractNegated(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  accumulate(Op.VfpnmlsF64, double, dh, n, d, nh, mh, m);
}

/** VNMLA: -(n * m) - d. */
export function multiplyAccumulateNegated(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  accumulate(Op.VfpnmlaF64, double, dh, n, d, nh, mh, m);
}

/** VMUL. */
export function multiply(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  binary(Op.VfpmulF64, double, dh, n, d, nh, mh, m);
}

/** VNMUL: the sign of the product is inverted, NaNs included. */
export function multiplyNegated(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  binary(Op.VfpnmulF64, double, dh, n, d, nh, mh, m);
}

/** VADD. */
export function add(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  binary(Op.VfpaddF64, double, dh, n, d, nh, mh, m);
}

/** VSUB. */
export function subtract(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  binary(Op.VfpsubF64, double, dh, n, d, nh, mh, m);
}

/** VDIV. */
export function divide(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  binary(Op.VfpdivF64, double, dh, n, d, nh, mh, m);
}

/** VFNMS: n * m - d, rounded once. */
export function fusedSubtractNegated(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  accumulate(Op.VfpfnmsF64, double, dh, n, d, nh, mh, m);
}

/** VFNMA: -(n * m) - d, rounded once. */
export function fusedAccumulateNegated(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  accumulate(Op.VfpfnmaF64, double, dh, n, d, nh, mh, m);
}

/** VFMA: d + n * m, rounded once. */
export function fusedAccumulate(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  accumulate(Op.VfpfmaF64, double, dh, n, d, nh, mh, m);
}

/** VFMS: d - n * m, rounded once. */
export function fusedSubtract(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  accumulate(Op.VfpfmsF64, double, dh, n, d, nh, mh, m);
}

/** VABS: the sign bit cleared, NaNs included. */
export function absolute(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  unary(Op.VfpabsF64, double, dh, d, mh, m);
}

/** VNEG: the sign bit inverted, NaNs included. */
export function negate(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  unary(Op.VfpnegF64, double, dh, d, mh, m);
}

/** VSQRT. */
export function squareRoot(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  unary(Op.VfpsqrtF64, double, dh, d, mh, m);
}

/** VMAXNM: a number is greater than a quiet NaN. */
export function maximumNumber(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  binary(Op.VfpmaxnmF64, double, dh, n, d, nh, mh, m);
}

/** VMINNM. */
export function minimumNumber(double: u32, dh: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  binary(Op.VfpminnmF64, double, dh, n, d, nh, mh, m);
}
