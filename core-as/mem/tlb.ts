/**
 * The TLBs of a vCPU's sets, and which set is for what: selecting, filling and emptying them.
 *
 * Mappings bigger than a page, up to LARGE_SHIFT, lie in one *chunk* of that size, which a bit of TC_CHUNKS stands for; the few bigger
 * ones in one area (TC_LARGE_BASE), where a flush by address looks at everything.
 *
 * A tag is a page address; a set bit below it (`Tag`) sends the access down the slow path without a new walk.
 *
 * BOUNDS: as in sets.ts.
 */
import {
  PAGE_SHIFT,
  PAGE_SIZE,
  SLOT_TC,
  SLOT_TC_PRIVILEGED,
  SLOT_TC_USER,
  TC_CHUNKS,
  TC_GLOBAL,
  TC_HINTS,
  TC_JUMPS_USED,
  TC_LARGE_BASE,
  TC_LARGE_MASK,
  TC_LARGE_SHIFT,
  TC_SETS,
  TC_USED,
  TC_VICTIMS_USED,
  TLB_ADDEND,
  TLB_ENTRIES,
  TLB_ENTRY_SIZE,
  TLB_EXECUTE,
  TLB_JUMPS,
  TLB_READ,
  TLB_SHIFT,
  TLB_WRITE,
  VCPU_BASE,
  VCPU_SIZE,
  VCPU_TC_CLOCK,
  VCPU_TC_HINTS,
  VM_TC_TRAP,
  VM_VCPU_COUNT,
} from "../layout";
import { dropJumps, flushJumps } from "./jumpCache";
import { directoryEntry, setAddress, usedSet, VA_MASK } from "./sets";
import { dropVictims, protectVictims } from "./victims";

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

/** TLB entries that a bit of TC_USED stands for. */
export const ENTRIES_A_BIT: u32 = TLB_ENTRIES / 64;
/** log2 of the size of a chunk; its TLB entries; and how many chunks side by side have entries of their own. */
export const LARGE_SHIFT: u32 = 21;
export const CHUNK_ENTRIES: u32 = 1 << (LARGE_SHIFT - 12);
const CHUNK_GROUPS: u32 = TLB_ENTRIES / CHUNK_ENTRIES;

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
  store<u32>(set, 1, TC_VICTIMS_USED);
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
  dropVictims(set);
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

/** Fills the TLB at VM_TC_TRAP, which never gets a translation. */
export function initialiseTrapSet(): void {
  // BOUNDS: vmInit reserved TLB_ENTRIES entries there.
  for (let i: u32 = 0; i < TLB_ENTRIES; i++) clearEntry(load<u32>(VM_TC_TRAP) + i * TLB_ENTRY_SIZE);
}

/** Before the entry of `va` is filled with a page of a mapping of 2^shift bytes: keeps what flushes go by. */
export function noteFill(set: u32, entry: u32, va: u64, shift: u32): void {
  // BOUNDS: set is the address of a set and entry one of its TLB entries.
  const bit = (<u64>1) << (((va >> 12) & (TLB_ENTRIES - 1)) / ENTRIES_A_BIT);
  store<u64>(set, load<u64>(set, TC_USED) | bit, TC_USED);
  dropJumpsOfLarge(set, entry);
  if (shift <= 12) return;
  if (shift > LARGE_SHIFT) return noteHuge(set, va, shift);
  const chunk = chunkWord(set, va);
  store<u64>(chunk, load<u64>(chunk) | chunkBit(va));
}

/** Before `entry` gets another translation: a flush finds the jumps of a big mapping by its TLB entries, so with the entry they go. */
export function dropJumpsOfLarge(set: u32, entry: u32): void {
  // BOUNDS: entry is one of the set's.
  if (load<u8>(entry, TLB_SHIFT) > 12 && load<u8>(entry, TLB_JUMPS) != 0) dropJumps(set, entry, pageOf(entry));
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

/** Empties every set of the vCPU. */
export function flushAll(v: usize): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0) flushSet(set);
  }
}

/** Writes all of an entry but TLB_JUMPS, which belongs to its place. */
export function writeEntry(entry: u32, read: u64, write: u64, execute: u64, addend: u32, shift: u8): void {
  // BOUNDS: entry is one of a set's, or has the place of a victim.
  store<u64>(entry, read, TLB_READ);
  store<u64>(entry, write, TLB_WRITE);
  store<u64>(entry, execute, TLB_EXECUTE);
  store<u32>(entry, addend, TLB_ADDEND);
  store<u8>(entry, shift, TLB_SHIFT);
}

/** Whether the entry is that of `va` and its tag at offset `tag` allows the access, be it by the slow path. */
export function allows(entry: u32, va: u64, tag: u32): bool {
  // BOUNDS: as in writeEntry; `tag` is TLB_READ, TLB_WRITE or TLB_EXECUTE.
  const found = load<u64>(entry + tag);
  return found != TLB_NEVER && (found ^ va) >> PAGE_SHIFT == 0;
}

/** Page address of a TLB entry, from whichever of its tags is set. */
export function pageOf(entry: u32): u64 {
  const read = load<u64>(entry, TLB_READ);
  if (read != TLB_NEVER) return read;
  const execute = load<u64>(entry, TLB_EXECUTE);
  return execute != TLB_NEVER ? execute : load<u64>(entry, TLB_WRITE);
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
  protectVictims(set, page);
}

export function protectEntry(entry: u32, page: u32): void {
  const tag = load<u64>(entry, TLB_WRITE);
  if (tag == TLB_NEVER || (<u32>tag & Tag.Code) != 0) return;
  if (((<u32>tag + load<u32>(entry, TLB_ADDEND)) & ~(PAGE_SIZE - 1)) == page)
    store<u64>(entry, tag | Tag.Code, TLB_WRITE);
}
