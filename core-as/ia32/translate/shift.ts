/**
 * Shifts and rotations. SDM volume 1, 5.1.5. Counts are taken modulo 32; a count of zero changes nothing, not even flags.
 */
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_ZERO } from "../../layout";
import { Insn } from "../instruction";
import { Operand, Temporary } from "../operand";
import { Gpr, Reg } from "../state";

/** As ModRM.reg has them; 6 is another SHL. */
enum Shift {
  Rol = 0,
  Ror = 1,
  Rcl = 2,
  Rcr = 3,
  Shl = 4,
  Shr = 5,
  Sal = 6,
  Sar = 7,
}

const OPERAND: u32 = 0;
const RESULT: u32 = 1;
const COUNT: u32 = 2;
const REPEATED: u32 = 3;

/** By imm8. */
export function byNumber(operation: u32, isV: u32): void {
  shiftByNumber(operation, Operand.width(isV), Insn.immediate & 31);
}

/** By one. */
export function byOne(operation: u32, isV: u32): void {
  shiftByNumber(operation, Operand.width(isV), 1);
}

/** By CL. */
export function byCl(operation: u32, isV: u32): void {
  const size = Operand.width(isV);
  const count = Temporary.at(COUNT);
  const operand = Operand.e(size, Temporary.at(OPERAND));
  Ir.andiI32(count, Reg.slot(Gpr.Ecx), 31);
  if (operation < <u32>Shift.Shl) return rotate(operation, size, operand, count);
  const result = Temporary.at(RESULT);
  const wide = widened(operation, size, operand);
  if (operation == Shift.Shr) Ir.shruI32(result, wide, count);
  else if (operation == Shift.Sar) Ir.shrsI32(result, wide, count);
  else Ir.shlI32(result, wide, count);
  if (Insn.isMemory) Operand.setE(size, result);
  recordByCount(operation, size, operand, count);
  if (!Insn.isMemory) Operand.setE(size, result);
}

function shiftByNumber(operation: u32, size: u32, count: u32): void {
  const operand = Operand.e(size, Temporary.at(OPERAND));
  if (count == 0) {
    // The operand is written all the same: a page that may not be written faults.
    if (Insn.isMemory) Operand.setE(size, operand);
    return;
  }
  if (operation < <u32>Shift.Shl) {
    Ir.constI64(Temporary.at(COUNT), count);
    return rotateByNumber(operation, size, operand, count);
  }
  const whole = size == 4 && !Insn.isMemory;
  const result = whole ? operand : Temporary.at(RESULT);
  if (!Insn.isMemory) recordByNumber(operation, size, operand, count);
  const wide = widened(operation, size, operand);
  if (operation == Shift.Shr) Ir.shruiI32(result, wide, count);
  else if (operation == Shift.Sar) Ir.shrsiI32(result, wide, count);
  else Ir.shliI32(result, wide, count);
  if (!whole) Operand.setE(size, result);
  if (Insn.isMemory) recordByNumber(operation, size, operand, count);
}

/** What is shifted: right shifts move bits down that lie above the operand. */
function widened(operation: u32, size: u32, operand: u32): u32 {
  if (operation == Shift.Shr) {
    return Insn.isMemory ? operand : Operand.zeroExtended(operand, size, Temporary.at(REPEATED));
  }
  return operation == Shift.Sar ? Operand.signExtended(operand, size, Temporary.at(REPEATED)) : operand;
}

function recordByNumber(operation: u32, size: u32, a: u32, count: u32): void {
  if (operation == Shift.Shr) {
    if (size == 1) return Ir.flagsiShr8(a, count);
    return size == 2 ? Ir.flagsiShr16(a, count) : Ir.flagsiShr32(a, count);
  }
  if (operation == Shift.Sar) {
    if (size == 1) return Ir.flagsiSar8(a, count);
    return size == 2 ? Ir.flagsiSar16(a, count) : Ir.flagsiSar32(a, count);
  }
  if (size == 1) return Ir.flagsiShl8(a, count);
  return size == 2 ? Ir.flagsiShl16(a, count) : Ir.flagsiShl32(a, count);
}

function recordByCount(operation: u32, size: u32, a: u32, count: u32): void {
  if (operation == Shift.Shr) {
    if (size == 1) return Ir.flagsShr8(a, count);
    return size == 2 ? Ir.flagsShr16(a, count) : Ir.flagsShr32(a, count);
  }
  if (operation == Shift.Sar) {
    if (size == 1) return Ir.flagsSar8(a, count);
    return size == 2 ? Ir.flagsSar16(a, count) : Ir.flagsSar32(a, count);
  }
  if (size == 1) return Ir.flagsShl8(a, count);
  return size == 2 ? Ir.flagsShl16(a, count) : Ir.flagsShl32(a, count);
}

