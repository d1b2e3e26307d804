/**
 * Descriptors in memory: the GDT and the current LDT. SDM volume 3, 3.5.1.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; addresses of reads come from systemAccess.ts.
 */
import { Descriptor, Rights, RPL_MASK, TABLE_LDT } from "./descriptor";
import { Seg } from "./segmentRegisters";
import { GDTR_BASE, GDTR_LIMIT, Segment } from "./state";
import { systemRead, systemWrite } from "./systemAccess";

/** What `fetchDescriptor` returns when an exception took over. */
export const FETCH_FAULT: u64 = u64.MAX_VALUE;
/** L, which means nothing to this processor. */
const LONG: u64 = (<u64>1) << 53;
const ACCESSED: u64 = (<u64>1) << 40;

/** Linear address of the descriptor that `selector` names, which lies within its table. */
export function descriptorAddress(v: usize, selector: u32): u32 {
  const table = (selector & TABLE_LDT) != 0 ? Seg.base(v, Segment.Ldtr) : load<u32>(v, GDTR_BASE);
  return table + (selector & ~7);
}

/**
 * The descriptor that `selector` names, null or not.
 * @returns 0, which is no usable type, when it lies beyond its table; FETCH_FAULT when reading raised an exception
 */
export function fetchDescriptor(v: usize, selector: u32): u64 {
  const local = (selector & TABLE_LDT) != 0;
  if (local && (Seg.rights(v, Segment.Ldtr) & Rights.Unusable) != 0) return 0;
  const limit = local ? Seg.limit(v, Segment.Ldtr) : load<u32>(v, GDTR_LIMIT);
  if ((selector | 7) > limit) return 0;
  const host = systemRead(v, descriptorAddress(v, selector), 8);
  if (host == 0) return FETCH_FAULT;
  const raw = load<u64>(host);
  return raw == FETCH_FAULT ? raw & ~LONG : raw;
}

/** Whether the selector is null: index 0 of the GDT. */
export function isNull(selector: u32): bool {
  return (selector & ~RPL_MASK) == 0;
}

/** Sets the accessed bit of a code or data segment in its table. @returns false when an exception took over */
export function markAccessed(v: usize, selector: u32, raw: u64): bool {
  if ((raw & ACCESSED) != 0) return true;
  return systemWrite(v, descriptorAddress(v, selector) + 5, 1, (raw | ACCESSED) >> 40);
}

/** Puts the descriptor of a code or data segment, with its accessed bit, into a segment register. */
export function setFromDescriptor(v: usize, segment: u32, selector: u32, raw: u64): void {
  const rights = Descriptor.rights(raw) | Rights.Accessed;
  Seg.set(v, segment, selector, Descriptor.base(raw), Descriptor.limit(raw), rights);
}
