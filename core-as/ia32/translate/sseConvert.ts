/** Conversions. SDM volume 1, 5.5.1.6, 5.6.1.6, 5.6.2. `isDouble`: of doubles, not singles; `truncate`: whatever MXCSR says. */
import { Ir } from "../../ir/emit.gen";
import { Insn } from "../instruction";
import { Operand, Temporary } from "../operand";
import { Mmx, mmxExists, Simd, sseExists, W } from "../simd";
import { Checked } from "../sseExceptions";
import { Reg } from "../state";

/**
 * CVTPI2PS, where the upper half stays, and CVTPI2PD. From memory both leave the x87 alone; of the first the manual says
 * otherwise, processors do not.
 */
export function fromMmx(isDouble: u32): void {
  if (!sseExists()) return;
  if (!Insn.isMemory && !mmxExists()) return;
  const source = Mmx.q(Simd.temporary(0));
  if (isDouble != 0) Ir.ssefromF64x2I32x4(Simd.v, source);
  else {
    const result = Checked.vector(Simd.temporary(1));
    Ir.ssefromF32x4I32x4(result, source);
    Checked.endVector(Simd.temporary(1));
    Ir.setlane64(Simd.v, Simd.temporary(1));
  }
  if (!Insn.isMemory) Mmx.enter();
}

/** CVTPS2PI, CVTPD2PI and their truncating forms. */
export function toMmx(isDouble: u32, truncate: u32): void {
  if (!sseExists() || !mmxExists()) return;
  const result = Simd.temporary(1);
  if (isDouble != 0) {
    const source = W.all(Simd.temporary(0));
    Ir.ssetoI32x4F64x2(Checked.vector(result), source, truncate);
  } else {
    const source = W.scalar(1, Simd.temporary(0));
    // The upper singles must raise nothing.
    Ir.low64(Simd.temporary(0), source);
    Ir.ssetoI32x4F32x4(Checked.vector(result), Simd.temporary(0), truncate);
  }
  Checked.endVector(result);
  Mmx.set(Insn.reg, result);
}

/** CVTSI2SS, CVTSI2SD. */
export function fromInteger(isDouble: u32): void {
  if (!sseExists()) return;
  const source = Operand.e(4, Temporary.at(0));
  const result = Checked.vector(Simd.v);
  if (isDouble != 0) Ir.ssefromF64I32(result, source);
  else Ir.ssefromF32I32(result, source);
  Checked.endVector(Simd.v);
}

/** CVTSS2SI, CVTSD2SI and their truncating forms. */
export function toInteger(isDouble: u32, truncate: u32): void {
  if (!sseExists()) return;
  const source = W.scalar(isDouble, Simd.temporary(0));
  const target = Reg.slot(Insn.reg);
  if (isDouble != 0) Ir.ssetoI32F64(Checked.integer(target), source, truncate);
  else Ir.ssetoI32F32(Checked.integer(target), source, truncate);
  Checked.endInteger(target);
}

/** CVTSS2SD. */
export function widenScalar(): void {
  if (!sseExists()) return;
  const source = W.scalar(0, Simd.temporary(0));
  Ir.ssewidenF64(Checked.vector(Simd.v), source);
  Checked.endVector(Simd.v);
}

/** CVTSD2SS. */
export function narrowScalar(): void {
  if (!sseExists()) return;
  const source = W.scalar(1, Simd.temporary(0));
  Ir.ssenarrowF32(Checked.vector(Simd.v), source);
  Checked.endVector(Simd.v);
}

/** CVTPS2PD. */
export function widenPacked(): void {
  if (!sseExists()) return;
  const source = W.scalar(1, Simd.temporary(0));
  Ir.ssewidenF64x2(Checked.vector(Simd.v), source);
  Checked.endVector(Simd.v);
}

/** CVTPD2PS. */
export function narrowPacked(): void {
  if (!sseExists()) return;
  const source = W.all(Simd.temporary(0));
  Ir.ssenarrowF32x4(Checked.vector(Simd.v), source);
  Checked.endVector(Simd.v);
}

/** CVTDQ2PS. */
export function fromIntegers(): void {
  if (!sseExists()) return;
  const source = W.all(Simd.temporary(0));
  Ir.ssefromF32x4I32x4(Checked.vector(Simd.v), source);
  Checked.endVector(Simd.v);
}

/** CVTDQ2PD: exact. */
export function fromIntegersWide(): void {
  if (!sseExists()) return;
  Ir.ssefromF64x2I32x4(Simd.v, W.scalar(1, Simd.temporary(0)));
}

/** CVTPS2DQ, CVTPD2DQ and their truncating forms. */
export function toIntegers(isDouble: u32, truncate: u32): void {
  if (!sseExists()) return;
  const source = W.all(Simd.temporary(0));
  if (isDouble != 0) Ir.ssetoI32x4F64x2(Checked.vector(Simd.v), source, truncate);
  else Ir.ssetoI32x4F32x4(Checked.vector(Simd.v), source, truncate);
  Checked.endVector(Simd.v);
}
