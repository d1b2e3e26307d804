/** Extension of bytes and halfwords, with and without addition. DDI 0487 F5.1. `rotation` is in bytes, to the right, and comes first. */
import { Ir } from "../../ir/emit.gen";
import { R } from "../registers";

const BYTE: u32 = 8;
const HALFWORD: u32 = 16;
/** Top bits of halfwords, as translate/parallel.ts has them. */
const HALFWORDS: u32 = 0x80008000;

/** d = the lowest `width` bits of slot `a`, rotated first. */
function extend(d: u32, signed: u32, width: u32, rotation: u32, a: u32): void {
  let low = rotation << 3;
  let source = a;
  if (low + width > 32) {
    source = R.temporary(0);
    Ir.rotriI32(source, a, low);
    low = 0;
  }
  if (signed != 0) Ir.fieldSI32(d, source, 32 - width - low, 32 - width);
  else Ir.fieldUI32(d, source, 32 - width - low, 32 - width);
}

/** d = bytes 0 and 2 of slot `a`, rotated first, as halfwords. */
function extendTwo(d: u32, signed: u32, rotation: u32, a: u32): void {
  let source = a;
  if (rotation != 0) {
    source = R.temporary(0);
    Ir.rotriI32(source, a, rotation << 3);
  }
  if (signed == 0) return Ir.andiI32(d, source, 0x00ff00ff);
  const low = R.temporary(1);
  const high = R.temporary(2);
  Ir.fieldSI32(low, source, 24, 24);
  Ir.fieldSI32(high, source, 8, 24);
  Ir.shliI32(high, high, 16);
  Ir.mergeI32(d, high, low, 0xffff);
}

/** SXTB, UXTB. */
export function extendByte(signed: u32, rotation: u32, m: u32, d: u32): void {
  extend(R.general(d), signed, BYTE, rotation, R.general(m));
}

/** SXTH, UXTH. */
export function extendHalfword(signed: u32, rotation: u32, m: u32, d: u32): void {
  extend(R.general(d), signed, HALFWORD, rotation, R.general(m));
}

/** SXTB16, UXTB16. */
export function extendBytes(signed: u32, rotation: u32, m: u32, d: u32): void {
  extendTwo(R.general(d), signed, rotation, R.general(m));
}

/** SXTAB, UXTAB. */
export function extendByteAdd(signed: u32, n: u32, rotation: u32, m: u32, d: u32): void {
  const t = R.temporary(3);
  extend(t, signed, BYTE, rotation, R.general(m));
  Ir.addI32(R.general(d), R.general(n), t);
}

/** SXTAH, UXTAH. */
export function extendHalfwordAdd(signed: u32, n: u32, rotation: u32, m: u32, d: u32): void {
  const t = R.temporary(3);
  extend(t, signed, HALFWORD, rotation, R.general(m));
  Ir.addI32(R.general(d), R.general(n), t);
}

/** SXTAB16, UXTAB16. */
export function extendBytesAdd(signed: u32, n: u32, rotation: u32, m: u32, d: u32): void {
  const t = R.temporary(3);
  extendTwo(t, signed, rotation, R.general(m));
  Ir.lanesAdd(R.general(d), R.general(n), t, HALFWORDS, ~HALFWORDS);
}
