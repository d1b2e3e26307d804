/**
 * The translation caches of a vCPU: TC_SETS sets, each for one address space at one privilege (mem/addressSpace.ts says
 * which), each with a data TLB and a jump cache. A context switch selects another set and empties nothing.
 *
 *   set:  8192 x { u64 read tag, u64 write tag, u64 execute tag, u32 addend, u32 shift }      the TLB
 *        16384 x { u64 virtual address, u32 block, u32 - }                                    the jump cache, in pairs
 *         what is in use, and where mappings bigger than a page may be: the fields TC_* of layout.ts
 *
 * A page's jump-cache entries are found by its TLB entry: TLB_JUMPS says that there may be some. Mappings bigger than a
 * page, up to LARGE_SHIFT, lie in one *chunk* of that size, which a bit of TC_CHUNKS stands for; the few bigger ones in
 * one area (TC_LARGE_BASE), where a flush by address looks at everything.
 *
 * A tag is a page address; a set bit below it (`Tag`) sends the access down the slow path without a new walk.
 *
 * BOUNDS: sets come from setAddress with an index below TC_SETS, and vmInit reserved TC_SIZE bytes for each; entry
 * indices are masked or counted below the array's length; the directory has TC_SETS entries and a clock behind them.
 */
import { isCompiled } from "../ir/regions";
import {
  JUMP_ENTRIES,
  JUMP_ENTRY_SIZE,
  JUMP_PAGE,
  JUMP_WITHIN,
  JUMPS_A_PAGE,
  PAGE_SIZE,
  SLOT_TC,
  SLOT_TC_PRIVILEGED,
  SLOT_TC_USER,
  TC_CHUNKS,
  TC_GLOBAL,
  TC_HINTS,
  TC_JUMP_CACHE,
  TC_JUMPS_USED,
  TC_LARGE_BASE,
  TC_LARGE_MASK,
  TC_LARGE_SHIFT,
  TC_SETS,
  TC_SIZE,
  TC_USED,
  TLB_ADDEND,
  TLB_ENTRIES,
  TLB_ENTRY_SIZE,
  TLB_EXECUTE,
  TLB_JUMPS,
  TLB_READ,
  TLB_SHIFT,
  TLB_WRITE,
  VCPU_BASE,
  VCPU_INDEX,
  VCPU_SIZE,
  VCPU_TC_CLOCK,
  VCPU_TC_DIRECTORY,
  VCPU_TC_HINTS,
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
export const VA_MASK: u64 = 0x00fffffffffff000;
const DIRECTORY_ENTRY: usize = 16;
/** TLB entries that a bit of TC_USED stands for. */
export const ENTRIES_A_BIT: u32 = TLB_ENTRIES / 64;
const JUMP_PAGES: u32 = JUMP_ENTRIES / JUMPS_A_PAGE;
/** log2 of the size of a chunk; its TLB entries; and how many chunks side by side have entries of their own. */
export const LARGE_SHIFT: u32 = 21;
export const CHUNK_ENTRIES: u32 = 1 << (LARGE_SHIFT - 12);
const CHUNK_GROUPS: u32 = TLB_ENTRIES / CHUNK_ENTRIES;

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

/**
 * The set for `key`, taken from the least recently used one when there is none yet. It is empty when it was filled with another
 * `stamp`.
 */
export function selectSet(v: usize, key: u32, stamp: u64 = 0): u32 {
  const clock = load<u32>(v, VCPU_TC_CLOCK) + 1;
  store<u32>(v, clock, VCPU_TC_CLOCK);
  const hint = v + VCPU_TC_HINTS + ((key ^ (key >> 6)) & (TC_HINTS - 1));
  // BOUNDS: hints are numbers of the directory's entries.
  if (isKeyOf(v, load<u8>(hint), key)) return reuseSet(v, load<u8>(hint), clock, stamp);
  let oldest: u32 = 0;
  let oldestUse: u32 = 0xffffffff;
  for (let i: u32 = 0; i < TC_SETS; i++) {
    if (isKeyOf(v, i, key)) {
      store<u8>(hint, <u8>i);
      return reuseSet(v, i, clock, stamp);
    }
    // BOUNDS: i < TC_SETS, the length of the directory in the vCPU's structure.
    const use = load<u32>(directoryEntry(v, i), 4);
    if (use < oldestUse && !isSelected(v, setAddress(v, i))) {
      oldest = i;
      oldestUse = use;
    }
  }
  store<u8>(hint, <u8>oldest);
  const entry = directoryEntry(v, oldest);
  const set = setAddress(v, oldest);
  if (oldestUse == 0) markUsed(set);
  flushSet(set);
  store<u32>(entry, key);
  store<u32>(entry, clock, 4);
  store<u64>(entry, stamp, 8);
  return set;
}

/** Whether entry `index` of the directory is in use, for `key`. */
function isKeyOf(v: usize, index: u32, key: u32): bool {
  const entry = directoryEntry(v, index);
  return load<u32>(entry) == key && load<u32>(entry, 4) != 0;
}

function reuseSet(v: usize, index: u32, clock: u32, stamp: u64): u32 {
  const entry = directoryEntry(v, index);
  store<u32>(entry, clock, 4);
  if (load<u64>(entry, 8) != stamp) flushSet(setAddress(v, index));
  store<u64>(entry, stamp, 8);
  return setAddress(v, index);
}

/** A set that was never used holds anything: all of it has to be emptied. */
function markUsed(set: u32): void {
  // BOUNDS: set is an address that setAddress made.
  store<u64>(set, ~(<u64>0), TC_USED);
  store<u64>(set, ~(<u64>0), TC_JUMPS_USED);
}

function isSelected(v: usize, set: u32): bool {
  return load<u32>(v, SLOT_TC) == set || load<u32>(v, SLOT_TC_USER) == set || load<u32>(v, SLOT_TC_PRIVILEGED) == set;
}

/** Empties one set. */
export function flushSet(set: u32): void {
  // BOUNDS: set is an address that setAddress made; vmInit reserved TC_SIZE bytes there.
  for (let used = load<u64>(set, TC_USED); used != 0; used &= used - 1) {
    const first = set + <u32>ctz(used) * ENTRIES_A_BIT * TLB_ENTRY_SIZE;
    for (let i: u32 = 0; i < ENTRIES_A_BIT; i++) {
      clearEntry(first + i * TLB_ENTRY_SIZE);
      store<u8>(first + i * TLB_ENTRY_SIZE, 0, TLB_JUMPS);
    }
  }
  flushJumps(set);
  store<u64>(set, 0, TC_USED);
  memory.fill(set + TC_CHUNKS, 0, CHUNK_GROUPS << 3);
  store<u64>(set, ~(<u64>0), TC_LARGE_BASE);
  store<u64>(set, 0, TC_LARGE_MASK);
  store<u32>(set, 0, TC_LARGE_SHIFT);
  store<u32>(set, 0, TC_GLOBAL);
}

export function clearEntry(entry: u32): void {
  store<u64>(entry, TLB_NEVER, TLB_READ);
  store<u64>(entry, TLB_NEVER, TLB_WRITE);
  store<u64>(entry, TLB_NEVER, TLB_EXECUTE);
  store<u8>(entry, 0, TLB_SHIFT);
}

/** Empties a jump-cache entry: it leads to a block that looks PC up, should PC ever equal its address. */
export function clearJump(entry: u32): void {
  // BOUNDS: entry lies in the jump cache of a set.
  store<u64>(entry, JUMP_NEVER);
  store<u32>(entry, VM_DEAD_BLOCK, 8);
  store<u32>(entry, 0, 12);
}

function flushJumps(set: u32): void {
  // BOUNDS: set is the address of a set; each of the 64 bits stands for the entries of a page.
  for (let used = load<u64>(set, TC_JUMPS_USED); used != 0; used &= used - 1) {
    const first = set + TC_JUMP_CACHE + <u32>ctz(used) * JUMPS_A_PAGE * JUMP_ENTRY_SIZE;
    for (let i: u32 = 0; i < JUMPS_A_PAGE; i++) clearJump(first + i * JUMP_ENTRY_SIZE);
  }
  store<u64>(set, 0, TC_JUMPS_USED);
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

  /**
   * Jump-cache entry: those of a page lie side by side, so that it can be dropped without a search. Bits 9..2 of the address, mixed
   * with those above, tell them apart. An address may be in the other entry of the pair, too.
   */
  @inline static jumpEntry(set: u32, va: u64): u32 {
    const low = <u32>va;
    return set + TC_JUMP_CACHE + ((((low << 2) ^ (low >> 6)) & JUMP_WITHIN) | (low & JUMP_PAGE));
  }

  /** The entry that has `va`, if one of the two that may does: the caller compares. */
  @inline static findJump(set: u32, va: u64): u32 {
    const entry = Tlb.jumpEntry(set, va);
    // BOUNDS: entries come in pairs.
    return load<u64>(entry) == va ? entry : entry ^ JUMP_ENTRY_SIZE;
  }
}

/** Before the entry of `va` is filled with a page of a mapping of 2^shift bytes: keeps what flushes go by. */
export function noteFill(set: u32, entry: u32, va: u64, shift: u32): void {
  // BOUNDS: set is the address of a set and entry one of its TLB entries.
  const bit = (<u64>1) << (((va >> 12) & (TLB_ENTRIES - 1)) / ENTRIES_A_BIT);
  store<u64>(set, load<u64>(set, TC_USED) | bit, TC_USED);
  // A flush finds the jumps of a big mapping by its TLB entries: with the entry they go.
  if (load<u8>(entry, TLB_SHIFT) > 12 && load<u8>(entry, TLB_JUMPS) != 0) dropJumps(set, entry, pageOf(entry));
  if (shift <= 12) return;
  if (shift > LARGE_SHIFT) return noteHuge(set, va, shift);
  const chunk = chunkWord(set, va);
  store<u64>(chunk, load<u64>(chunk) | chunkBit(va));
}

/** Records that mappings bigger than a chunk were entered around `va`. */
function noteHuge(set: u32, va: u64, shift: u32): void {
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

/** The word of TC_CHUNKS for `va`: all chunks of one word share the same TLB entries. */
export function chunkWord(set: u32, va: u64): u32 {
  // BOUNDS: the number of the word is masked to CHUNK_GROUPS.
  return set + TC_CHUNKS + ((<u32>(va >> LARGE_SHIFT) & (CHUNK_GROUPS - 1)) << 3);
}

export function chunkBit(va: u64): u64 {
  const chunk = (va & VA_MASK) >> LARGE_SHIFT;
  return (<u64>1) << (((chunk >> 3) ^ (chunk >> 9) ^ (chunk >> 15) ^ (chunk >> 21) ^ (chunk >> 27)) & 63);
}

/**
 * Enters `block` into the jump cache as what is at `pc`. A block that is compiled already stays in its place: regions look for it
 * there, and must leave for the interpreter where they do not find it.
 */
export function enterJump(set: u32, pc: u64, block: u32): void {
  const entry = jumpPlace(Tlb.jumpEntry(set, pc), pc);
  // BOUNDS: both entries' indices are masked; set is the address of a set.
  store<u64>(entry, pc);
  store<u32>(entry, block, 8);
  store<u32>(entry, 0, 12);
  store<u8>(Tlb.entry(set, pc), 1, TLB_JUMPS);
  const bit = (<u64>1) << ((pc >> 12) & (JUMP_PAGES - 1));
  store<u64>(set, load<u64>(set, TC_JUMPS_USED) | bit, TC_JUMPS_USED);
}

/** Which entry of the pair whose first one is `entry` takes `pc`. */
function jumpPlace(entry: u32, pc: u64): u32 {
  const other = entry ^ JUMP_ENTRY_SIZE;
  // BOUNDS: entries come in pairs; blocks of the jump cache are in the block store.
  const first = load<u64>(entry);
  const second = load<u64>(other);
  if (first == pc || second == pc) return first == pc ? entry : other;
  if (first == JUMP_NEVER || second == JUMP_NEVER) return first == JUMP_NEVER ? entry : other;
  return isCompiled(load<u32>(entry, 8)) ? other : entry;
}

/** Empties every set of the vCPU. */
export function flushAll(v: usize): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0) flushSet(set);
  }
}

