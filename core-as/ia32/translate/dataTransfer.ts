/** Data transfer. SDM volume 1, 5.1.1. */
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { Insn } from "../instruction";
import { Memory, Operand, Temporary } from "../operand";
import { Eflags, Gpr, Reg } from "../state";

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

/** MOVZX from `size` bytes. */
export function zeroExtend(size: u32): void {
  const g = Reg.slot(Insn.reg);
  if (Insn.operandSize == 2) {
    const value = Operand.e(size, Temporary.at(0));
    return Operand.setG(2, Operand.zeroExtended(value, size, Temporary.at(0)));
  }
  if (!Insn.isMemory) {
    return Ir.andiI32(g, Operand.register(Insn.rm, size, Temporary.at(0)), size == 1 ? 0xff : 0xffff);
  }
  Memory.address();
  Memory.read(g, size);
}

/** MOVSX from `size` bytes. */
export function signExtend(size: u32): void {
  const whole = Insn.operandSize == 4;
  const result = whole ? Reg.slot(Insn.reg) : Temporary.at(1);
  if (Insn.isMemory && whole) {
    Memory.address();
    if (size == 1) Ir.ldwS8I32(result, Memory.slot, Memory.offset, Memory.cache);
    else Ir.ldwS16I32(result, Memory.slot, Memory.offset, Memory.cache);
    return;
  }
  const shift = size == 1 ? 24 : 16;
  Ir.fieldSI32(result, Operand.e(size, Temporary.at(0)), shift, shift);
  if (!whole) Operand.setG(2, result);
}

/** XCHG E, G. */
export function exchange(isV: u32): void {
  const size = Operand.width(isV);
  const old = Temporary.at(0);
  const value = Operand.e(size, old);
  if (value != old) Ir.movI32(old, value);
  Operand.setE(size, Operand.g(size, Temporary.at(1)));
  Operand.setG(size, old);
}

/** XCHG eAX, register. */
export function exchangeRegister(): void {
  const n = Insn.opcodeRegister;
  Ir.movI32(Temporary.at(0), Reg.slot(n));
  Operand.setRegister(n, Insn.operandSize, Reg.slot(Gpr.Eax));
  Operand.setRegister(Gpr.Eax, Insn.operandSize, Temporary.at(0));
}

/** BSWAP; of 16 bits, which has no meaning, it gives zero, as processors do. */
export function swapBytes(): void {
  const slot = Reg.slot(Insn.opcodeRegister);
  if (Insn.operandSize == 4) Ir.revI32(slot, slot);
  else Ir.andiI32(slot, slot, -0x10000);
}

/** XLAT: AL = [eBX + AL]. */
export function translateByte(): void {
  const value = Temporary.at(0);
  Ir.andiI32(value, Reg.slot(Gpr.Eax), 0xff);
  Memory.slot = Reg.slot(Gpr.Ebx);
  Memory.offset = 0;
  Memory.further(value);
  Memory.inSegment(Insn.segment);
  Memory.read(value, 1);
  Operand.setRegister(Gpr.Eax, 1, value);
}

/** CMOVcc: the source is read in any case. */
export function moveConditional(): void {
  const g = Reg.slot(Insn.reg);
  const value = Operand.e(Insn.operandSize, Temporary.at(0));
  if (Insn.operandSize == 4) return Ir.selectIa32(g, value, g, Insn.condition);
  Ir.selectIa32(Temporary.at(0), value, g, Insn.condition);
  Operand.setG(2, Temporary.at(0));
}

/** CBW, CWDE. */
export function extendAccumulator(): void {
  const eax = Reg.slot(Gpr.Eax);
  if (Insn.operandSize == 4) return Ir.fieldSI32(eax, eax, 16, 16);
  Ir.fieldSI32(Temporary.at(0), eax, 24, 24);
  Operand.setRegister(Gpr.Eax, 2, Temporary.at(0));
}