/** The operand, repeated until it fills the word: it rotates as a word of 32 bits does. */
function repeated(size: u32, operand: u32): u32 {
  if (size == 4) return operand;
  const word = Temporary.at(REPEATED);
  if (size == 1) {
    Ir.andiI32(word, operand, 0xff);
    Ir.addshlI32(word, word, word, 8);
    Ir.addshlI32(word, word, word, 16);
  } else {
    Ir.andiI32(word, operand, 0xffff);
    Ir.addshlI32(word, word, word, 16);
  }
  return word;
}

/** ROL, ROR, RCL, RCR by the number in `count`, which is in COUNT, too. */
function rotateByNumber(operation: u32, size: u32, operand: u32, count: u32): void {
  if (operation > <u32>Shift.Ror) return rotate(operation, size, operand, Temporary.at(COUNT));
  const result = size == 4 && !Insn.isMemory ? operand : Temporary.at(RESULT);
  Ir.rotriI32(result, repeated(size, operand), operation == Shift.Rol ? (32 - count) & 31 : count);
  if (result != operand) Operand.setE(size, result);
  if (operation == Shift.Rol) Ir.flagsiRol(SLOT_DISCARD, result);
  else Ir.flagsiRor(SLOT_DISCARD, result);
}

/** The same by the count in slot `count`. */
function rotate(operation: u32, size: u32, operand: u32, count: u32): void {
  const result = Temporary.at(RESULT);
  const bits = size << 3;
  if (operation == Shift.Rol) {
    Ir.subI32(result, SLOT_ZERO, count);
    Ir.rotrI32(result, repeated(size, operand), result);
  } else if (operation == Shift.Ror) Ir.rotrI32(result, repeated(size, operand), count);
  else if (operation == Shift.Rcl) Ir.rclI32(result, operand, count, bits);
  else Ir.rcrI32(result, operand, count, bits);
  if (Insn.isMemory) Operand.setE(size, result);
  if (operation == Shift.Rol) Ir.flagsRol(SLOT_DISCARD, result, count);
  else if (operation == Shift.Ror) Ir.flagsRor(SLOT_DISCARD, result, count);
  else if (operation == Shift.Rcl) Ir.flagsRcl(SLOT_DISCARD, operand, count, bits);
  else Ir.flagsRcr(SLOT_DISCARD, operand, count, bits);
  if (!Insn.isMemory) Operand.setE(size, result);
}

/** SHLD, SHRD (`right`) by imm8. */
export function doubleByNumber(right: u32): void {
  Ir.constI64(Temporary.at(COUNT), Insn.immediate & 31);
  double(right != 0);
}

/** SHLD, SHRD by CL. */
export function doubleByCl(right: u32): void {
  Ir.andiI32(Temporary.at(COUNT), Reg.slot(Gpr.Ecx), 31);
  double(right != 0);
}

function double(right: bool): void {
  const size = Insn.operandSize;
  const count = Temporary.at(COUNT);
  const result = Temporary.at(RESULT);
  const operand = Operand.e(size, Temporary.at(OPERAND));
  const other = Reg.slot(Insn.reg);
  if (size == 4) join32(right, operand, other);
  else join16(operand, other);
  if (right) Ir.shruI64(result, result, count);
  else {
    Ir.shlI64(result, result, count);
    Ir.shruiI64(result, result, 32);
  }
  if (Insn.isMemory) Operand.setE(size, result);
  recordDouble(right, size, operand, result, count);
  if (!Insn.isMemory) Operand.setE(size, result);
}

/** RESULT = both operands, the one that is shifted at the end that it leaves. */
function join32(right: bool, operand: u32, other: u32): void {
  const joined = Temporary.at(RESULT);
  Ir.shliI64(joined, right ? other : operand, 32);
  Ir.orI64(joined, joined, right ? operand : other);
}

/** operand : other : operand. Counts above 16, which have no meaning, go on with the operand's own bits, as processors do. */
function join16(operand: u32, other: u32): void {
  const joined = Temporary.at(RESULT);
  const half = Temporary.at(REPEATED);
  Ir.andiI64(joined, operand, 0xffff);
  Ir.andiI64(half, other, 0xffff);
  Ir.addshlI64(half, joined, half, 16);
  Ir.addshlI64(joined, half, joined, 32);
}

function recordDouble(right: bool, size: u32, before: u32, result: u32, count: u32): void {
  if (size == 4) {
    if (right) Ir.flagsShrd32(SLOT_DISCARD, before, result, count);
    else Ir.flagsShld32(SLOT_DISCARD, before, result, count);
  } else if (right) Ir.flagsShrd16(SLOT_DISCARD, before, result, count);
  else Ir.flagsShld16(SLOT_DISCARD, before, result, count);
}
