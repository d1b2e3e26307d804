/**
 * Hardware task switches. SDM volume 3, chapter 7.
 *
 * Both tasks' segments are proved accessible before anything changes. Faults of what the new task's registers name come in
 * the new task, as the manual says (7.3, step 12 on).
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; FRAME holds the 19 values of a task state; addresses of
 * reads come from systemAccess.ts.
 */
import { SLOT_TC_PRIVILEGED as SLOT_SYSTEM } from "../layout";
import { Descriptor, SystemType, TABLE_LDT } from "./descriptor";
import { descriptorAddress, FETCH_FAULT, fetchDescriptor, isNull } from "./descriptorTables";
import { readEflags } from "./flags";
import { refuse } from "./segmentation";
import { Seg } from "./segmentRegisters";
import { addToFrame, frameFits, openOwnFrame, pointerAfterFrame, writeFrame } from "./stackFrame";
import { wideTask } from "./stackSwitch";
import { Eflags, FRAME, Gpr, Reg, Segment, Vector } from "./state";
import { systemRead, systemWrite, writable } from "./systemAccess";
import { enterTask } from "./taskState";

/** How a task is left. */
export enum Switch {
  Jump = 0,
  Call = 1,
  Return = 2,
  Interrupt = 3,
}

/** In the type of a TSS descriptor: busy; 32 bits. */
const BUSY: u32 = 2;
const WIDE: u32 = 8;
/** Limits that a TSS has at least. */
const WIDE_LIMIT: u32 = 0x67;
const NARROW_LIMIT: u32 = 0x2b;

/** Order of the values in FRAME: EIP, EFLAGS, 8 general registers, 6 selectors, LDT, CR3, T. */
export enum TaskValue {
  Eip = 0,
  Eflags = 1,
  General = 2,
  Selectors = 10,
  Ldt = 16,
  Cr3 = 17,
  Trap = 18,
}

/** A task gate of the IDT. @returns false when an exception or an exit took over */
export function interruptTask(v: usize, selector: u32, ext: u32, errorCode: i32, eip: u32, flags: u32): bool {
  const raw = fetchTask(v, selector, ext, Vector.GP);
  if (raw == FETCH_FAULT) return false;
  if (!switchTask(v, selector, raw, Switch.Interrupt, ext, eip, flags)) return false;
  if (errorCode < 0) return true;
  openOwnFrame(v);
  addToFrame(v, <u32>errorCode);
  const width: u32 = wideTask(v) ? 4 : 2;
  if (!frameFits(v, width, ext) || !writeFrame(v, width)) return false;
  store<u64>(v + Reg.slot(Gpr.Esp), <u64>pointerAfterFrame(v, width));
  return true;
}

/**
 * The descriptor of the task-state segment that a task gate names: in the GDT, and available.
 * @returns FETCH_FAULT when an exception took over
 */
export function fetchTask(v: usize, selector: u32, ext: u32, vector: u32): u64 {
  const raw = (selector & TABLE_LDT) != 0 ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return raw;
  const type = Descriptor.type(raw);
  if (type != <u32>SystemType.AvailableTss32 && type != <u32>SystemType.AvailableTss16) {
    refuse(v, vector, selector, ext);
    return FETCH_FAULT;
  }
  if (Descriptor.present(raw)) return raw;
  refuse(v, Vector.NP, selector, ext);
  return FETCH_FAULT;
}

/** IRET with NT set: back to the task that the current one was called from, whose EIP is `eip`. */
export function returnFromTask(v: usize, eip: u32): bool {
  const host = systemRead(v, Seg.base(v, Segment.Tr), 2);
  if (host == 0) return false;
  const link: u32 = load<u16>(host);
  const raw = (link & TABLE_LDT) != 0 || isNull(link) ? 0 : fetchDescriptor(v, link);
  if (raw == FETCH_FAULT) return false;
  const type = Descriptor.type(raw);
  const busy = type == <u32>SystemType.BusyTss32 || type == <u32>SystemType.BusyTss16;
  if (!busy) return refuse(v, Vector.TS, link);
  if (!Descriptor.present(raw)) return refuse(v, Vector.NP, link);
  return switchTask(v, link, raw, Switch.Return, 0, eip, readEflags(v) & ~(<u32>Eflags.NT));
}

/**
 * Leaves the current task, which goes on at `eip` with `flags`, for the one of descriptor `raw`.
 * @returns false when an exception or an exit took over, be it in the new task
 */
