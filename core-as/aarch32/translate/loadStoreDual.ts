/**
 * Loads and stores of two registers. DDI 0487 F5.1: LDRD, STRD. Two words, which must be aligned to words, as one micro-op.
 *
 * A32's second register is the one behind the first, which must be even, and not R14: that is UNPREDICTABLE, and undefined here.
 */
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { LR, PC, R } from "../registers";
import { Address } from "./address";
import { Transfer } from "./transfer";
import { undefinedInstruction } from "./undefined";

/** LDRD (immediate, literal), A32. `form`: `Form` of address.ts. */
export function loadDual(form: u32, up: u32, n: u32, t: u32, imm8: u32): void {
  if (isPair(t)) loadBoth(form, up, n, t, t + 1, imm8);
  else undefinedInstruction();
}

/** STRD (immediate), A32. */
export function storeDual(form: u32, up: u32, n: u32, t: u32, imm8: u32): void {
  if (isPair(t)) storeBoth(form, up, n, t, t + 1, imm8);
  else undefinedInstruction();
}

/** LDRD (register), A32. */
export function loadDualRegister(form: u32, up: u32, n: u32, m: u32, t: u32): void {
  if (!isPair(t)) return undefinedInstruction();
  const moved = Address.indexed(n, up, m, 0, 0);
  Transfer.readPair(R.general(t), R.general(t + 1), Address.isPostIndexed(form) ? R.source(n) : moved, 0);
  if (Address.writesBack(form, n)) Ir.movI32(R.general(n), moved);
}

/** STRD (register), A32. */
export function storeDualRegister(form: u32, up: u32, n: u32, m: u32, t: u32): void {
  if (!isPair(t)) return undefinedInstruction();
  const moved = Address.indexed(n, up, m, 0, 0);
  Transfer.writePair(R.general(t), R.general(t + 1), Address.isPostIndexed(form) ? R.source(n) : moved, 0);
  if (Address.writesBack(form, n)) Ir.movI32(R.general(n), moved);
}

/** LDRD, T32: two registers of its own, and words as the unit of the offset. R15 is UNPREDICTABLE, and undefined here. */
export function loadDualWide(form: u32, up: u32, n: u32, t: u32, second: u32, imm8: u32): void {
  if (t == PC || second == PC) undefinedInstruction();
  else loadBoth(form, up, n, t, second, imm8 << 2);
}

/** STRD, T32. */
export function storeDualWide(form: u32, up: u32, n: u32, t: u32, second: u32, imm8: u32): void {
  if (n == PC || t == PC || second == PC) undefinedInstruction();
  else storeBoth(form, up, n, t, second, imm8 << 2);
}

function isPair(t: u32): bool {
  return (t & 1) == 0 && t != LR;
}

function loadBoth(form: u32, up: u32, n: u32, t: u32, second: u32, imm: u32): void {
  const distance = up != 0 ? <i32>imm : -(<i32>imm);
  const offset = Address.baseDistance(n) + (Address.isPostIndexed(form) ? 0 : distance);
  // Of one register twice, which is UNPREDICTABLE, the second word stays.
  Transfer.readPair(t == second ? SLOT_DISCARD : R.general(t), R.general(second), Address.base(n), offset);
  if (Address.writesBack(form, n)) Ir.addiI32(R.general(n), R.general(n), distance);
}

function storeBoth(form: u32, up: u32, n: u32, t: u32, second: u32, imm: u32): void {
  const distance = up != 0 ? <i32>imm : -(<i32>imm);
  const offset = Address.baseDistance(n) + (Address.isPostIndexed(form) ? 0 : distance);
  Transfer.writePair(R.general(t), R.general(second), Address.base(n), offset);
  if (Address.writesBack(form, n)) Ir.addiI32(R.general(n), R.general(n), distance);
}
