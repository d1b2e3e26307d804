/**
 * Segment registers at run time: which accesses need a look at limit and type. SDM volume 3, chapter 3 and 5.3 to 5.5.
 *
 * BOUNDS: `v` is a vCPU's base, segment numbers are below 8, and every offset is a field of its structure.
 */
import { SLOT_TC, SLOT_TC_SEGMENT, SLOT_TC_STACK, VM_TC_TRAP } from "../layout";
import { Reg, SEGMENT_LIMIT, SEGMENT_RIGHTS, SEGMENT_SIZE, SEGMENTS, Segment } from "./state";

/** Rights that let everything pass: present, writable data, expand-up; code is never written. */
const PLAIN_MASK: u32 = 0x1009e;
const PLAIN: u32 = 0x92;

/** Chooses the translation cache of each segment; whoever changes SLOT_TC or a segment register calls it. */
export function selectSegmentCaches(v: usize): void {
  for (let segment: u32 = Segment.Es; segment <= <u32>Segment.Gs; segment++) {
    store<u32>(v + Reg.cache(segment), isPlain(v, segment) ? load<u32>(v, SLOT_TC) : load<u32>(VM_TC_TRAP));
  }
  store<u32>(v, load<u32>(v, SLOT_TC), SLOT_TC_STACK);
}

/** Whether every access through the segment is inside it and allowed. */
function isPlain(v: usize, segment: u32): bool {
  const entry = v + SEGMENTS + segment * SEGMENT_SIZE;
  return load<u32>(entry, SEGMENT_LIMIT) == 0xffffffff && (load<u32>(entry, SEGMENT_RIGHTS) & PLAIN_MASK) == PLAIN;
}

/** An access through a segment that is not plain, at linear address `va`. @returns false when it raised #GP or #SS */
export function guardAccess(v: usize, tc: u32, va: u64, size: u32, want: u32): bool {
  const segment = (tc - SLOT_TC_SEGMENT) >> 2;
  const entry = v + SEGMENTS + segment * SEGMENT_SIZE;
  const offset = <u32>va - load<u32>(v + Reg.base(segment));
  // Limits and types of the segments that are not plain: with protection (#GP and #SS need exception delivery).
  return <u64>offset + size <= <u64>load<u32>(entry, SEGMENT_LIMIT) + 1 || want > 2;
}
