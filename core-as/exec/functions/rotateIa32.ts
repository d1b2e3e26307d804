/**
 * IA32's rotations and double shifts: what they do to CF and OF. SDM volume 2, RCL/RCR/ROL/ROR, SHLD, SHRD.
 *
 * Counts are 0..31; a count of zero leaves the flags alone. OF, which the manual defines for counts of one, follows the same rule
 * for all.
 */
import { carryOfIa32, eflagsOf } from "./flagsIa32";

const CF: u32 = 1 << 0;
const PF: u32 = 1 << 2;
const ZF: u32 = 1 << 6;
const OF: u32 = 1 << 11;

function withCarry(v: usize, carry: u32, overflow: u32): u32 {
  return (eflagsOf(v) & ~(CF | OF)) | (carry & 1) | ((overflow & 1) << 11);
}

/** EFLAGS after ROL whose result, repeated until it fills the word, is `result`. */
export function rotatedLeftFlags(v: usize, result: u32, count: u32): u32 {
  return count == 0 ? eflagsOf(v) : withCarry(v, result, (result >> 31) ^ result);
}

export function rotatedRightFlags(v: usize, result: u32, count: u32): u32 {
  return count == 0 ? eflagsOf(v) : withCarry(v, result >> 31, (result >> 31) ^ (result >> 30));
}

/** Operand and carry as one number of `bits` + 1 bits, rotated left by `count`. */
function rotateThroughCarry(v: usize, a: u32, count: u32, bits: u32): u64 {
  const width = <u64>bits + 1;
  const mask = ((<u64>1) << width) - 1;
  const whole = (<u64>a | ((<u64>carryOfIa32(v)) << (<u64>bits))) & mask;
  const distance = <u64>count % width;
  return ((whole << distance) | (distance == 0 ? 0 : whole >> (width - distance))) & mask;
}

function operandOf(a: u32, bits: u32): u32 {
  return bits == 32 ? a : a & ((1 << bits) - 1);
}

/** RCL. */
export function rotateCarryLeft(v: usize, a: u32, count: u32, bits: u32): u32 {
  return operandOf(<u32>rotateThroughCarry(v, operandOf(a, bits), count, bits), bits);
}

/** RCR: RCL by the rest. */
export function rotateCarryRight(v: usize, a: u32, count: u32, bits: u32): u32 {
  return rotateCarryLeft(v, a, bits + 1 - (count % (bits + 1)), bits);
}

export function rotateCarryLeftFlags(v: usize, a: u32, count: u32, bits: u32): u32 {
  if (count == 0) return eflagsOf(v);
  const whole = rotateThroughCarry(v, operandOf(a, bits), count, bits);
  const carry = <u32>(whole >> <u64>bits);
  return withCarry(v, carry, (<u32>whole >> (bits - 1)) ^ carry);
}

export function rotateCarryRightFlags(v: usize, a: u32, count: u32, bits: u32): u32 {
  if (count == 0) return eflagsOf(v);
  const whole = rotateThroughCarry(v, operandOf(a, bits), bits + 1 - (count % (bits + 1)), bits);
  const result = <u32>whole;
  return withCarry(v, <u32>(whole >> <u64>bits), (result >> (bits - 1)) ^ (result >> (bits - 2)));
}

/** SF, ZF and PF of `result`, with CF, and OF where the sign changed. */
function shifted(before: u32, result: u32, carry: u32, shift: u32): u32 {
  const high = result << shift;
  const parity = (popcnt<u32>(result & 0xff) & 1) != 0 ? 0 : PF;
  const changed = ((before << shift) ^ high) >> 31;
  return (carry & CF) | parity | (high == 0 ? ZF : 0) | ((high >> 31) << 7) | (changed << 11);
}

export function doubleLeftFlags32(v: usize, before: u32, result: u32, count: u32): u32 {
  return count == 0 ? eflagsOf(v) : shifted(before, result, before >> (32 - count), 0);
}

export function doubleRightFlags32(v: usize, before: u32, result: u32, count: u32): u32 {
  return count == 0 ? eflagsOf(v) : shifted(before, result, before >> (count - 1), 0);
}

/** Counts above 16 have no meaning; the carry is that of the last bit which left the operand. */
export function doubleLeftFlags16(v: usize, before: u32, result: u32, count: u32): u32 {
  return count == 0 ? eflagsOf(v) : shifted(before, result, (before & 0xffff) >> ((16 - count) & 15), 16);
}

export function doubleRightFlags16(v: usize, before: u32, result: u32, count: u32): u32 {
  return count == 0 ? eflagsOf(v) : shifted(before, result, (before & 0xffff) >> ((count - 1) & 15), 16);
}
