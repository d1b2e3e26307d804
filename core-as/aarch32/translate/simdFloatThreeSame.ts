/**
 * Advanced SIMD, three registers of the same length, single precision. DDI 0487 F4.1.22. Numbers in the rows are those of `Binary`
 * and `Fused`.
 */
import { Shape } from "../../fp/lanes";
import { Binary } from "../../fp/vectorBinary";
import { Call } from "../../ir/emit";
import { standardBinary, standardFused, standardPairwise, standardStep } from "../helpers/simdFloat";
import { F } from "../registers";
import { Operand, oddQuads, refused } from "./simdOperand";

/** d = a op b in slots. What D forms leave of a and b must be zero. */
export function emitBinary(operation: u32, q: u32, d: u32, a: u32, b: u32): void {
  Call.pure(standardBinary.index, d, a, b, Shape.vector(operation, q, 0));
}

function call(fn: u32, operation: u32, q: u32, n: u32, m: u32, to: u32): void {
  Call.pure(fn, to, Operand.exactN(q, n), Operand.exactM(q, m), Shape.vector(operation, q, 0));
}

/** VADD, VSUB, VMUL, VMAX, VMIN, VMAXNM, VMINNM, VABD, VCEQ, VCGE, VCGT, VACGE, VACGT. */
export function binary(operation: u32, q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  call(standardBinary.index, operation, q, n, m, Operand.result(q, d));
  Operand.finish(q, d);
}

/** VRECPS and, when `root`, VRSQRTS. */
export function step(root: u32, q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  call(standardStep.index, root, q, n, m, Operand.result(q, d));
  Operand.finish(q, d);
}

/** VFMA, VFMS: rounded once. */
export function fused(subtract: u32, q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  call(standardFused.index, subtract, q, n, m, Operand.accumulator(q, d));
  Operand.finish(q, d);
}

/** VMLA, VMLS: product and sum are rounded. */
export function multiplyAccumulate(subtract: u32, q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, m, d))) return;
  const product = F.temporary(0);
  call(standardBinary.index, Binary.Multiply, q, n, m, product);
  const sum = Operand.accumulator(q, d);
  emitBinary(subtract != 0 ? Binary.Subtract : Binary.Add, q, sum, sum, product);
  Operand.finish(q, d);
}

/** VPADD, VPMAX, VPMIN: neighbours of n, then of m. */
export function pairwise(operation: u32, n: u32, m: u32, d: u32): void {
  if (refused(false)) return;
  call(standardPairwise.index, operation, 0, n, m, Operand.result(0, d));
  Operand.finish(0, d);
}
