/**
 * The two-operand operations of arithmetic and logic, whose encodings are alike. SDM volume 2, 3.2 and 4.3.
 *
 * Of a register of 32 bits, result and flags are one micro-op; else the result is made first, then put away, which may fault, and
 * then the flags are recorded.
 */
import { Ir } from "../ir/emit.gen";
import { SLOT_DISCARD } from "../layout";
import { Insn } from "./instruction";
import { Operand, Temporary } from "./operand";
import { Gpr, Reg } from "./state";

/** As the reg field of 80..83 numbers them; then TEST, which is AND without a result. */
export enum Operation {
  Add = 0,
  Or = 1,
  Adc = 2,
  Sbb = 3,
  And = 4,
  Sub = 5,
  Xor = 6,
  Cmp = 7,
  Test = 8,
}

const LEFT: u32 = 0;
const RIGHT: u32 = 1;
const RESULT: u32 = 2;
const WITH_CARRY: u32 = 3;

export abstract class Binary {
  /** E = E op G. */
  static toE(operation: u32, isV: u32): void {
    const size = Operand.width(isV);
    const right = Operand.g(size, Temporary.at(RIGHT));
    intoE(operation, size, right);
  }

  /** G = G op E. */
  static toG(operation: u32, isV: u32): void {
    const size = Operand.width(isV);
    const right = Operand.e(size, Temporary.at(RIGHT));
    intoRegister(operation, size, Insn.reg, right);
  }

  /** AL or eAX = it op immediate. */
  static accumulator(operation: u32, isV: u32): void {
    const size = Operand.width(isV);
    const value = <i32>Insn.immediate;
    if (size == 4 && hasImmediateForm(operation)) return wholeImmediate(operation, Reg.slot(Gpr.Eax), value);
    intoRegister(operation, size, Gpr.Eax, constant(value));
  }

  /** E = E op immediate. */
  static immediateToE(operation: u32, isV: u32): void {
    byNumber(operation, Operand.width(isV), <i32>Insn.immediate);
  }

  /** E = E op imm8, sign-extended. */
  static signedToE(operation: u32): void {
    byNumber(operation, Insn.operandSize, Insn.signed8);
  }
}

/** ADC and SBB want their operand in a slot. */
function hasImmediateForm(operation: u32): bool {
  return operation != Operation.Adc && operation != Operation.Sbb;
}

function hasResult(operation: u32): bool {
  return operation < <u32>Operation.Cmp;
}

function constant(value: i32): u32 {
  Ir.constI64(Temporary.at(RIGHT), <i64>(<u32>value));
  return Temporary.at(RIGHT);
}

function byNumber(operation: u32, size: u32, value: i32): void {
  if (size == 4 && hasImmediateForm(operation)) {
    if (!Insn.isMemory) return wholeImmediate(operation, Reg.slot(Insn.rm), value);
    if (!hasResult(operation)) {
      const left = Operand.e(4, Temporary.at(LEFT));
      return recordImmediate(operation, SLOT_DISCARD, left, value);
    }
  }
  if (size == 1 && (operation == Operation.Cmp || operation == Operation.Test)) {
    return compareByte(operation, value);
  }
  intoE(operation, size, constant(value));
}

/** CMP and TEST of a byte with a number: the most usual ones. */
function compareByte(operation: u32, value: i32): void {
  const left = Operand.e(1, Temporary.at(LEFT));
  if (operation == Operation.Cmp) return Ir.flagsiSub8(left, value);
  Ir.andiI32(Temporary.at(RESULT), left, value);
  Ir.flagsLogic8(Temporary.at(RESULT));
}

function intoE(operation: u32, size: u32, right: u32): void {
  if (!Insn.isMemory) return intoRegister(operation, size, Insn.rm, right);
  const left = Operand.e(size, Temporary.at(LEFT));
  if (hasResult(operation)) {
    const operand = value(operation, size, left, right);
    Operand.setE(size, Temporary.at(RESULT));
    record(operation, size, left, operand, Temporary.at(RESULT));
  } else compare(operation, size, left, right);
}

function intoRegister(operation: u32, size: u32, n: u32, right: u32): void {
  if (size == 4) {
    if (hasImmediateForm(operation)) whole(operation, Reg.slot(n), right);
    else wholeWithCarry(operation, Reg.slot(n), right);
    return;
  }
  const left = Operand.register(n, size, Temporary.at(LEFT));
  if (!hasResult(operation)) return compare(operation, size, left, right);
  const operand = value(operation, size, left, right);
  record(operation, size, left, operand, Temporary.at(RESULT));
  Operand.setRegister(n, size, Temporary.at(RESULT));
}

