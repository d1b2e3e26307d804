/**
 * Advanced SIMD, two registers and a scalar. DDI 0487 F4.1.22. Halfwords: lanes of D0..D7, whose number is in the upper two bits
 * of m; words: lanes of D0..D15, whose number is in the upper bit.
 */
import { Binary } from "../../fp/vectorBinary";
import { Op } from "../../ir/ops.gen";
import { callLanes, emitBroadcast, lanes } from "../../simd/emit";
import { doublingMultiplyHigh, doublingMultiplyLong } from "../../simd/saturate";
import { F } from "../registers";
import { emitBinary } from "./simdFloatThreeSame";
import { Operand, oddQuads, refused } from "./simdOperand";
import { emitMultiplyLong } from "./simdThreeDifferent";

/** Slot whose lanes all hold the element: a temporary. */
function element(size: u32, m: u32): u32 {
  const to = F.temporary(2);
  const register = size == 1 ? m & 7 : m & 15;
  const lane = size == 1 ? m >> 3 : m >> 4;
  emitBroadcast(size, to, F.double(register & ~1), ((register & 1) << 3) + (lane << size));
  return to;
}

/** Bytes have no form here, doublewords are other instructions. */
function reserved(q: u32, size: u32, n: u32, d: u32): bool {
  return size == 0 || size == 3 || oddQuads(q, n, 0, d);
}

/** VMUL. */
export function multiply(q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(reserved(q, size, n, d))) return;
  lanes(Op.MulI8x16, size, Operand.result(q, d), Operand.n(q, n), element(size, m));
  Operand.finish(q, d);
}

/** VMLA, VMLS. */
export function multiplyAccumulate(subtract: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(reserved(q, size, n, d))) return;
  const product = F.temporary(0);
  lanes(Op.MulI8x16, size, product, Operand.n(q, n), element(size, m));
  const sum = Operand.accumulator(q, d);
  lanes(subtract != 0 ? Op.SubI8x16 : Op.AddI8x16, size, sum, sum, product);
  Operand.finish(q, d);
}

/** VMUL, single precision. */
export function multiplyFloat(q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, 0, d))) return;
  emitBinary(Binary.Multiply, q, Operand.result(q, d), Operand.exactN(q, n), element(2, m));
  Operand.finish(q, d);
}

/** VMLA, VMLS, single precision: product and sum are rounded. */
export function multiplyAccumulateFloat(subtract: u32, q: u32, n: u32, m: u32, d: u32): void {
  if (refused(oddQuads(q, n, 0, d))) return;
  const product = F.temporary(0);
  emitBinary(Binary.Multiply, q, product, Operand.exactN(q, n), element(2, m));
  const sum = Operand.accumulator(q, d);
  emitBinary(subtract != 0 ? Binary.Subtract : Binary.Add, q, sum, sum, product);
  Operand.finish(q, d);
}

/** VMULL, VMLAL, VMLSL; `operation` as in `Combine`. */
export function multiplyLong(unsigned: u32, operation: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 0 || size == 3 || (d & 1) != 0)) return;
  emitMultiplyLong(unsigned, operation, size, Operand.n(0, n), element(size, m), d);
}

/** VQDMULL, VQDMLAL, VQDMLSL; `operation` is a `Combine`. */
export function saturatingMultiplyLong(operation: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(size == 0 || size == 3 || (d & 1) != 0)) return;
  const factor = element(size, m);
  callLanes(doublingMultiplyLong.index, 1, size, 0, operation, 0, F.double(d), Operand.n(0, n), factor);
}

/** VQDMULH, VQRDMULH. */
export function saturatingMultiplyHigh(round: u32, q: u32, size: u32, n: u32, m: u32, d: u32): void {
  if (refused(reserved(q, size, n, d))) return;
  const factor = element(size, m);
  callLanes(doublingMultiplyHigh.index, q, size, 0, round, 0, Operand.result(q, d), Operand.n(q, n), factor);
  Operand.finish(q, d);
}
