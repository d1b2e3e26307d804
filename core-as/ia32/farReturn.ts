/**
 * Far returns and IRET: to the same level, to a less privileged one, to virtual-8086 mode, to another task. SDM volume 3, 5.8.6,
 * 6.12.1, 20.2.3; volume 2, RET and IRET.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; elements are where readStack found them.
 */
import { updateContext } from "./context";
import { Descriptor, Rights, RPL_MASK } from "./descriptor";
import { FETCH_FAULT, fetchDescriptor, isNull, markAccessed, setFromDescriptor } from "./descriptorTables";
import { leaveTo, protectionFault } from "./instructionEnd";
import { enterLevel } from "./interrupts";
import { refuse } from "./segmentation";
import { cpl, realMode, Seg, setNullSegment, setRealSegment, setVirtualSegment, virtual8086 } from "./segmentRegisters";
import { elementAt, moveStack, readStack, setStack } from "./stackAccess";
import { RETURN_OFFSET, RETURN_SELECTOR, Segment, Vector } from "./state";

/** RET far: pops EIP and CS, elements of `width` bytes, and `parameters` bytes more. */
export function farReturn(v: usize, width: u32, parameters: u32): bool {
  if (!popPointer(v, width)) return false;
  if (realMode(v) || virtual8086(v)) return returnFlat(v, 2 * width + parameters);
  return returnProtected(v, 2 * width, parameters, width);
}

/** Reads EIP and CS from the stack. @returns false when an exception or an exit took over */
export function popPointer(v: usize, width: u32): bool {
  const first = readStack(v, 0, width);
  if (first == 0) return false;
  store<u32>(v, elementAt(first, width), RETURN_OFFSET);
  const second = readStack(v, width, width);
  if (second == 0) return false;
  store<u32>(v, elementAt(second, width) & 0xffff, RETURN_SELECTOR);
  return true;
}

/** Real and virtual-8086 mode: `popped` bytes leave the stack. */
export function returnFlat(v: usize, popped: u32): bool {
  const offset = load<u32>(v, RETURN_OFFSET);
  if (offset > Seg.limit(v, Segment.Cs)) return protectionFault(v);
  if (realMode(v)) setRealSegment(v, Segment.Cs, load<u32>(v, RETURN_SELECTOR));
  else setVirtualSegment(v, Segment.Cs, load<u32>(v, RETURN_SELECTOR));
  moveStack(v, popped);
  leaveTo(v, offset);
  updateContext(v);
  return true;
}

/**
 * Protected mode: `popped` bytes of the frame are behind; behind `parameters` bytes more there is the stack of another level.
 * The caller changes flags afterwards. @returns false when an exception or an exit took over
 */
export function returnProtected(v: usize, popped: u32, parameters: u32, width: u32): bool {
  const selector = load<u32>(v, RETURN_SELECTOR);
  const offset = load<u32>(v, RETURN_OFFSET);
  const level = selector & RPL_MASK;
  const raw = isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const dpl = Descriptor.dpl(raw);
  const fits = Descriptor.isCode(raw) && (Descriptor.isConforming(raw) ? dpl <= level : dpl == level);
  if (!fits || level < cpl(v)) return refuse(v, Vector.GP, selector);
  if (!Descriptor.present(raw)) return refuse(v, Vector.NP, selector);
  if (level != cpl(v)) return returnOuter(v, raw, popped + parameters, parameters, width);
  if (offset > Descriptor.limit(raw)) return protectionFault(v);
  if (!markAccessed(v, selector, raw)) return false;
  moveStack(v, popped + parameters);
  setFromDescriptor(v, Segment.Cs, selector, raw);
  leaveTo(v, offset);
  updateContext(v);
  return true;
}

/** To a less privileged level: its ESP and SS lie `at` bytes up the stack. */
function returnOuter(v: usize, code: u64, at: u32, parameters: u32, width: u32): bool {
  const level = load<u32>(v, RETURN_SELECTOR) & RPL_MASK;
  const first = readStack(v, at, width);
  if (first == 0) return false;
  const pointer = elementAt(first, width);
  const second = readStack(v, at + width, width);
  if (second == 0) return false;
  const selector = elementAt(second, width) & 0xffff;
  const raw = isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const fits = (selector & RPL_MASK) == level && Descriptor.dpl(raw) == level && Descriptor.isWritableData(raw);
  if (!fits) return refuse(v, Vector.GP, selector);
  if (!Descriptor.present(raw)) return refuse(v, Vector.SS, selector);
  const offset = load<u32>(v, RETURN_OFFSET);
  if (offset > Descriptor.limit(code)) return protectionFault(v);
  if (!markAccessed(v, load<u32>(v, RETURN_SELECTOR), code) || !markAccessed(v, selector, raw)) return false;
  setFromDescriptor(v, Segment.Cs, load<u32>(v, RETURN_SELECTOR), code);
  setFromDescriptor(v, Segment.Ss, selector, raw);
  setStack(v, width == 4 ? pointer : pointer & 0xffff);
  moveStack(v, parameters);
  dropInnerSegments(v, level);
  leaveTo(v, offset);
  enterLevel(v, level);
  return true;
}

/** Data segments that the new level must not have become null. */
function dropInnerSegments(v: usize, level: u32): void {
  dropInner(v, Segment.Es, level);
  dropInner(v, Segment.Ds, level);
  dropInner(v, Segment.Fs, level);
  dropInner(v, Segment.Gs, level);
}

function dropInner(v: usize, segment: u32, level: u32): void {
  const rights = Seg.rights(v, segment);
  if ((rights & Rights.Unusable) != 0) return;
  const conforming = (rights & (Rights.Code | Rights.Special)) == <u32>(Rights.Code | Rights.Special);
  if (!conforming && ((rights >> 5) & 3) < level) setNullSegment(v, segment, 0);
}
