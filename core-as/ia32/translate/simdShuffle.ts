/** Packing, unpacking, shuffling, single words and masks. SDM volume 1, 5.4.2, 5.5.1.4, 5.5.2, 5.6.1.4, 5.6.3. */
import { append } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { Insn } from "../instruction";
import { Memory, Temporary } from "../operand";
import { Mmx, mmxExists, Simd, sseExists, W } from "../simd";
import { packed } from "../simdEmit";
import { Shuffle, selectors } from "../simdSelectors";
import { Reg } from "../state";

const UPPER: u32 = 4;

/** PUNPCKL*. `size`: log2 of an element's bytes. */
export function unpackLow(size: u32): void {
  if (Insn.operandPrefix) return shuffle(selectors(Shuffle.Interleave, size));
  if (!mmxExists()) return;
  const source = lowHalf(Simd.temporary(0));
  Ir.shuffle(Simd.temporary(2), Mmx.p(Simd.temporary(1)), source, selectors(Shuffle.Interleave, size));
  Mmx.set(Insn.reg, Simd.temporary(2));
}

/** MM register or the 4 bytes of memory that matter. */
function lowHalf(temporary: u32): u32 {
  if (!Insn.isMemory) return Mmx.q(temporary);
  Memory.address();
  Ir.ldwV32(temporary, Memory.slot, Memory.offset, Memory.cache);
  return temporary;
}

/** PUNPCKH*. Of MM registers: the upper half of what the lower halves of vectors give. */
export function unpackHigh(size: u32): void {
  if (Insn.operandPrefix) return shuffle(selectors(Shuffle.Interleave, size | UPPER));
  if (!mmxExists()) return;
  const source = Mmx.q(Simd.temporary(0));
  Ir.shuffle(Simd.temporary(2), Mmx.p(Simd.temporary(1)), source, selectors(Shuffle.Interleave, size));
  Mmx.set(Insn.reg, Simd.upper(Simd.temporary(2)));
}

/** UNPCKL, UNPCKH. */
export function unpackFloats(size: u32, isHigh: u32): void {
  shuffle(selectors(Shuffle.Interleave, size | (isHigh != 0 ? UPPER : 0)));
}

/** XMM = bytes of it and of the operand. */
function shuffle(table: i32): void {
  if (!sseExists()) return;
  const source = W.all(Simd.temporary(0));
  Ir.shuffle(Simd.v, Simd.v, source, table);
}

/** PACKSSWB (0), PACKSSDW (1). */
export function packSigned(size: u32): void {
  pack(Op.PackSI8x16 + (size != 0 ? Op.PackSI16x8 - Op.PackSI8x16 : 0));
}
/** PACKUSWB. */
export function packUnsigned(): void {
  pack(Op.PackUI8x16);
}

function pack(op: u32): void {
  if (Insn.operandPrefix) return packed(op);
  if (!mmxExists()) return;
  const source = Mmx.q(Simd.temporary(0));
  Ir.concatlow(Simd.temporary(2), Mmx.p(Simd.temporary(1)), source);
  append(op, Simd.temporary(2), Simd.temporary(2), Simd.temporary(2), 0);
  Mmx.set(Insn.reg, Simd.temporary(2));
}

/** PSHUFW. */
export function shuffleWordsMmx(): void {
  if (!mmxExists()) return;
  const source = Mmx.q(Simd.temporary(0));
  Ir.shuffle(Simd.temporary(1), source, source, selectors(Shuffle.LowWords, Insn.immediate));
  Mmx.set(Insn.reg, Simd.temporary(1));
}

/** PSHUFD, PSHUFLW, PSHUFHW. `kind`: that of `Shuffle`. */
export function shuffleWords(kind: u32): void {
  if (!sseExists()) return;
  const source = W.all(Simd.temporary(0));
  Ir.shuffle(Simd.v, source, source, selectors(kind, Insn.immediate));
}

/** SHUFPS, SHUFPD. */
export function shuffleFloats(isDouble: u32): void {
  shuffle(selectors(Shuffle.Singles + isDouble, Insn.immediate));
}

/** PINSRW. */
export function insertWord(): void {
  if (Insn.operandPrefix ? !sseExists() : !mmxExists()) return;
  let value = Reg.slot(Insn.rm);
  if (Insn.isMemory) {
    value = Temporary.at(1);
    Memory.address();
    Memory.read(value, 2);
  }
  if (Insn.operandPrefix) return Ir.setlane16(Simd.v + ((Insn.immediate & 7) << 1), value);
  const target = Mmx.p(Simd.temporary(0));
  Ir.setlane16(target + ((Insn.immediate & 3) << 1), value);
  Mmx.set(Insn.reg, target);
}

/** PEXTRW. */
export function extractWord(): void {
  if (Insn.operandPrefix) {
    if (sseExists()) Ir.getlaneU16(Reg.slot(Insn.reg), Simd.xmm(Insn.rm) + ((Insn.immediate & 7) << 1));
    return;
  }
  if (!mmxExists()) return;
  Ir.getlaneU16(Reg.slot(Insn.reg), Mmx.q(Simd.temporary(0)) + ((Insn.immediate & 3) << 1));
  Mmx.enter();
}

/** PMOVMSKB. */
export function byteMask(): void {
  if (Insn.operandPrefix) {
    if (sseExists()) Ir.signsI8x16(Reg.slot(Insn.reg), Simd.xmm(Insn.rm));
    return;
  }
  if (!mmxExists()) return;
  Ir.signsI8x16(Reg.slot(Insn.reg), Mmx.q(Simd.temporary(0)));
  Mmx.enter();
}

/** MOVMSKPS, MOVMSKPD. */
export function signMask(isDouble: u32): void {
  if (!sseExists()) return;
  if (isDouble != 0) Ir.signsI64x2(Reg.slot(Insn.reg), Simd.xmm(Insn.rm));
  else Ir.signsI32x4(Reg.slot(Insn.reg), Simd.xmm(Insn.rm));
}
