/** Data transfer. SDM volume 1, 5.1.1. */
import { Ir } from "../../ir/emit.gen";
import { Insn } from "../instruction";
import { Memory, Operand, Temporary } from "../operand";
import { Gpr, Reg } from "../state";

/** MOV E, G. */
export function storeG(isV: u32): void {
  const size = Operand.width(isV);
  const value = Operand.g(size, Temporary.at(0));
  if (Insn.isMemory) Memory.address();
  Operand.setE(size, value);
}

/** MOV G, E. */
export function loadG(isV: u32): void {
  const size = Operand.width(isV);
  if (Insn.isMemory && size == 4) {
    Memory.address();
    return Memory.read(Reg.slot(Insn.reg), 4);
  }
  Operand.setG(size, Operand.e(size, Temporary.at(0)));
}

/** MOV register, immediate. */
export function loadImmediate(isV: u32): void {
  setImmediate(Insn.opcodeRegister, Operand.width(isV));
}

function setImmediate(n: u32, size: u32): void {
  if (size == 4) return Ir.constI64(Reg.slot(n), Insn.immediate);
  Ir.constI64(Temporary.at(0), Insn.immediate);
  Operand.setRegister(n, size, Temporary.at(0));
}

/** MOV E, immediate. */
export function storeImmediate(isV: u32): void {
  const size = Operand.width(isV);
  if (!Insn.isMemory) return setImmediate(Insn.rm, size);
  Ir.constI64(Temporary.at(0), Insn.immediate);
  Memory.address();
  Memory.write(Temporary.at(0), size);
}

/** MOV AL / eAX, moffs. */
export function loadAbsolute(isV: u32): void {
  const size = Operand.width(isV);
  Memory.absolute();
  if (size == 4) return Memory.read(Reg.slot(Gpr.Eax), 4);
  Memory.read(Temporary.at(0), size);
  Operand.setRegister(Gpr.Eax, size, Temporary.at(0));
}

/** MOV moffs, AL / eAX. */
export function storeAbsolute(isV: u32): void {
  Memory.absolute();
  Memory.write(Reg.slot(Gpr.Eax), Operand.width(isV));
}

/** LEA. */
export function loadEffective(): void {
  const result = Insn.operandSize == 4 ? Reg.slot(Insn.reg) : Temporary.at(0);
  Memory.effective();
  if (Memory.offset == 0) Ir.movI32(result, Memory.slot);
  else Ir.addiI32(result, Memory.slot, Memory.offset);
  if (Insn.operandSize == 2) Operand.setG(2, result);
}
