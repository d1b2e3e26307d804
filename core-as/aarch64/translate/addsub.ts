/** Add and subtract. DDI 0487 C4.1.2 (immediate), C4.1.5 (shifted register, extended register, with carry). */
import { Ir } from "../../ir/emit.gen";
import { SLOT_ZERO } from "../../layout";
import { X } from "../registers";
import { baseMoved, baseWritten } from "../stack";
import { addExtendedTo, Extend, extendedOperand, Shift, shiftedOperand } from "./shift";
import { unallocated } from "./system";

/** ADD (immediate): Xd|SP = Xn|SP + imm12, optionally shifted left by 12. */
export function addImmediate(is64: u32, shift12: u32, imm12: u32, n: u32, d: u32): void {
  addConstant(is64, n, d, shift12 != 0 ? imm12 << 12 : imm12);
}

/** SUB (immediate). */
export function subImmediate(is64: u32, shift12: u32, imm12: u32, n: u32, d: u32): void {
  addConstant(is64, n, d, -(<i32>(shift12 != 0 ? imm12 << 12 : imm12)));
}

function addConstant(is64: u32, n: u32, d: u32, addend: i32): void {
  if (is64 == 0) Ir.addiI32(X.sp(d), X.sp(n), addend);
  else if (addend == 0) Ir.movI64(X.sp(d), X.sp(n));
  else Ir.addiI64(X.sp(d), X.sp(n), addend);
  if (n == 31 && is64 != 0) baseMoved(d, addend);
  else baseWritten(d);
}

/** ADDS (immediate). */
export function addsImmediate(is64: u32, shift12: u32, imm12: u32, n: u32, d: u32): void {
  const operand = shift12 != 0 ? imm12 << 12 : imm12;
  if (is64 != 0) Ir.addsiI64(X.to(d), X.sp(n), operand);
  else Ir.addsiI32(X.to(d), X.sp(n), operand);
}

/** SUBS (immediate). */
export function subsImmediate(is64: u32, shift12: u32, imm12: u32, n: u32, d: u32): void {
  const operand = shift12 != 0 ? imm12 << 12 : imm12;
  if (is64 != 0) Ir.subsiI64(X.to(d), X.sp(n), operand);
  else Ir.subsiI32(X.to(d), X.sp(n), operand);
}

/** Whether a shifted operand is allocated: no ROR, and no amount that a 32-bit register does not have. */
function shiftAllocated(is64: u32, type: u32, amount: u32): bool {
  return type != Shift.Ror && (is64 != 0 || amount < 32);
}

/** ADD (shifted register). */
export function addShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!shiftAllocated(is64, type, amount)) return unallocated();
  if (type == Shift.Lsl && amount != 0) {
    if (is64 != 0) return Ir.addshlI64(X.to(d), X.from(n), X.from(m), amount);
    return Ir.addshlI32(X.to(d), X.from(n), X.from(m), amount);
  }
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.addI64(X.to(d), X.from(n), operand);
  else Ir.addI32(X.to(d), X.from(n), operand);
}

/** ADDS (shifted register). */
export function addsShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!shiftAllocated(is64, type, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.addsI64(X.to(d), X.from(n), operand);
  else Ir.addsI32(X.to(d), X.from(n), operand);
}

/** SUB (shifted register). */
export function subShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!shiftAllocated(is64, type, amount)) return unallocated();
  if (type == Shift.Lsl && amount != 0) {
    if (is64 != 0) return Ir.subshlI64(X.to(d), X.from(n), X.from(m), amount);
    return Ir.subshlI32(X.to(d), X.from(n), X.from(m), amount);
  }
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.subI64(X.to(d), X.from(n), operand);
  else Ir.subI32(X.to(d), X.from(n), operand);
}

/** SUBS (shifted register). */
export function subsShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!shiftAllocated(is64, type, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.subsI64(X.to(d), X.from(n), operand);
  else Ir.subsI32(X.to(d), X.from(n), operand);
}

/** ADD (extended register): SP is allowed as source and destination. */
export function addExtended(is64: u32, m: u32, option: u32, amount: u32, n: u32, d: u32): void {
  if (amount > 4) return unallocated();
  if (is64 != 0) addExtendedTo(X.sp(d), X.sp(n), m, option, amount);
  else Ir.addI32(X.sp(d), X.sp(n), extendedOperand32(m, option, amount));
  baseWritten(d);
}

/** ADDS (extended register). */
export function addsExtended(is64: u32, m: u32, option: u32, amount: u32, n: u32, d: u32): void {
  if (amount > 4) return unallocated();
  if (is64 != 0) Ir.addsI64(X.to(d), X.sp(n), extendedOperand(m, option, amount));
  else Ir.addsI32(X.to(d), X.sp(n), extendedOperand32(m, option, amount));
}

/** SUB (extended register). */
export function subExtended(is64: u32, m: u32, option: u32, amount: u32, n: u32, d: u32): void {
  if (amount > 4) return unallocated();
  if (is64 != 0) Ir.subI64(X.sp(d), X.sp(n), extendedOperand(m, option, amount));
  else Ir.subI32(X.sp(d), X.sp(n), extendedOperand32(m, option, amount));
  baseWritten(d);
}

/** SUBS (extended register). */
export function subsExtended(is64: u32, m: u32, option: u32, amount: u32, n: u32, d: u32): void {
  if (amount > 4) return unallocated();
  if (is64 != 0) Ir.subsI64(X.to(d), X.sp(n), extendedOperand(m, option, amount));
  else Ir.subsI32(X.to(d), X.sp(n), extendedOperand32(m, option, amount));
}

/** In the 32-bit forms an extension from 32 or 64 bits is none: only the low word counts. */
function extendedOperand32(m: u32, option: u32, amount: u32): u32 {
  return extendedOperand(m, (option & 3) >= <u32>Extend.Uxtw ? <u32>Extend.Uxtx : option, amount);
}

/** ADC: Xd = Xn + Xm + C. */
export function addWithCarry(is64: u32, m: u32, n: u32, d: u32): void {
  addThree(is64, X.to(d), X.from(n), X.from(m), false);
}

/** ADCS. */
export function addWithCarrySetFlags(is64: u32, m: u32, n: u32, d: u32): void {
  addThree(is64, X.to(d), X.from(n), X.from(m), true);
}

/** SBC: Xd = Xn + NOT(Xm) + C. */
export function subtractWithCarry(is64: u32, m: u32, n: u32, d: u32): void {
  addThree(is64, X.to(d), X.from(n), complement(m), false);
}

/** SBCS. */
export function subtractWithCarrySetFlags(is64: u32, m: u32, n: u32, d: u32): void {
  addThree(is64, X.to(d), X.from(n), complement(m), true);
}

function complement(m: u32): u32 {
  Ir.ornI64(X.temporary(2), SLOT_ZERO, X.from(m));
  return X.temporary(2);
}

/** AddWithCarry of the manual's shared pseudocode. */
function addThree(is64: u32, d: u32, a: u32, b: u32, setFlags: bool): void {
  const carry = X.temporary(0);
  const flags = X.temporary(1);
  Ir.carry(carry);
  if (is64 != 0) {
    if (setFlags) Ir.adcFlagsI64(flags, a, b, carry);
    Ir.adcI64(d, a, b, carry);
  } else {
    if (setFlags) Ir.adcFlagsI32(flags, a, b, carry);
    Ir.adcI32(d, a, b, carry);
  }
  if (setFlags) Ir.nzcvSet(flags);
}
