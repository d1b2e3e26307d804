/**
 * Loads and stores of one register. DDI 0487 F5.1: LDR, LDRB, LDRH, LDRSB, LDRSH, LDRT and their like, STR and its like, PLD, PLI.
 *
 * A load with write-back to its own base is CONSTRAINED UNPREDICTABLE; here what was loaded wins.
 */
import { JumpHint } from "../../abi";
import { Ir } from "../../ir/emit.gen";
import { PC, R, SP } from "../registers";
import { isThumb } from "../translate";
import { Address, Form } from "./address";
import { Pc } from "./pc";
import { Kind, Transfer } from "./transfer";
import { undefinedInstruction } from "./undefined";

/** LDR and its like (immediate, literal). `kind`: `Kind` of transfer.ts, `form`: `Form` of address.ts, `up`: add, or subtract. */
export function loadImmediate(kind: u32, form: u32, up: u32, n: u32, t: u32, imm: u32): void {
  const distance = up != 0 ? <i32>imm : -(<i32>imm);
  const offset = Address.baseDistance(n) + (Address.isPostIndexed(form) ? 0 : distance);
  Transfer.read(kind, R.destination(t), Address.base(n), offset, Address.cache(form));
  if (Address.writesBack(form, n) && t != n) Ir.addiI32(R.general(n), R.general(n), distance);
  loaded(t, n, form);
}

/** STR and its like (immediate). */
export function storeImmediate(kind: u32, form: u32, up: u32, n: u32, t: u32, imm: u32): void {
  if (isThumb() && n == PC) return undefinedInstruction();
  const distance = up != 0 ? <i32>imm : -(<i32>imm);
  const offset = Address.baseDistance(n) + (Address.isPostIndexed(form) ? 0 : distance);
  Transfer.write(kind, R.source(t), Address.base(n), offset, Address.cache(form));
  if (Address.writesBack(form, n)) Ir.addiI32(R.general(n), R.general(n), distance);
}

/** LDR and its like (register). */
export function loadRegister(kind: u32, form: u32, up: u32, type: u32, amount: u32, n: u32, m: u32, t: u32): void {
  const moved = Address.indexed(n, up, m, type, amount);
  const address = Address.isPostIndexed(form) ? R.source(n) : moved;
  Transfer.read(kind, R.destination(t), address, 0, Address.cache(form));
  if (Address.writesBack(form, n) && t != n) Ir.movI32(R.general(n), moved);
  loaded(t, n, form);
}

/** STR and its like (register). */
export function storeRegister(kind: u32, form: u32, up: u32, type: u32, amount: u32, n: u32, m: u32, t: u32): void {
  if (isThumb() && n == PC) return undefinedInstruction();
  const moved = Address.indexed(n, up, m, type, amount);
  const address = Address.isPostIndexed(form) ? R.source(n) : moved;
  Transfer.write(kind, R.source(t, 1), address, 0, Address.cache(form));
  if (Address.writesBack(form, n)) Ir.movI32(R.general(n), moved);
}

/** LDR (literal), T1. */
export function literalNarrow(t: u32, imm8: u32): void {
  loadImmediate(Kind.Word, Form.Offset, 1, PC, t, imm8 << 2);
}

/** LDR, STR and their like (immediate), 16 bits: the offset counts in units of the access. */
export function offsetNarrow(isLoad: u32, kind: u32, imm: u32, n: u32, t: u32): void {
  const offset = imm << (kind == Kind.Word ? 2 : kind == Kind.Halfword ? 1 : 0);
  if (isLoad != 0) loadImmediate(kind, Form.Offset, 1, n, t, offset);
  else storeImmediate(kind, Form.Offset, 1, n, t, offset);
}

/** PLD, PLDW, PLI, and what else is a hint about memory: nothing happens. */
export function prefetch(): void {}

/** R15 was loaded: a jump, and a return where it was popped. */
function loaded(t: u32, n: u32, form: u32): void {
  if (t != PC) return;
  const popped = n == SP && form == Form.PostIndexed;
  Pc.interwork(R.destination(PC), popped ? JumpHint.Return : JumpHint.None);
}
