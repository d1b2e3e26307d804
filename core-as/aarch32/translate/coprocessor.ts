/** Moves between general-purpose registers and system registers, coprocessors 14 and 15. DDI 0487 F5.1: MCR, MRC, MCRR, MRRC. */
import { Allow, Trap } from "../../aarch64/sysreg/access";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { ACCESS_CP15, ACCESS_PAIR, ACCESS_TRAP_SHIFT, checkSystemAccess } from "../helpers/systemAccess";
import { PC, R } from "../registers";
import { Context } from "../state";
import { accessOf, emitRead, emitWrite, systemRegister } from "../sysreg.gen";
import { translationContext } from "../translate";
import { endBehind } from "./hint";
import { undefinedInstruction } from "./undefined";

/** Keys of systemRegister: 64-bit registers, coprocessor 15. */
const KEY_PAIR: u32 = 0x8000;
const KEY_CP15_SHIFT: u32 = 14;

/**
 * Row of a register that may be accessed in this mode, or -1 when the undefined instruction was emitted. `fields`: what
 * checkSystemAccess is told of the instruction.
 */
function accessible(key: u32, isRead: bool, fields: u32): i32 {
  const row = systemRegister(key);
  const access = row < 0 ? 0 : accessOf(row);
  const user = (translationContext() & Context.Privileged) == 0;
  const needed: u32 = user ? (isRead ? Allow.ReadEl0 : Allow.WriteEl0) : isRead ? Allow.ReadEl1 : Allow.WriteEl1;
  if ((access & needed) == 0) {
    undefinedInstruction();
    return -1;
  }
  const trap = access >> 8;
  // Of the conditions, only SCTLR.CP15BEN holds for privileged modes too.
  if (trap != 0 && (user || trap == Trap.CP15BEN)) {
    const packed = (trap << ACCESS_TRAP_SHIFT) | fields | (isRead ? 1 : 0);
    Call.system(checkSystemAccess.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, packed);
  }
  return row;
}

function keyOf(cp15: u32, opc1: u32, crn: u32, crm: u32, opc2: u32): u32 {
  return (cp15 << KEY_CP15_SHIFT) | (opc1 << 11) | (crn << 7) | (crm << 3) | opc2;
}

function pairKeyOf(cp15: u32, opc1: u32, crm: u32): u32 {
  return KEY_PAIR | (cp15 << KEY_CP15_SHIFT) | (opc1 << 4) | crm;
}

/** Fields of the syndrome of a trapped access: opc2, opc1, CRn, Rt and CRm. DDI 0487 D13.2.37 */
function fieldsOf(cp15: u32, opc1: u32, crn: u32, crm: u32, opc2: u32, t: u32): u32 {
  return (cp15 != 0 ? ACCESS_CP15 : 0) | (opc2 << 17) | (opc1 << 14) | (crn << 10) | (t << 5) | (crm << 1);
}

/** The same of two registers: opc1, Rt2, Rt and CRm. */
function pairFieldsOf(cp15: u32, opc1: u32, crm: u32, t: u32, t2: u32): u32 {
  return ACCESS_PAIR | (cp15 != 0 ? ACCESS_CP15 : 0) | (opc1 << 16) | (t2 << 10) | (t << 5) | (crm << 1);
}

/** Behind a read: time is exact in an instruction that ends its block. */
function endAfter(row: i32): void {
  if ((accessOf(row) & Allow.ReadEndsBlock) != 0) endBehind();
}

/** MCR: register = Rt. */
export function moveToCoprocessor(cp15: u32, opc1: u32, crn: u32, crm: u32, opc2: u32, t: u32): void {
  const row = accessible(keyOf(cp15, opc1, crn, crm, opc2), false, fieldsOf(cp15, opc1, crn, crm, opc2, t));
  if (row >= 0) emitWrite(row, R.source(t));
}

/** MRC: Rt = register; with R15 in the place of Rt, the condition flags = its bits 31..28. */
export function moveFromCoprocessor(cp15: u32, opc1: u32, crn: u32, crm: u32, opc2: u32, t: u32): void {
  const row = accessible(keyOf(cp15, opc1, crn, crm, opc2), true, fieldsOf(cp15, opc1, crn, crm, opc2, t));
  if (row < 0) return;
  const slot = t == PC ? R.temporary(0) : R.general(t);
  emitRead(row, slot);
  if (t == PC) Ir.nzcvSet(slot);
  endAfter(row);
}

/** MCRR: register = Rt2:Rt. */
export function moveTwoToCoprocessor(cp15: u32, opc1: u32, crm: u32, t: u32, t2: u32): void {
  if (t == PC || t2 == PC) return undefinedInstruction();
  const row = accessible(pairKeyOf(cp15, opc1, crm), false, pairFieldsOf(cp15, opc1, crm, t, t2));
  if (row < 0) return;
  const whole = R.temporary(0);
  Ir.shliI64(whole, R.general(t2), 32);
  Ir.orI64(whole, whole, R.general(t));
  emitWrite(row, whole);
}

/** MRRC: Rt2:Rt = register. */
export function moveTwoFromCoprocessor(cp15: u32, opc1: u32, crm: u32, t: u32, t2: u32): void {
  if (t == PC || t2 == PC) return undefinedInstruction();
  const row = accessible(pairKeyOf(cp15, opc1, crm), true, pairFieldsOf(cp15, opc1, crm, t, t2));
  if (row < 0) return;
  const whole = R.temporary(0);
  emitRead(row, whole);
  Ir.andiI64(R.general(t), whole, 0xffffffff);
  Ir.shruiI64(R.general(t2), whole, 32);
  endAfter(row);
}
