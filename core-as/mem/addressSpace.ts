/**
 * Which translation-cache set serves which address space, and flushes by address space.
 *
 * EL0 has a set for each ASID. EL1 has one set for all ASIDs, because a kernel's own mappings are global; the few
 * non-global pages that EL1 touches (futexes) are listed and dropped when the ASID changes. A kernel that maps itself
 * non-global (page-table isolation) overflows the list time and again; then EL1 gets a set an ASID too.
 *
 * BOUNDS: `v` is a vCPU's base, `set` the address of one of its sets; the list of private pages has PRIVATE_PAGES
 * entries.
 */
import {
  PAGE_SHIFT,
  PAGE_SIZE,
  SLOT_TC_PRIVILEGED,
  SLOT_TC_USER,
  TC_GLOBAL,
  TC_SETS,
  VCPU_TC_PRIVATE,
  VCPU_TC_PRIVATE_COUNT,
  VCPU_TC_SPLIT,
} from "../layout";
import { flushAll, flushSet, keyOfSet, selectSet, usedSet } from "./tlb";
import { flushPageInSet, flushRangeInSet } from "./tlbFlush";

/** Low two bits of a set's key; the ASID is above them. */
enum SetKind {
  Privileged = 0,
  User = 1,
  /** EL1 with SP_EL0: other blocks than EL1 with SP_EL1, so another jump cache. */
  PrivilegedThread = 2,
}

/** Stands for the ASID in the key of the set that all ASIDs share. */
const SHARED: u32 = 0x3fffffff;
/** For `flushRange`: all of them. */
export const EVERY_SPACE: u32 = 0xffffffff;
const PRIVATE_PAGES: u32 = 16;
/** So many overflows of the list, and the privileged set is split by ASID. */
const SPLIT_AFTER: u32 = 32;

function keyOf(asid: u32, kind: u32): u32 {
  return (asid << 2) | kind;
}

/** Empties everything and starts with the sets of ASID 0. */
export function resetAddressSpaces(v: usize): void {
  flushAll(v);
  store<u32>(v, 0, VCPU_TC_PRIVATE_COUNT);
  store<u32>(v, 0, VCPU_TC_SPLIT);
  switchAddressSpace(v, 0, 0);
}

/**
 * Makes the sets of `asid` (30 bits) those of EL0 and EL1; `previous` was the ASID before. What a set holds is kept only while
 * `stamp`, which stands for more of the address space than `asid` says, is the same.
 */
export function switchAddressSpace(v: usize, asid: u32, previous: u32, stamp: u64 = 0): void {
  if (asid != previous) dropPrivatePages(v);
  store<u32>(v, selectSet(v, keyOf(asid, SetKind.User), stamp), SLOT_TC_USER);
  const split = load<u32>(v, VCPU_TC_SPLIT) >= SPLIT_AFTER;
  const privileged = split
    ? selectSet(v, keyOf(asid, SetKind.Privileged), stamp)
    : selectSet(v, keyOf(SHARED, SetKind.Privileged));
  store<u32>(v, privileged, SLOT_TC_PRIVILEGED);
}

/** The set of EL1 with SP_EL0, which kernels leave within a few instructions. */
export function threadSet(v: usize, asid: u32): u32 {
  return selectSet(v, keyOf(asid, SetKind.PrivilegedThread));
}

function dropPrivatePages(v: usize): void {
  const count = load<u32>(v, VCPU_TC_PRIVATE_COUNT);
  const set = load<u32>(v, SLOT_TC_PRIVILEGED);
  if (count == 0) return;
  store<u32>(v, 0, VCPU_TC_PRIVATE_COUNT);
  if (count > PRIVATE_PAGES) {
    flushSet(set);
    store<u32>(v, load<u32>(v, VCPU_TC_SPLIT) + 1, VCPU_TC_SPLIT);
    return;
  }
  // BOUNDS: count <= PRIVATE_PAGES, the length of the list.
  for (let i: u32 = 0; i < count; i++) flushPageInSet(set, load<u64>(v + (i << 3), VCPU_TC_PRIVATE));
}

/** Records, at a fill, whether the translation belongs to one ASID. */
export function noteScope(v: usize, set: u32, va: u64, global: bool): void {
  // BOUNDS: set is a set's address.
  if (global) {
    store<u32>(set, 1, TC_GLOBAL);
    return;
  }
  if (set != load<u32>(v, SLOT_TC_PRIVILEGED) || load<u32>(v, VCPU_TC_SPLIT) >= SPLIT_AFTER) return;
  const count = load<u32>(v, VCPU_TC_PRIVATE_COUNT);
  if (count > PRIVATE_PAGES) return;
  const page = va & ~(<u64>PAGE_SIZE - 1);
  // BOUNDS: i and count index the list of PRIVATE_PAGES entries.
  for (let i: u32 = 0; i < count; i++) {
    if (load<u64>(v + (i << 3), VCPU_TC_PRIVATE) == page) return;
  }
  if (count < PRIVATE_PAGES) store<u64>(v + (count << 3), page, VCPU_TC_PRIVATE);
  store<u32>(v, count + 1, VCPU_TC_PRIVATE_COUNT);
}

/** Empties what belongs to one ASID; `current` is the vCPU's own. Global translations may go too. */
export function flushAsid(v: usize, asid: u32, current: u32): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0 && keyOfSet(v, i) >> 2 == asid) flushSet(set);
  }
  if (asid == current) dropPrivatePages(v);
}

/** Drops the translation of `va` for one ASID: from its sets, and from all that hold global translations. */
export function flushAsidPage(v: usize, asid: u32, va: u64): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set == 0) continue;
    const owner = keyOfSet(v, i) >> 2;
    // BOUNDS: set is a set's address.
    if (owner == asid || owner == SHARED || load<u32>(set, TC_GLOBAL) != 0) flushPageInSet(set, va);
  }
}

/**
 * Drops the translations of the 2^shift bytes at `va`, a multiple of that: those of address space `asid`, or of EVERY_SPACE, and
 * those of the set that all share.
 */
export function flushRange(v: usize, asid: u32, va: u64, shift: u32): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set == 0) continue;
    const owner = keyOfSet(v, i) >> 2;
    if (asid != EVERY_SPACE && owner != asid && owner != SHARED) continue;
    if (shift <= PAGE_SHIFT) flushPageInSet(set, va);
    else flushRangeInSet(set, va, shift);
  }
}

/** Drops the translations of `va` for every ASID. */
export function flushPage(v: usize, va: u64): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0) flushPageInSet(set, va);
  }
}
