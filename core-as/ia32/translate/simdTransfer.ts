/** Moves. SDM volume 1, 5.4.1, 5.5.1.1, 5.5.4, 5.6.1.1, 5.6.3, 5.6.4. Non-temporal stores are stores. */
import { Ir } from "../../ir/emit.gen";
import { Insn } from "../instruction";
import { emitMaskedStore } from "../maskedStore";
import { Memory, Operand, Temporary } from "../operand";
import { Mmx, mmxExists, Simd, sseExists, W } from "../simd";
import { Reg } from "../state";

/** MOVD mm, r/m32. */
export function loadIntegerMmx(): void {
  if (!mmxExists()) return;
  Ir.lowI64(Simd.temporary(0), Operand.e(4, Temporary.at(1)));
  Mmx.set(Insn.reg, Simd.temporary(0));
}

/** MOVD xmm, r/m32. */
export function loadInteger(): void {
  if (!sseExists()) return;
  if (!Insn.isMemory) return Ir.lowI64(Simd.v, Reg.slot(Insn.rm));
  Memory.address();
  Ir.ldwV32(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

/** MOVD r/m32, mm. */
export function storeIntegerMmx(): void {
  if (!mmxExists()) return;
  Ir.movI32(Temporary.at(1), Mmx.slot(Insn.reg));
  if (Insn.isMemory) Memory.address();
  Operand.setE(4, Temporary.at(1));
  Mmx.enter();
}

/** MOVD r/m32, xmm. */
export function storeInteger(): void {
  if (!sseExists()) return;
  if (!Insn.isMemory) return Ir.getlaneU32(Reg.slot(Insn.rm), Simd.v);
  Memory.address();
  Ir.stwV32(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

/** MOVQ mm, mm/m64. */
export function loadMmx(): void {
  if (!mmxExists()) return;
  Mmx.set(Insn.reg, Mmx.q(Simd.temporary(0)));
}

/** MOVQ mm/m64, mm; MOVNTQ. */
export function storeMmx(): void {
  if (!mmxExists()) return;
  if (!Insn.isMemory) return Mmx.set(Insn.rm, Mmx.p(Simd.temporary(0)));
  Memory.address();
  Memory.write(Mmx.slot(Insn.reg), 8);
  Mmx.enter();
}

/** MOVQ xmm, xmm/m64. */
export function loadQuad(): void {
  if (!sseExists()) return;
  if (!Insn.isMemory) return Ir.low64(Simd.v, Simd.xmm(Insn.rm));
  Memory.address();
  Ir.ldwV64(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

/** MOVQ xmm/m64, xmm. */
export function storeQuad(): void {
  if (!sseExists()) return;
  if (!Insn.isMemory) return Ir.low64(Simd.xmm(Insn.rm), Simd.v);
  Memory.address();
  Ir.stwV64(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

/** MOVAPS, MOVAPD, MOVDQA to a register. */
export function loadAligned(): void {
  if (!sseExists()) return;
  if (!Insn.isMemory) return Ir.movV128(Simd.v, Simd.xmm(Insn.rm));
  Memory.address();
  Ir.ldwAlignedV128(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

/** The same from a register; MOVNTPS, MOVNTPD, MOVNTDQ. */
export function storeAligned(): void {
  if (!sseExists()) return;
  if (!Insn.isMemory) return Ir.movV128(Simd.xmm(Insn.rm), Simd.v);
  Memory.address();
  Ir.stwAlignedV128(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

/** MOVUPS, MOVUPD, MOVDQU. */
export function loadUnaligned(): void {
  if (!Insn.isMemory) return loadAligned();
  if (!sseExists()) return;
  Memory.address();
  Ir.ldwV128(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

export function storeUnaligned(): void {
  if (!Insn.isMemory) return storeAligned();
  if (!sseExists()) return;
  Memory.address();
  Ir.stwV128(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

/** MOVSS, MOVSD: from memory the rest of the register becomes zero, from a register it stays. */
export function loadScalar(isDouble: u32): void {
  if (!sseExists()) return;
  if (Insn.isMemory) W.scalar(isDouble, Simd.v);
  else moveScalar(isDouble, Simd.v, Simd.xmm(Insn.rm));
}

export function storeScalar(isDouble: u32): void {
  if (!sseExists()) return;
  if (!Insn.isMemory) return moveScalar(isDouble, Simd.xmm(Insn.rm), Simd.v);
  Memory.address();
  if (isDouble != 0) Ir.stwV64(Simd.v, Memory.slot, Memory.offset, Memory.cache);
  else Ir.stwV32(Simd.v, Memory.slot, Memory.offset, Memory.cache);
}

function moveScalar(isDouble: u32, d: u32, a: u32): void {
  if (isDouble != 0) Ir.ssemoveF64(d, a);
  else Ir.ssemoveF32(d, a);
}

/** MOVLPS, MOVLPD, MOVHPS, MOVHPD from memory: the other half stays. */
export function loadHalf(isUpper: u32): void {
  if (!sseExists()) return;
  Memory.address();
  Memory.read(Temporary.at(0), 8);
  Ir.setlane64(Simd.v + (isUpper << 3), Temporary.at(0));
}

export function storeHalf(isUpper: u32): void {
  if (!sseExists()) return;
  Memory.address();
  Ir.getlaneU64(Temporary.at(0), Simd.v + (isUpper << 3));
  Memory.write(Temporary.at(0), 8);
}

/** MOVHLPS. */
export function moveHighToLow(): void {
  if (sseExists()) Ir.setlane64(Simd.v, Simd.upper(Simd.xmm(Insn.rm)));
}

/** MOVLHPS. */
export function moveLowToHigh(): void {
  if (sseExists()) Ir.setlane64(Simd.upper(Simd.v), Simd.xmm(Insn.rm));
}

/** MOVDQ2Q. */
export function moveToMmx(): void {
  if (!sseExists() || !mmxExists()) return;
  Mmx.set(Insn.reg, Simd.xmm(Insn.rm));
}

/** MOVQ2DQ. */
export function moveFromMmx(): void {
  if (!sseExists() || !mmxExists()) return;
  Ir.lowI64(Simd.v, Mmx.slot(Insn.rm));
  Mmx.enter();
}

/** MOVNTI. */
export function storeNonTemporal(): void {
  Memory.address();
  Memory.write(Reg.slot(Insn.reg), 4);
}

/** MASKMOVQ. */
export function storeMaskedMmx(): void {
  if (!mmxExists()) return;
  emitMaskedStore(Mmx.p(Simd.temporary(0)), Mmx.q(Simd.temporary(1)), 8);
  Mmx.enter();
}

/** MASKMOVDQU. */
export function storeMasked(): void {
  if (!sseExists()) return;
  emitMaskedStore(Simd.v, Simd.xmm(Insn.rm), 16);
}
