/**
 * A look at memory that will be stored to, or might have been: it faults as a write does, and changes nothing.
 *
 * BOUNDS: a is a slot.
 */
import { Call } from "../ir/emit";
import { SLOT_DISCARD } from "../layout";
import { probeAccess } from "../mem/access";
import { Memory } from "./operand";

/** In what `probe` is given: the size, above the cache. */
const SIZE_SHIFT: u32 = 16;

/** For `size` bytes where `Memory` is. */
export function proveWritable(size: u32): void {
  const cache = Memory.cache | (size << SIZE_SHIFT);
  Call.system(probe.index, SLOT_DISCARD, Memory.linear(), SLOT_DISCARD, cache);
}

function probe(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const cache = imm & ((1 << SIZE_SHIFT) - 1);
  return i32(!probeAccess(v, cache, <u64>load<u32>(a), imm >> SIZE_SHIFT));
}
