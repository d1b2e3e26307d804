/** Advanced SIMD modified immediate. DDI 0487 C4.1.6; AdvSIMDExpandImm of J1.3. */
import { Ir } from "../../ir/emit.gen";
import { Expand } from "../../simd/modifiedImmediate";
import { V } from "../registers";
import { refused, trim } from "./simdEmit";

/** The immediate's eight bits: abc above defgh. */
function byteOf(high: u32, low: u32): u32 {
  return (high << 5) | low;
}

function put(q: u32, d: u32, value: u64): void {
  if (q != 0) Ir.splatImm(V.register(d), value);
  else Ir.lowImm(V.register(d), value);
}

function move(invert: u32, q: u32, d: u32, value: u64): void {
  if (refused(false)) return;
  put(q, d, invert != 0 ? ~value : value);
}

/** MOVI and MVNI, 32-bit: shifted left by `bytes` bytes. */
export function moveImmediate32(invert: u32, q: u32, high: u32, bytes: u32, low: u32, d: u32): void {
  move(invert, q, d, Expand.words(byteOf(high, low), bytes));
}

/** MOVI and MVNI, 16-bit. */
export function moveImmediate16(invert: u32, q: u32, high: u32, bytes: u32, low: u32, d: u32): void {
  move(invert, q, d, Expand.halfwords(byteOf(high, low), bytes));
}

/** MOVI and MVNI, 32-bit, shifted left by one or two bytes of ones. */
export function moveImmediateOnes(invert: u32, q: u32, high: u32, two: u32, low: u32, d: u32): void {
  move(invert, q, d, Expand.ones(byteOf(high, low), two));
}

/** MOVI, 8-bit. */
export function moveImmediate8(q: u32, high: u32, low: u32, d: u32): void {
  move(0, q, d, Expand.bytes(byteOf(high, low)));
}

/** MOVI, 64-bit: each bit of the immediate is a byte. */
export function moveMask(q: u32, high: u32, low: u32, d: u32): void {
  move(0, q, d, Expand.mask(byteOf(high, low)));
}

function combine(clear: u32, q: u32, d: u32, value: u64): void {
  if (refused(false)) return;
  Ir.splatImm(V.temporary(0), value);
  if (clear != 0) Ir.andnV128(V.register(d), V.register(d), V.temporary(0));
  else Ir.orV128(V.register(d), V.register(d), V.temporary(0));
  trim(q, V.register(d));
}

/** ORR and, when `clear`, BIC (vector, immediate), 32-bit. */
export function logicalImmediate32(clear: u32, q: u32, high: u32, bytes: u32, low: u32, d: u32): void {
  combine(clear, q, d, Expand.words(byteOf(high, low), bytes));
}

/** ORR and, when `clear`, BIC (vector, immediate), 16-bit. */
export function logicalImmediate16(clear: u32, q: u32, high: u32, bytes: u32, low: u32, d: u32): void {
  combine(clear, q, d, Expand.halfwords(byteOf(high, low), bytes));
}

/** FMOV (vector, immediate): single precision, or double precision in 128 bits only. */
export function moveFloatImmediate(double: u32, q: u32, high: u32, low: u32, d: u32): void {
  move(0, q, d, double != 0 ? expandDouble(byteOf(high, low)) : Expand.singles(byteOf(high, low)));
}

/** VFPExpandImm: a sign, a 3-bit exponent and a 4-bit fraction. */
function expandDouble(byte: u32): u64 {
  const imm8 = <u64>byte;
  const exponent: u64 = (imm8 & 0x40) != 0 ? (<u64>0xff) << 54 : (<u64>1) << 62;
  return ((imm8 & 0x80) << 56) | exponent | ((imm8 & 0x3f) << 48);
}