/** Drops the jump-cache entries of the page of `va`, whose TLB entry is, or would be, at `entry`. */
export function dropJumps(set: u32, entry: u32, va: u64): void {
  const jumps = set + TC_JUMP_CACHE + (<u32>va & JUMP_PAGE);
  let others: u8 = 0;
  for (let i: u32 = 0; i < JUMPS_A_PAGE; i++) {
    // BOUNDS: the entries of a page are contiguous and lie inside the jump cache.
    const jump = jumps + i * JUMP_ENTRY_SIZE;
    const address = load<u64>(jump);
    if (((address ^ va) & VA_MASK) == 0) clearJump(jump);
    else if (address != JUMP_NEVER && Tlb.entry(set, address) == entry) others = 1;
  }
  store<u8>(entry, others, TLB_JUMPS);
}

/** Page address of a TLB entry, from whichever of its tags is set. */
export function pageOf(entry: u32): u64 {
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

/** Has every jump cache look at blocks again before it leads to a region: until then, table slots of dead ones may not be taken. */
export function forgetEntries(): void {
  for (let n: u32 = 0; n < load<u32>(VM_VCPU_COUNT); n++) {
    const v: usize = VCPU_BASE + n * VCPU_SIZE;
    for (let i: u32 = 0; i < TC_SETS; i++) {
      const set = usedSet(v, i);
      if (set != 0) forgetEntriesIn(set);
    }
  }
}

function forgetEntriesIn(set: u32): void {
  // BOUNDS: as in flushJumps.
  for (let used = load<u64>(set, TC_JUMPS_USED); used != 0; used &= used - 1) {
    const first = set + TC_JUMP_CACHE + <u32>ctz(used) * JUMPS_A_PAGE * JUMP_ENTRY_SIZE;
    for (let i: u32 = 0; i < JUMPS_A_PAGE; i++) store<u32>(first + i * JUMP_ENTRY_SIZE, 0, 12);
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
  // BOUNDS: set is the address of a set; each of the 64 bits stands for ENTRIES_A_BIT entries of its TLB.
  for (let used = load<u64>(set, TC_USED); used != 0; used &= used - 1) {
    const first = set + <u32>ctz(used) * ENTRIES_A_BIT * TLB_ENTRY_SIZE;
    for (let i: u32 = 0; i < ENTRIES_A_BIT; i++) protectEntry(first + i * TLB_ENTRY_SIZE, page);
  }
}

function protectEntry(entry: u32, page: u32): void {
  const tag = load<u64>(entry, TLB_WRITE);
  if (tag == TLB_NEVER || (<u32>tag & Tag.Code) != 0) return;
  if (((<u32>tag + load<u32>(entry, TLB_ADDEND)) & ~(PAGE_SIZE - 1)) == page)
    store<u64>(entry, tag | Tag.Code, TLB_WRITE);
}
