/**
 * Loads and stores of x87 instructions, as functions of `callx` micro-ops.
 *
 * A store accesses memory itself: whatever it raises, it raises before a register or a flag has changed.
 *
 * BOUNDS: d, a and b are addresses of slots; registers are reached through X87; a tag that matches says that the whole
 * access lies in a page of RAM.
 */

import { X87, X87_SCRATCH, X87_STATUS } from "../../fp/x87/state";
import { FORMAT_SHIFT, loadFromMemory, prepareStore, sizeOf } from "../../fp/x87/store";
import { SLOT_DATA } from "../../layout";
import { slowWrite } from "../../mem/access";
import { Entry, reportPending } from "./entry";

/** Of a store: whether it pops, above what pointers.ts and the format take. */
export const POPS: u32 = 1 << 29;

/** FLD, FILD, FBLD: the value is in slot a, its bytes from the ninth on in slot d; the address is in slot b. */
export function x87Load(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (!Entry.beginMemory(v, packed, load<u32>(b))) return 1;
  const format = (packed >> FORMAT_SHIFT) & 7;
  loadFromMemory(v, format, load<u64>(a), sizeOf(format) > 8 ? load<u32>(d) & 0xffff : 0);
  return 0;
}

/** FST, FIST, FBSTP and their kin: to the address in slot a, through the translation cache that slot b names. */
export function x87Store(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (X87.isPending(v) && !reportPending(v)) return 1;
  const address = load<u32>(a);
  const format = (packed >> FORMAT_SHIFT) & 7;
  const before = load<u32>(v, X87_STATUS);
  if (prepareStore(v, format)) {
    const size = sizeOf(format);
    store<u64>(v, load<u64>(v, X87_SCRATCH), SLOT_DATA);
    store<u16>(v, load<u16>(v, X87_SCRATCH + 8), SLOT_DATA + 8);
    if (!slowWrite(v, <u32>(b - v), address, size, alignmentOf(size))) {
      store<u32>(v, before, X87_STATUS);
      return 1;
    }
    if ((packed & POPS) != 0) X87.pop(v);
  }
  Entry.noteMemory(v, packed, address);
  return 0;
}

function alignmentOf(size: u32): u32 {
  return size > 8 ? 8 : size;
}
