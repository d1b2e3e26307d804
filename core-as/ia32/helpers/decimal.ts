/**
 * Decimal adjustments of AL and AX, for `Call.systemWide`: d is EAX, the flags are set. SDM volume 2: AAA, AAD, AAM, AAS, DAA, DAS.
 *
 * BOUNDS: d is a slot.
 */
import { eflagsOf, setEflags } from "../../exec/functions/flagsIa32";
import { Eflags } from "../state";

/** SF, ZF and PF of a byte. */
function byteFlags(value: u32): u32 {
  const parity: u32 = (popcnt<u32>(value & 0xff) & 1) != 0 ? 0 : Eflags.PF;
  return parity | ((value & 0xff) == 0 ? <u32>Eflags.ZF : 0) | (value & Eflags.SF);
}

/** Puts `al` in AL, and sets the flags: those of AL, and `others`. */
function finish(v: usize, d: usize, al: u32, others: u32): i32 {
  store<u8>(d, <u8>al);
  setEflags(v, byteFlags(al) | others);
  return 0;
}

/** DAA, DAS (`subtract`). */
export function adjustDecimal(v: usize, d: usize, a: usize, b: usize, subtract: u32): i32 {
  const flags = eflagsOf(v);
  const old = <u32>load<u8>(d);
  const sign: u32 = subtract != 0 ? -1 : 1;
  let al = old;
  let others: u32 = 0;
  if ((old & 15) > 9 || (flags & Eflags.AF) != 0) {
    al += sign * 6;
    others = Eflags.AF;
    // DAS: a borrow of the first step counts.
    if ((flags & Eflags.CF) != 0 || (subtract != 0 && old < 6)) others |= Eflags.CF;
  }
  if (old > 0x99 || (flags & Eflags.CF) != 0) {
    al += sign * 0x60;
    others |= Eflags.CF;
  }
  return finish(v, d, al, others);
}

/** AAA, AAS (`subtract`). */
export function adjustAfterAddition(v: usize, d: usize, a: usize, b: usize, subtract: u32): i32 {
  const carries = (load<u8>(d) & 15) > 9 || (eflagsOf(v) & Eflags.AF) != 0;
  const ax = <u32>load<u16>(d);
  const adjusted = carries ? (subtract != 0 ? ax - 0x106 : ax + 0x106) : ax;
  store<u16>(d, <u16>adjusted);
  return finish(v, d, adjusted & 15, carries ? <u32>Eflags.AF | <u32>Eflags.CF : 0);
}

/** AAM: AH = AL / base, AL = the rest. */
export function divideByBase(v: usize, d: usize, a: usize, b: usize, base: u32): i32 {
  const al = <u32>load<u8>(d);
  store<u8>(d, <u8>(al / base), 1);
  return finish(v, d, al % base, 0);
}

/** AAD: AL += AH * base, AH = 0. */
export function multiplyByBase(v: usize, d: usize, a: usize, b: usize, base: u32): i32 {
  const al = (<u32>load<u8>(d) + <u32>load<u8>(d, 1) * base) & 0xff;
  store<u8>(d, 0, 1);
  return finish(v, d, al, 0);
}