/** CMP, TEST. */
function compare(operation: u32, size: u32, left: u32, right: u32): void {
  if (size == 4) {
    if (operation == Operation.Cmp) Ir.subsI32(SLOT_DISCARD, left, right);
    else Ir.andsI32(SLOT_DISCARD, left, right);
    return;
  }
  if (operation == Operation.Test) Ir.andI32(Temporary.at(RESULT), left, right);
  record(operation, size, left, right, Temporary.at(RESULT));
}

/** Result and flags in one: the register at `slot` op `right`. */
function whole(operation: u32, slot: u32, right: u32): void {
  switch (operation) {
    case Operation.Add:
      return Ir.addsI32(slot, slot, right);
    case Operation.Or:
      return Ir.orsI32(slot, slot, right);
    case Operation.And:
      return Ir.andsI32(slot, slot, right);
    case Operation.Sub:
      return Ir.subsI32(slot, slot, right);
    case Operation.Xor:
      return Ir.xorsI32(slot, slot, right);
    case Operation.Cmp:
      return Ir.subsI32(SLOT_DISCARD, slot, right);
    default:
      return Ir.andsI32(SLOT_DISCARD, slot, right);
  }
}

/** ADC, SBB: the record comes first, because it wants the operand as it was. */
function wholeWithCarry(operation: u32, slot: u32, right: u32): void {
  const operand = Temporary.at(WITH_CARRY);
  Ir.withcarry(operand, right);
  record(operation, 4, slot, operand, 0);
  if (operation == Operation.Adc) Ir.addwithI32(slot, slot, operand);
  else Ir.subwithI32(slot, slot, operand);
}

function wholeImmediate(operation: u32, slot: u32, value: i32): void {
  recordImmediate(operation, hasResult(operation) ? slot : SLOT_DISCARD, slot, value);
}

function recordImmediate(operation: u32, d: u32, a: u32, value: i32): void {
  switch (operation) {
    case Operation.Add:
      return Ir.addsiI32(d, a, value);
    case Operation.Or:
      return Ir.orsiI32(d, a, value);
    case Operation.Xor:
      return Ir.xorsiI32(d, a, value);
    case Operation.Sub:
    case Operation.Cmp:
      return Ir.subsiI32(d, a, value);
    default:
      return Ir.andsiI32(d, a, value);
  }
}

/** The result alone, in temporary RESULT. @returns the right operand as the flags want it: with the carry in ADC and SBB */
function value(operation: u32, size: u32, left: u32, right: u32): u32 {
  const result = Temporary.at(RESULT);
  switch (operation) {
    case Operation.Add:
      Ir.addI32(result, left, right);
      return right;
    case Operation.Or:
      Ir.orI32(result, left, right);
      return right;
    case Operation.And:
      Ir.andI32(result, left, right);
      return right;
    case Operation.Sub:
      Ir.subI32(result, left, right);
      return right;
    case Operation.Xor:
      Ir.xorI32(result, left, right);
      return right;
    default:
      Ir.withcarry(Temporary.at(WITH_CARRY), right);
      if (operation == Operation.Adc) Ir.addwithI32(result, left, Temporary.at(WITH_CARRY));
      else Ir.subwithI32(result, left, Temporary.at(WITH_CARRY));
      return Temporary.at(WITH_CARRY);
  }
}

/** The flags alone. */
function record(operation: u32, size: u32, left: u32, right: u32, result: u32): void {
  switch (operation) {
    case Operation.Add:
      if (size == 1) return Ir.flagsAdd8(left, right);
      return size == 2 ? Ir.flagsAdd16(left, right) : Ir.addsI32(SLOT_DISCARD, left, right);
    case Operation.Sub:
    case Operation.Cmp:
      if (size == 1) return Ir.flagsSub8(left, right);
      return size == 2 ? Ir.flagsSub16(left, right) : Ir.subsI32(SLOT_DISCARD, left, right);
    case Operation.Adc:
      if (size == 1) return Ir.flagsAdc8(left, right);
      return size == 2 ? Ir.flagsAdc16(left, right) : Ir.flagsAdc32(left, right);
    case Operation.Sbb:
      if (size == 1) return Ir.flagsSbb8(left, right);
      return size == 2 ? Ir.flagsSbb16(left, right) : Ir.flagsSbb32(left, right);
    default:
      recordLogic(size, result);
  }
}

/** Flags of AND, OR, XOR, TEST: those of the result. */
export function recordLogic(size: u32, result: u32): void {
  if (size == 1) Ir.flagsLogic8(result);
  else if (size == 2) Ir.flagsLogic16(result);
  else Ir.flagsLogic32(result);
}
