/** Binary arithmetic. SDM volume 1, 5.1.2. */
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_ZERO } from "../../layout";
import { Binary } from "../binary";
import { Insn } from "../instruction";
import { Operand, Temporary } from "../operand";
import { Reg } from "../state";

/** op E, G. */
export function toE(operation: u32, isV: u32): void {
  Binary.toE(operation, isV);
}

/** op G, E. */
export function toG(operation: u32, isV: u32): void {
  Binary.toG(operation, isV);
}

/** op AL / eAX, immediate. */
export function accumulator(operation: u32, isV: u32): void {
  Binary.accumulator(operation, isV);
}

/** op E, immediate. */
export function immediateToE(operation: u32, isV: u32): void {
  Binary.immediateToE(operation, isV);
}

/** op E, imm8 sign-extended. */
export function signedToE(operation: u32): void {
  Binary.signedToE(operation);
}

/** INC register. */
export function incrementRegister(): void {
  stepRegister(Insn.opcodeRegister, Insn.operandSize, 1);
}

/** DEC register. */
export function decrementRegister(): void {
  stepRegister(Insn.opcodeRegister, Insn.operandSize, -1);
}

/** INC E. */
export function increment(isV: u32): void {
  step(Operand.width(isV), 1);
}

/** DEC E. */
export function decrement(isV: u32): void {
  step(Operand.width(isV), -1);
}

function step(size: u32, distance: i32): void {
  if (!Insn.isMemory) return stepRegister(Insn.rm, size, distance);
  const result = Temporary.at(0);
  Operand.e(size, result);
  Ir.addiI32(result, result, distance);
  Operand.setE(size, result);
  recordStep(size, result, distance);
}

function stepRegister(n: u32, size: u32, distance: i32): void {
  if (size == 4) {
    const slot = Reg.slot(n);
    Ir.addiI32(slot, slot, distance);
    return recordStep(4, slot, distance);
  }
  const result = Temporary.at(0);
  Ir.addiI32(result, Operand.register(n, size, result), distance);
  Operand.setRegister(n, size, result);
  recordStep(size, result, distance);
}

/** INC and DEC leave CF alone. */
function recordStep(size: u32, result: u32, distance: i32): void {
  const carry = Temporary.at(1);
  Ir.carryIa32(carry);
  if (distance > 0) {
    if (size == 1) Ir.flagsInc8(result, carry);
    else if (size == 2) Ir.flagsInc16(result, carry);
    else Ir.flagsInc32(result, carry);
  } else if (size == 1) Ir.flagsDec8(result, carry);
  else if (size == 2) Ir.flagsDec16(result, carry);
  else Ir.flagsDec32(result, carry);
}

/** NEG: 0 - E. */
export function negate(isV: u32): void {
  const size = Operand.width(isV);
  if (size == 4 && !Insn.isMemory) return Ir.subsI32(Reg.slot(Insn.rm), SLOT_ZERO, Reg.slot(Insn.rm));
  const result = Temporary.at(1);
  const operand = Operand.e(size, Temporary.at(0));
  Ir.subI32(result, SLOT_ZERO, operand);
  if (Insn.isMemory) Operand.setE(size, result);
  if (size == 1) Ir.flagsSub8(SLOT_ZERO, operand);
  else if (size == 2) Ir.flagsSub16(SLOT_ZERO, operand);
  else Ir.subsI32(SLOT_DISCARD, SLOT_ZERO, operand);
  if (!Insn.isMemory) Operand.setE(size, result);
}
