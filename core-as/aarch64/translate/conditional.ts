/** Conditional compare and conditional select. DDI 0487 C4.1.5. */
import { Ir } from "../../ir/emit.gen";
import { X } from "../registers";

/** NZCV as SPSR holds it. */
const NZCV_SHIFT: u32 = 28;

/** CCMP (register): flags of Xn - Xm if the condition holds, else nzcv. */
export function compareConditionally(is64: u32, m: u32, condition: u32, n: u32, nzcv: u32): void {
  if (is64 != 0) Ir.ccmpI64(X.from(n), X.from(m), condition, nzcv << NZCV_SHIFT);
  else Ir.ccmpI32(X.from(n), X.from(m), condition, nzcv << NZCV_SHIFT);
}

/** CCMP (immediate). */
export function compareConditionallyImmediate(is64: u32, imm5: u32, condition: u32, n: u32, nzcv: u32): void {
  if (is64 != 0) Ir.ccmpiI64(X.from(n), imm5, condition, nzcv << NZCV_SHIFT);
  else Ir.ccmpiI32(X.from(n), imm5, condition, nzcv << NZCV_SHIFT);
}

/** CCMN (register): flags of Xn + Xm. */
export function compareNegativeConditionally(is64: u32, m: u32, condition: u32, n: u32, nzcv: u32): void {
  if (is64 != 0) Ir.ccmnI64(X.from(n), X.from(m), condition, nzcv << NZCV_SHIFT);
  else Ir.ccmnI32(X.from(n), X.from(m), condition, nzcv << NZCV_SHIFT);
}

/** CCMN (immediate). */
export function compareNegativeConditionallyImmediate(is64: u32, imm5: u32, condition: u32, n: u32, nzcv: u32): void {
  if (is64 != 0) Ir.ccmniI64(X.from(n), imm5, condition, nzcv << NZCV_SHIFT);
  else Ir.ccmniI32(X.from(n), imm5, condition, nzcv << NZCV_SHIFT);
}

/** CSEL: Xd = condition ? Xn : Xm. */
export function select(is64: u32, m: u32, condition: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.selectI64(X.to(d), X.from(n), X.from(m), condition);
  else Ir.selectI32(X.to(d), X.from(n), X.from(m), condition);
}

/** CSINC: Xd = condition ? Xn : Xm + 1. */
export function selectIncrement(is64: u32, m: u32, condition: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.selectincI64(X.to(d), X.from(n), X.from(m), condition);
  else Ir.selectincI32(X.to(d), X.from(n), X.from(m), condition);
}

/** CSINV: Xd = condition ? Xn : NOT(Xm). */
export function selectInvert(is64: u32, m: u32, condition: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.selectinvI64(X.to(d), X.from(n), X.from(m), condition);
  else Ir.selectinvI32(X.to(d), X.from(n), X.from(m), condition);
}

/** CSNEG: Xd = condition ? Xn : -Xm. */
export function selectNegate(is64: u32, m: u32, condition: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.selectnegI64(X.to(d), X.from(n), X.from(m), condition);
  else Ir.selectnegI32(X.to(d), X.from(n), X.from(m), condition);
}
