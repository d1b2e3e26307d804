/**
 * Lazy condition flags. An op that sets flags records its kind and operands (SLOT_CC, SLOT_CC_A, SLOT_CC_B); whoever
 * reads a condition computes it from them.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure.
 */
import { CC } from "../../abi";
import { SLOT_CC, SLOT_CC_A, SLOT_CC_B } from "../../layout";

const N: u32 = 1 << 31;
const Z: u32 = 1 << 30;
const C: u32 = 1 << 29;
const V: u32 = 1 << 28;

/** NZCV in bits 31..28, from the lazy record. */
export function flagsOf(v: usize): u32 {
  // BOUNDS: v is a vCPU's base; the SLOT_CC* slots lie in its structure.
  const a = load<u64>(v, SLOT_CC_A);
  const b = load<u64>(v, SLOT_CC_B);
  switch (load<u32>(v, SLOT_CC)) {
    case CC.Raw:
      return <u32>a & (N | Z | C | V);
    case CC.Add32:
      return addFlags32(<u32>a, <u32>b);
    case CC.Add64:
      return addFlags64(a, b);
    case CC.Sub32:
      return subFlags32(<u32>a, <u32>b);
    case CC.Sub64:
      return subFlags64(a, b);
    case CC.Logic32:
      return (<u32>a & N) | (<u32>a == 0 ? Z : 0);
    case CC.Shifter32:
      return (<u32>a & N) | (<u32>a == 0 ? Z : 0) | (<u32>b & (C | V));
    default:
      return (<u32>(a >> 32) & N) | (a == 0 ? Z : 0);
  }
}

function addFlags32(a: u32, b: u32): u32 {
  const r = a + b;
  return (r & N) | (r == 0 ? Z : 0) | (r < a ? C : 0) | ((((a ^ r) & (b ^ r)) >> 31) << 28);
}

function addFlags64(a: u64, b: u64): u32 {
  const r = a + b;
  return (<u32>(r >> 32) & N) | (r == 0 ? Z : 0) | (r < a ? C : 0) | ((<u32>(((a ^ r) & (b ^ r)) >> 63)) << 28);
}

function subFlags32(a: u32, b: u32): u32 {
  const r = a - b;
  return (r & N) | (r == 0 ? Z : 0) | (a >= b ? C : 0) | ((((a ^ b) & (a ^ r)) >> 31) << 28);
}

function subFlags64(a: u64, b: u64): u32 {
  const r = a - b;
  return (<u32>(r >> 32) & N) | (r == 0 ? Z : 0) | (a >= b ? C : 0) | ((<u32>(((a ^ b) & (a ^ r)) >> 63)) << 28);
}

/** NZCV of a + b + carry, in bits 31..28. */
export function addCarryFlags32(a: u32, b: u32, carry: u32): u32 {
  const r = a + b + carry;
  const out = ((a & b) | ((a | b) & ~r)) >> 31;
  return (r & N) | (r == 0 ? Z : 0) | (out << 29) | ((((a ^ r) & (b ^ r)) >> 31) << 28);
}
export function addCarryFlags64(a: u64, b: u64, carry: u32): u32 {
  const r = a + b + carry;
  const out = <u32>(((a & b) | ((a | b) & ~r)) >> 63);
  return (<u32>(r >> 32) & N) | (r == 0 ? Z : 0) | (out << 29) | ((<u32>(((a ^ r) & (b ^ r)) >> 63)) << 28);
}

export function carryOf(v: usize): u32 {
  return (flagsOf(v) >> 29) & 1;
}

/** C and V where NZCV has them. */
export function carryOverflowOf(v: usize): u32 {
  return flagsOf(v) & (C | V);
}

/** V where NZCV has it. */
export function overflowOf(v: usize): u32 {
  return flagsOf(v) & V;
}

/**
 * C, where NZCV has it, of `a` shifted by the low byte of `b` (AArch32; LSL, LSR, ASR, ROR are numbered from 0), and V as it is.
 * DDI 0487 E1.2.2, Shift_C.
 */
export function carryOfShift(v: usize, a: u32, b: u32, type: i32): u32 {
  const count = b & 255;
  if (count == 0) return carryOverflowOf(v);
  return overflowOf(v) | (shiftedOut(a, count, type) << 29);
}