export function switchTask(v: usize, selector: u32, raw: u64, how: Switch, ext: u32, eip: u32, flags: u32): bool {
  const wide = (Descriptor.type(raw) & WIDE) != 0;
  if (Descriptor.limit(raw) < (wide ? WIDE_LIMIT : NARROW_LIMIT)) return refuse(v, Vector.TS, selector, ext);
  if (!tasksAccessible(v, selector, raw, how)) return false;
  if (!saveTask(v, eip, flags)) return false;
  const nests = how == Switch.Call || how == Switch.Interrupt;
  const old = Seg.selector(v, Segment.Tr);
  if (!nests && !writeBusy(v, old, Seg.rights(v, Segment.Tr) & ~BUSY)) return false;
  if (nests && !systemWrite(v, Descriptor.base(raw), 2, old)) return false;
  const rights = Descriptor.rights(raw) | BUSY;
  if (how != Switch.Return && !writeBusy(v, selector, rights)) return false;
  Seg.set(v, Segment.Tr, selector, Descriptor.base(raw), Descriptor.limit(raw), rights);
  return enterTask(v, wide, nests, ext);
}

/** Proves that all that is read and written can be, and reads the new task's state into FRAME. */
function tasksAccessible(v: usize, selector: u32, raw: u64, how: Switch): bool {
  const wide = wideTask(v);
  const old = Seg.base(v, Segment.Tr);
  if (!writable(v, SLOT_SYSTEM, old + (wide ? 0x20 : 0x0e), wide ? 0x40 : 0x1c)) return false;
  if (!writable(v, SLOT_SYSTEM, descriptorAddress(v, Seg.selector(v, Segment.Tr)) + 5, 1)) return false;
  if (how != Switch.Return && !writable(v, SLOT_SYSTEM, descriptorAddress(v, selector) + 5, 1)) return false;
  const base = Descriptor.base(raw);
  if ((how == Switch.Call || how == Switch.Interrupt) && !writable(v, SLOT_SYSTEM, base, 2)) return false;
  return (Descriptor.type(raw) & WIDE) != 0 ? readWide(v, base) : readNarrow(v, base);
}

/** The byte of a TSS descriptor that has the busy bit. */
function writeBusy(v: usize, selector: u32, rights: u32): bool {
  return systemWrite(v, descriptorAddress(v, selector) + 5, 1, rights & 0xff);
}

function setValue(v: usize, index: u32, value: u32): void {
  store<u32>(v + (index << 2), value, FRAME);
}

/** Reads value `index` from `linear`. @returns false when an exception or an exit took over */
function readValue(v: usize, index: u32, linear: u32, size: u32): bool {
  const host = systemRead(v, linear, size);
  if (host == 0) return false;
  setValue(v, index, size == 4 ? load<u32>(host) : load<u16>(host));
  return true;
}

function readWide(v: usize, base: u32): bool {
  for (let n: u32 = 0; n < 10; n++) {
    if (!readValue(v, n, base + 0x20 + 4 * n, 4)) return false;
  }
  for (let n: u32 = 0; n < 7; n++) {
    if (!readValue(v, TaskValue.Selectors + n, base + 0x48 + 4 * n, 2)) return false;
  }
  return readValue(v, TaskValue.Cr3, base + 0x1c, 4) && readValue(v, TaskValue.Trap, base + 0x64, 2);
}

function readNarrow(v: usize, base: u32): bool {
  for (let n: u32 = 0; n < 14; n++) {
    if (!readValue(v, n, base + 0x0e + 2 * n, 2)) return false;
  }
  setValue(v, TaskValue.Selectors + Segment.Fs, 0);
  setValue(v, TaskValue.Selectors + Segment.Gs, 0);
  setValue(v, TaskValue.Trap, 0);
  return readValue(v, TaskValue.Ldt, base + 0x2a, 2);
}

/** Writes the dynamic part of the current task's state. */
function saveTask(v: usize, eip: u32, flags: u32): bool {
  const wide = wideTask(v);
  const size: u32 = wide ? 4 : 2;
  let at = Seg.base(v, Segment.Tr) + (wide ? 0x20 : 0x0e);
  if (!systemWrite(v, at, size, eip) || !systemWrite(v, at + size, size, flags)) return false;
  at += 2 * size;
  for (let n: u32 = 0; n < 8; n++) {
    if (!systemWrite(v, at + n * size, size, load<u32>(v + Reg.slot(n)))) return false;
  }
  at += 8 * size;
  const selectors: u32 = wide ? 6 : 4;
  for (let n: u32 = 0; n < selectors; n++) {
    if (!systemWrite(v, at + n * size, 2, Seg.selector(v, n))) return false;
  }
  return true;
}
