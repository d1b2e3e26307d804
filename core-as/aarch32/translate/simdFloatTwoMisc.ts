/**
 * Advanced SIMD, two registers, single precision. DDI 0487 F4.1.22. Numbers in the rows are those of `Unary`, `Rounding` and
 * `Integral`.
 */
import { ToInteger } from "../../exec/functions/floatConvert";
import { Shape } from "../../fp/lanes";
import { Rounding } from "../../fp/status";
import { Unary } from "../../fp/vectorUnary";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { standardNarrow, standardUnary, standardWiden } from "../helpers/simdFloat";
import { F } from "../registers";
import { Operand, oddPair, refused } from "./simdOperand";

function call(operation: u32, first: u32, second: u32, q: u32, m: u32, d: u32): void {
  if (refused(oddPair(q, m, d))) return;
  const from = Operand.m(q, m);
  const shape = Shape.withParameters(Shape.vector(operation, q, 0), first, second);
  Call.pure(standardUnary.index, Operand.result(q, d), from, from, shape);
  Operand.finish(q, d);
}

/** VRECPE, VRSQRTE, and comparisons with zero. */
export function unary(operation: u32, parameter: u32, q: u32, m: u32, d: u32): void {
  call(operation, parameter, 0, q, m, d);
}

/** VRINTN, VRINTX, VRINTA, VRINTZ, VRINTM, VRINTP. */
export function round(mode: u32, q: u32, m: u32, d: u32): void {
  call(Unary.Round, mode, 0, q, m, d);
}

/** VABS, VNEG: sign bits, of NaNs too. */
export function absoluteNegate(negate: u32, q: u32, m: u32, d: u32): void {
  if (refused(oddPair(q, m, d))) return;
  if (negate != 0) Ir.fnegF32x4(Operand.result(q, d), Operand.m(q, m));
  else Ir.fabsF32x4(Operand.result(q, d), Operand.m(q, m));
  Operand.finish(q, d);
}

function toIntegerBits(unsigned: u32, rounding: u32): u32 {
  return rounding | (unsigned != 0 ? 0 : <u32>ToInteger.Signed);
}

/** VCVTA, VCVTN, VCVTP, VCVTM, and VCVT, which rounds towards zero. */
export function toInteger(unsigned: u32, rounding: u32, q: u32, m: u32, d: u32): void {
  call(Unary.ToInteger, toIntegerBits(unsigned, rounding), 0, q, m, d);
}

export function fromInteger(unsigned: u32, q: u32, m: u32, d: u32): void {
  call(unsigned != 0 ? Unary.FromUnsigned : Unary.FromSigned, 0, 0, q, m, d);
}

/** VCVT from fixed point: `imm5` counts the fraction bits down from 32. */
export function fromFixed(unsigned: u32, q: u32, imm5: u32, m: u32, d: u32): void {
  call(unsigned != 0 ? Unary.FromUnsigned : Unary.FromSigned, 0, 32 - imm5, q, m, d);
}

/** VCVT to fixed point. */
export function toFixed(unsigned: u32, q: u32, imm5: u32, m: u32, d: u32): void {
  call(Unary.ToInteger, toIntegerBits(unsigned, Rounding.TowardZero), 32 - imm5, q, m, d);
}

/** VCVT.F16.F32. */
export function narrow(m: u32, d: u32): void {
  if (refused((m & 1) != 0)) return;
  Call.pure(standardNarrow.index, F.temporary(0), F.double(m), F.double(m), 0);
  Operand.put(d, F.temporary(0));
}

/** VCVT.F32.F16. */
export function widen(m: u32, d: u32): void {
  if (refused((d & 1) != 0)) return;
  const from = Operand.m(0, m);
  Call.pure(standardWiden.index, F.double(d), from, from, 0);
}
