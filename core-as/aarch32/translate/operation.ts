/**
 * The operations of data-processing instructions on slots, and what their results in R15 do. DDI 0487 F5.1.
 *
 * Temporaries beside those of operand2.ts: 2 is a constant, 3 a complement, 5 C and V of a sum, 6 a result that only sets flags.
 */
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_ZERO } from "../../layout";
import { PC, R } from "../registers";
import { inIfThen } from "../translate";
import { exceptionReturnTo } from "./exceptionReturn";
import { Carry } from "./operand2";
import { Pc } from "./pc";

/** Numbered as A32 encodes them; ORN is T32's alone. */
export enum Operation {
  And = 0,
  Eor = 1,
  Sub = 2,
  Rsb = 3,
  Add = 4,
  Adc = 5,
  Sbc = 6,
  Rsc = 7,
  Tst = 8,
  Teq = 9,
  Cmp = 10,
  Cmn = 11,
  Orr = 12,
  Mov = 13,
  Bic = 14,
  Mvn = 15,
  Orn = 16,
}

/** Field `s` of a row: never, always, or as 16-bit T32 instructions do. */
enum SetFlags {
  Never = 0,
  Always = 1,
  OutsideIfThen = 2,
}

/** Whether an instruction that writes register `d` sets flags by its result: not where that is an exception return. */
export function setsFlags(s: u32, d: u32): bool {
  if (s == SetFlags.OutsideIfThen) return !inIfThen();
  return s == SetFlags.Always && d != PC;
}

/** Operations without carry, whose C comes from operand 2. */
export function isLogical(operation: u32): bool {
  return (
    operation < <u32>Operation.Sub ||
    operation >= <u32>Operation.Orr ||
    operation == Operation.Tst ||
    operation == Operation.Teq
  );
}

/** Slot of an operation's result: register `d`, or none where only the flags count. */
export function resultSlot(operation: u32, d: u32): u32 {
  if (operation >= <u32>Operation.Tst && operation <= <u32>Operation.Cmn)
    return operation >= <u32>Operation.Cmp ? SLOT_DISCARD : R.temporary(6);
  return R.destination(d);
}

/** Ends an instruction whose result went to resultSlot(operation, d): one in R15 is a jump, with S an exception return. */
export function resultWritten(s: u32, d: u32): void {
  if (d == PC && s == SetFlags.Always) exceptionReturnTo(R.destination(PC));
  else Pc.written(d);
}

/** N and Z of slot `result`, C and V of what Carry left. */
export function recordLogical(result: u32): void {
  Ir.flagsShifter(result, Carry.slot());
}

/** Slot of a constant. */
function constant(value: u32): u32 {
  if (value == 0) return SLOT_ZERO;
  Ir.constI64(R.temporary(2), value);
  return R.temporary(2);
}

function complement(a: u32): u32 {
  Ir.xoriI32(R.temporary(3), a, -1);
  return R.temporary(3);
}

/** d = a operation value, of logical ones. */
export function logicalConstant(operation: u32, d: u32, a: u32, value: u32): void {
  switch (operation) {
    case Operation.And:
    case Operation.Tst:
      return Ir.andiI32(d, a, value);
    case Operation.Eor:
    case Operation.Teq:
      return Ir.xoriI32(d, a, value);
    case Operation.Orr:
      return Ir.oriI32(d, a, value);
    case Operation.Mov:
      return Ir.constI64(d, value);
    case Operation.Bic:
      return Ir.andiI32(d, a, ~value);
    case Operation.Mvn:
      return Ir.constI64(d, ~value);
    default:
      return Ir.oriI32(d, a, ~value);
  }
}

/** d = a operation b, of logical ones. */
export function logical(operation: u32, d: u32, a: u32, b: u32): void {
  switch (operation) {
    case Operation.And:
    case Operation.Tst:
      return Ir.andI32(d, a, b);
    case Operation.Eor:
    case Operation.Teq:
      return Ir.xorI32(d, a, b);
    case Operation.Orr:
      return Ir.orI32(d, a, b);
    case Operation.Mov:
      return Ir.movI32(d, b);
    case Operation.Bic:
      return Ir.andnI32(d, a, b);
    case Operation.Mvn:
      return Ir.xoriI32(d, b, -1);
    default:
      return Ir.ornI32(d, a, b);
  }
}

/** d = a operation value, of arithmetic ones, which may record flags. */
export function arithmeticConstant(operation: u32, flags: bool, d: u32, a: u32, value: u32): void {
  switch (operation) {
    case Operation.Add:
      if (!flags) return Ir.addiI32(d, a, value);
      return Ir.addsiI32(d, a, value);
    case Operation.Cmn:
      return Ir.addsiI32(d, a, value);
    case Operation.Sub:
      if (!flags) return Ir.addiI32(d, a, -value);
      return Ir.subsiI32(d, a, value);
    case Operation.Cmp:
      return Ir.subsiI32(d, a, value);
    case Operation.Sbc:
      return addWithCarry(flags, d, a, constant(~value));
    default:
      return arithmetic(operation, flags, d, a, constant(value));
  }
}

/** d = a operation b, of arithmetic ones, which may record flags. */
export function arithmetic(operation: u32, flags: bool, d: u32, a: u32, b: u32): void {
  switch (operation) {
    case Operation.Add:
      if (!flags) return Ir.addI32(d, a, b);
      return Ir.addsI32(d, a, b);
    case Operation.Cmn:
      return Ir.addsI32(d, a, b);
    case Operation.Sub:
      return subtract(flags, d, a, b);
    case Operation.Cmp:
      return Ir.subsI32(d, a, b);
    case Operation.Rsb:
      return subtract(flags, d, b, a);
    case Operation.Adc:
      return addWithCarry(flags, d, a, b);
    case Operation.Sbc:
      return addWithCarry(flags, d, a, complement(b));
    default:
      return addWithCarry(flags, d, complement(a), b);
  }
}

function subtract(flags: bool, d: u32, a: u32, b: u32): void {
  if (flags) Ir.subsI32(d, a, b);
  else Ir.subI32(d, a, b);
}

/** AddWithCarry of the manual's shared pseudocode. */
function addWithCarry(flags: bool, d: u32, a: u32, b: u32): void {
  const carry = R.temporary(4);
  const carryOverflow = R.temporary(5);
  Ir.carry(carry);
  if (flags) Ir.carrySum(carryOverflow, a, b, carry);
  Ir.adcI32(d, a, b, carry);
  if (flags) Ir.flagsShifter(d, carryOverflow);
}
