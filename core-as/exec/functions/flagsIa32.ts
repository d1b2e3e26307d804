/**
 * IA32's six arithmetic flags from the lazy record (abi.ts: CC). SDM volume 1, 3.4.3.1 and appendix A.
 *
 * Where the manual leaves a flag undefined it is what falls out: AF clear after logic and shifts, OF of a shift by more
 * than one as for the last step.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure.
 */
import { CC } from "../../abi";
import { SLOT_CC, SLOT_CC_A, SLOT_CC_B } from "../../layout";

const CF: u32 = 1 << 0;
const PF: u32 = 1 << 2;
const AF: u32 = 1 << 4;
const ZF: u32 = 1 << 6;
const SF: u32 = 1 << 7;
const OF: u32 = 1 << 11;
const ARITHMETIC: u32 = CF | PF | AF | ZF | SF | OF;

/** CF, PF, AF, ZF, SF, OF, each at its place in EFLAGS. */
export function eflagsOf(v: usize): u32 {
  const a = load<u32>(v, SLOT_CC_A);
  const b = load<u32>(v, SLOT_CC_B);
  const carry = load<u32>(v, SLOT_CC_B + 4);
  switch (load<u32>(v, SLOT_CC)) {
    case CC.Add8:
      return addFlags(a << 24, b << 24, 0, 24);
    case CC.Add16:
      return addFlags(a << 16, b << 16, 0, 16);
    case CC.Add32:
      return addFlags(a, b, 0, 0);
    case CC.Adc8:
      return addFlags(a << 24, b << 24, carry, 24);
    case CC.Adc16:
      return addFlags(a << 16, b << 16, carry, 16);
    case CC.Adc32:
      return addFlags(a, b, carry, 0);
    case CC.Sub8:
      return subFlags(a << 24, b << 24, 0, 24);
    case CC.Sub16:
      return subFlags(a << 16, b << 16, 0, 16);
    case CC.Sub32:
      return subFlags(a, b, 0, 0);
    case CC.Sbb8:
      return subFlags(a << 24, b << 24, carry, 24);
    case CC.Sbb16:
      return subFlags(a << 16, b << 16, carry, 16);
    case CC.Sbb32:
      return subFlags(a, b, carry, 0);
    case CC.Logic8:
      return resultFlags(a, 24);
    case CC.Logic16:
      return resultFlags(a, 16);
    case CC.Logic32:
      return resultFlags(a, 0);
    default:
      return otherFlags(load<u32>(v, SLOT_CC), a, b);
  }
}

function otherFlags(kind: u32, a: u32, b: u32): u32 {
  switch (kind) {
    case CC.Inc8:
      return incrementFlags(a, b, 24);
    case CC.Inc16:
      return incrementFlags(a, b, 16);
    case CC.Inc32:
      return incrementFlags(a, b, 0);
    case CC.Dec8:
      return decrementFlags(a, b, 24);
    case CC.Dec16:
      return decrementFlags(a, b, 16);
    case CC.Dec32:
      return decrementFlags(a, b, 0);
    case CC.Shl8:
      return leftFlags(a, b, 24);
    case CC.Shl16:
      return leftFlags(a, b, 16);
    case CC.Shl32:
      return leftFlags(a, b, 0);
    case CC.Shr8:
      return rightFlags(a & 0xff, b, 24);
    case CC.Shr16:
      return rightFlags(a & 0xffff, b, 16);
    case CC.Shr32:
      return rightFlags(a, b, 0);
    case CC.Sar8:
      return signedRightFlags(((<i32>a) << 24) >> 24, b, 24);
    case CC.Sar16:
      return signedRightFlags(((<i32>a) << 16) >> 16, b, 16);
    case CC.Sar32:
      return signedRightFlags(<i32>a, b, 0);
    case CC.Result8:
      return resultFlags(a, 24) | b;
    case CC.Result16:
      return resultFlags(a, 16) | b;
    case CC.Result32:
      return resultFlags(a, 0) | b;
    default:
      return a & ARITHMETIC;
  }
}

/** PF, ZF and SF of a result whose low 32 - shift bits count. */
function resultFlags(result: u32, shift: u32): u32 {
  const high = result << shift;
  return (high == 0 ? ZF : 0) | ((high >> 31) << 7) | parity(result);
}

/** PF: set when the low byte has an even number of ones. */
function parity(result: u32): u32 {
  return (popcnt<u32>(result & 0xff) & 1) != 0 ? 0 : PF;
}

