/**
 * Which translation-cache set serves which address space, and flushes by address space.
 *
 * EL0 has a set for each ASID. EL1 has one set for all ASIDs, because a kernel's own mappings are global; the few
 * non-global pages that EL1 touches (futexes) are listed and dropped when the ASID changes. A kernel that maps itself
 * non-global (page-table isolation) overflows the list time and again; then EL1 gets a set an ASID too.
 *
 * Where more than the ASID says what the tables mean (AArch32: domains, TTBCR), each such meaning is a *view* with sets and a list
 * of its own. Elsewhere there is view 0 only.
 *
 * BOUNDS: `v` is a vCPU's base, `set` the address of one of its sets, `view` below TC_VIEWS; a view's list of private pages has
 * TC_PRIVATE_PAGES entries.
 */
import {
  PAGE_SHIFT,
  PAGE_SIZE,
  SLOT_TC_PRIVILEGED,
  SLOT_TC_USER,
  TC_GLOBAL,
  TC_PRIVATE_PAGES,
  TC_SETS,
  TC_VIEW_PRIVATE,
  TC_VIEW_PRIVATE_COUNT,
  TC_VIEW_SIZE,
  TC_VIEW_SPLIT,
  TC_VIEWS,
  VCPU_TC_VIEW,
  VCPU_TC_VIEWS,
  VM_TC_TRAP,
} from "../layout";
import { keyOfSet, usedSet } from "./sets";
import { flushAll, flushSet, selectSet } from "./tlb";
import { flushPageInSet, flushRangeInSet } from "./tlbFlush";

/** Low two bits of a set's key; the ASID is above them. */
enum SetKind {
  Privileged = 0,
  User = 1,
  /** EL1 with SP_EL0: other blocks than EL1 with SP_EL1, so another jump cache. */
  PrivilegedThread = 2,
  /** EL0 in AArch32 state under an AArch64 kernel: other blocks than EL0 in AArch64 state. */
  User32 = 3,
}

/** Stands for the ASID in the key of the set that all ASIDs share in view 0; in other views bits 10..8 differ. */
const SHARED: u32 = 0x3fffffff;
/** Where an address space has its view. Those of view 0 may be wider: then there are no other views. */
const VIEW_SHIFT: u32 = 8;
/** For `flushRange`: all of them. */
export const EVERY_SPACE: u32 = 0xffffffff;
/** So many overflows of the list, and the privileged set is split by ASID. */
const SPLIT_AFTER: u32 = 32;

function keyOf(asid: u32, kind: u32): u32 {
  return (asid << 2) | kind;
}

/** Address of the view's structure. */
function viewAt(v: usize, view: u32): usize {
  return v + VCPU_TC_VIEWS + view * TC_VIEW_SIZE;
}

function sharedSpace(view: u32): u32 {
  return SHARED ^ (view << VIEW_SHIFT);
}

/** Whether the owner of a set stands for all ASIDs. */
function isShared(owner: u32): bool {
  return (owner | ((TC_VIEWS - 1) << VIEW_SHIFT)) == SHARED;
}

/** Empties everything and starts with the sets of ASID 0. */
export function resetAddressSpaces(v: usize): void {
  forgetViews(v);
  switchAddressSpace(v, 0, 0);
}

/** Empties everything; views may mean something else now. */
export function forgetViews(v: usize): void {
  flushAll(v);
  store<u32>(v, 0, VCPU_TC_VIEW);
  memory.fill(v + VCPU_TC_VIEWS, 0, TC_VIEWS * TC_VIEW_SIZE);
}

/**
 * Makes the sets of `asid` (30 bits) those of EL0 and EL1; `previous` was the ASID before. What a set holds is kept only while
 * `stamp`, which stands for more of the address space than `asid` says, is the same.
 */
export function switchAddressSpace(v: usize, asid: u32, previous: u32, stamp: u64 = 0): void {
  if (asid != previous) dropPrivatePages(v);
  store<u32>(v, selectSet(v, keyOf(asid, SetKind.User), stamp), SLOT_TC_USER);
  selectPrivileged(v, asid, 0, stamp);
}

/**
 * Makes the sets of `asid` (8 bits) in `view` those of privileged and of user accesses. The latter is not chosen before somebody
 * needs it: SLOT_TC_USER has VM_TC_TRAP until `selectUser`.
 */
export function switchView(v: usize, asid: u32, previous: u32, view: u32): void {
  if (asid != previous) dropPrivatePages(v);
  store<u32>(v, view, VCPU_TC_VIEW);
  store<u32>(v, load<u32>(VM_TC_TRAP), SLOT_TC_USER);
  selectPrivileged(v, asid | (view << VIEW_SHIFT), view, 0);
}

/** Puts the set of user accesses, of `asid` in the current view, into SLOT_TC_USER. */
export function selectUser(v: usize, asid: u32): void {
  const space = asid | (load<u32>(v, VCPU_TC_VIEW) << VIEW_SHIFT);
  store<u32>(v, selectSet(v, keyOf(space, SetKind.User)), SLOT_TC_USER);
}

function selectPrivileged(v: usize, space: u32, view: u32, stamp: u64): void {
  const split = load<u32>(viewAt(v, view), TC_VIEW_SPLIT) >= SPLIT_AFTER;
  const privileged = split
    ? selectSet(v, keyOf(space, SetKind.Privileged), stamp)
    : selectSet(v, keyOf(sharedSpace(view), SetKind.Privileged));
  store<u32>(v, privileged, SLOT_TC_PRIVILEGED);
}

