/**
 * Loads and stores of one integer register. DDI 0487 C4.1.4.
 *
 * Write-back comes after the access, which may fault. A load with write-back to its own base is CONSTRAINED
 * UNPREDICTABLE; here the write-back wins.
 */
import { Call, Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_PC, SLOT_TC, SLOT_TC_USER } from "../../layout";
import { X } from "../registers";
import { baseMoved, cacheOfBase, checkStack } from "../stack";
import { Context } from "../state";
import { translationContext } from "../translate";
import { addExtendedTo } from "./shift";
import { unallocated } from "./system";
import { isStore, transfer, transferAllocated } from "./transfer";

/** The signed nine-bit offset of the unscaled and indexed forms. */
export function signed9(imm9: u32): i64 {
  return <i64>(<i32>(imm9 << 23) >> 23);
}

/** PRFM: hints that memory will be used; nothing happens. */
export function prefetch(): void {}

/** PRFM (register): half of its options are not allocated. */
export function prefetchRegister(option: u32): void {
  if ((option & 2) == 0) unallocated();
}

/** LDR, STR (immediate, unsigned offset): in units of the access size. */
export function transferOffset(size: u32, opc: u32, imm12: u32, n: u32, t: u32): void {
  if (!transferAllocated(size, opc)) return unallocated();
  transfer(size, opc, t, X.sp(n), imm12 << size, cacheOfBase(n));
}

/** LDUR, STUR. */
export function transferUnscaled(size: u32, opc: u32, imm9: u32, n: u32, t: u32): void {
  if (!transferAllocated(size, opc)) return unallocated();
  transfer(size, opc, t, X.sp(n), signed9(imm9), cacheOfBase(n));
}

/** LDTR, STTR: at EL1 with the permissions of EL0. */
export function transferUnprivileged(size: u32, opc: u32, imm9: u32, n: u32, t: u32): void {
  if (!transferAllocated(size, opc)) return unallocated();
  if ((translationContext() & Context.El1) == 0) return transferUnscaled(size, opc, imm9, n, t);
  if (n == 31) Call.system(checkStack.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
  transfer(size, opc, t, X.sp(n), signed9(imm9), SLOT_TC_USER);
}

/** LDR, STR (immediate, post-index). */
export function transferPostIndexed(size: u32, opc: u32, imm9: u32, n: u32, t: u32): void {
  transferIndexed(size, opc, imm9, n, t, 0);
}

/** LDR, STR (immediate, pre-index). */
export function transferPreIndexed(size: u32, opc: u32, imm9: u32, n: u32, t: u32): void {
  transferIndexed(size, opc, imm9, n, t, signed9(imm9));
}

function transferIndexed(size: u32, opc: u32, imm9: u32, n: u32, t: u32, offset: i64): void {
  if (!transferAllocated(size, opc)) return unallocated();
  const loadsBase = t == n && !isStore(opc);
  transfer(size, opc, loadsBase ? 31 : t, X.sp(n), offset, cacheOfBase(n));
  writeBack(n, signed9(imm9));
}

/** Adds `distance` to the base register n. */
export function writeBack(n: u32, distance: i64): void {
  Ir.addiI64(X.sp(n), X.sp(n), distance);
  baseMoved(n, distance);
}

/** LDR, STR (register): base + extended register, shifted by the access size or not. */
export function transferRegisterOffset(size: u32, opc: u32, m: u32, option: u32, shifted: u32, n: u32, t: u32): void {
  if (!transferAllocated(size, opc) || (option & 2) == 0) return unallocated();
  const address = indexedAddress(n, m, option, shifted != 0 ? size : 0);
  transfer(size, opc, t, address, 0, cacheOfBase(n));
}

/** Computes base n + extended register m in temporary 1; returns its slot. */
export function indexedAddress(n: u32, m: u32, option: u32, amount: u32): u32 {
  const address = X.temporary(1);
  addExtendedTo(address, X.sp(n), m, option, amount);
  return address;
}

/** LDR (literal): at PC + imm19 words. */
export function loadLiteral(is64: u32, imm19: u32, t: u32): void {
  if (is64 != 0) Ir.ldI64(X.to(t), SLOT_PC, literalOffset(imm19), SLOT_TC);
  else Ir.ldU32(X.to(t), SLOT_PC, literalOffset(imm19), SLOT_TC);
}

/** LDRSW (literal). */
export function loadLiteralSigned(imm19: u32, t: u32): void {
  Ir.ldS32I64(X.to(t), SLOT_PC, literalOffset(imm19), SLOT_TC);
}

/** Distance of a literal from SLOT_PC, which is the block's start. */
export function literalOffset(imm19: u32): i64 {
  return <i64>(Jump.here() + (<i32>(imm19 << 13) >> 11));
}
