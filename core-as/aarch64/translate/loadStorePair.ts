/**
 * Loads and stores of register pairs: both elements are read before a register is written. DDI 0487 C4.1.4.
 * As for single registers, write-back wins over a load to the base.
 */
import { Ir } from "../../ir/emit.gen";
import { X } from "../registers";
import { cacheOfBase } from "../stack";
import { writeBack } from "./loadStore";

/** The signed seven-bit offset, in units of the element size. */
export function signed7(imm7: u32, shift: u32): i32 {
  return (<i32>(imm7 << 25) >> 25) << shift;
}

/** STP, LDP, STNP, LDNP (signed offset). */
export function pairOffset(is64: u32, isLoad: u32, imm7: u32, u: u32, n: u32, t: u32): void {
  if (isLoad != 0) loadPair(is64, u, n, t, signed7(imm7, 2 + is64));
  else storePair(is64, u, n, t, signed7(imm7, 2 + is64));
}

/** STP, LDP (post-index). */
export function pairPostIndexed(is64: u32, isLoad: u32, imm7: u32, u: u32, n: u32, t: u32): void {
  pairIndexed(is64, isLoad, u, n, t, 0, signed7(imm7, 2 + is64));
}

/** STP, LDP (pre-index). */
export function pairPreIndexed(is64: u32, isLoad: u32, imm7: u32, u: u32, n: u32, t: u32): void {
  const distance = signed7(imm7, 2 + is64);
  pairIndexed(is64, isLoad, u, n, t, distance, distance);
}

function pairIndexed(is64: u32, isLoad: u32, u: u32, n: u32, t: u32, offset: i32, distance: i32): void {
  if (isLoad != 0) loadPair(is64, unlessBase(u, n), n, unlessBase(t, n), offset);
  else storePair(is64, u, n, t, offset);
  writeBack(n, distance);
}

/** The register to load when `n` is written back: the zero register instead of the base. */
function unlessBase(r: u32, n: u32): u32 {
  return r == n ? 31 : r;
}

function loadPair(is64: u32, u: u32, n: u32, t: u32, offset: i32): void {
  if (is64 != 0) Ir.ldpI64(X.to(t), X.to(u), X.sp(n), offset, cacheOfBase(n));
  else Ir.ldpU32(X.to(t), X.to(u), X.sp(n), offset, cacheOfBase(n));
}

function storePair(is64: u32, u: u32, n: u32, t: u32, offset: i32): void {
  if (is64 != 0) Ir.stp64(X.from(t), X.from(u), X.sp(n), offset, cacheOfBase(n));
  else Ir.stp32(X.from(t), X.from(u), X.sp(n), offset, cacheOfBase(n));
}

/** LDPSW (signed offset). */
export function pairSignedOffset(imm7: u32, u: u32, n: u32, t: u32): void {
  Ir.ldpS32(X.to(t), X.to(u), X.sp(n), signed7(imm7, 2), cacheOfBase(n));
}

/** LDPSW (post-index). */
export function pairSignedPostIndexed(imm7: u32, u: u32, n: u32, t: u32): void {
  Ir.ldpS32(X.to(unlessBase(t, n)), X.to(unlessBase(u, n)), X.sp(n), 0, cacheOfBase(n));
  writeBack(n, signed7(imm7, 2));
}

/** LDPSW (pre-index). */
export function pairSignedPreIndexed(imm7: u32, u: u32, n: u32, t: u32): void {
  pairSignedOffset(imm7, unlessBase(u, n), n, unlessBase(t, n));
  writeBack(n, signed7(imm7, 2));
}
