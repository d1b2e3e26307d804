/**
 * Descriptor-table, control and debug registers, and what selectors allow. SDM volume 1, 5.20.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; d, a and b are slots.
 */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DATA, SLOT_DISCARD } from "../../layout";
import { slowWrite } from "../../mem/access";
import { updateContext } from "../context";
import { writeControl, writeStatusWord } from "../controlRegisters";
import { debugAllowed, readDebug, writeDebug } from "../debugRegisters";
import { RPL_MASK } from "../descriptor";
import { invalidOpcode } from "../emitException";
import { emitSystem, emitSystemLast, emitSystemWide, privileged, protectedOnly } from "../emitSystem";
import { Insn } from "../instruction";
import { atLevelZero, MORE_SHIFT, outcome } from "../instructionEnd";
import { Memory, Operand, Temporary } from "../operand";
import { invalidatePage } from "../paging";
import { loadLdtr, loadTr } from "../segmentation";
import { askSelector, Question } from "../selectorChecks";
import { CR0, Cr0, GDTR_BASE, GDTR_LIMIT, IDTR_BASE, IDTR_LIMIT, Reg, SEGMENT_SIZE, SEGMENTS } from "../state";
import { writeThrough } from "../systemAccess";

/** The 24 bits of a base that LGDT and LIDT load with 16-bit operands. */
const NARROW_BASE: u32 = 0xffffff;

/** SGDT (0), SIDT (1): limit and all of the base, whatever the operand size. */
export function storeTable(which: u32): void {
  Memory.address();
  Ir.addiI32(Temporary.at(0), Memory.slot, Memory.offset);
  emitSystem(writeTable.index, SLOT_DISCARD, Temporary.at(0), SLOT_DISCARD, which | (Insn.segment << 1));
}

function writeTable(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const interrupts = ((imm >> MORE_SHIFT) & 1) != 0;
  const segment = imm >> (MORE_SHIFT + 1);
  store<u16>(v, <u16>load<u32>(v + (interrupts ? IDTR_LIMIT : GDTR_LIMIT)), SLOT_DATA);
  store<u32>(v, load<u32>(v + (interrupts ? IDTR_BASE : GDTR_BASE)), SLOT_DATA + 2);
  return outcome(slowWrite(v, Reg.cache(segment), <u64>load<u32>(a), 6, 0));
}

/** LGDT (0), LIDT (1). */
export function loadTable(which: u32): void {
  if (!privileged()) return;
  Memory.address();
  Memory.read(Temporary.at(0), 2);
  Memory.read(Temporary.at(1), 4, 2);
  if (Insn.operandSize == 2) Ir.andiI32(Temporary.at(1), Temporary.at(1), NARROW_BASE);
  emitSystemLast(readTable.index, Temporary.at(0), Temporary.at(1), which);
}

function readTable(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!atLevelZero(v)) return 1;
  const interrupts = imm >> MORE_SHIFT != 0;
  store<u32>(v + (interrupts ? IDTR_LIMIT : GDTR_LIMIT), load<u16>(a));
  store<u32>(v + (interrupts ? IDTR_BASE : GDTR_BASE), load<u32>(b));
  return 0;
}

/** A field of the vCPU to E: 16 bits of it to memory, the operand size to a register. */
function storeField(field: u32): void {
  Ir.movI32(Temporary.at(0), field);
  if (Insn.isMemory) {
    Memory.address();
    Memory.write(Temporary.at(0), 2);
  } else Operand.setRegister(Insn.rm, Insn.operandSize, Temporary.at(0));
}

/** SMSW. */
export function storeStatusWord(): void {
  storeField(CR0);
}

/** LMSW. */
export function loadStatusWord(): void {
  if (!privileged()) return;
  emitSystemLast(doLoadStatusWord.index, Operand.e(2, Temporary.at(0)), SLOT_DISCARD, 0);
}

function doLoadStatusWord(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(atLevelZero(v) && writeStatusWord(v, load<u16>(a)));
}

/** INVLPG: the address is not accessed. */
export function invalidateAddress(): void {
  if (!privileged()) return;
  Memory.address();
  Ir.addiI32(Temporary.at(0), Memory.slot, Memory.offset);
  emitSystemLast(doInvalidate.index, Temporary.at(0), SLOT_DISCARD, 0);
}

function doInvalidate(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!atLevelZero(v)) return 1;
  invalidatePage(v, load<u32>(a));
  return 0;
}

/** SLDT, STR. */
export function storeSystemSegment(segment: u32): void {
  if (protectedOnly()) storeField(SEGMENTS + segment * SEGMENT_SIZE);
}

/** LLDT. */
export function loadLocalTable(): void {
  if (!protectedOnly() || !privileged()) return;
  emitSystemLast(doLoadLocalTable.index, Operand.e(2, Temporary.at(0)), SLOT_DISCARD, 0);
}

function doLoadLocalTable(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(atLevelZero(v) && loadLdtr(v, load<u16>(a)));
}

/** LTR. */
export function loadTask(): void {
  if (!protectedOnly() || !privileged()) return;
  emitSystemLast(doLoadTask.index, Operand.e(2, Temporary.at(0)), SLOT_DISCARD, 0);
}

