/**
 * Operand 2 of the data-processing instructions: shifted and extended registers. DDI 0487 C6.2, ShiftReg, ExtendReg.
 */
import { Ir } from "../../ir/emit.gen";
import { X } from "../registers";

/** ShiftType. */
export enum Shift {
  Lsl = 0,
  Lsr = 1,
  Asr = 2,
  Ror = 3,
}

/** ExtendType. */
export enum Extend {
  Uxtb = 0,
  Uxth = 1,
  Uxtw = 2,
  Uxtx = 3,
  Sxtb = 4,
  Sxth = 5,
  Sxtw = 6,
  Sxtx = 7,
}

/** Slot of Xm shifted by a constant: the register itself, or temporary 0 after an op that shifts. */
export function shiftedOperand(is64: u32, m: u32, type: u32, amount: u32): u32 {
  if (amount == 0) return X.from(m);
  const t = X.temporary(0);
  if (is64 != 0) shift64(t, X.from(m), type, amount);
  else shift32(t, X.from(m), type, amount);
  return t;
}

function shift64(d: u32, a: u32, type: u32, amount: u32): void {
  switch (type) {
    case Shift.Lsl:
      return Ir.shliI64(d, a, amount);
    case Shift.Lsr:
      return Ir.shruiI64(d, a, amount);
    case Shift.Asr:
      return Ir.shrsiI64(d, a, amount);
    default:
      return Ir.rotriI64(d, a, amount);
  }
}

function shift32(d: u32, a: u32, type: u32, amount: u32): void {
  switch (type) {
    case Shift.Lsl:
      return Ir.shliI32(d, a, amount);
    case Shift.Lsr:
      return Ir.shruiI32(d, a, amount);
    case Shift.Asr:
      return Ir.shrsiI32(d, a, amount);
    default:
      return Ir.rotriI32(d, a, amount);
  }
}

/** Slot of Xm extended and then shifted left: the register itself where nothing happens, else temporary 0. */
export function extendedOperand(m: u32, option: u32, amount: u32): u32 {
  const a = X.from(m);
  if ((option & 3) == Extend.Uxtx && amount == 0) return a;
  const t = X.temporary(0);
  if ((option & 3) == Extend.Uxtx) {
    Ir.shliI64(t, a, amount);
    return t;
  }
  const spare: u32 = 64 - (8 << (option & 3));
  if (option >= <u32>Extend.Sxtb) Ir.fieldSI64(t, a, spare, spare - amount);
  else Ir.fieldUI64(t, a, spare, spare - amount);
  return t;
}

/** d = a + (Xm extended, shifted left): one op for the usual forms of array addressing. */
export function addExtendedTo(d: u32, a: u32, m: u32, option: u32, amount: u32): void {
  if ((option & 3) == Extend.Uxtx) Ir.addshlI64(d, a, X.from(m), amount);
  else if (option == Extend.Uxtw) Ir.adduxtwI64(d, a, X.from(m), amount);
  else if (option == Extend.Sxtw) Ir.addsxtwI64(d, a, X.from(m), amount);
  else Ir.addI64(d, a, extendedOperand(m, option, amount));
}
