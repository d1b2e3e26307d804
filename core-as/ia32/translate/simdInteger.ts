/**
 * Packed integers. SDM volume 1, 5.4.3 to 5.4.7, 5.5.2, 5.6.3. `size`: log2 of a lane's bytes.
 */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { SLOT_VZERO } from "../../layout";
import { Insn } from "../instruction";
import { Mmx, mmxExists, Simd, sseExists } from "../simd";
import { packed, packedImmediate, packedReversed } from "../simdEmit";
import { Shuffle, selectors } from "../simdSelectors";

/** PADD. */
export function add(size: u32): void {
  packed(Op.AddI8x16 + size);
}
/** PADDS. */
export function addSaturateSigned(size: u32): void {
  packed(Op.AddsatSI8x16 + size);
}
/** PADDUS. */
export function addSaturateUnsigned(size: u32): void {
  packed(Op.AddsatUI8x16 + size);
}
/** PSUB. */
export function subtract(size: u32): void {
  packed(Op.SubI8x16 + size);
}
/** PSUBS. */
export function subtractSaturateSigned(size: u32): void {
  packed(Op.SubsatSI8x16 + size);
}
/** PSUBUS. */
export function subtractSaturateUnsigned(size: u32): void {
  packed(Op.SubsatUI8x16 + size);
}
/** PMULLW. */
export function multiplyLow(): void {
  packed(Op.MulI16x8);
}
/** PMULHW, PMULHUW. */
export function multiplyHigh(isUnsigned: u32): void {
  packed(isUnsigned != 0 ? Op.MultopUI16x8 : Op.MultopSI16x8);
}
/** PMULUDQ. */
export function multiplyEven(): void {
  packed(Op.MulevenUI32x4);
}
/** PMADDWD. */
export function multiplyAdd(): void {
  packed(Op.DotI16x8);
}
/** PSADBW. */
export function sumDifferences(): void {
  packed(Op.Sumdifferences);
}
/** PAVG. */
export function average(size: u32): void {
  packed(Op.AvgrUI8x16 + size);
}
/** PMINUB. */
export function minimumUnsigned(): void {
  packed(Op.MinUI8x16);
}
/** PMAXUB. */
export function maximumUnsigned(): void {
  packed(Op.MaxUI8x16);
}
/** PMINSW. */
export function minimumSigned(): void {
  packed(Op.MinSI16x8);
}
/** PMAXSW. */
export function maximumSigned(): void {
  packed(Op.MaxSI16x8);
}
/** PCMPEQ. */
export function equal(size: u32): void {
  packed(Op.EqI8x16 + size);
}
/** PCMPGT. */
export function greater(size: u32): void {
  packed(Op.GtSI8x16 + size);
}
/** PAND. */
export function and(): void {
  packed(Op.AndV128);
}
/** PANDN: the destination is complemented. */
export function andNot(): void {
  packedReversed(Op.AndnV128);
}
/** POR. */
export function or(): void {
  packed(Op.OrV128);
}
/** PXOR. */
export function exclusiveOr(): void {
  packed(Op.XorV128);
}

/** PSLL by a register or memory. */
export function shiftLeft(size: u32): void {
  packed(Op.ShlbyI16x8 + size - 1);
}
/** PSRL. */
export function shiftRight(size: u32): void {
  packed(Op.ShrbyUI16x8 + size - 1);
}
/** PSRA. */
export function shiftRightSigned(size: u32): void {
  packed(Op.ShrbySI16x8 + size - 1);
}

/** PSLL by an immediate: zero from the lane's width on. */
export function shiftLeftImmediate(size: u32): void {
  if (Insn.immediate >= (<u32>8) << size) return clear();
  packedImmediate(Op.ShlI8x16 + size, Insn.immediate);
}
/** PSRL. */
export function shiftRightImmediate(size: u32): void {
  if (Insn.immediate >= (<u32>8) << size) return clear();
  packedImmediate(Op.ShrUI8x16 + size, Insn.immediate);
}
/** PSRA: the signs from the lane's width on. */
export function shiftRightSignedImmediate(size: u32): void {
  const last = ((<u32>8) << size) - 1;
  packedImmediate(Op.ShrSI8x16 + size, Insn.immediate < last ? Insn.immediate : last);
}

/** The register in rm becomes zero. */
function clear(): void {
  if (Insn.operandPrefix) {
    if (sseExists()) Ir.movV128(Simd.xmm(Insn.rm), SLOT_VZERO);
  } else if (mmxExists()) Mmx.set(Insn.rm, SLOT_VZERO);
}

/** PSRLDQ, PSLLDQ. */
export function shiftBytes(isLeft: u32): void {
  if (!sseExists()) return;
  const register = Simd.xmm(Insn.rm);
  const count = Insn.immediate < 16 ? Insn.immediate : 16;
  Ir.shuffle(register, register, register, selectors(Shuffle.RightBytes + isLeft, count));
}
