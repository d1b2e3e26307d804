/**
 * The translation caches of a vCPU: TC_SETS sets, each for one address space at one privilege (mem/addressSpace.ts says
 * which), each with a data TLB and a jump cache. A context switch selects another set and empties nothing.
 *
 *   set:  4096 x { u64 read tag, u64 write tag, u64 execute tag, u32 addend, u32 shift }      the TLB
 *         4096 x { u64 virtual address, u32 block, u32 - }                                    the jump cache
 *         u64 base, u64 mask of the area that mappings bigger than a page cover
 *
 * A tag is a page address; a set bit below it (`Tag`) sends the access down the slow path without a new walk.
 *
 * BOUNDS: sets come from setAddress with an index below TC_SETS, and vmInit reserved TC_SIZE bytes for each; entry
 * indices are masked or counted below the array's length; the directory has TC_SETS entries and a clock behind them.
 */
import {
  JUMP_ENTRIES,
  JUMP_ENTRY_SIZE,
  PAGE_SIZE,
  SLOT_TC,
  SLOT_TC_PRIVILEGED,
  SLOT_TC_USER,
  TC_GLOBAL,
  TC_JUMP_CACHE,
  TC_LARGE_BASE,
  TC_LARGE_MASK,
  TC_LARGE_SHIFT,
  TC_SETS,
  TC_SIZE,
  TLB_ADDEND,
  TLB_ENTRIES,
  TLB_ENTRY_SIZE,
  TLB_EXECUTE,
  TLB_READ,
  TLB_SHIFT,
  TLB_WRITE,
  VCPU_BASE,
  VCPU_INDEX,
  VCPU_SIZE,
  VCPU_TC_CLOCK,
  VCPU_TC_DIRECTORY,
  VM_DEAD_BLOCK,
  VM_TC_BASE,
  VM_TC_TRAP,
  VM_VCPU_COUNT,
} from "../layout";

/**
 * Bits of a tag below the page address: why an access that hits must still take the slow path. They lie above the bits
 * that tell whether an access of up to 16 bytes is aligned, because aligned accesses compare those too
 * (Access.readAligned).
 */
export enum Tag {
  /** Unaligned accesses fault (Device memory, or alignment checking is on). */
  Aligned = 0x100,
  /** The page holds translated code: a store must kill it. */
  Code = 0x200,
}

/** A tag that no address equals: bit 11 is set in no other. */
export const TLB_NEVER: u64 = 0x800;

/** Address of an empty jump-cache entry. */
const JUMP_NEVER: u64 = 1;
const PAGE_MASK: u64 = ~(<u64>PAGE_SIZE - 1);
/** Bits of a virtual address that identify a page; the top byte may be a tag (TBI). */
const VA_MASK: u64 = 0x00fffffffffff000;
const DIRECTORY_ENTRY: usize = 16;

function setAddress(v: usize, index: u32): u32 {
  return load<u32>(VM_TC_BASE) + (load<u32>(v, VCPU_INDEX) * TC_SETS + index) * TC_SIZE;
}

