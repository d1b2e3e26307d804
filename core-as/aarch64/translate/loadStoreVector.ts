/** Loads and stores of SIMD&FP registers: single, literal, pair. DDI 0487 C4.1.4. */
import { Ir } from "../../ir/emit.gen";
import { SLOT_PC, SLOT_TC, SLOT_VDISCARD } from "../../layout";
import { V, X } from "../registers";
import { cacheOfBase } from "../stack";
import { fpTrapped } from "./fpAccess";
import { indexedAddress, literalOffset, signed9, writeBack } from "./loadStore";
import { signed7 } from "./loadStorePair";
import { unallocated } from "./system";

/** log2 of the access size from size and opc; 5 and more are not allocated. */
function scaleOf(size: u32, opc: u32): u32 {
  return size | ((opc >> 1) << 2);
}

/** Whether the handler goes on: the size is allocated and FP is enabled; else the exception is emitted. */
function enabled(scale: u32): bool {
  if (scale <= 4) return !fpTrapped();
  unallocated();
  return false;
}

/** LDR, STR (immediate, unsigned offset). */
export function vectorOffset(size: u32, opc: u32, imm12: u32, n: u32, t: u32): void {
  const scale = scaleOf(size, opc);
  if (enabled(scale)) transfer(scale, opc, t, X.sp(n), imm12 << scale, cacheOfBase(n));
}

/** LDUR, STUR. */
export function vectorUnscaled(size: u32, opc: u32, imm9: u32, n: u32, t: u32): void {
  const scale = scaleOf(size, opc);
  if (enabled(scale)) transfer(scale, opc, t, X.sp(n), signed9(imm9), cacheOfBase(n));
}

/** LDR, STR (immediate, post-index). */
export function vectorPostIndexed(size: u32, opc: u32, imm9: u32, n: u32, t: u32): void {
  const scale = scaleOf(size, opc);
  if (!enabled(scale)) return;
  transfer(scale, opc, t, X.sp(n), 0, cacheOfBase(n));
  writeBack(n, signed9(imm9));
}

/** LDR, STR (immediate, pre-index). */
export function vectorPreIndexed(size: u32, opc: u32, imm9: u32, n: u32, t: u32): void {
  const scale = scaleOf(size, opc);
  if (!enabled(scale)) return;
  transfer(scale, opc, t, X.sp(n), signed9(imm9), cacheOfBase(n));
  writeBack(n, signed9(imm9));
}

/** LDR, STR (register). */
export function vectorRegisterOffset(size: u32, opc: u32, m: u32, option: u32, shifted: u32, n: u32, t: u32): void {
  if ((option & 2) == 0) return unallocated();
  const scale = scaleOf(size, opc);
  if (!enabled(scale)) return;
  const address = indexedAddress(n, m, option, shifted != 0 ? scale : 0);
  transfer(scale, opc, t, address, 0, cacheOfBase(n));
}

/** LDR (literal): S, D or Q. */
export function vectorLiteral(size: u32, imm19: u32, t: u32): void {
  if (enabled(size + 2)) loadTo(size + 2, V.register(t), SLOT_PC, literalOffset(imm19), SLOT_TC);
}

function transfer(scale: u32, opc: u32, t: u32, a: u32, offset: i64, tc: u32): void {
  if ((opc & 1) != 0) loadTo(scale, V.register(t), a, offset, tc);
  else storeFrom(scale, V.register(t), a, offset, tc);
}

function loadTo(scale: u32, d: u32, a: u32, offset: i64, tc: u32): void {
  switch (scale) {
    case 0:
      return Ir.ldV8(d, a, offset, tc);
    case 1:
      return Ir.ldV16(d, a, offset, tc);
    case 2:
      return Ir.ldV32(d, a, offset, tc);
    case 3:
      return Ir.ldV64(d, a, offset, tc);
    default:
      return Ir.ldV128(d, a, offset, tc);
  }
}

function storeFrom(scale: u32, d: u32, a: u32, offset: i64, tc: u32): void {
  switch (scale) {
    case 0:
      return Ir.stV8(d, a, offset, tc);
    case 1:
      return Ir.stV16(d, a, offset, tc);
    case 2:
      return Ir.stV32(d, a, offset, tc);
    case 3:
      return Ir.stV64(d, a, offset, tc);
    default:
      return Ir.stV128(d, a, offset, tc);
  }
}

/** STP, LDP, STNP, LDNP (signed offset): S, D or Q. */
export function vectorPairOffset(size: u32, isLoad: u32, imm7: u32, u: u32, n: u32, t: u32): void {
  if (enabled(size + 2)) pair(size, isLoad, u, n, t, signed7(imm7, size + 2));
}

/** STP, LDP (post-index). */
export function vectorPairPostIndexed(size: u32, isLoad: u32, imm7: u32, u: u32, n: u32, t: u32): void {
  if (!enabled(size + 2)) return;
  pair(size, isLoad, u, n, t, 0);
  writeBack(n, signed7(imm7, size + 2));
}

/** STP, LDP (pre-index). */
export function vectorPairPreIndexed(size: u32, isLoad: u32, imm7: u32, u: u32, n: u32, t: u32): void {
  if (!enabled(size + 2)) return;
  pair(size, isLoad, u, n, t, signed7(imm7, size + 2));
  writeBack(n, signed7(imm7, size + 2));
}

function pair(size: u32, isLoad: u32, u: u32, n: u32, t: u32, offset: i32): void {
  const tc = cacheOfBase(n);
  if (isLoad != 0) {
    // A pair of the same register is CONSTRAINED UNPREDICTABLE: it gets the second element.
    const first = t == u ? SLOT_VDISCARD : V.register(t);
    if (size == 0) Ir.ldpV32(first, V.register(u), X.sp(n), offset, tc);
    else if (size == 1) Ir.ldpV64(first, V.register(u), X.sp(n), offset, tc);
    else Ir.ldpV128(first, V.register(u), X.sp(n), offset, tc);
  } else {
    if (size == 0) Ir.stpV32(V.register(t), V.register(u), X.sp(n), offset, tc);
    else if (size == 1) Ir.stpV64(V.register(t), V.register(u), X.sp(n), offset, tc);
    else Ir.stpV128(V.register(t), V.register(u), X.sp(n), offset, tc);
  }
}