/** CWD, CDQ. */
export function extendIntoEdx(): void {
  const eax = Reg.slot(Gpr.Eax);
  if (Insn.operandSize == 4) return Ir.shrsiI32(Reg.slot(Gpr.Edx), eax, 31);
  Ir.fieldSI32(Temporary.at(0), eax, 16, 31);
  Operand.setRegister(Gpr.Edx, 2, Temporary.at(0));
}

const AH: u32 = 4;
/** SF, ZF, AF, PF, CF. */
const LOW_FLAGS: u32 = Eflags.SF | Eflags.ZF | Eflags.AF | Eflags.PF | Eflags.CF;

/** LAHF. */
export function loadFlagsIntoAh(): void {
  Ir.eflagsGet(Temporary.at(0));
  Ir.oriI32(Temporary.at(0), Temporary.at(0), Eflags.Fixed);
  Operand.setRegister(AH, 1, Temporary.at(0));
}

/** SAHF: all but OF. */
export function storeAhIntoFlags(): void {
  const flags = Temporary.at(0);
  Ir.eflagsGet(flags);
  Ir.mergeI32(flags, flags, Operand.register(AH, 1, Temporary.at(1)), LOW_FLAGS);
  Ir.eflagsSet(flags);
}

/** CMPXCHG: memory is written in any case. */
export function compareExchange(isV: u32): void {
  const size = Operand.width(isV);
  const old = Temporary.at(0);
  const difference = Temporary.at(1);
  const value = Operand.e(size, old);
  if (value != old) Ir.movI32(old, value);
  const eax = Reg.slot(Gpr.Eax);
  Ir.xorI32(difference, eax, old);
  const result = Temporary.at(2);
  Ir.ifzeroI32(result, Operand.g(size, Temporary.at(3)), old, Operand.zeroExtended(difference, size, difference));
  if (Insn.isMemory) Operand.setE(size, result);
  if (size == 1) Ir.flagsSub8(eax, old);
  else if (size == 2) Ir.flagsSub16(eax, old);
  else Ir.subsI32(SLOT_DISCARD, eax, old);
  // Where they were equal, this changes nothing.
  Operand.setRegister(Gpr.Eax, size, old);
  if (!Insn.isMemory) Operand.setE(size, result);
}

/** CMPXCHG8B: ZF alone tells. */
export function compareExchange8(): void {
  const old = Temporary.at(0);
  const difference = Temporary.at(1);
  const result = Temporary.at(2);
  Memory.address();
  Memory.read(old, 8);
  Ir.shliI64(difference, Reg.slot(Gpr.Edx), 32);
  Ir.orI64(difference, difference, Reg.slot(Gpr.Eax));
  Ir.xorI64(difference, difference, old);
  Ir.shliI64(result, Reg.slot(Gpr.Ecx), 32);
  Ir.orI64(result, result, Reg.slot(Gpr.Ebx));
  Ir.ifzeroI64(result, result, old, difference);
  Memory.write(result, 8);
  Ir.flagsZero(SLOT_DISCARD, difference);
  Ir.movI32(Reg.slot(Gpr.Eax), old);
  Ir.shruiI64(Reg.slot(Gpr.Edx), old, 32);
}

/** XADD: E = E + G, G = what E was. */
export function exchangeAdd(isV: u32): void {
  const size = Operand.width(isV);
  const old = Temporary.at(0);
  const sum = Temporary.at(2);
  const value = Operand.e(size, old);
  if (value != old) Ir.movI32(old, value);
  const right = Operand.g(size, Temporary.at(1));
  Ir.addI32(sum, old, right);
  if (Insn.isMemory) Operand.setE(size, sum);
  if (size == 1) Ir.flagsAdd8(old, right);
  else if (size == 2) Ir.flagsAdd16(old, right);
  else Ir.addsI32(SLOT_DISCARD, old, right);
  Operand.setG(size, old);
  if (!Insn.isMemory) Operand.setE(size, sum);
}
