/**
 * Data processing: AND to MVN with constants, shifted registers and register-shifted registers; constants of 12 and 16 bits.
 * DDI 0487 F5.1. `operation` and `s` of the rows are numbers of translate/operation.ts.
 */
import { JumpHint } from "../../abi";
import { Ir } from "../../ir/emit.gen";
import { SLOT_PC } from "../../layout";
import { LR, PC, R } from "../registers";
import { Carry, expandA32, expandT32, registerShiftTo, Shift, shifted, shiftTo } from "./operand2";
import {
  arithmetic,
  arithmeticConstant,
  isLogical,
  logical,
  logicalConstant,
  Operation,
  recordLogical,
  resultSlot,
  resultWritten,
  setsFlags,
} from "./operation";
import { Pc } from "./pc";

/** With A32's constant. */
export function immediateA32(operation: u32, s: u32, n: u32, d: u32, imm12: u32): void {
  processConstant(operation, s, n, d, expandA32(imm12), imm12 >> 8 != 0);
}

/** With T32's constant. */
export function immediateT32(operation: u32, s: u32, n: u32, d: u32, imm12: u32): void {
  processConstant(operation, s, n, d, expandT32(imm12), imm12 >> 10 != 0);
}

/** With a plain constant, which leaves C alone. */
export function immediatePlain(operation: u32, s: u32, n: u32, d: u32, imm: u32): void {
  processConstant(operation, s, n, d, imm, false);
}

/** ADD and SUB of SP and a number of words. */
export function immediateWords(operation: u32, n: u32, d: u32, words: u32): void {
  processConstant(operation, 0, n, d, words << 2, false);
}

function processConstant(operation: u32, s: u32, n: u32, d: u32, value: u32, rotated: bool): void {
  const flags = setsFlags(s, d);
  const result = resultSlot(operation, d);
  const a = R.source(n);
  if (isLogical(operation)) {
    if (flags) Carry.ofConstant(value, rotated);
    logicalConstant(operation, result, a, value);
    if (flags) recordLogical(result);
  } else arithmeticConstant(operation, flags, result, a, value);
  resultWritten(s, d);
}

/** With a register shifted by a constant as encoded. */
export function register(operation: u32, s: u32, n: u32, d: u32, type: u32, amount: u32, m: u32): void {
  const flags = setsFlags(s, d);
  const result = resultSlot(operation, d);
  const a = R.source(n);
  const b = R.source(m, 1);
  if (isLogical(operation)) {
    if (flags) Carry.ofShift(b, type, amount);
    if (operation == Operation.Mov) shiftTo(result, b, type, amount);
    else logical(operation, result, a, shifted(b, type, amount));
    if (flags) recordLogical(result);
  } else if (type == Shift.Lsl && amount != 0 && !flags && operation == Operation.Add) {
    Ir.addshlI32(result, a, b, amount);
  } else if (type == Shift.Lsl && amount != 0 && !flags && operation == Operation.Sub) {
    Ir.subshlI32(result, a, b, amount);
  } else arithmetic(operation, flags, result, a, shifted(b, type, amount));
  resultWritten(s, d);
}

/** With a register shifted by a register. */
export function registerShifted(operation: u32, s: u32, n: u32, d: u32, type: u32, count: u32, m: u32): void {
  const flags = setsFlags(s, d);
  const result = resultSlot(operation, d);
  const a = R.source(n);
  const b = R.source(m, 1);
  const by = R.general(count);
  if (isLogical(operation)) {
    if (flags) Carry.ofRegisterShift(b, type, by);
    if (operation == Operation.Mov) registerShiftTo(result, b, type, by);
    else logical(operation, result, a, registerShiftedOperand(b, type, by));
    if (flags) recordLogical(result);
  } else arithmetic(operation, flags, result, a, registerShiftedOperand(b, type, by));
  resultWritten(s, d);
}

function registerShiftedOperand(a: u32, type: u32, count: u32): u32 {
  const t = R.temporary(0);
  registerShiftTo(t, a, type, count);
  return t;
}

/** MOV Rd, Rm: to R15 from LR it is a return. */
export function move(d: u32, m: u32): void {
  const source = R.source(m);
  if (d == PC) Pc.result(source, m == LR ? JumpHint.Return : JumpHint.None);
  else Ir.movI32(R.general(d), source);
}

/** MOVW: the constant is `high`, of four bits, and imm12. */
export function moveWide(high: u32, imm12: u32, d: u32): void {
  Ir.constI64(R.general(d), (high << 12) | imm12);
}

/** MOVT. */
export function moveTop(high: u32, imm12: u32, d: u32): void {
  Ir.movkI32(R.general(d), R.general(d), (high << 12) | imm12, 16);
}

/** ADR: Rd = R15, aligned to a word, + offset. */
export function addressA32(subtracts: u32, d: u32, imm12: u32): void {
  const offset = expandA32(imm12);
  address(d, subtracts != 0 ? -offset : offset);
}

/** ADR, T2 and T3. */
export function addressWide(subtracts: u32, imm12: u32, d: u32): void {
  address(d, subtracts != 0 ? -imm12 : imm12);
}

/** ADR, T1. */
export function addressNarrow(d: u32, words: u32): void {
  address(d, words << 2);
}

function address(d: u32, offset: u32): void {
  Ir.addiI32(R.destination(d), SLOT_PC, R.literalDistance() + offset);
  Pc.written(d);
}