/** The set of EL1 with SP_EL0, which kernels leave within a few instructions. */
export function threadSet(v: usize, asid: u32): u32 {
  return selectSet(v, keyOf(asid, SetKind.PrivilegedThread));
}

/** The set of EL0 in AArch32 state. */
export function user32Set(v: usize, asid: u32): u32 {
  return selectSet(v, keyOf(asid, SetKind.User32));
}

/** Before another ASID becomes current: what belongs to the old one leaves the sets that all share. */
function dropPrivatePages(v: usize): void {
  for (let view: u32 = 0; view < TC_VIEWS; view++) {
    const count = load<u32>(viewAt(v, view), TC_VIEW_PRIVATE_COUNT);
    if (count != 0) dropPrivatePagesOf(v, view, count);
  }
}

function dropPrivatePagesOf(v: usize, view: u32, count: u32): void {
  const at = viewAt(v, view);
  store<u32>(at, 0, TC_VIEW_PRIVATE_COUNT);
  if (count > TC_PRIVATE_PAGES) store<u32>(at, load<u32>(at, TC_VIEW_SPLIT) + 1, TC_VIEW_SPLIT);
  const set = findSet(v, keyOf(sharedSpace(view), SetKind.Privileged));
  if (set == 0) return;
  if (count > TC_PRIVATE_PAGES) return flushSet(set);
  // BOUNDS: count <= TC_PRIVATE_PAGES, the length of the list.
  for (let i: u32 = 0; i < count; i++) flushPageInSet(set, load<u64>(at + (i << 3), TC_VIEW_PRIVATE));
}

/** The set of `key`, 0 when there is none. */
function findSet(v: usize, key: u32): u32 {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0 && keyOfSet(v, i) == key) return set;
  }
  return 0;
}

/** Records, at a fill, whether the translation belongs to one ASID. */
export function noteScope(v: usize, set: u32, va: u64, global: bool): void {
  // BOUNDS: set is a set's address.
  if (global) {
    store<u32>(set, 1, TC_GLOBAL);
    return;
  }
  const at = viewAt(v, load<u32>(v, VCPU_TC_VIEW));
  if (set != load<u32>(v, SLOT_TC_PRIVILEGED) || load<u32>(at, TC_VIEW_SPLIT) >= SPLIT_AFTER) return;
  const count = load<u32>(at, TC_VIEW_PRIVATE_COUNT);
  if (count > TC_PRIVATE_PAGES) return;
  const page = va & ~(<u64>PAGE_SIZE - 1);
  // BOUNDS: i and count index the list of TC_PRIVATE_PAGES entries.
  for (let i: u32 = 0; i < count; i++) {
    if (load<u64>(at + (i << 3), TC_VIEW_PRIVATE) == page) return;
  }
  if (count < TC_PRIVATE_PAGES) store<u64>(at + (count << 3), page, TC_VIEW_PRIVATE);
  store<u32>(at, count + 1, TC_VIEW_PRIVATE_COUNT);
}

/** For the flushes of `flushAsid` and `flushAsidPage`: an ASID of AArch32, in whatever view. */
export const ASID_IN_VIEWS: u32 = 0xff;

/** Empties what belongs to one ASID; `current` is the vCPU's own. Global translations may go too. */
export function flushAsid(v: usize, asid: u32, current: u32, mask: u32 = 0xffffffff): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    const owner = keyOfSet(v, i) >> 2;
    if (set != 0 && !isShared(owner) && (owner & mask) == asid) flushSet(set);
  }
  if (asid == current) dropPrivatePages(v);
}

/** Drops the translation of `va` for one ASID: from its sets, and from all that hold global translations. */
export function flushAsidPage(v: usize, asid: u32, va: u64, mask: u32 = 0xffffffff): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set == 0) continue;
    const owner = keyOfSet(v, i) >> 2;
    // BOUNDS: set is a set's address.
    if ((owner & mask) == asid || isShared(owner) || load<u32>(set, TC_GLOBAL) != 0) flushPageInSet(set, va);
  }
}

/**
 * Drops the translations of the 2^shift bytes at `va`, a multiple of that: those of address space `asid`, or of EVERY_SPACE, and
 * in the sets that all share those that are not global. Global ones stand until they are dropped by address, or all are.
 */
export function flushRange(v: usize, asid: u32, va: u64, shift: u32): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set == 0) continue;
    const owner = keyOfSet(v, i) >> 2;
    if (isShared(owner)) {
      flushPrivateRange(v, set, (owner ^ SHARED) >> VIEW_SHIFT, va, shift);
      continue;
    }
    if (asid == EVERY_SPACE || owner == asid) flushPart(set, va, shift);
  }
}

function flushPart(set: u32, va: u64, shift: u32): void {
  if (shift <= PAGE_SHIFT) flushPageInSet(set, va);
  else flushRangeInSet(set, va, shift);
}

/** Drops what the view's shared set holds of the range and is not global. */
function flushPrivateRange(v: usize, set: u32, view: u32, va: u64, shift: u32): void {
  const at = viewAt(v, view);
  const count = load<u32>(at, TC_VIEW_PRIVATE_COUNT);
  if (count > TC_PRIVATE_PAGES) return flushPart(set, va, shift);
  // BOUNDS: count <= TC_PRIVATE_PAGES, the length of the list.
  for (let i: u32 = 0; i < count; i++) {
    const page = load<u64>(at + (i << 3), TC_VIEW_PRIVATE);
    if ((page ^ va) >> shift == 0) flushPageInSet(set, page);
  }
}

/** Drops the translations of `va` for every ASID. */
export function flushPage(v: usize, va: u64): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0) flushPageInSet(set, va);
  }
}