/** The last bit shifted out, for counts from 1 on. */
function shiftedOut(a: u32, count: u32, type: i32): u32 {
  switch (type) {
    case 0:
      return count > 32 ? 0 : (a >> (32 - count)) & 1;
    case 1:
      return count > 32 ? 0 : (a >> (count - 1)) & 1;
    case 2:
      return count > 32 ? a >> 31 : (a >> (count - 1)) & 1;
    default:
      return (a >> ((count - 1) & 31)) & 1;
  }
}

/** Whether `condition` (DDI 0487 C1.2.4, 4 bits) holds. Comparisons, the common case, never build the flags. */
export function conditionHolds(v: usize, condition: i32): i32 {
  // BOUNDS: v is a vCPU's base; the SLOT_CC* slots lie in its structure.
  const kind = load<u32>(v, SLOT_CC);
  if (kind == CC.Sub64) return compared64(load<u64>(v, SLOT_CC_A), load<u64>(v, SLOT_CC_B), condition);
  if (kind == CC.Sub32) return compared32(load<u32>(v, SLOT_CC_A), load<u32>(v, SLOT_CC_B), condition);
  return fromFlags(flagsOf(v), condition);
}

/** Whether `condition` holds after a comparison of a and b. */
export function compared64(a: u64, b: u64, condition: i32): i32 {
  switch (condition) {
    case 0:
      return i32(a == b);
    case 1:
      return i32(a != b);
    case 2:
      return i32(a >= b);
    case 3:
      return i32(a < b);
    case 4:
      return i32(<i64>(a - b) < 0);
    case 5:
      return i32(<i64>(a - b) >= 0);
    case 6:
      return i32(<i64>((a ^ b) & (a ^ (a - b))) < 0);
    case 7:
      return i32(<i64>((a ^ b) & (a ^ (a - b))) >= 0);
    case 8:
      return i32(a > b);
    case 9:
      return i32(a <= b);
    case 10:
      return i32(<i64>a >= <i64>b);
    case 11:
      return i32(<i64>a < <i64>b);
    case 12:
      return i32(<i64>a > <i64>b);
    case 13:
      return i32(<i64>a <= <i64>b);
    default:
      return 1;
  }
}

export function compared32(a: u32, b: u32, condition: i32): i32 {
  switch (condition) {
    case 0:
      return i32(a == b);
    case 1:
      return i32(a != b);
    case 2:
      return i32(a >= b);
    case 3:
      return i32(a < b);
    case 4:
      return i32(<i32>(a - b) < 0);
    case 5:
      return i32(<i32>(a - b) >= 0);
    case 6:
      return i32(<i32>((a ^ b) & (a ^ (a - b))) < 0);
    case 7:
      return i32(<i32>((a ^ b) & (a ^ (a - b))) >= 0);
    case 8:
      return i32(a > b);
    case 9:
      return i32(a <= b);
    case 10:
      return i32(<i32>a >= <i32>b);
    case 11:
      return i32(<i32>a < <i32>b);
    case 12:
      return i32(<i32>a > <i32>b);
    case 13:
      return i32(<i32>a <= <i32>b);
    default:
      return 1;
  }
}

function fromFlags(flags: u32, condition: i32): i32 {
  const n = flags >> 31;
  const z = (flags >> 30) & 1;
  const c = (flags >> 29) & 1;
  const overflow = (flags >> 28) & 1;
  switch (condition) {
    case 0:
      return z;
    case 1:
      return z ^ 1;
    case 2:
      return c;
    case 3:
      return c ^ 1;
    case 4:
      return n;
    case 5:
      return n ^ 1;
    case 6:
      return overflow;
    case 7:
      return overflow ^ 1;
    case 8:
      return c & (z ^ 1);
    case 9:
      return (c & (z ^ 1)) ^ 1;
    case 10:
      return i32(n == overflow);
    case 11:
      return i32(n != overflow);
    case 12:
      return i32(n == overflow) & (z ^ 1);
    case 13:
      return (i32(n == overflow) & (z ^ 1)) ^ 1;
    default:
      return 1;
  }
}

/** Sets NZCV from bits 31..28 of `flags`. */
export function setFlags(v: usize, flags: u32): void {
  store<u64>(v, <u64>(flags & (N | Z | C | V)), SLOT_CC_A);
  store<u64>(v, 0, SLOT_CC_B);
  store<u32>(v, CC.Raw, SLOT_CC);
}
