/**
 * Delivery of interrupts and exceptions through the interrupt descriptor table. SDM volume 3, 6.10 to 6.12, and in real mode
 * 20.1.4.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; addresses of reads come from systemAccess.ts.
 */
import { leaveBlock } from "../exec/leave";
import { SLOT_PC } from "../layout";
import { updateContext } from "./context";
import { repeats } from "./debug";
import { Descriptor, RPL_MASK, SystemType } from "./descriptor";
import { FETCH_FAULT, fetchDescriptor, isNull, markAccessed, setFromDescriptor } from "./descriptorTables";
import { raise } from "./exception";
import { readEflags, replaceEflags } from "./flags";
import { selectLevel } from "./paging";
import { refuse } from "./segmentation";
import { cpl, realMode, Seg, setNullSegment, setRealSegment, virtual8086 } from "./segmentRegisters";
import { addToFrame, frameFits, openOwnFrame, pointerAfterFrame, writeFrame } from "./stackFrame";
import { openInnerFrame } from "./stackSwitch";
import {
  CPL,
  DEBUG_PENDING,
  Eflags,
  FRAME_BASE,
  FRAME_LIMIT,
  FRAME_RIGHTS,
  FRAME_SELECTOR,
  Gpr,
  IDTR_BASE,
  IDTR_LIMIT,
  INHIBIT,
  Reg,
  Segment,
  STEPPING,
  Vector,
} from "./state";
import { systemRead } from "./systemAccess";
import { interruptTask } from "./taskSwitch";

/** What is delivered. */
export enum Cause {
  /** A fault: EFLAGS.RF is set in the image that the handler returns to. */
  Fault = 0,
  /** An interrupt from outside, or a debug trap. */
  Trap = 1,
  /** INT n, INT3, INTO: the gate's DPL counts. */
  Instruction = 2,
  /** INT1: an instruction, but no DPL is looked at. */
  Icebp = 3,
}

/** In the error code: it names an entry of the IDT. */
const IN_IDT: u32 = 2;
/** In the type of an interrupt or trap gate: 32 bits; a trap gate. */
const GATE_WIDE: u32 = 8;
const GATE_TRAP: u32 = 1;
const CLEARED: u32 = Eflags.TF | Eflags.NT | Eflags.RF | Eflags.VM;

/**
 * Delivers `vector`: EIP of the return is `eip`. State changes only when all of it succeeds.
 * @param errorCode to push, or negative for none
 * @returns false when another exception or an exit took over
 */
export function deliver(v: usize, vector: u32, cause: Cause, errorCode: i32, eip: u32): bool {
  if (realMode(v)) return deliverReal(v, vector, eip);
  const ext: u32 = cause == Cause.Instruction ? 0 : 1;
  const code = <i32>(vector * 8 + IN_IDT + ext);
  if (vector * 8 + 7 > load<u32>(v, IDTR_LIMIT)) return fail(v, Vector.GP, code);
  const host = systemRead(v, load<u32>(v, IDTR_BASE) + vector * 8, 8);
  if (host == 0) return false;
  const gate = load<u64>(host);
  const type = Descriptor.type(gate);
  if (!isInterruptGate(type)) return fail(v, Vector.GP, code);
  if (cause == Cause.Instruction && Descriptor.dpl(gate) < cpl(v)) return fail(v, Vector.GP, code);
  if (!Descriptor.present(gate)) return fail(v, Vector.NP, code);
  const flags = readEflags(v) | (resumes(v, cause) ? <u32>Eflags.RF : 0);
  if (type == <u32>SystemType.TaskGate) {
    return interruptTask(v, Descriptor.gateSelector(gate), ext, errorCode, eip, flags);
  }
  return throughGate(v, gate, ext, errorCode, eip, flags);
}

/** Whether the image of EFLAGS has RF: for faults, and between elements of a repeated instruction. SDM volume 3, 17.3.1.1 */
function resumes(v: usize, cause: Cause): bool {
  return cause == Cause.Fault || (cause == Cause.Trap && repeats(v));
}

function fail(v: usize, vector: u32, errorCode: i32): bool {
  raise(v, vector, errorCode);
  return false;
}

function isInterruptGate(type: u32): bool {
  return type == <u32>SystemType.TaskGate || (type & ~(GATE_WIDE | GATE_TRAP)) == <u32>SystemType.InterruptGate16;
}

/** Through the table of far pointers; nothing but IF, TF, AC and the pointer changes. */
function deliverReal(v: usize, vector: u32, eip: u32): bool {
  if (vector * 4 + 3 > load<u32>(v, IDTR_LIMIT)) return fail(v, Vector.GP, <i32>(vector * 8 + IN_IDT));
  const host = systemRead(v, load<u32>(v, IDTR_BASE) + vector * 4, 4);
  if (host == 0) return false;
  const pointer = load<u32>(host);
  if (!pushRealFrame(v, readEflags(v), eip)) return false;
  enterRealHandler(v);
  setRealSegment(v, Segment.Cs, pointer >> 16);
  store<u64>(v, <u64>(Seg.base(v, Segment.Cs) + (pointer & 0xffff)), SLOT_PC);
  replaceEflags(v, 0, Eflags.IF | Eflags.TF | Eflags.AC | Eflags.RF);
  updateContext(v);
  return true;
}

