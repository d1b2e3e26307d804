/**
 * Control transfer between segments, levels and tasks. SDM volume 1, 5.1.7 and 5.20.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; a and b are slots.
 */
import { eflagsOf } from "../../exec/functions/flagsIa32";
import { ExitReason, requestExit } from "../../exit";
import { Ir } from "../../ir/emit.gen";
import { EXIT_SYNDROME } from "../../layout";
import { emitSystemAlone, emitSystemLast } from "../emitSystem";
import { NO_ERROR_CODE } from "../exception";
import { farReturn } from "../farReturn";
import { farCall, farJump } from "../farTransfer";
import { systemEnter, systemExit } from "../fastSystemCall";
import { Insn } from "../instruction";
import { LENGTH_MASK, leaveAfter, MORE_SHIFT, nextEip } from "../instructionEnd";
import { interruptReturn } from "../interruptReturn";
import { Cause, deliver } from "../interrupts";
import { Memory, Temporary } from "../operand";
import { virtual8086 } from "../segmentRegisters";
import { Eflags, Vector } from "../state";
import { interruptVirtual } from "../virtual8086";

/** The far pointer in the instruction, or in memory: offset and selector, to temporaries. */
function immediatePointer(): void {
  Ir.constI64(Temporary.at(0), Insn.immediate);
  Ir.constI64(Temporary.at(1), Insn.immediate2);
}

function memoryPointer(): void {
  Memory.address();
  Memory.read(Temporary.at(0), Insn.operandSize);
  Memory.read(Temporary.at(1), 2, <i32>Insn.operandSize);
}

export function jumpFar(): void {
  immediatePointer();
  emitSystemLast(doJump.index, Temporary.at(0), Temporary.at(1), 0);
}

export function jumpFarIndirect(): void {
  memoryPointer();
  emitSystemLast(doJump.index, Temporary.at(0), Temporary.at(1), 0);
}

function doJump(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  farJump(v, load<u16>(b), load<u32>(a), nextEip(v, imm & LENGTH_MASK));
  return 1;
}

export function callFar(): void {
  immediatePointer();
  emitSystemLast(doCall.index, Temporary.at(0), Temporary.at(1), Insn.operandSize);
}

export function callFarIndirect(): void {
  memoryPointer();
  emitSystemLast(doCall.index, Temporary.at(0), Temporary.at(1), Insn.operandSize);
}

function doCall(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  farCall(v, load<u16>(b), load<u32>(a), nextEip(v, imm & LENGTH_MASK), imm >> MORE_SHIFT);
  return 1;
}

/** RETF, with or without bytes to drop. */
export function returnFar(): void {
  emitSystemAlone(doReturn.index, Insn.operandSize | (Insn.immediate << MORE_SHIFT));
}

function doReturn(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const more = imm >> MORE_SHIFT;
  farReturn(v, more & 15, more >> MORE_SHIFT);
  return 1;
}

/** INT3: not redirected in virtual-8086 mode, and IOPL does not count. */
export function breakpoint(): void {
  emitSystemAlone(doBreak.index, Vector.BP);
}

export function interruptOnOverflow(): void {
  emitSystemAlone(doOverflow.index);
}

export function interrupt(): void {
  emitSystemAlone(doInterrupt.index, Insn.immediate & 0xff);
}

/** INT1. */
export function icebreakpoint(): void {
  emitSystemAlone(doIcebreak.index);
}

function doBreak(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  deliver(v, imm >> MORE_SHIFT, Cause.Instruction, NO_ERROR_CODE, nextEip(v, imm & LENGTH_MASK));
  return 1;
}

function doOverflow(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if ((eflagsOf(v) & Eflags.OF) == 0) return 0;
  deliver(v, Vector.OF, Cause.Instruction, NO_ERROR_CODE, nextEip(v, imm & LENGTH_MASK));
  return 1;
}

function doInterrupt(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const next = nextEip(v, imm & LENGTH_MASK);
  if (virtual8086(v)) interruptVirtual(v, imm >> MORE_SHIFT, next);
  else deliver(v, imm >> MORE_SHIFT, Cause.Instruction, NO_ERROR_CODE, next);
  return 1;
}

function doIcebreak(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  deliver(v, Vector.DB, Cause.Icebp, NO_ERROR_CODE, nextEip(v, imm & LENGTH_MASK));
  return 1;
}

export function returnInterrupt(): void {
  emitSystemAlone(doInterruptReturn.index, Insn.operandSize);
}

function doInterruptReturn(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  interruptReturn(v, imm >> MORE_SHIFT, nextEip(v, imm & LENGTH_MASK));
  return 1;
}

export function enterSystem(): void {
  emitSystemAlone(doEnter.index);
}

function doEnter(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  systemEnter(v);
  return 1;
}

export function exitSystem(): void {
  emitSystemAlone(doExit.index);
}

function doExit(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  systemExit(v);
  return 1;
}

/** VMCALL, at any level: an exit to the VMM, with PC behind the instruction. */
export function hypercall(): void {
  emitSystemAlone(doHypercall.index);
}

function doHypercall(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  leaveAfter(v, imm & LENGTH_MASK);
  store<u64>(v, 0, EXIT_SYNDROME);
  requestExit(v, ExitReason.Hypercall);
  return 1;
}
