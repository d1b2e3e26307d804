/** Advanced SIMD modified immediate. DDI 0487 C4.1.6; AdvSIMDExpandImm of J1.3. */
import { Ir } from "../../ir/emit.gen";
import { V } from "../registers";
import { refused, trim } from "./simdEmit";

/** Multiplied with a lane's value, these fill 64 bits with it. */
const BYTES: u64 = 0x0101010101010101;
const HALFWORDS: u64 = 0x0001000100010001;
const WORDS: u64 = 0x0000000100000001;

/** The immediate's eight bits: abc above defgh. */
function byteOf(high: u32, low: u32): u64 {
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
  move(invert, q, d, (byteOf(high, low) << (bytes << 3)) * WORDS);
}

/** MOVI and MVNI, 16-bit. */
export function moveImmediate16(invert: u32, q: u32, high: u32, bytes: u32, low: u32, d: u32): void {
  move(invert, q, d, (byteOf(high, low) << (bytes << 3)) * HALFWORDS);
}

/** MOVI and MVNI, 32-bit, shifted left by one or two bytes of ones. */
export function moveImmediateOnes(invert: u32, q: u32, high: u32, two: u32, low: u32, d: u32): void {
  const shift: u64 = two != 0 ? 16 : 8;
  move(invert, q, d, ((byteOf(high, low) << shift) | (((<u64>1) << shift) - 1)) * WORDS);
}

/** MOVI, 8-bit. */
export function moveImmediate8(q: u32, high: u32, low: u32, d: u32): void {
  move(0, q, d, byteOf(high, low) * BYTES);
}

/** MOVI, 64-bit: each bit of the immediate is a byte. */
export function moveMask(q: u32, high: u32, low: u32, d: u32): void {
  let mask: u64 = 0;
  for (let bit: u64 = 0; bit < 8; bit++) {
    if (((byteOf(high, low) >> bit) & 1) != 0) mask |= (<u64>0xff) << (bit << 3);
  }
  move(0, q, d, mask);
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
  combine(clear, q, d, (byteOf(high, low) << (bytes << 3)) * WORDS);
}

/** ORR and, when `clear`, BIC (vector, immediate), 16-bit. */
export function logicalImmediate16(clear: u32, q: u32, high: u32, bytes: u32, low: u32, d: u32): void {
  combine(clear, q, d, (byteOf(high, low) << (bytes << 3)) * HALFWORDS);
}

/** FMOV (vector, immediate): single precision, or double precision in 128 bits only. */
export function moveFloatImmediate(double: u32, q: u32, high: u32, low: u32, d: u32): void {
  move(0, q, d, double != 0 ? expandDouble(byteOf(high, low)) : expandSingle(byteOf(high, low)));
}

/** VFPExpandImm: a sign, a 3-bit exponent and a 4-bit fraction. */
function expandSingle(imm8: u64): u64 {
  const exponent: u64 = (imm8 & 0x40) != 0 ? 0x1f << 25 : 1 << 30;
  return (((imm8 & 0x80) << 24) | exponent | ((imm8 & 0x3f) << 19)) * WORDS;
}

function expandDouble(imm8: u64): u64 {
  const exponent: u64 = (imm8 & 0x40) != 0 ? (<u64>0xff) << 54 : (<u64>1) << 62;
  return ((imm8 & 0x80) << 56) | exponent | ((imm8 & 0x3f) << 48);
}
