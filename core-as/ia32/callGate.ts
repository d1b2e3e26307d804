/**
 * Call gates: to the same level, or with a stack of its own to a more privileged one. SDM volume 3, 5.8.3 to 5.8.5.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { Descriptor, RPL_MASK, SystemType } from "./descriptor";
import { FETCH_FAULT, fetchDescriptor, isNull, markAccessed, setFromDescriptor } from "./descriptorTables";
import { codeAllowed, enterCode, gatherReturn, insideCode } from "./farTransfer";
import { leaveTo, protectionFault } from "./instructionEnd";
import { enterLevel, useFrameStack } from "./interrupts";
import { refuse } from "./segmentation";
import { cpl, Seg } from "./segmentRegisters";
import { elementAt, readStack } from "./stackAccess";
import { addToFrame, frameFits, pointerAfterFrame, writeFrame } from "./stackFrame";
import { openInnerFrame } from "./stackSwitch";
import { FRAME_SELECTOR, Gpr, Reg, Segment, Vector } from "./state";

/** Goes through a call gate that is present and may be used. @returns false when an exception or an exit took over */
export function callThroughGate(v: usize, gate: u64, next: u32, call: bool): bool {
  const selector = Descriptor.gateSelector(gate);
  const raw = isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const width: u32 = Descriptor.type(gate) == <u32>SystemType.CallGate32 ? 4 : 2;
  const offset = width == 4 ? Descriptor.gateOffset(gate) : Descriptor.gateOffset(gate) & 0xffff;
  const inner = call && Descriptor.isCode(raw) && !Descriptor.isConforming(raw) && Descriptor.dpl(raw) < cpl(v);
  if (inner) return callInner(v, gate, raw, offset, next, width);
  if (!codeAllowed(v, selector, raw, 0)) return false;
  if (call && !gatherReturn(v, next, width)) return false;
  if (!insideCode(v, raw, offset) || !markAccessed(v, selector, raw)) return false;
  if (call) {
    if (!writeFrame(v, width)) return false;
    store<u64>(v + Reg.slot(Gpr.Esp), <u64>pointerAfterFrame(v, width));
  }
  enterCode(v, selector, raw, offset);
  return true;
}

/** To a more privileged level: the old stack, its parameters, CS and EIP go to the new stack. */
function callInner(v: usize, gate: u64, raw: u64, offset: u32, next: u32, width: u32): bool {
  const selector = Descriptor.gateSelector(gate);
  const level = Descriptor.dpl(raw);
  if (!Descriptor.present(raw)) return refuse(v, Vector.NP, selector);
  if (!openInnerFrame(v, level, 0)) return false;
  addToFrame(v, Seg.selector(v, Segment.Ss));
  addToFrame(v, load<u32>(v + Reg.slot(Gpr.Esp)));
  if (!copyParameters(v, Descriptor.gateParameters(gate), width)) return false;
  addToFrame(v, Seg.selector(v, Segment.Cs));
  addToFrame(v, next);
  if (!frameFits(v, width, load<u32>(v, FRAME_SELECTOR) & 0xfffc)) return false;
  if (offset > Descriptor.limit(raw)) return protectionFault(v);
  if (!markAccessed(v, selector, raw) || !writeFrame(v, width)) return false;
  useFrameStack(v);
  store<u64>(v + Reg.slot(Gpr.Esp), <u64>pointerAfterFrame(v, width));
  setFromDescriptor(v, Segment.Cs, (selector & ~RPL_MASK) | level, raw);
  leaveTo(v, offset);
  enterLevel(v, level);
  return true;
}

/** The last parameter, which lies highest, first. */
function copyParameters(v: usize, count: u32, width: u32): bool {
  for (let n = count; n > 0; n--) {
    const host = readStack(v, (n - 1) * width, width);
    if (host == 0) return false;
    addToFrame(v, elementAt(host, width));
  }
  return true;
}