function directoryEntry(v: usize, index: u32): usize {
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

/** The set for `key`, taken from the least recently used one when there is none yet. */
export function selectSet(v: usize, key: u32): u32 {
  const clock = load<u32>(v, VCPU_TC_CLOCK) + 1;
  store<u32>(v, clock, VCPU_TC_CLOCK);
  let oldest: u32 = 0;
  let oldestUse: u32 = 0xffffffff;
  for (let i: u32 = 0; i < TC_SETS; i++) {
    // BOUNDS: i < TC_SETS, the length of the directory in the vCPU's structure.
    const entry = directoryEntry(v, i);
    const use = load<u32>(entry, 4);
    if (use != 0 && load<u32>(entry) == key) {
      store<u32>(entry, clock, 4);
      return setAddress(v, i);
    }
    if (use < oldestUse && !isSelected(v, setAddress(v, i))) {
      oldest = i;
      oldestUse = use;
    }
  }
  const entry = directoryEntry(v, oldest);
  flushSet(setAddress(v, oldest));
  store<u32>(entry, key);
  store<u32>(entry, clock, 4);
  return setAddress(v, oldest);
}

function isSelected(v: usize, set: u32): bool {
  return load<u32>(v, SLOT_TC) == set || load<u32>(v, SLOT_TC_USER) == set || load<u32>(v, SLOT_TC_PRIVILEGED) == set;
}

/** Empties one set. */
export function flushSet(set: u32): void {
  // BOUNDS: set is an address that setAddress made; vmInit reserved TC_SIZE bytes there.
  for (let i: u32 = 0; i < TLB_ENTRIES; i++) clearEntry(set + i * TLB_ENTRY_SIZE);
  flushJumps(set);
  store<u64>(set, ~(<u64>0), TC_LARGE_BASE);
  store<u64>(set, 0, TC_LARGE_MASK);
  store<u32>(set, 0, TC_LARGE_SHIFT);
  store<u32>(set, 0, TC_GLOBAL);
}

function clearEntry(entry: u32): void {
  store<u64>(entry, TLB_NEVER, TLB_READ);
  store<u64>(entry, TLB_NEVER, TLB_WRITE);
  store<u64>(entry, TLB_NEVER, TLB_EXECUTE);
}

/** Empties a jump-cache entry: it leads to a block that looks PC up, should PC ever equal its address. */
function clearJump(entry: u32): void {
  // BOUNDS: entry lies in the jump cache of a set.
  store<u64>(entry, JUMP_NEVER);
  store<u32>(entry, VM_DEAD_BLOCK, 8);
}

function flushJumps(set: u32): void {
  const jumps = set + TC_JUMP_CACHE;
  for (let i: u32 = 0; i < JUMP_ENTRIES; i++) {
    clearJump(jumps + i * JUMP_ENTRY_SIZE);
  }
}

/** Fills the TLB at VM_TC_TRAP, which never gets a translation. */
export function initialiseTrapSet(): void {
  // BOUNDS: vmInit reserved TLB_ENTRIES entries there.
  for (let i: u32 = 0; i < TLB_ENTRIES; i++) clearEntry(load<u32>(VM_TC_TRAP) + i * TLB_ENTRY_SIZE);
}

/** Entry of `va` in the set at `set`. */
@final
export abstract class Tlb {
  @inline static entry(set: u32, va: u64): u32 {
    // BOUNDS: the index is masked to TLB_ENTRIES.
    return set + (<u32>(va >> 12) & (TLB_ENTRIES - 1)) * TLB_ENTRY_SIZE;
  }

  /** Jump-cache entry: 64 for each page colour, so that one page can be dropped without a search. */
  @inline static jumpEntry(set: u32, va: u64): u32 {
    const index = (<u32>((va >> 2) ^ ((va >> 8) & 15)) & 63) | ((<u32>(va >> 12) & (JUMP_ENTRIES / 64 - 1)) << 6);
    return set + TC_JUMP_CACHE + index * JUMP_ENTRY_SIZE;
  }

  /**
   * Records that mappings bigger than a page were entered around `va`, so that a flush by address finds their parts.
   */
  static noteLarge(set: u32, va: u64, shift: u32): void {
    const base = load<u64>(set, TC_LARGE_BASE);
    let mask = ~(((<u64>1) << shift) - 1);
    if (base != ~(<u64>0)) {
      mask &= load<u64>(set, TC_LARGE_MASK);
      while (((base ^ va) & mask) != 0) mask <<= 1;
    }
    store<u64>(set, va & mask, TC_LARGE_BASE);
    store<u64>(set, mask, TC_LARGE_MASK);
    if (shift > load<u32>(set, TC_LARGE_SHIFT)) store<u32>(set, shift, TC_LARGE_SHIFT);
  }
}

/** Empties every set of the vCPU. */
export function flushAll(v: usize): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0) flushSet(set);
  }
}

