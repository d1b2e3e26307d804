/** Multiplication and division. SDM volume 1, 5.1.2. */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { divideSigned, divideUnsigned } from "../helpers/division";
import { Insn } from "../instruction";
import { Operand, Temporary } from "../operand";
import { Gpr, Reg } from "../state";

const LEFT: u32 = 0;
const RIGHT: u32 = 1;
const PRODUCT: u32 = 2;
const OVERFLOW: u32 = 3;

function extended(slot: u32, size: u32, temporary: u32, signed: bool): u32 {
  return signed ? Operand.signExtended(slot, size, temporary) : Operand.zeroExtended(slot, size, temporary);
}

/** PRODUCT = left * right; OVERFLOW = CF and OF: whether it needs more than `size` bytes. */
function product(left: u32, right: u32, size: u32, signed: bool): void {
  const wide = Temporary.at(PRODUCT);
  const overflow = Temporary.at(OVERFLOW);
  const a = extended(left, size, Temporary.at(LEFT), signed);
  const b = extended(right, size, Temporary.at(RIGHT), signed);
  if (signed) Ir.mulwideS(wide, a, b);
  else Ir.mulwideU(wide, a, b);
  if (size != 4) Ir.shliI64(overflow, wide, size == 1 ? 24 : 16);
  const top = size == 4 ? wide : overflow;
  if (signed) Ir.overflowS32(overflow, top);
  else Ir.overflowU32(overflow, top);
}

function recordProduct(size: u32): void {
  if (size == 1) Ir.flagsResult8(Temporary.at(PRODUCT), Temporary.at(OVERFLOW));
  else if (size == 2) Ir.flagsResult16(Temporary.at(PRODUCT), Temporary.at(OVERFLOW));
  else Ir.flagsResult32(Temporary.at(PRODUCT), Temporary.at(OVERFLOW));
}

/** MUL, IMUL with one operand: AX, DX:AX or EDX:EAX. */
export function multiply(signed: u32, isV: u32): void {
  const size = Operand.width(isV);
  const wide = Temporary.at(PRODUCT);
  const right = Operand.e(size, Temporary.at(RIGHT));
  product(Reg.slot(Gpr.Eax), right, size, signed != 0);
  recordProduct(size);
  if (size == 1) return Operand.setRegister(Gpr.Eax, 2, wide);
  Operand.setRegister(Gpr.Eax, size, wide);
  if (size == 4) return Ir.shruiI64(Reg.slot(Gpr.Edx), wide, 32);
  Ir.shruiI32(wide, wide, 16);
  Operand.setRegister(Gpr.Edx, 2, wide);
}

function intoG(left: u32, right: u32): void {
  product(left, right, Insn.operandSize, true);
  recordProduct(Insn.operandSize);
  Operand.setG(Insn.operandSize, Temporary.at(PRODUCT));
}

/** IMUL G, E. */
export function multiplyG(): void {
  const right = Operand.e(Insn.operandSize, Temporary.at(RIGHT));
  intoG(Reg.slot(Insn.reg), right);
}

/** IMUL G, E, immediate. */
export function multiplyImmediate(): void {
  byNumber(<i32>Insn.immediate);
}

/** IMUL G, E, imm8 sign-extended. */
export function multiplySigned8(): void {
  byNumber(Insn.signed8);
}

function byNumber(value: i32): void {
  const left = Operand.e(Insn.operandSize, Temporary.at(LEFT));
  Ir.constI64(Temporary.at(RIGHT), <i64>(<u32>value));
  intoG(left, Temporary.at(RIGHT));
}

/** DIV, IDIV: #DE when the quotient does not fit. Flags are undefined; they stay. */
export function divide(signed: u32, isV: u32): void {
  const size = Operand.width(isV);
  const dividend = Temporary.at(LEFT);
  const result = Temporary.at(PRODUCT);
  const divisor = Operand.e(size, Temporary.at(RIGHT));
  const eax = Reg.slot(Gpr.Eax);
  const edx = Reg.slot(Gpr.Edx);
  if (size == 1) Ir.movI64(dividend, eax);
  else {
    Ir.shliI64(dividend, edx, size == 2 ? 16 : 32);
    if (size == 2) Ir.mergeI64(dividend, dividend, eax, 0xffff);
    else Ir.orI64(dividend, dividend, eax);
  }
  Call.system(signed != 0 ? divideSigned.index : divideUnsigned.index, result, dividend, divisor, size);
  // Quotient in the low half, remainder in the high one.
  if (size == 4) {
    Ir.movI32(eax, result);
    return Ir.shruiI64(edx, result, 32);
  }
  Operand.setRegister(Gpr.Eax, size, result);
  Ir.shruiI64(result, result, 32);
  Operand.setRegister(size == 1 ? 4 : <u32>Gpr.Edx, size, result);
}
