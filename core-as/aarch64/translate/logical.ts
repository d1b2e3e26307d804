/** Logical operations. DDI 0487 C4.1.2 (immediate), C4.1.5 (shifted register). */
import { Ir } from "../../ir/emit.gen";
import { SLOT_ZERO } from "../../layout";
import { X } from "../registers";
import { baseWritten } from "../stack";
import { bitmaskAllocated, bitmaskImmediate } from "./bitmask";
import { Shift, shiftedOperand } from "./shift";
import { unallocated } from "./system";

/** AND (immediate): Xd|SP = Xn AND imm. */
export function andImmediate(is64: u32, n1: u32, immr: u32, imms: u32, n: u32, d: u32): void {
  if (!bitmaskAllocated(is64, n1, imms)) return unallocated();
  const mask = bitmaskImmediate(n1, immr, imms);
  if (is64 != 0) Ir.andiI64(X.sp(d), X.from(n), mask);
  else Ir.andiI32(X.sp(d), X.from(n), <i32>mask);
  baseWritten(d);
}

/** ORR (immediate); from XZR it is MOV (bitmask immediate). */
export function orImmediate(is64: u32, n1: u32, immr: u32, imms: u32, n: u32, d: u32): void {
  if (!bitmaskAllocated(is64, n1, imms)) return unallocated();
  const mask = bitmaskImmediate(n1, immr, imms);
  if (n == 31) Ir.constI64(X.sp(d), is64 != 0 ? mask : mask & 0xffffffff);
  else if (is64 != 0) Ir.oriI64(X.sp(d), X.from(n), mask);
  else Ir.oriI32(X.sp(d), X.from(n), <i32>mask);
  baseWritten(d);
}

/** EOR (immediate). */
export function xorImmediate(is64: u32, n1: u32, immr: u32, imms: u32, n: u32, d: u32): void {
  if (!bitmaskAllocated(is64, n1, imms)) return unallocated();
  const mask = bitmaskImmediate(n1, immr, imms);
  if (is64 != 0) Ir.xoriI64(X.sp(d), X.from(n), mask);
  else Ir.xoriI32(X.sp(d), X.from(n), <i32>mask);
  baseWritten(d);
}

/** ANDS (immediate). */
export function andsImmediate(is64: u32, n1: u32, immr: u32, imms: u32, n: u32, d: u32): void {
  if (!bitmaskAllocated(is64, n1, imms)) return unallocated();
  const mask = bitmaskImmediate(n1, immr, imms);
  if (is64 != 0) Ir.andsiI64(X.to(d), X.from(n), mask);
  else Ir.andsiI32(X.to(d), X.from(n), <i32>mask);
}

/** A 32-bit register has no shift amount above 31. */
function amountAllocated(is64: u32, amount: u32): bool {
  return is64 != 0 || amount < 32;
}

/** AND (shifted register). */
export function andShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!amountAllocated(is64, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.andI64(X.to(d), X.from(n), operand);
  else Ir.andI32(X.to(d), X.from(n), operand);
}

/** BIC (shifted register). */
export function andNotShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!amountAllocated(is64, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.andnI64(X.to(d), X.from(n), operand);
  else Ir.andnI32(X.to(d), X.from(n), operand);
}

/** ORR (shifted register); from XZR, unshifted, it is MOV (register). */
export function orShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!amountAllocated(is64, amount)) return unallocated();
  if (n == 31 && amount == 0 && type == Shift.Lsl) return moveRegister(is64, m, d);
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.orI64(X.to(d), X.from(n), operand);
  else Ir.orI32(X.to(d), X.from(n), operand);
}

function moveRegister(is64: u32, m: u32, d: u32): void {
  if (is64 != 0 || m == 31) Ir.movI64(X.to(d), m == 31 ? SLOT_ZERO : X.from(m));
  else Ir.movI32(X.to(d), X.from(m));
}

/** ORN (shifted register). */
export function orNotShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!amountAllocated(is64, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.ornI64(X.to(d), X.from(n), operand);
  else Ir.ornI32(X.to(d), X.from(n), operand);
}

/** EOR (shifted register). */
export function xorShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!amountAllocated(is64, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.xorI64(X.to(d), X.from(n), operand);
  else Ir.xorI32(X.to(d), X.from(n), operand);
}

/** EON (shifted register). */
export function xorNotShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!amountAllocated(is64, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.xornI64(X.to(d), X.from(n), operand);
  else Ir.xornI32(X.to(d), X.from(n), operand);
}

/** ANDS (shifted register). */
export function andsShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!amountAllocated(is64, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.andsI64(X.to(d), X.from(n), operand);
  else Ir.andsI32(X.to(d), X.from(n), operand);
}

/** BICS (shifted register). */
export function andsNotShifted(is64: u32, type: u32, m: u32, amount: u32, n: u32, d: u32): void {
  if (!amountAllocated(is64, amount)) return unallocated();
  const operand = shiftedOperand(is64, m, type, amount);
  if (is64 != 0) Ir.andnsI64(X.to(d), X.from(n), operand);
  else Ir.andnsI32(X.to(d), X.from(n), operand);
}
