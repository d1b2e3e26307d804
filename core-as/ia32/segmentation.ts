/**
 * Loads of segment registers and accesses through them: limits, types, privilege. SDM volume 3, chapter 3 and 5.1 to 5.6.
 *
 * BOUNDS: `v` is a vCPU's base, segment numbers are below 8, and every offset is a field of its structure.
 */
import { checksAlignment, updateContext } from "./context";
import { watchAccess } from "./debug";
import { Descriptor, Rights, RPL_MASK, SystemType, TABLE_LDT } from "./descriptor";
import {
  descriptorAddress,
  FETCH_FAULT,
  fetchDescriptor,
  isNull,
  markAccessed,
  setFromDescriptor,
} from "./descriptorTables";
import { raise } from "./exception";
import {
  cpl,
  realMode,
  Seg,
  segmentOfCache,
  selectSegmentCache,
  setNullSegment,
  setRealSegment,
  setVirtualSegment,
  virtual8086,
  watchesData,
} from "./segmentRegisters";
import { INHIBIT, Inhibit, Segment, Vector } from "./state";
import { storesBack } from "./storesBack";
import { systemWrite } from "./systemAccess";

export { selectSegmentCaches } from "./segmentRegisters";

const WANT_WRITE: u32 = 1;
/** In the type of a TSS: busy. */
const BUSY: u32 = 2;

/** Raises an exception whose error code is that of `selector`; `ext`: its lowest bit. @returns false */
export function refuse(v: usize, vector: u32, selector: u32, ext: u32 = 0): bool {
  raise(v, vector, <i32>((selector & 0xfffc) | ext));
  return false;
}

/** MOV, POP and LDS, LES, LFS, LGS, LSS: loads ES, SS, DS, FS or GS. @returns false when an exception took over */
export function loadSegment(v: usize, segment: u32, selector: u32): bool {
  if (realMode(v) || virtual8086(v)) {
    if (realMode(v)) setRealSegment(v, segment, selector);
    else setVirtualSegment(v, segment, selector);
  } else if (isNull(selector) && segment != Segment.Ss) {
    setNullSegment(v, segment, selector);
  } else {
    const raw = isNull(selector) ? 0 : fetchDescriptor(v, selector);
    if (raw == FETCH_FAULT || !allowed(v, segment, selector, raw) || !markAccessed(v, selector, raw)) return false;
    setFromDescriptor(v, segment, selector, raw);
  }
  return true;
}

function allowed(v: usize, segment: u32, selector: u32, raw: u64): bool {
  return segment == Segment.Ss ? allowedAsStack(v, selector, raw) : allowedAsData(v, selector, raw);
}

function allowedAsStack(v: usize, selector: u32, raw: u64): bool {
  const level = cpl(v);
  const fits = (selector & RPL_MASK) == level && Descriptor.dpl(raw) == level && Descriptor.isWritableData(raw);
  if (!fits) return refuse(v, Vector.GP, selector);
  return Descriptor.present(raw) || refuse(v, Vector.SS, selector);
}

function allowedAsData(v: usize, selector: u32, raw: u64): bool {
  const type = Descriptor.type(raw);
  const readable = (type & Rights.Memory) != 0 && (type & (Rights.Code | Rights.Open)) != <u32>Rights.Code;
  const level = max(cpl(v), selector & RPL_MASK);
  if (!readable || (!Descriptor.isConforming(raw) && Descriptor.dpl(raw) < level))
    return refuse(v, Vector.GP, selector);
  return Descriptor.present(raw) || refuse(v, Vector.NP, selector);
}

/**
 * After `loadSegment`: brings caches and context up to date, at the least cost.
 * @returns whether the context is another one, so that the block cannot go on
 */
export function segmentLoaded(v: usize, segment: u32, oldBase: u32, oldRights: u32): bool {
  const based = segment < <u32>Segment.Fs && (oldBase == 0) != (Seg.base(v, segment) == 0);
  const sized = segment == Segment.Ss && ((oldRights ^ Seg.rights(v, segment)) & Rights.Big) != 0;
  if (!based && !sized) {
    selectSegmentCache(v, segment);
    return false;
  }
  updateContext(v);
  if (segment == Segment.Ss) store<u32>(v, Inhibit.Traps, INHIBIT);
  return true;
}

