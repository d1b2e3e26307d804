/**
 * The stack of a more privileged level, from the task-state segment. SDM volume 3, 5.8.5, 7.2.1 and 7.6.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; addresses of reads come from systemAccess.ts.
 */
import { Descriptor, Rights, RPL_MASK } from "./descriptor";
import { FETCH_FAULT, fetchDescriptor, isNull, markAccessed } from "./descriptorTables";
import { raise } from "./exception";
import { refuse } from "./segmentation";
import { Seg } from "./segmentRegisters";
import { openFrame } from "./stackFrame";
import { Segment, Vector } from "./state";
import { systemRead } from "./systemAccess";

/** In the type of a TSS: it is a 32-bit one. */
const WIDE: u32 = 8;

/** Whether the current task-state segment is a 32-bit one. */
export function wideTask(v: usize): bool {
  return (Seg.rights(v, Segment.Tr) & WIDE) != 0;
}

/**
 * Starts a frame on the stack that the current task has for `level`. `ext`: lowest bit of error codes.
 * @returns false when an exception took over
 */
export function openInnerFrame(v: usize, level: u32, ext: u32): bool {
  const wide = wideTask(v);
  const at: u32 = wide ? 4 + level * 8 : 2 + level * 4;
  const size: u32 = wide ? 6 : 4;
  const task = Seg.selector(v, Segment.Tr);
  if (at + size - 1 > Seg.limit(v, Segment.Tr)) return refuse(v, Vector.TS, task, ext);
  const host = systemRead(v, Seg.base(v, Segment.Tr) + at, size);
  if (host == 0) return false;
  const pointer = wide ? load<u32>(host) : load<u16>(host);
  const selector: u32 = wide ? load<u16>(host, 4) : load<u16>(host, 2);
  return openStack(v, selector, pointer, level, ext);
}

function openStack(v: usize, selector: u32, pointer: u32, level: u32, ext: u32): bool {
  if (isNull(selector)) {
    raise(v, Vector.TS, ext);
    return false;
  }
  const raw = fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const fits = (selector & RPL_MASK) == level && Descriptor.dpl(raw) == level && Descriptor.isWritableData(raw);
  if (!fits) return refuse(v, Vector.TS, selector, ext);
  if (!Descriptor.present(raw)) return refuse(v, Vector.SS, selector, ext);
  if (!markAccessed(v, selector, raw)) return false;
  const rights = Descriptor.rights(raw) | Rights.Accessed;
  openFrame(v, selector, Descriptor.base(raw), Descriptor.limit(raw), rights, pointer, level);
  return true;
}