/** Drops what the set knows of the mapping at `va`, however big that mapping is. */
export function flushPageInSet(set: u32, va: u64): void {
  // BOUNDS: set is the address of a set, TC_SIZE bytes long.
  const base = load<u64>(set, TC_LARGE_BASE);
  if (base != ~(<u64>0) && ((base ^ va) & load<u64>(set, TC_LARGE_MASK) & VA_MASK) == 0) {
    flushLargeInSet(set, va);
    return;
  }
  clearEntry(Tlb.entry(set, va));
  const jumps = Tlb.jumpEntry(set, va & PAGE_MASK);
  for (let i: u32 = 0; i < 64; i++) {
    // BOUNDS: the 64 entries of a page colour are contiguous and lie inside the jump cache.
    const entry = jumps + i * JUMP_ENTRY_SIZE;
    if (((load<u64>(entry) ^ va) & VA_MASK) == 0) clearJump(entry);
  }
}

/** The same where mappings bigger than a page may be concerned: their parts lie all over the set. */
function flushLargeInSet(set: u32, va: u64): void {
  for (let i: u32 = 0; i < TLB_ENTRIES; i++) {
    // BOUNDS: i counts the entries of the set.
    const entry = set + i * TLB_ENTRY_SIZE;
    const page = pageOf(entry);
    if (((page ^ va) & VA_MASK) >> load<u32>(entry, TLB_SHIFT) == 0) clearEntry(entry);
  }
  const shift = load<u32>(set, TC_LARGE_SHIFT);
  const jumps = set + TC_JUMP_CACHE;
  for (let i: u32 = 0; i < JUMP_ENTRIES; i++) {
    const entry = jumps + i * JUMP_ENTRY_SIZE;
    if (((load<u64>(entry) ^ va) & VA_MASK) >> shift == 0) clearJump(entry);
  }
}

/** Page address of a TLB entry, from whichever of its tags is set. */
function pageOf(entry: u32): u64 {
  const read = load<u64>(entry, TLB_READ);
  if (read != TLB_NEVER) return read;
  const execute = load<u64>(entry, TLB_EXECUTE);
  return execute != TLB_NEVER ? execute : load<u64>(entry, TLB_WRITE);
}

/** Empties the jump caches of one vCPU, after its context changed in a way that the choice of a set does not show. */
export function flushJumpsOf(v: usize): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0) flushJumps(set);
  }
}

/** Empties the jump caches of every vCPU, after blocks were forgotten. */
export function flushAllJumps(): void {
  for (let n: u32 = 0; n < load<u32>(VM_VCPU_COUNT); n++) {
    const v: usize = VCPU_BASE + n * VCPU_SIZE;
    flushJumpsOf(v);
  }
}

/** Marks every write translation to the RAM page at linear-memory address `page` as holding code. */
export function protectCodePage(page: u32): void {
  for (let n: u32 = 0; n < load<u32>(VM_VCPU_COUNT); n++) {
    const v: usize = VCPU_BASE + n * VCPU_SIZE;
    for (let i: u32 = 0; i < TC_SETS; i++) {
      const set = usedSet(v, i);
      if (set != 0) protectInSet(set, page);
    }
  }
}

function protectInSet(set: u32, page: u32): void {
  for (let i: u32 = 0; i < TLB_ENTRIES; i++) {
    const entry = set + i * TLB_ENTRY_SIZE;
    const tag = load<u64>(entry, TLB_WRITE);
    if (tag == TLB_NEVER || (<u32>tag & Tag.Code) != 0) continue;
    if (((<u32>tag + load<u32>(entry, TLB_ADDEND)) & ~(PAGE_SIZE - 1)) == page)
      store<u64>(entry, tag | Tag.Code, TLB_WRITE);
  }
}
