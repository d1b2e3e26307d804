/**
 * Far jumps and calls to code segments and through what leads there: gates and tasks. SDM volume 3, 5.8 and 7.3; volume 2,
 * JMP and CALL.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */

import { callThroughGate } from "./callGate";
import { updateContext } from "./context";
import { Descriptor, RPL_MASK, SystemType } from "./descriptor";
import { FETCH_FAULT, fetchDescriptor, isNull, markAccessed, setFromDescriptor } from "./descriptorTables";
import { readEflags } from "./flags";
import { leaveTo, protectionFault } from "./instructionEnd";
import { refuse } from "./segmentation";
import { cpl, realMode, Seg, setRealSegment, setVirtualSegment, virtual8086 } from "./segmentRegisters";
import { addToFrame, frameFits, openOwnFrame, pointerAfterFrame, writeFrame } from "./stackFrame";
import { Gpr, Reg, Segment, Vector } from "./state";
import { fetchTask, Switch, switchTask } from "./taskSwitch";

/** Far JMP. `next`: EIP behind the instruction. @returns false when an exception or an exit took over */
export function farJump(v: usize, selector: u32, offset: u32, next: u32): bool {
  if (realMode(v) || virtual8086(v)) return enterFlatCode(v, selector, offset);
  const raw = isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  if (!Descriptor.isCode(raw)) return throughSystem(v, selector, raw, next, Switch.Jump, 0);
  if (!codeAllowed(v, selector, raw, selector & RPL_MASK) || !insideCode(v, raw, offset)) return false;
  if (!markAccessed(v, selector, raw)) return false;
  enterCode(v, selector, raw, offset);
  return true;
}

/** Far CALL, which pushes elements of `width` bytes. @returns false when an exception or an exit took over */
export function farCall(v: usize, selector: u32, offset: u32, next: u32, width: u32): bool {
  const flat = realMode(v) || virtual8086(v);
  const raw = flat || isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  if (!flat && !Descriptor.isCode(raw)) return throughSystem(v, selector, raw, next, Switch.Call, width);
  if (!flat && !codeAllowed(v, selector, raw, selector & RPL_MASK)) return false;
  if (!gatherReturn(v, next, width)) return false;
  const inside = flat ? offset <= Seg.limit(v, Segment.Cs) || protectionFault(v) : insideCode(v, raw, offset);
  if (!inside || (!flat && !markAccessed(v, selector, raw)) || !writeFrame(v, width)) return false;
  store<u64>(v + Reg.slot(Gpr.Esp), <u64>pointerAfterFrame(v, width));
  if (flat) return enterFlatCode(v, selector, offset);
  enterCode(v, selector, raw, offset);
  return true;
}

/** CS and EIP on the present stack: gathered and proved to fit. */
export function gatherReturn(v: usize, next: u32, width: u32): bool {
  openOwnFrame(v);
  addToFrame(v, Seg.selector(v, Segment.Cs));
  addToFrame(v, next);
  return frameFits(v, width, 0);
}

/** Real and virtual-8086 mode: a paragraph number is enough. */
function enterFlatCode(v: usize, selector: u32, offset: u32): bool {
  if (offset > Seg.limit(v, Segment.Cs)) return protectionFault(v);
  if (realMode(v)) setRealSegment(v, Segment.Cs, selector);
  else setVirtualSegment(v, Segment.Cs, selector);
  leaveTo(v, offset);
  updateContext(v);
  return true;
}

/** Whether control may go to a code segment at the same level; `rpl`: what of the selector counts. */
export function codeAllowed(v: usize, selector: u32, raw: u64, rpl: u32): bool {
  const level = cpl(v);
  const dpl = Descriptor.dpl(raw);
  const allowed = Descriptor.isConforming(raw) ? dpl <= level : dpl == level && rpl <= level;
  if (!allowed || !Descriptor.isCode(raw)) return refuse(v, Vector.GP, selector);
  return Descriptor.present(raw) || refuse(v, Vector.NP, selector);
}

export function insideCode(v: usize, raw: u64, offset: u32): bool {
  return offset <= Descriptor.limit(raw) || protectionFault(v);
}

/** Nothing can fail any more: CS has the present level. */
export function enterCode(v: usize, selector: u32, raw: u64, offset: u32): void {
  setFromDescriptor(v, Segment.Cs, (selector & ~RPL_MASK) | cpl(v), raw);
  leaveTo(v, offset);
  updateContext(v);
}

/** A selector that names no code segment: a call gate, a task gate or a task-state segment. */
function throughSystem(v: usize, selector: u32, raw: u64, next: u32, how: Switch, width: u32): bool {
  const type = Descriptor.type(raw);
  const dpl = Descriptor.dpl(raw);
  const gate = type == <u32>SystemType.CallGate16 || type == <u32>SystemType.CallGate32;
  const task = type == <u32>SystemType.AvailableTss16 || type == <u32>SystemType.AvailableTss32;
  const known = gate || task || type == <u32>SystemType.TaskGate;
  if (!known || dpl < cpl(v) || dpl < (selector & RPL_MASK)) return refuse(v, Vector.GP, selector);
  if (task) return toTask(v, selector, next, how);
  if (!Descriptor.present(raw)) return refuse(v, Vector.NP, selector);
  if (type == <u32>SystemType.TaskGate) return toTask(v, Descriptor.gateSelector(raw), next, how);
  return callThroughGate(v, raw, next, how == Switch.Call);
}

function toTask(v: usize, selector: u32, next: u32, how: Switch): bool {
  const raw = fetchTask(v, selector, 0, Vector.GP);
  return raw != FETCH_FAULT && switchTask(v, selector, raw, how, 0, next, readEflags(v));
}
