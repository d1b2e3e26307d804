/**
 * Advanced SIMD and scalar x indexed element, on integers. DDI 0487 C4.1.6. h:l:m is the element number, m also Vm's
 * top bit.
 */
import { Op } from "../../ir/ops.gen";
import { callLanes, emitBroadcast, lanes } from "../../simd/emit";
import { doublingMultiplyHigh, doublingMultiplyLong } from "../../simd/saturate";
import { V } from "../registers";
import { callScalar, callScalarLong, halfOf, lanewise, refused } from "./simdEmit";
import { emitMultiplyLong } from "./simdThreeDifferent";

/**
 * Slot whose lanes all hold the element: a temporary. 16-bit elements: h:l:m of V0..V15; 32-bit ones: h:l of V0..V31.
 */
function element(size: u32, h: u32, l: u32, m: u32, vm: u32): u32 {
  const to = V.temporary(2);
  const index = size == 1 ? (h << 2) | (l << 1) | m : (h << 1) | l;
  const register = size == 1 ? vm : (m << 4) | vm;
  emitBroadcast(size, to, V.register(register), index << size);
  return to;
}

function reservedSize(size: u32): bool {
  return size == 0 || size == 3;
}

/** MUL (by element). */
export function multiplyElement(q: u32, size: u32, l: u32, m: u32, vm: u32, h: u32, n: u32, d: u32): void {
  if (refused(reservedSize(size))) return;
  lanewise(Op.MulI8x16, q, size, d, V.register(n), element(size, h, l, m, vm));
}

/** MLA, MLS (by element). */
export function multiplyAccumulateElement(
  subtract: u32,
  q: u32,
  size: u32,
  l: u32,
  m: u32,
  vm: u32,
  h: u32,
  n: u32,
  d: u32,
): void {
  if (refused(reservedSize(size))) return;
  lanes(Op.MulI8x16, size, V.temporary(0), V.register(n), element(size, h, l, m, vm));
  lanewise(subtract != 0 ? Op.SubI8x16 : Op.AddI8x16, q, size, d, V.register(d), V.temporary(0));
}

/** SMULL, UMULL, SMLAL, UMLAL, SMLSL, UMLSL (by element); `operation` as in `Combine`. */
export function multiplyLongElement(
  unsigned: u32,
  operation: u32,
  second: u32,
  size: u32,
  l: u32,
  m: u32,
  vm: u32,
  h: u32,
  n: u32,
  d: u32,
): void {
  if (refused(reservedSize(size))) return;
  emitMultiplyLong(unsigned, operation, second, size, element(size, h, l, m, vm), n, d);
}

/** SQDMULL, SQDMLAL, SQDMLSL (by element); `operation` is a `Combine`. */
export function saturatingMultiplyLongElement(
  operation: u32,
  second: u32,
  size: u32,
  l: u32,
  m: u32,
  vm: u32,
  h: u32,
  n: u32,
  d: u32,
): void {
  if (refused(reservedSize(size))) return;
  const factor = element(size, h, l, m, vm);
  callLanes(doublingMultiplyLong.index, 1, size, 0, operation, 0, V.register(d), halfOf(second, n), factor);
}

/** SQDMULL, SQDMLAL, SQDMLSL (by element), scalar: one wide result. */
export function saturatingMultiplyLongScalar(
  operation: u32,
  size: u32,
  l: u32,
  m: u32,
  vm: u32,
  h: u32,
  n: u32,
  d: u32,
): void {
  if (refused(reservedSize(size))) return;
  const factor = element(size, h, l, m, vm);
  callScalarLong(doublingMultiplyLong.index, size, operation, V.register(d), V.register(n), factor);
}

/** SQDMULH, SQRDMULH (by element). */
export function saturatingMultiplyHighElement(
  round: u32,
  q: u32,
  size: u32,
  l: u32,
  m: u32,
  vm: u32,
  h: u32,
  n: u32,
  d: u32,
): void {
  if (refused(reservedSize(size))) return;
  const factor = element(size, h, l, m, vm);
  callLanes(doublingMultiplyHigh.index, q, size, 0, round, 0, V.register(d), V.register(n), factor);
}

/** SQDMULH, SQRDMULH (by element), scalar. */
export function saturatingMultiplyHighScalar(
  round: u32,
  size: u32,
  l: u32,
  m: u32,
  vm: u32,
  h: u32,
  n: u32,
  d: u32,
): void {
  if (refused(reservedSize(size))) return;
  const factor = element(size, h, l, m, vm);
  callScalar(doublingMultiplyHigh.index, size, 0, round, 0, V.register(d), V.register(n), factor);
}