function doLoadTask(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(atLevelZero(v) && loadTr(v, load<u16>(a)));
}

/** VERR, VERW: `question` is a `Question`. The function changes flags, which regions must know. */
export function verify(question: u32): void {
  if (!protectedOnly()) return;
  emitSystemWide(ask.index, SLOT_DISCARD, Operand.e(2, Temporary.at(0)), SLOT_DISCARD, question);
}

/** LAR, LSL: `question` is a `Question`. The register changes only when ZF gets set. */
export function loadAccess(question: u32): void {
  if (!protectedOnly()) return;
  const selector = Operand.e(2, Temporary.at(0));
  const more = question | (Insn.operandSize << 2);
  emitSystemWide(ask.index, Reg.slot(Insn.reg), selector, SLOT_DISCARD, more);
}

function ask(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const more = imm >> MORE_SHIFT;
  return outcome(askSelector(v, <Question>(more & 3), load<u16>(a), d, more >> 2));
}

/** ARPL. Memory is written only when the level is raised. */
export function adjustPrivilege(): void {
  if (!protectedOnly()) return;
  const destination = Operand.e(2, Temporary.at(0));
  Call.pure(adjusted.index, Temporary.at(2), destination, Reg.slot(Insn.reg), 0);
  // ZF says whether the level was raised; a copy, because the operand may be a register that is written.
  Ir.movI32(Temporary.at(1), destination);
  Ir.xorI32(Temporary.at(1), Temporary.at(1), Temporary.at(2));
  if (Insn.isMemory) {
    Ir.addiI32(Temporary.at(0), Memory.slot, Memory.offset);
    emitSystem(storeRaised.index, Temporary.at(1), Temporary.at(0), Temporary.at(2), Insn.segment);
  } else {
    Operand.setRegister(Insn.rm, 2, Temporary.at(2));
  }
  // Of the low 16 bits one is set: then leading zeros are not 32, and the row's operand is zero.
  Ir.andiI32(Temporary.at(1), Temporary.at(1), 0xffff);
  Ir.clzI32(Temporary.at(1), Temporary.at(1));
  Ir.shruiI32(Temporary.at(1), Temporary.at(1), 5);
  Ir.flagsZero(SLOT_DISCARD, Temporary.at(1));
}

/** Stores selector b at linear address a if d is not zero. */
function storeRaised(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const raised = load<u16>(d) != 0;
  return outcome(!raised || writeThrough(v, Reg.cache(imm >> MORE_SHIFT), load<u32>(a), 2, <u64>load<u16>(b)));
}

/** d = the selector a with the RPL of b, if that is less privileged. */
function adjusted(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const selector = <u32>load<u16>(a);
  const level = <u32>load<u16>(b) & RPL_MASK;
  store<u64>(d, <u64>((selector & RPL_MASK) < level ? (selector & ~RPL_MASK) | level : selector));
}

/** CLTS. */
export function clearTaskSwitched(): void {
  if (privileged()) emitSystemLast(doClearTaskSwitched.index, SLOT_DISCARD, SLOT_DISCARD, 0);
}

function doClearTaskSwitched(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!atLevelZero(v)) return 1;
  store<u64>(v, load<u64>(v, CR0) & ~(<u64>Cr0.TS), CR0);
  updateContext(v);
  return 0;
}

/** Control registers that this processor has: 0, 2, 3, 4. */
function hasControl(n: u32): bool {
  return n <= 4 && n != 1;
}

function controlField(n: u32): u32 {
  return CR0 + ((n == 0 ? 0 : n - 1) << 3);
}

export function moveFromControl(): void {
  if (!hasControl(Insn.reg)) return invalidOpcode();
  if (!privileged()) return;
  emitSystem(readControl.index, Reg.slot(Insn.rm), SLOT_DISCARD, SLOT_DISCARD, controlField(Insn.reg));
}

function readControl(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!atLevelZero(v)) return 1;
  store<u64>(d, <u64>load<u32>(v + (imm >> MORE_SHIFT)));
  return 0;
}

export function moveToControl(): void {
  if (!hasControl(Insn.reg)) return invalidOpcode();
  if (privileged()) emitSystemLast(doWriteControl.index, Reg.slot(Insn.rm), SLOT_DISCARD, Insn.reg);
}

function doWriteControl(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(atLevelZero(v) && writeControl(v, imm >> MORE_SHIFT, load<u32>(a)));
}

export function moveFromDebug(): void {
  if (privileged()) emitSystem(doReadDebug.index, Reg.slot(Insn.rm), SLOT_DISCARD, SLOT_DISCARD, Insn.reg);
}

function doReadDebug(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!atLevelZero(v) || !debugAllowed(v, imm >> MORE_SHIFT)) return 1;
  store<u64>(d, <u64>readDebug(v, imm >> MORE_SHIFT));
  return 0;
}

export function moveToDebug(): void {
  if (privileged()) emitSystemLast(doWriteDebug.index, Reg.slot(Insn.rm), SLOT_DISCARD, Insn.reg);
}

function doWriteDebug(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!atLevelZero(v) || !debugAllowed(v, imm >> MORE_SHIFT)) return 1;
  writeDebug(v, imm >> MORE_SHIFT, load<u32>(a));
  return 0;
}