/** LLDT, and the LDT of a task. The selector's checks are the caller's. */
export function setLdtr(v: usize, selector: u32, raw: u64): void {
  Seg.set(
    v,
    Segment.Ldtr,
    selector,
    Descriptor.base(raw),
    Descriptor.limit(raw),
    isNull(selector) ? <u32>Rights.Unusable : Descriptor.rights(raw),
  );
}

/** LLDT. @returns false when an exception took over */
export function loadLdtr(v: usize, selector: u32): bool {
  if (isNull(selector)) {
    setNullSegment(v, Segment.Ldtr, selector);
    return true;
  }
  const raw = (selector & TABLE_LDT) != 0 ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  if (Descriptor.type(raw) != <u32>SystemType.Ldt) return refuse(v, Vector.GP, selector);
  if (!Descriptor.present(raw)) return refuse(v, Vector.NP, selector);
  setLdtr(v, selector, raw);
  return true;
}

/** LTR. @returns false when an exception or an exit took over */
export function loadTr(v: usize, selector: u32): bool {
  const local = (selector & TABLE_LDT) != 0;
  const raw = local || isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const type = Descriptor.type(raw);
  const available = type == <u32>SystemType.AvailableTss16 || type == <u32>SystemType.AvailableTss32;
  if (!available) return refuse(v, Vector.GP, selector);
  if (!Descriptor.present(raw)) return refuse(v, Vector.NP, selector);
  const rights = Descriptor.rights(raw) | BUSY;
  if (!systemWrite(v, descriptorAddress(v, selector) + 5, 1, rights & 0xff)) return false;
  Seg.set(v, Segment.Tr, selector, Descriptor.base(raw), Descriptor.limit(raw), rights);
  return true;
}

/** An access through a segment that is not plain, at linear address `va`. @returns false when it raised #GP or #SS */
export function guardAccess(v: usize, tc: u32, va: u64, size: u32, want: u32): bool {
  const segment = segmentOfCache(tc);
  const offset = <u32>va - Seg.base(v, segment);
  if (
    !typeAllows(v, segment, want != WANT_WRITE && storesBack(v) ? WANT_WRITE : want) ||
    !withinLimit(Seg.rights(v, segment), Seg.limit(v, segment), offset, size)
  ) {
    raise(v, segment == Segment.Ss ? Vector.SS : Vector.GP, 0);
    return false;
  }
  if (checksAlignment(v) && misaligned(<u32>va, size)) {
    raise(v, Vector.AC, 0);
    return false;
  }
  if (watchesData(v)) watchAccess(v, <u32>va, size, want);
  return true;
}

/** SDM volume 3, table 6-7. What is longer than 8 bytes is checked by the instructions that want it aligned. */
function misaligned(linear: u32, size: u32): bool {
  return size <= 8 ? (linear & (size - 1)) != 0 : size == 10 && (linear & 7) != 0;
}

function typeAllows(v: usize, segment: u32, want: u32): bool {
  const rights = Seg.rights(v, segment);
  if ((rights & Rights.Unusable) != 0) return false;
  if (realMode(v) || virtual8086(v)) return true;
  const code = (rights & Rights.Code) != 0;
  const open = (rights & Rights.Open) != 0;
  return want == WANT_WRITE ? open && !code : open || !code;
}

/** Whether bytes offset .. offset + size - 1 lie in a segment of this limit and type. SDM volume 3, 5.3 */
export function withinLimit(rights: u32, limit: u32, offset: u32, size: u32): bool {
  const last = <u64>offset + size - 1;
  const expandDown = (rights & (Rights.Memory | Rights.Code | Rights.Special)) == <u32>(Rights.Memory | Rights.Special);
  if (!expandDown) return limit == 0xffffffff || last <= <u64>limit;
  return offset > limit && last <= ((rights & Rights.Big) != 0 ? <u64>0xffffffff : <u64>0xffff);
}
