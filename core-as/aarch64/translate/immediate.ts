/** PC-relative addresses, move wide, bit fields, extract. DDI 0487 C4.1.2. */
import { Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_PC } from "../../layout";
import { X } from "../registers";
import { unallocated } from "./system";

/** ADR: Xd = PC + immhi:immlo. */
export function pcRelative(immlo: u32, immhi: u32, d: u32): void {
  Ir.addiI64(X.to(d), SLOT_PC, <i64>Jump.here() + distance(immlo, immhi));
}

/** ADRP: Xd = page of PC + (immhi:immlo << 12). */
export function pcRelativePage(immlo: u32, immhi: u32, d: u32): void {
  const pageOfPc = <i64>Jump.here() - <i64>Jump.pageOffset();
  Ir.addiI64(X.to(d), SLOT_PC, pageOfPc + (distance(immlo, immhi) << 12));
}

function distance(immlo: u32, immhi: u32): i64 {
  return <i64>(<i32>((immhi << 13) | (immlo << 11)) >> 11);
}

/** MOVN: Xd = NOT(imm16 << shift). */
export function moveWideNot(is64: u32, half: u32, imm16: u32, d: u32): void {
  if (is64 == 0 && half > 1) return unallocated();
  const value = ~((<u64>imm16) << (half << 4));
  Ir.constI64(X.to(d), is64 != 0 ? value : value & 0xffffffff);
}

/** MOVZ: Xd = imm16 << shift. */
export function moveWide(is64: u32, half: u32, imm16: u32, d: u32): void {
  if (is64 == 0 && half > 1) return unallocated();
  Ir.constI64(X.to(d), (<u64>imm16) << (half << 4));
}

/** MOVK: replaces one halfword of Xd. */
export function moveWideKeep(is64: u32, half: u32, imm16: u32, d: u32): void {
  if (is64 == 0 && half > 1) return unallocated();
  if (is64 != 0) Ir.movkI64(X.to(d), X.from(d), imm16, half << 4);
  else Ir.movkI32(X.to(d), X.from(d), imm16, half << 4);
}

function fieldAllocated(is64: u32, n1: u32, immr: u32, imms: u32): bool {
  return n1 == is64 && (is64 != 0 || (immr | imms) < 32);
}

/**
 * UBFM: for imms >= immr, bits imms..immr of Xn (UBFX, LSR, UXTB); else the low bits of Xn, moved up (UBFIZ, LSL).
 * Both are a shift left that drops what lies above the field, then a shift right that puts it in place.
 */
export function unsignedBitfield(is64: u32, n1: u32, immr: u32, imms: u32, n: u32, d: u32): void {
  if (!fieldAllocated(is64, n1, immr, imms)) return unallocated();
  const top: u32 = is64 != 0 ? 63 : 31;
  const left = top - imms;
  const right = imms >= immr ? left + immr : immr - imms - 1;
  if (is64 == 0) Ir.fieldUI32(X.to(d), X.from(n), left, right);
  else if (left == 0) Ir.shruiI64(X.to(d), X.from(n), right);
  else if (right == 0) Ir.shliI64(X.to(d), X.from(n), left);
  else if (left == right) Ir.andiI64(X.to(d), X.from(n), <u64>-1 >> left);
  else Ir.fieldUI64(X.to(d), X.from(n), left, right);
}

/** SBFM: as UBFM, sign-extended (SBFX, ASR, SXTB, SXTH, SXTW, SBFIZ). */
export function signedBitfield(is64: u32, n1: u32, immr: u32, imms: u32, n: u32, d: u32): void {
  if (!fieldAllocated(is64, n1, immr, imms)) return unallocated();
  const top: u32 = is64 != 0 ? 63 : 31;
  const left = top - imms;
  const right = imms >= immr ? left + immr : immr - imms - 1;
  if (is64 == 0) Ir.fieldSI32(X.to(d), X.from(n), left, right);
  else if (left == 32 && right == 32) Ir.sext32I64(X.to(d), X.from(n));
  else Ir.fieldSI64(X.to(d), X.from(n), left, right);
}

/** BFM: the same field inserted in Xd, whose other bits stay (BFI, BFXIL). */
export function bitfieldMove(is64: u32, n1: u32, immr: u32, imms: u32, n: u32, d: u32): void {
  if (!fieldAllocated(is64, n1, immr, imms)) return unallocated();
  const size: u32 = is64 != 0 ? 64 : 32;
  const width: u32 = imms >= immr ? imms - immr + 1 : imms + 1;
  const low: u32 = imms >= immr ? 0 : size - immr;
  const mask = (<u64>-1 >> (64 - width)) << low;
  const source = immr == 0 ? X.from(n) : X.temporary(0);
  if (is64 != 0) {
    if (immr != 0) Ir.rotriI64(source, X.from(n), immr);
    Ir.mergeI64(X.to(d), X.from(d), source, mask);
  } else {
    if (immr != 0) Ir.rotriI32(source, X.from(n), immr);
    Ir.mergeI32(X.to(d), X.from(d), source, <i32>mask);
  }
}

/** EXTR: a register's worth of Xn:Xm from bit lsb on; ROR (immediate) when both are the same. */
export function extract(is64: u32, n1: u32, m: u32, lsb: u32, n: u32, d: u32): void {
  if (!fieldAllocated(is64, n1, lsb, 0)) return unallocated();
  if (is64 != 0) {
    if (lsb == 0) Ir.movI64(X.to(d), X.from(m));
    else if (n == m) Ir.rotriI64(X.to(d), X.from(n), lsb);
    else Ir.funnelI64(X.to(d), X.from(n), X.from(m), lsb, 64 - lsb);
  } else {
    if (lsb == 0) Ir.movI32(X.to(d), X.from(m));
    else if (n == m) Ir.rotriI32(X.to(d), X.from(n), lsb);
    else Ir.funnelI32(X.to(d), X.from(n), X.from(m), lsb, 32 - lsb);
  }
}