/** Pushes FLAGS, CS and IP on the present stack, 16 bits each. @returns false when an exception took over */
export function pushRealFrame(v: usize, flags: u32, eip: u32): bool {
  openOwnFrame(v);
  addToFrame(v, flags);
  addToFrame(v, Seg.selector(v, Segment.Cs));
  addToFrame(v, eip);
  return frameFits(v, 2, 0) && writeFrame(v, 2);
}

/** After `pushRealFrame`: the instruction is over, and SP below the frame. */
export function enterRealHandler(v: usize): void {
  leaveForHandler(v);
  store<u64>(v + Reg.slot(Gpr.Esp), <u64>pointerAfterFrame(v, 2));
}

/** The instruction that is interrupted, or interrupts, is over; what it had pending for after it is not. */
export function leaveForHandler(v: usize): void {
  leaveBlock(v, true);
  store<u32>(v, 0, INHIBIT);
  store<u32>(v, 0, STEPPING);
  store<u32>(v, 0, DEBUG_PENDING);
}

/** Through an interrupt or trap gate. */
function throughGate(v: usize, gate: u64, ext: u32, errorCode: i32, eip: u32, flags: u32): bool {
  const selector = Descriptor.gateSelector(gate);
  if (isNull(selector)) return fail(v, Vector.GP, ext);
  const code = fetchDescriptor(v, selector);
  if (code == FETCH_FAULT) return false;
  const level = cpl(v);
  const dpl = Descriptor.dpl(code);
  if (!Descriptor.isCode(code) || dpl > level) return refuse(v, Vector.GP, selector, ext);
  if (!Descriptor.present(code)) return refuse(v, Vector.NP, selector, ext);
  const inner = !Descriptor.isConforming(code) && dpl < level;
  if (virtual8086(v) && (!inner || dpl != 0)) return refuse(v, Vector.GP, selector, ext);
  if (inner) {
    if (!openInnerFrame(v, dpl, ext)) return false;
  } else openOwnFrame(v);
  gatherFrame(v, inner, errorCode, eip, flags);
  const width: u32 = (Descriptor.type(gate) & GATE_WIDE) != 0 ? 4 : 2;
  const stack = inner ? load<u32>(v, FRAME_SELECTOR) & 0xfffc : 0;
  if (!frameFits(v, width, stack | ext)) return false;
  const offset = width == 4 ? Descriptor.gateOffset(gate) : Descriptor.gateOffset(gate) & 0xffff;
  if (offset > Descriptor.limit(code)) return fail(v, Vector.GP, ext);
  if (!markAccessed(v, selector, code) || !writeFrame(v, width)) return false;
  enterHandler(v, gate, code, inner, pointerAfterFrame(v, width), offset);
  return true;
}

/** The frame: of virtual-8086 mode the data segments, of another level its stack, then flags, CS, EIP and the error code. */
function gatherFrame(v: usize, inner: bool, errorCode: i32, eip: u32, flags: u32): void {
  if (inner && virtual8086(v)) {
    addToFrame(v, Seg.selector(v, Segment.Gs));
    addToFrame(v, Seg.selector(v, Segment.Fs));
    addToFrame(v, Seg.selector(v, Segment.Ds));
    addToFrame(v, Seg.selector(v, Segment.Es));
  }
  if (inner) {
    addToFrame(v, Seg.selector(v, Segment.Ss));
    addToFrame(v, load<u32>(v + Reg.slot(Gpr.Esp)));
  }
  addToFrame(v, flags);
  addToFrame(v, Seg.selector(v, Segment.Cs));
  addToFrame(v, eip);
  if (errorCode >= 0) addToFrame(v, <u32>errorCode);
}

/** Nothing can fail any more. */
function enterHandler(v: usize, gate: u64, code: u64, inner: bool, pointer: u32, offset: u32): void {
  leaveForHandler(v);
  const level = inner ? Descriptor.dpl(code) : cpl(v);
  if (inner && virtual8086(v)) {
    setNullSegment(v, Segment.Es, 0);
    setNullSegment(v, Segment.Ds, 0);
    setNullSegment(v, Segment.Fs, 0);
    setNullSegment(v, Segment.Gs, 0);
  }
  if (inner) useFrameStack(v);
  store<u64>(v + Reg.slot(Gpr.Esp), <u64>pointer);
  setFromDescriptor(v, Segment.Cs, (Descriptor.gateSelector(gate) & ~RPL_MASK) | level, code);
  const trap = (Descriptor.type(gate) & GATE_TRAP) != 0;
  replaceEflags(v, 0, CLEARED | (trap ? 0 : <u32>Eflags.IF));
  store<u64>(v, <u64>(Seg.base(v, Segment.Cs) + offset), SLOT_PC);
  enterLevel(v, level);
}

/** SS becomes the stack that the frame was pushed on. */
export function useFrameStack(v: usize): void {
  const rights = load<u32>(v, FRAME_RIGHTS);
  Seg.set(v, Segment.Ss, load<u32>(v, FRAME_SELECTOR), load<u32>(v, FRAME_BASE), load<u32>(v, FRAME_LIMIT), rights);
}

/** Makes `level` current, after segments and flags are set. */
export function enterLevel(v: usize, level: u32): void {
  store<u32>(v, level, CPL);
  selectLevel(v);
  updateContext(v);
}
