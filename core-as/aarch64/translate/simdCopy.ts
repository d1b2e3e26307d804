/**
 * Advanced SIMD copy: DUP, INS, SMOV, UMOV. DDI 0487 C4.1.6. imm5 holds lane size (its lowest set bit) and lane number.
 */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { emitBroadcast, lanes } from "../../simd/emit";
import { V, X } from "../registers";
import { refused, trim } from "./simdEmit";

/** log2 of the lane's bytes, 4 when imm5 is reserved. */
function sizeOf(imm5: u32): u32 {
  return ctz<u32>(imm5 | 16);
}

/** Byte offset in its vector of the lane that imm5 names. */
function laneOffset(imm5: u32, size: u32): u32 {
  return (imm5 >> (size + 1)) << size;
}

/** DUP (element), vector. */
export function duplicateElement(q: u32, imm5: u32, n: u32, d: u32): void {
  const size = sizeOf(imm5);
  if (refused(size > 3 || (size == 3 && q == 0))) return;
  emitBroadcast(size, V.register(d), V.register(n), laneOffset(imm5, size));
  trim(q, V.register(d));
}

/** DUP (element), scalar. */
export function duplicateScalar(imm5: u32, n: u32, d: u32): void {
  const size = sizeOf(imm5);
  if (refused(size > 3)) return;
  lanes(Op.GetlaneU8, size, X.temporary(0), V.register(n) + laneOffset(imm5, size), 0);
  Ir.lowI64(V.register(d), X.temporary(0));
}

/** DUP (general). */
export function duplicateGeneral(q: u32, imm5: u32, n: u32, d: u32): void {
  const size = sizeOf(imm5);
  if (refused(size > 3 || (size == 3 && q == 0))) return;
  lanes(Op.SplatI8x16, size, V.register(d), X.from(n), 0);
  trim(q, V.register(d));
}

/** INS (general). The 64-bit form only: the 32-bit one is reserved. */
export function insertGeneral(imm5: u32, n: u32, d: u32): void {
  const size = sizeOf(imm5);
  if (refused(size > 3)) return;
  lanes(Op.Setlane8, size, V.register(d) + laneOffset(imm5, size), X.from(n), 0);
}

/** INS (element): imm4 holds the source's lane number. */
export function insertElement(imm5: u32, imm4: u32, n: u32, d: u32): void {
  const size = sizeOf(imm5);
  if (refused(size > 3)) return;
  const from = V.register(n) + ((imm4 >> size) << size);
  lanes(Op.GetlaneU8, size, X.temporary(0), from, 0);
  lanes(Op.Setlane8, size, V.register(d) + laneOffset(imm5, size), X.temporary(0), 0);
}

/** SMOV: a lane, sign-extended into a W or X register, which must be wider than the lane. */
export function moveSigned(is64: u32, imm5: u32, n: u32, d: u32): void {
  const size = sizeOf(imm5);
  if (refused(size > 1 + is64)) return;
  const first: u32 = is64 != 0 ? Op.GetlaneS8I64 : Op.GetlaneS8I32;
  lanes(first, size, X.to(d), V.register(n) + laneOffset(imm5, size), 0);
}

/** UMOV: a lane, zero-extended; 64-bit lanes into X registers only, and narrower ones into W registers only. */
export function moveUnsigned(is64: u32, imm5: u32, n: u32, d: u32): void {
  const size = sizeOf(imm5);
  if (refused(is64 != 0 ? size != 3 : size > 2)) return;
  lanes(Op.GetlaneU8, size, X.to(d), V.register(n) + laneOffset(imm5, size), 0);
}
