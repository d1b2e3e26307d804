/**
 * Dropping part of a translation-cache set: the mapping at an address, or a range of addresses. mem/tlb.ts has the layout.
 *
 * BOUNDS: `set` is the address of a set, TC_SIZE bytes long; entry indices are masked or counted below the array's length.
 */
import {
  JUMP_ENTRIES,
  JUMP_ENTRY_SIZE,
  TC_JUMP_CACHE,
  TC_LARGE_BASE,
  TC_LARGE_MASK,
  TC_LARGE_SHIFT,
  TC_USED,
  TLB_ENTRIES,
  TLB_ENTRY_SIZE,
  TLB_JUMPS,
  TLB_SHIFT,
} from "../layout";
import { clearJump, dropJumps } from "./jumpCache";
import { Tlb, VA_MASK } from "./sets";
import { CHUNK_ENTRIES, chunkBit, chunkWord, clearEntry, ENTRIES_A_BIT, flushSet, LARGE_SHIFT, pageOf } from "./tlb";
import { dropVictim, dropVictims } from "./victims";

/** log2 of the bytes whose pages have TLB entries of their own. */
const LARGEST_RANGE: u32 = 24;

/** Drops what the set knows of the mapping at `va`, however big that mapping is. */
export function flushPageInSet(set: u32, va: u64): void {
  // BOUNDS: set is the address of a set, TC_SIZE bytes long.
  const base = load<u64>(set, TC_LARGE_BASE);
  if (base != ~(<u64>0) && ((base ^ va) & load<u64>(set, TC_LARGE_MASK) & VA_MASK) == 0) return flushHuge(set, va);
  if ((load<u64>(chunkWord(set, va)) & chunkBit(va)) != 0) flushChunk(set, va);
  dropVictim(set, va);
  const entry = Tlb.entry(set, va);
  if (((pageOf(entry) ^ va) & VA_MASK) == 0) clearEntry(entry);
  if (load<u8>(entry, TLB_JUMPS) != 0) dropJumps(set, entry, va);
}

/** Drops what the set knows of the 2^shift bytes at `va`, a multiple of that. */
export function flushRangeInSet(set: u32, va: u64, shift: u32): void {
  if (shift > LARGEST_RANGE) return flushSet(set);
  dropVictims(set);
  const first = Tlb.entry(set, va);
  for (let i: u32 = 0; i < (<u32>1) << (shift - 12); i++) {
    const group = (<u32>(va >> 12) + i) & (TLB_ENTRIES - 1);
    // BOUNDS: the range is a power of two of at most TLB_ENTRIES pages and aligned to it, so its entries are contiguous.
    const entry = first + i * TLB_ENTRY_SIZE;
    if ((load<u64>(set, TC_USED) & ((<u64>1) << (group / ENTRIES_A_BIT))) == 0) continue;
    const page = va + ((<u64>i) << 12);
    if (((pageOf(entry) ^ page) & VA_MASK) == 0) clearEntry(entry);
    if (load<u8>(entry, TLB_JUMPS) != 0) dropJumps(set, entry, page);
  }
}

/** Drops the parts of the mapping at `va` that lie in its chunk, if that mapping is bigger than a page. */
function flushChunk(set: u32, va: u64): void {
  dropVictims(set);
  const chunk = chunkWord(set, va);
  const bit = chunkBit(va);
  const first = Tlb.entry(set, va & ~(((<u64>1) << LARGE_SHIFT) - 1));
  let others: u64 = 0;
  for (let i: u32 = 0; i < CHUNK_ENTRIES; i++) {
    // BOUNDS: the entries of a chunk are contiguous and begin at a multiple of their number.
    const entry = first + i * TLB_ENTRY_SIZE;
    const shift = load<u8>(entry, TLB_SHIFT);
    if (shift <= 12) continue;
    const page = pageOf(entry);
    if (((page ^ va) & VA_MASK) >> shift != 0) {
      others |= chunkBit(page);
      continue;
    }
    clearEntry(entry);
    if (load<u8>(entry, TLB_JUMPS) != 0) dropJumps(set, entry, page);
  }
  if ((others & bit) == 0) store<u64>(chunk, load<u64>(chunk) & ~bit);
}

/** The same where mappings bigger than a chunk may be concerned: their parts lie all over the set. */
function flushHuge(set: u32, va: u64): void {
  dropVictims(set);
  for (let i: u32 = 0; i < TLB_ENTRIES; i++) {
    // BOUNDS: i counts the entries of the set.
    const entry = set + i * TLB_ENTRY_SIZE;
    const page = pageOf(entry);
    if (((page ^ va) & VA_MASK) >> max<u8>(load<u8>(entry, TLB_SHIFT), 12) == 0) clearEntry(entry);
  }
  const shift = load<u32>(set, TC_LARGE_SHIFT);
  const jumps = set + TC_JUMP_CACHE;
  for (let i: u32 = 0; i < JUMP_ENTRIES; i++) {
    const entry = jumps + i * JUMP_ENTRY_SIZE;
    if (((load<u64>(entry) ^ va) & VA_MASK) >> shift == 0) clearJump(entry);
  }
}
