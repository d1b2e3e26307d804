/**
 * Operand 2 of data-processing instructions: constants and shifted registers, with the carry out of the rotation or shift.
 * DDI 0487 F1.7 (constants, shifts).
 *
 * Temporaries: 0 is a shifted operand, 1 the word with C and V that goes with it, 4 a carry in.
 */
import { Ir } from "../../ir/emit.gen";
import { R } from "../registers";

/** SRType, as encoded; a ROR by the constant 0 is RRX. */
export enum Shift {
  Lsl = 0,
  Lsr = 1,
  Asr = 2,
  Ror = 3,
}

/** A32ExpandImm: eight bits rotated by twice the upper four. */
export function expandA32(imm12: u32): u32 {
  return rotr<u32>(imm12 & 0xff, (imm12 >> 8) << 1);
}

/** ThumbExpandImm: a byte in one of four patterns, or eight bits from a one on, rotated. */
export function expandT32(imm12: u32): u32 {
  const byte = imm12 & 0xff;
  switch (imm12 >> 8) {
    case 0:
      return byte;
    case 1:
      return byte * 0x00010001;
    case 2:
      return byte * 0x01000100;
    case 3:
      return byte * 0x01010101;
    default:
      return rotr<u32>(0x80 | (imm12 & 0x7f), imm12 >> 7);
  }
}

/** What the shifter makes of C: a slot with C and V where NZCV has them. Each must be emitted before the result is. */
@final
export abstract class Carry {
  @inline static slot(): u32 {
    return R.temporary(1);
  }
  /** C stays as it is. */
  static unchanged(): void {
    Ir.carryOverflow(Carry.slot());
  }
  /** Of a constant: bit 31 where it was `rotated`. */
  static ofConstant(value: u32, rotated: bool): void {
    if (rotated) Ir.carryConstant(Carry.slot(), (value >> 31) << 29);
    else Carry.unchanged();
  }
  /** Of slot `a` shifted by a constant as encoded. */
  static ofShift(a: u32, type: u32, amount: u32): void {
    if (type == Shift.Lsl && amount == 0) Carry.unchanged();
    else Ir.carryBit(Carry.slot(), a, lastBitOut(type, amount));
  }
  /** Of slot `a` shifted by the low byte of slot `count`. */
  static ofRegisterShift(a: u32, type: u32, count: u32): void {
    Ir.carryShifted(Carry.slot(), a, count, type);
  }
}

/** Number of the bit that becomes C; RRX, which is encoded as ROR #0, puts out bit 0. */
function lastBitOut(type: u32, amount: u32): u32 {
  if (type == Shift.Lsl) return 32 - amount;
  if (amount == 0) return type == Shift.Ror ? 0 : 31;
  return amount - 1;
}

/** Slot of `a` shifted by a constant as encoded: `a` itself, or temporary 0 after an op that shifts. */
export function shifted(a: u32, type: u32, amount: u32): u32 {
  if (type == Shift.Lsl && amount == 0) return a;
  const t = R.temporary(0);
  shiftTo(t, a, type, amount);
  return t;
}

/** d = a shifted by a constant as encoded: LSR and ASR by 32 have 0 there, and so has RRX. */
export function shiftTo(d: u32, a: u32, type: u32, amount: u32): void {
  switch (type) {
    case Shift.Lsl:
      if (amount == 0) return Ir.movI32(d, a);
      return Ir.shliI32(d, a, amount);
    case Shift.Lsr:
      if (amount == 0) return Ir.constI64(d, 0);
      return Ir.shruiI32(d, a, amount);
    case Shift.Asr:
      return Ir.shrsiI32(d, a, amount == 0 ? 31 : amount);
    default:
      if (amount == 0) return rotateWithExtend(d, a);
      return Ir.rotriI32(d, a, amount);
  }
}

function rotateWithExtend(d: u32, a: u32): void {
  const carry = R.temporary(4);
  Ir.carry(carry);
  Ir.funnelI32(d, carry, a, 1, 31);
}

/** d = a shifted by the low byte of slot `count`. */
export function registerShiftTo(d: u32, a: u32, type: u32, count: u32): void {
  switch (type) {
    case Shift.Lsl:
      return Ir.lslI32(d, a, count);
    case Shift.Lsr:
      return Ir.lsrI32(d, a, count);
    case Shift.Asr:
      return Ir.asrI32(d, a, count);
    default:
      return Ir.rotrI32(d, a, count);
  }
}
