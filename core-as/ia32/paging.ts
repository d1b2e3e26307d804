/**
 * Linear to physical addresses as the memory system sees them: translation with its page faults, and the choice of caches. SDM
 * volume 3, chapter 4; the walk itself is walk.ts.
 *
 * What is cached follows the tables at once (mem/tableWatch.ts), so a load of CR3 selects caches and empties none.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { SLOT_TC, SLOT_TC_PRIVILEGED, SLOT_TC_USER } from "../layout";
import { Want } from "../mem/access";
import { flushAsidPage, resetAddressSpaces, switchAddressSpace } from "../mem/addressSpace";
import { raise } from "./exception";
import { selectSegmentCaches } from "./segmentation";
import { ADDRESS_SPACE, CPL, CR0, CR2, CR3, CR4, Cr0, Cr4, PDPTE, Vector } from "./state";
import { storesBack } from "./storesBack";
import { NO_FAULT, PAE_RESERVED, PageFault, readPointerTable, walk } from "./walk";

/** The address space without paging; CR3 has no such number. */
const NO_PAGING: u32 = 0x3ffffffe;
/** A 4-MiB page is entered in the translation caches as two of 2 MiB. */
const HALF_OF_LARGE: u64 = 1 << 21;

/** Whether an access through slot `tc` is one of level 3. Segments have the rights of the current level. */
function isUser(v: usize, tc: u32): bool {
  if (tc == SLOT_TC_PRIVILEGED) return false;
  return tc == SLOT_TC_USER || load<u32>(v, CPL) == 3;
}

/**
 * Translates linear address `va` for `want` through slot `tc`: SLOT_TC_PRIVILEGED with supervisor's rights whatever CPL is (implicit
 * accesses to tables), SLOT_TC_USER with those of level 3, others with those of CPL. Fills WALK_*.
 * @returns false when it raised #PF
 */
export function translateAddress(v: usize, va: u64, want: u32, tc: u32): bool {
  const fault = walk(v, <u32>va, want, isUser(v, tc));
  if (fault == NO_FAULT) return true;
  store<u64>(v, va & 0xffffffff, CR2);
  const updates = want == Want.Read && storesBack(v);
  raise(v, Vector.PF, updates ? fault | PageFault.Write : fault);
  return false;
}

/** Translates without raising. @returns NO_FAULT with WALK_* filled, or the error code that #PF would have */
export function translateQuietly(v: usize, va: u32, want: u32, user: bool): i32 {
  return walk(v, va, want, user);
}

/** Makes the translation caches of the current privilege level current. */
export function selectTranslation(v: usize): void {
  selectLevel(v);
  selectSegmentCaches(v);
}

/** The same without the segments', which the caller brings up to date. */
export function selectLevel(v: usize): void {
  store<u32>(v, load<u32>(v + (load<u32>(v, CPL) == 3 ? SLOT_TC_USER : SLOT_TC_PRIVILEGED)), SLOT_TC);
}

/** Number of the address space that CR0, CR3 and CR4 select. */
function selectedSpace(v: usize): u32 {
  if ((load<u32>(v, CR0) & Cr0.PG) == 0) return NO_PAGING;
  const cr3 = load<u32>(v, CR3);
  return (load<u32>(v, CR4) & Cr4.PAE) != 0 ? cr3 >> 5 : cr3 >> 12;
}

/** Stands for the pointer-table entries, which are not watched: they count only when CR3 is loaded. */
function pointerStamp(v: usize): u64 {
  if ((load<u32>(v, CR4) & Cr4.PAE) == 0) return 0;
  let stamp: u64 = 0;
  for (let i: u32 = 0; i < 4; i++) stamp = (rotl<u64>(stamp, 21) ^ load<u64>(v + (i << 3), PDPTE)) * 0x9e3779b97f4a7c15;
  return stamp;
}

function selectSpace(v: usize): void {
  const space = selectedSpace(v);
  const previous = load<u32>(v, ADDRESS_SPACE);
  store<u32>(v, space, ADDRESS_SPACE);
  switchAddressSpace(v, space, previous, pointerStamp(v));
  selectTranslation(v);
}

/**
 * MOV to CR3, and the part of a task switch that loads it.
 * @returns false when PAE's pointer-table entries have reserved bits set: then nothing has changed, and the caller raises #GP(0)
 */
export function loadCr3(v: usize, value: u32): bool {
  const paging = (load<u32>(v, CR0) & Cr0.PG) != 0;
  if (paging && (load<u32>(v, CR4) & Cr4.PAE) != 0 && readPointerTable(v, value) == PAE_RESERVED) return false;
  store<u64>(v, value, CR3);
  selectSpace(v);
  return true;
}

/**
 * After a change of CR0.PG, CR0.WP, CR4.PSE, CR4.PAE, CR4.PGE or EFER.NXE, which must be stored already: nothing that was cached
 * holds. @returns false when the pointer table has reserved bits set (#GP(0)); the caller puts the registers back and calls again
 */
export function pagingModeChanged(v: usize): bool {
  const pae = (load<u32>(v, CR4) & Cr4.PAE) != 0;
  if (pae && (load<u32>(v, CR0) & Cr0.PG) != 0 && readPointerTable(v, load<u32>(v, CR3)) == PAE_RESERVED) return false;
  resetTranslation(v);
  return true;
}

/** INVLPG: drops the page at `va`, whatever its size. */
export function invalidatePage(v: usize, va: u32): void {
  const space = load<u32>(v, ADDRESS_SPACE);
  flushAsidPage(v, space, va);
  const large = (load<u32>(v, CR4) & (Cr4.PSE | Cr4.PAE)) == Cr4.PSE;
  if (large) flushAsidPage(v, space, <u64>va ^ HALF_OF_LARGE);
}

/** Starts with empty caches. */
export function resetTranslation(v: usize): void {
  resetAddressSpaces(v);
  selectSpace(v);
}
