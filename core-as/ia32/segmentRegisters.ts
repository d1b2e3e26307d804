/**
 * The segment registers, visible part and hidden: selector, base, limit, rights.
 *
 * BOUNDS: `v` is a vCPU's base, segment numbers are below 8, and every offset is a field of its structure.
 */
import { SLOT_TC, SLOT_TC_NARROW, SLOT_TC_NARROW_BYTE, SLOT_TC_SEGMENT, SLOT_TC_STACK, VM_TC_TRAP } from "../layout";
import { checksAlignment } from "./context";
import { Rights } from "./descriptor";
import {
  CPL,
  CR0,
  Cr0,
  DR7,
  EFLAGS_SYSTEM,
  Eflags,
  Reg,
  SEGMENT_LIMIT,
  SEGMENT_RIGHTS,
  SEGMENT_SIZE,
  SEGMENTS,
  Segment,
} from "./state";
import { Note } from "./x87/pointers";

/** Rights that let everything pass: present, writable data, expand-up; code is never written. */
const PLAIN_MASK: u32 = 0x1009e;
const PLAIN: u32 = 0x92;
/** No access that begins below 64 KiB ends behind it: FXSAVE's is the longest. */
const NARROW_END: u32 = 0x10fff;
const PAGE_OFFSET: u32 = 0xfff;
/** Of a segment in virtual-8086 mode. */
const VIRTUAL_RIGHTS: u32 = 0xf3;

@final
export abstract class Seg {
  @inline static entry(v: usize, segment: u32): usize {
    return v + SEGMENTS + segment * SEGMENT_SIZE;
  }
  @inline static selector(v: usize, segment: u32): u32 {
    return load<u32>(Seg.entry(v, segment));
  }
  @inline static rights(v: usize, segment: u32): u32 {
    return load<u32>(Seg.entry(v, segment), SEGMENT_RIGHTS);
  }
  @inline static limit(v: usize, segment: u32): u32 {
    return load<u32>(Seg.entry(v, segment), SEGMENT_LIMIT);
  }
  @inline static base(v: usize, segment: u32): u32 {
    return load<u32>(v + Reg.base(segment));
  }
  /** Sets all parts. The caller brings caches and context up to date. */
  @inline static set(v: usize, segment: u32, selector: u32, base: u32, limit: u32, rights: u32): void {
    Note.settle(v);
    const entry = Seg.entry(v, segment);
    store<u32>(entry, selector);
    store<u32>(entry, rights, SEGMENT_RIGHTS);
    store<u32>(entry, limit, SEGMENT_LIMIT);
    store<u64>(v + Reg.base(segment), <u64>base);
  }
  /** Whether SS has a 32-bit stack pointer. */
  @inline static bigStack(v: usize): bool {
    return (Seg.rights(v, Segment.Ss) & Rights.Big) != 0;
  }
}

/** CR0.PE is clear: selectors are paragraph numbers. */
export function realMode(v: usize): bool {
  return (load<u32>(v, CR0) & Cr0.PE) == 0;
}

export function virtual8086(v: usize): bool {
  return (load<u32>(v, EFLAGS_SYSTEM) & Eflags.VM) != 0;
}

export function cpl(v: usize): u32 {
  return load<u32>(v, CPL);
}

/** Loads a segment as real mode does: limit and rights stay, unless the segment was unusable. SDM volume 3, 20.1.1 */
export function setRealSegment(v: usize, segment: u32, selector: u32): void {
  const unusable = (Seg.rights(v, segment) & Rights.Unusable) != 0;
  const limit = unusable ? 0xffff : Seg.limit(v, segment);
  Seg.set(v, segment, selector, selector << 4, limit, unusable ? 0x93 : Seg.rights(v, segment));
}

/** Loads a segment as virtual-8086 mode does. SDM volume 3, 20.2.1 */
export function setVirtualSegment(v: usize, segment: u32, selector: u32): void {
  Seg.set(v, segment, selector, selector << 4, 0xffff, VIRTUAL_RIGHTS);
}

/** Loads the null selector: what accesses through the segment raises #GP. */
export function setNullSegment(v: usize, segment: u32, selector: u32): void {
  Seg.set(v, segment, selector, 0, 0, Rights.Unusable);
}

/** Chooses the translation cache of each segment; whoever changes SLOT_TC, DR7 or segment registers calls it. */
export function selectSegmentCaches(v: usize): void {
  const looked = looksAtAccesses(v);
  for (let segment: u32 = Segment.Es; segment <= <u32>Segment.Gs; segment++) selectCaches(v, segment, looked);
  store<u32>(v, load<u32>(v, SLOT_TC), SLOT_TC_STACK);
}

/** The same after a change of one segment register. */
export function selectSegmentCache(v: usize, segment: u32): void {
  selectCaches(v, segment, looksAtAccesses(v));
}

/**
 * An access is inside a segment that has no limit. By 16-bit addresses a byte is inside one of 64 KiB, too; more bytes are if the limit
 * leaves room for them behind that, or if what crosses its end crosses a page: mem/access.ts looks at those.
 */
function selectCaches(v: usize, segment: u32, looked: bool): void {
  const own = load<u32>(v, SLOT_TC);
  const trap = load<u32>(VM_TC_TRAP);
  const allowed = !looked && (Seg.rights(v, segment) & PLAIN_MASK) == PLAIN;
  const limit = Seg.limit(v, segment);
  const narrow = allowed && limit >= 0xffff;
  const pages = limit >= NARROW_END || (Seg.base(v, segment) & PAGE_OFFSET) == 0;
  store<u32>(v + Reg.cache(segment), allowed && limit == 0xffffffff ? own : trap);
  store<u32>(v + Reg.narrowCache(segment, 2), narrow && pages ? own : trap);
  store<u32>(v + Reg.narrowCache(segment, 1), narrow ? own : trap);
}

/** Whether every access needs a look: for breakpoints on data, or for its alignment. */
function looksAtAccesses(v: usize): bool {
  return watchesData(v) || checksAlignment(v);
}

/** Whether DR7 has a breakpoint on data switched on: R/W is 1 or 3 where L or G is set. SDM volume 3, 17.2.4 */
export function watchesData(v: usize): bool {
  const control = load<u32>(v, DR7);
  if ((control & 0xff) == 0) return false;
  for (let n: u32 = 0; n < 4; n++) {
    if ((control & (3 << (2 * n))) != 0 && (control & (1 << (16 + 4 * n))) != 0) return true;
  }
  return false;
}

/** The number of the segment whose cache is in slot `tc`. */
export function segmentOfCache(tc: u32): u32 {
  if (tc == SLOT_TC_STACK) return Segment.Ss;
  if (tc >= SLOT_TC_NARROW_BYTE) return (tc - SLOT_TC_NARROW_BYTE) >> 2;
  return (tc - (tc >= SLOT_TC_NARROW ? SLOT_TC_NARROW : SLOT_TC_SEGMENT)) >> 2;
}