/** Flags of a + b + carry, the operands at the top of their words, `shift` bits up. */
function addFlags(a: u32, b: u32, carry: u32, shift: u32): u32 {
  const result = a + b + (carry << shift);
  const out = ((a & b) | ((a | b) & ~result)) >> 31;
  const overflow = ((a ^ result) & (b ^ result)) >> 31;
  return resultFlags(result >> shift, shift) | out | half(a, b, result, shift) | (overflow << 11);
}

/** Flags of a - b - carry. */
function subFlags(a: u32, b: u32, carry: u32, shift: u32): u32 {
  const result = a - b - (carry << shift);
  const borrow = ((~a & b) | (~(a ^ b) & result)) >> 31;
  const overflow = ((a ^ b) & (a ^ result)) >> 31;
  return resultFlags(result >> shift, shift) | borrow | half(a, b, result, shift) | (overflow << 11);
}

/** AF: the carry or borrow between bits 3 and 4. */
function half(a: u32, b: u32, result: u32, shift: u32): u32 {
  return ((a ^ b ^ result) >> shift) & AF;
}

/** After INC: `result` is one more than the operand; `carry` is CF as it was. */
function incrementFlags(result: u32, carry: u32, shift: u32): u32 {
  const wrapped = result << shift == 0x80000000 ? OF : 0;
  return resultFlags(result, shift) | (carry & CF) | ((result & 15) == 0 ? AF : 0) | wrapped;
}

function decrementFlags(result: u32, carry: u32, shift: u32): u32 {
  const wrapped = result << shift == (<u32>0x7fffffff >> shift) << shift ? OF : 0;
  return resultFlags(result, shift) | (carry & CF) | ((result & 15) == 15 ? AF : 0) | wrapped;
}

/** After SHL of `a` by `count`, 1..31. */
function leftFlags(a: u32, count: u32, shift: u32): u32 {
  const wide = (<u64>(a << shift)) << (<u64>count);
  const result = <u32>wide;
  const out = <u32>(wide >> 32) & 1;
  return resultFlags(result >> shift, shift) | out | (((result >> 31) ^ out) << 11);
}

/** After SHR of `a`, zero-extended: OF is the sign before the last step. */
function rightFlags(a: u32, count: u32, shift: u32): u32 {
  const before = a >> (count - 1);
  return resultFlags(before >> 1, shift) | (before & 1) | (((before << shift) >> 31) << 11);
}

/** After SAR of `a`, sign-extended. */
function signedRightFlags(a: i32, count: u32, shift: u32): u32 {
  const before = a >> (count - 1);
  return resultFlags(before >> 1, shift) | (before & 1);
}

/** CF. */
export function carryOfIa32(v: usize): u32 {
  const a = load<u32>(v, SLOT_CC_A);
  switch (load<u32>(v, SLOT_CC)) {
    case CC.Add32:
      return u32(a + load<u32>(v, SLOT_CC_B) < a);
    case CC.Sub32:
      return u32(a < load<u32>(v, SLOT_CC_B));
    case CC.Logic8:
    case CC.Logic16:
    case CC.Logic32:
      return 0;
    case CC.Inc32:
    case CC.Dec32:
      return load<u32>(v, SLOT_CC_B);
    default:
      return eflagsOf(v) & CF;
  }
}

/** Whether `condition` (tttn: SDM volume 2, B.1.4.7) holds. */
export function conditionHoldsIa32(v: usize, condition: i32): i32 {
  const flags = eflagsOf(v);
  const less = ((flags >> 7) & 1) ^ ((flags >> 11) & 1);
  let holds: u32 = 0;
  switch (condition >> 1) {
    case 0:
      holds = flags >> 11;
      break;
    case 1:
      holds = flags;
      break;
    case 2:
      holds = flags >> 6;
      break;
    case 3:
      holds = flags | (flags >> 6);
      break;
    case 4:
      holds = flags >> 7;
      break;
    case 5:
      holds = flags >> 2;
      break;
    case 6:
      holds = less;
      break;
    default:
      holds = less | (flags >> 6);
  }
  return <i32>((holds ^ <u32>condition) & 1);
}

/** Sets the six flags from their places in `eflags`. */
export function setEflags(v: usize, eflags: u32): void {
  store<u32>(v, CC.Eflags, SLOT_CC);
  store<u64>(v, <u64>(eflags & ARITHMETIC), SLOT_CC_A);
  store<u64>(v, 0, SLOT_CC_B);
}
