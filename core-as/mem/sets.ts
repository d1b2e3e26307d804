/**
 * The translation caches of a vCPU: TC_SETS sets, each for one address space at one privilege (addressSpace.ts says which), each with a
 * data TLB and a jump cache. A context switch selects another set and empties nothing.
 *
 *   set:  8192 x { u64 read tag, u64 write tag, u64 execute tag, u32 addend, u32 shift }      the TLB (tlb.ts)
 *        16384 x { u64 virtual address, u32 block, u32 entry }                                the jump cache, in pairs (jumpCache.ts)
 *         what is in use, and where mappings bigger than a page may be: the fields TC_* of layout.ts
 *
 * BOUNDS: sets come from setAddress with an index below TC_SETS, and vmInit reserved TC_SIZE bytes for each; indices of TLB entries are
 * masked; the directory has TC_SETS entries and a clock behind them.
 */
import { TC_SETS, TC_SIZE, TLB_ENTRIES, TLB_ENTRY_SIZE, VCPU_INDEX, VCPU_TC_DIRECTORY, VM_TC_BASE } from "../layout";

/** Bits of a virtual address that identify a page; the top byte may be a tag (TBI). */
export const VA_MASK: u64 = 0x00fffffffffff000;
const DIRECTORY_ENTRY: usize = 16;

/** Address of the set with number `index` (0 .. TC_SETS - 1). */
export function setAddress(v: usize, index: u32): u32 {
  return load<u32>(VM_TC_BASE) + (load<u32>(v, VCPU_INDEX) * TC_SETS + index) * TC_SIZE;
}

/** Address of its entry in the directory: u32 key; u32 when it was last selected, 0 = never; u64 stamp. */
export function directoryEntry(v: usize, index: u32): usize {
  return v + VCPU_TC_DIRECTORY + <usize>index * DIRECTORY_ENTRY;
}

/** Address of the set with number `index` (0 .. TC_SETS - 1), or 0 when it is not in use. */
export function usedSet(v: usize, index: u32): u32 {
  // BOUNDS: callers count index up to TC_SETS, the length of the directory in the vCPU's structure.
  return load<u32>(directoryEntry(v, index), 4) != 0 ? setAddress(v, index) : 0;
}

/** Key of the set with number `index`. */
export function keyOfSet(v: usize, index: u32): u32 {
  return load<u32>(directoryEntry(v, index));
}

/** Entry of `va` in the TLB of the set at `set`. */
@final
export abstract class Tlb {
  @inline static entry(set: u32, va: u64): u32 {
    // BOUNDS: the index is masked to TLB_ENTRIES.
    return set + (<u32>(va >> 12) & (TLB_ENTRIES - 1)) * TLB_ENTRY_SIZE;
  }
}
