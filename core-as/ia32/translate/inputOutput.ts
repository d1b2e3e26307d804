/**
 * IN, OUT, INS, OUTS. SDM volume 1, 5.1.9 and chapter 18. A repeated string form ends its block with each element, so that
 * interrupts come between, and goes on at itself.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; a is a slot.
 */
import { leaveBlock } from "../../exec/leave";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { emitSystemAlone, emitSystemLast } from "../emitSystem";
import { inPort, inString, outPort, outString, portAllowed } from "../inputOutput";
import { Insn } from "../instruction";
import { MORE_SHIFT, outcome } from "../instructionEnd";
import { Operand, Temporary } from "../operand";
import { Gpr, Reg } from "../state";

/** In the numbers of string forms: size in bits 2..0, then 16-bit addresses, repeated, and the segment. */
const SIZE_MASK: u32 = 7;
const NARROW: u32 = 1 << 3;
const REPEATED: u32 = 1 << 4;
const SEGMENT_SHIFT: u32 = 5;

/** IN with the port in the instruction. */
export function input(isV: u32): void {
  Ir.constI64(Temporary.at(0), Insn.immediate & 0xff);
  emitSystemLast(doInput.index, Temporary.at(0), SLOT_DISCARD, Operand.width(isV));
}

/** IN with the port in DX. */
export function inputDx(isV: u32): void {
  emitSystemLast(doInput.index, Reg.slot(Gpr.Edx), SLOT_DISCARD, Operand.width(isV));
}

function doInput(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(inPort(v, load<u16>(a), imm >> MORE_SHIFT));
}

/** OUT with the port in the instruction. */
export function output(isV: u32): void {
  Ir.constI64(Temporary.at(0), Insn.immediate & 0xff);
  emitSystemLast(doOutput.index, Temporary.at(0), SLOT_DISCARD, Operand.width(isV));
}

/** OUT with the port in DX. */
export function outputDx(isV: u32): void {
  emitSystemLast(doOutput.index, Reg.slot(Gpr.Edx), SLOT_DISCARD, Operand.width(isV));
}

function doOutput(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(outPort(v, load<u16>(a), imm >> MORE_SHIFT));
}

function stringForm(isV: u32): u32 {
  const narrow = Insn.addressSize == 2 ? NARROW : 0;
  const repeated = Insn.rep != 0 ? REPEATED : 0;
  return Operand.width(isV) | narrow | repeated | (Insn.segment << SEGMENT_SHIFT);
}

/** INS. */
export function inputString(isV: u32): void {
  emitSystemAlone(doInputString.index, stringForm(isV));
}

/** OUTS. */
export function outputString(isV: u32): void {
  emitSystemAlone(doOutputString.index, stringForm(isV));
}

function doInputString(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const form = imm >> MORE_SHIFT;
  if (finished(v, form)) return i32(!portAllowed(v, load<u16>(v + Reg.slot(Gpr.Edx)), form & SIZE_MASK));
  return inString(v, form & SIZE_MASK, addressMask(form)) ? countDown(v, form) : 1;
}

function doOutputString(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const form = imm >> MORE_SHIFT;
  if (finished(v, form)) return i32(!portAllowed(v, load<u16>(v + Reg.slot(Gpr.Edx)), form & SIZE_MASK));
  return outString(v, form & SIZE_MASK, addressMask(form), form >> SEGMENT_SHIFT) ? countDown(v, form) : 1;
}

function addressMask(form: u32): u32 {
  return (form & NARROW) != 0 ? 0xffff : 0xffffffff;
}

/** Whether there is no element left; who may not use the port has no right to none either. */
function finished(v: usize, form: u32): bool {
  return (form & REPEATED) != 0 && (load<u32>(v + Reg.slot(Gpr.Ecx)) & addressMask(form)) == 0;
}

/** After an element: the instruction is over, or goes on with the next one. */
function countDown(v: usize, form: u32): i32 {
  if ((form & REPEATED) == 0) return 0;
  const ecx = load<u32>(v + Reg.slot(Gpr.Ecx));
  const mask = addressMask(form);
  const left = (ecx - 1) & mask;
  store<u64>(v + Reg.slot(Gpr.Ecx), <u64>((ecx & ~mask) | left));
  if (left == 0) return 0;
  leaveBlock(v, true);
  return 1;
}
