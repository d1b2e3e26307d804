/**
 * Loads and stores of x87 instructions, as functions of `callx` micro-ops.
 *
 * A store accesses memory itself: whatever it raises, it raises before a register or a flag has changed.
 *
 * BOUNDS: d, a and b are addresses of slots; registers are reached through X87; a tag that matches says that the whole
 * access lies in a page of RAM.
 */

import { FORMAT_MASK, FORMAT_SHIFT } from "../../fp/x87/packed";
import { X87, X87_SCRATCH, X87_STATUS } from "../../fp/x87/state";
import { loadFromMemory, prepareStore, sizeOf } from "../../fp/x87/store";
import { SLOT_DATA } from "../../layout";
import { slowWrite } from "../../mem/access";
import { plainWrite } from "../../mem/plain";
import { Entry, reportPending } from "./entry";

/** Of a store: whether it pops, above what packed.ts says. */
export const POPS: u32 = 1 << 29;
/** Bytes of the extended format, which is stored most often of those that come here. */
const EXTENDED_SIZE: u32 = 10;

/** FLD, FILD, FBLD: the value is in slot a, its bytes from the ninth on in slot d; the address is in slot b. */
export function x87Load(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (!Entry.beginMemory(v, packed, load<u32>(b))) return 1;
  const format = (packed >> FORMAT_SHIFT) & FORMAT_MASK;
  loadFromMemory(v, format, load<u64>(a), sizeOf(format) > 8 ? load<u32>(d) & 0xffff : 0);
  return 0;
}

/** FST, FIST, FBSTP and their kin: to the address in slot a, through the translation cache that slot b names. */
export function x87Store(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (X87.isPending(v) && !reportPending(v)) return 1;
  const address = load<u32>(a);
  const format = (packed >> FORMAT_SHIFT) & FORMAT_MASK;
  const before = load<u32>(v, X87_STATUS);
  if (prepareStore(v, format)) {
    const size = sizeOf(format);
    if (!write(v, <u32>(b - v), address, size)) {
      store<u32>(v, before, X87_STATUS);
      return 1;
    }
    if ((packed & POPS) != 0) X87.pop(v);
  }
  Entry.noteMemory(v, packed, address);
  return 0;
}

/** Writes the `size` bytes in X87_SCRATCH. @returns false when an exception or exit took over */
function write(v: usize, tc: u32, address: u32, size: u32): bool {
  if (size == EXTENDED_SIZE) {
    const host = plainWrite(v, tc, address, EXTENDED_SIZE);
    if (host != 0) {
      store<u64>(host, load<u64>(v, X87_SCRATCH));
      store<u16>(host, load<u16>(v, X87_SCRATCH + 8), 8);
      return true;
    }
  }
  store<u64>(v, load<u64>(v, X87_SCRATCH), SLOT_DATA);
  store<u16>(v, load<u16>(v, X87_SCRATCH + 8), SLOT_DATA + 8);
  return slowWrite(v, tc, address, size, alignmentOf(size));
}

function alignmentOf(size: u32): u32 {
  return size > 8 ? 8 : size;
}
