/**
 * The second half of a task switch: the new task's registers, and what its selectors name. SDM volume 3, 7.3 and table 7-1.
 *
 * BOUNDS: `v` is a vCPU's base, segment numbers are below 8, and every offset is a field of its structure; FRAME holds the
 * values that taskSwitch.ts read.
 */
import { SLOT_PC } from "../layout";
import { Dr6 } from "./debug";
import { Descriptor, Rights, RPL_MASK, SystemType, TABLE_LDT } from "./descriptor";
import { FETCH_FAULT, fetchDescriptor, isNull, markAccessed, setFromDescriptor } from "./descriptorTables";
import { raise } from "./exception";
import { replaceEflags } from "./flags";
import { enterLevel, leaveForHandler } from "./interrupts";
import { loadCr3 } from "./paging";
import { refuse, setLdtr } from "./segmentation";
import { cpl, Seg, setNullSegment, setVirtualSegment, virtual8086 } from "./segmentRegisters";
import { CR0, CR3, Cr0, DEBUG_PENDING, DR7, Eflags, FRAME, Reg, Segment, Vector } from "./state";
import { TaskValue } from "./taskSwitch";

/** DR7.L0 .. L3 and LE, which belong to a task. */
const LOCAL_BREAKPOINTS: u64 = 0x155;
const ALL_FLAGS: u32 = 0x003f7fd5;
/** A 16-bit TSS has FLAGS alone. */
const NARROW_FLAGS: u32 = 0x7fd5;

function value(v: usize, index: u32): u32 {
  return load<u32>(v + (index << 2), FRAME);
}

/**
 * Enters the task whose state is in FRAME and whose TSS is in TR. `nests`: IRET returns to the old one.
 * @returns false when an exception of the new task took over
 */
export function enterTask(v: usize, wide: bool, nests: bool, ext: u32): bool {
  leaveForHandler(v);
  store<u64>(v, load<u64>(v, CR0) | Cr0.TS, CR0);
  store<u64>(v, load<u64>(v, DR7) & ~LOCAL_BREAKPOINTS, DR7);
  const flags = value(v, TaskValue.Eflags) | (nests ? <u32>Eflags.NT : 0);
  replaceEflags(v, flags, ALL_FLAGS);
  if (!wide) replaceEflags(v, 0, ALL_FLAGS & ~NARROW_FLAGS);
  for (let n: u32 = 0; n < 8; n++) store<u64>(v + Reg.slot(n), <u64>value(v, TaskValue.General + n));
  const ldt = value(v, TaskValue.Ldt);
  setNullSegment(v, Segment.Ldtr, ldt);
  const traps = (value(v, TaskValue.Trap) & 1) != 0;
  const level = virtual8086(v) ? 3 : value(v, TaskValue.Selectors + Segment.Cs) & RPL_MASK;
  for (let n: u32 = Segment.Es; n <= <u32>Segment.Gs; n++) {
    const selector = value(v, TaskValue.Selectors + n);
    if (virtual8086(v)) setVirtualSegment(v, n, selector);
    else setNullSegment(v, n, selector);
  }
  const eip = value(v, TaskValue.Eip);
  store<u64>(v, <u64>(Seg.base(v, Segment.Cs) + eip), SLOT_PC);
  const tables = !wide || (load<u32>(v, CR0) & Cr0.PG) == 0 || changesTables(v, value(v, TaskValue.Cr3));
  enterLevel(v, level);
  if (!tables) {
    raise(v, Vector.GP, ext);
    return false;
  }
  if (!loadTaskSegments(v, ldt, eip, ext)) return false;
  if (traps) store<u32>(v, Dr6.BT, DEBUG_PENDING);
  return true;
}

/** A load of CR3 that changes nothing does nothing: translations stay. */
function changesTables(v: usize, cr3: u32): bool {
  return load<u32>(v, CR3) == cr3 || loadCr3(v, cr3);
}

/** The hidden parts: LDTR, then SS, CS and the data segments. */
function loadTaskSegments(v: usize, ldt: u32, eip: u32, ext: u32): bool {
  if (!loadTaskLdt(v, ldt, ext)) return false;
  if (virtual8086(v)) {
    enterLevel(v, 3);
    return true;
  }
  if (!loadTaskCode(v, ext) || !loadTaskStack(v, ext)) return false;
  if (!loadTaskData(v, Segment.Es, ext) || !loadTaskData(v, Segment.Ds, ext)) return false;
  if (!loadTaskData(v, Segment.Fs, ext) || !loadTaskData(v, Segment.Gs, ext)) return false;
  store<u64>(v, <u64>(Seg.base(v, Segment.Cs) + eip), SLOT_PC);
  enterLevel(v, cpl(v));
  if (eip <= Seg.limit(v, Segment.Cs)) return true;
  raise(v, Vector.GP, ext);
  return false;
}

function loadTaskLdt(v: usize, selector: u32, ext: u32): bool {
  if (isNull(selector)) return true;
  const raw = (selector & TABLE_LDT) != 0 ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  if (Descriptor.type(raw) != <u32>SystemType.Ldt || !Descriptor.present(raw)) {
    return refuse(v, Vector.TS, selector, ext);
  }
  setLdtr(v, selector, raw);
  return true;
}

function loadTaskCode(v: usize, ext: u32): bool {
  const selector = Seg.selector(v, Segment.Cs);
  const raw = isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const dpl = Descriptor.dpl(raw);
  const level = selector & RPL_MASK;
  const fits = Descriptor.isCode(raw) && (Descriptor.isConforming(raw) ? dpl <= level : dpl == level);
  if (!fits) return refuse(v, Vector.TS, selector, ext);
  if (!Descriptor.present(raw)) return refuse(v, Vector.NP, selector, ext);
  // EIP of a fault in what follows is the offset: PC follows the base.
  if (!markAccessed(v, selector, raw)) return false;
  setFromDescriptor(v, Segment.Cs, selector, raw);
  store<u64>(v, <u64>(Seg.base(v, Segment.Cs) + load<u32>(v, SLOT_PC)), SLOT_PC);
  return true;
}

function loadTaskStack(v: usize, ext: u32): bool {
  const selector = Seg.selector(v, Segment.Ss);
  const raw = isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const level = cpl(v);
  const fits = (selector & RPL_MASK) == level && Descriptor.dpl(raw) == level && Descriptor.isWritableData(raw);
  if (!fits) return refuse(v, Vector.TS, selector, ext);
  if (!Descriptor.present(raw)) return refuse(v, Vector.SS, selector, ext);
  if (!markAccessed(v, selector, raw)) return false;
  setFromDescriptor(v, Segment.Ss, selector, raw);
  return true;
}

function loadTaskData(v: usize, segment: u32, ext: u32): bool {
  const selector = Seg.selector(v, segment);
  if (isNull(selector)) return true;
  const raw = fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const type = Descriptor.type(raw);
  const readable = (type & Rights.Memory) != 0 && (type & (Rights.Code | Rights.Open)) != <u32>Rights.Code;
  const level = max(cpl(v), selector & RPL_MASK);
  if (!readable || (!Descriptor.isConforming(raw) && Descriptor.dpl(raw) < level)) {
    return refuse(v, Vector.TS, selector, ext);
  }
  if (!Descriptor.present(raw)) return refuse(v, Vector.NP, selector, ext);
  if (!markAccessed(v, selector, raw)) return false;
  setFromDescriptor(v, segment, selector, raw);
  return true;
}
