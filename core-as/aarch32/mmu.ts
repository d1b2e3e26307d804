/**
 * Stage 1 of the PL1&0 regime as the memory system sees it: translation with its aborts, and the choice of caches.
 *
 * BOUNDS: `v` is the base of a vCPU that exists, and every offset a field of its structure or of the VM header.
 */
import { CONTEXTIDR_EL1, CURRENT_ASID, SCTLR_EL1, TTBR0_EL1, TTBR1_EL1 } from "../aarch64/state";
import {
  SLOT_TC,
  SLOT_TC_PRIVILEGED,
  SLOT_TC_STACK,
  SLOT_TC_USER,
  VCPU_TC_VIEW,
  VM_TC_TRAP,
  WALK_FLAGS,
} from "../layout";
import { Walk, Want } from "../mem/access";
import { forgetViews, selectUser, switchView } from "../mem/addressSpace";
import { raiseAbort } from "./exception";
import { Fault, NO_FAULT, usesLongDescriptors } from "./fault";
import { PSTATE_EL, Sctlr, TTBCR, Ttbcr } from "./state";
import { currentView, resetViews } from "./view";
import { lastPlace, walk } from "./walk";

/** Makes the translation caches of the current mode current. */
export function selectTranslation(v: usize): void {
  const user = load<u32>(v, PSTATE_EL) == 0;
  if (user) provideUser(v);
  const cache = user ? load<u32>(v, SLOT_TC_USER) : load<u32>(v, SLOT_TC_PRIVILEGED);
  store<u32>(v, cache, SLOT_TC);
  store<u32>(v, cache, SLOT_TC_STACK);
}

/** Chooses the caches of user accesses, if that has not been done since the last change. */
function provideUser(v: usize): void {
  if (load<u32>(v, SLOT_TC_USER) == load<u32>(VM_TC_TRAP)) selectUser(v, load<u32>(v, CURRENT_ASID));
}

/** An access through slot `tc`, which holds VM_TC_TRAP: SLOT_TC_USER, which gets its caches now. @returns true: it goes on */
export function guardAccess(v: usize): bool {
  provideUser(v);
  return true;
}

/** The ASID: CONTEXTIDR's with short descriptors, else of the base register that TTBCR.A1 names. */
function selectedAsid(v: usize): u32 {
  if (!usesLongDescriptors(v)) return load<u32>(v, CONTEXTIDR_EL1) & 0xff;
  const base = (load<u32>(v, TTBCR) & Ttbcr.A1) != 0 ? TTBR1_EL1 : TTBR0_EL1;
  return <u32>(load<u64>(v + base) >> 48) & 0xff;
}

/** Follows a write of TTBR0, TTBR1, TTBCR, CONTEXTIDR or DACR: other translation caches, and none is emptied. */
export function selectAddressSpace(v: usize): void {
  const asid = selectedAsid(v);
  const previous = load<u32>(v, CURRENT_ASID);
  const before = load<u32>(v, VCPU_TC_VIEW);
  const view = currentView(v);
  if (asid == previous && view == before && load<u32>(v, VCPU_TC_VIEW) == before) return;
  store<u32>(v, asid, CURRENT_ASID);
  switchView(v, asid, previous, view);
  selectTranslation(v);
}

/** Starts with empty caches. */
export function resetTranslation(v: usize): void {
  forgetViews(v);
  resetViews(v);
  const asid = selectedAsid(v);
  store<u32>(v, asid, CURRENT_ASID);
  switchView(v, asid, asid, currentView(v));
  selectTranslation(v);
}

/** Whether every access is checked for alignment, whatever its memory type. */
export function checksAlignment(v: usize): bool {
  return (load<u32>(v, SCTLR_EL1) & Sctlr.A) != 0;
}

/** Translates `va` for `want` without raising. @returns NO_FAULT with WALK_* filled, or the fault */
export function translateQuietly(v: usize, va: u64, want: u32, user: bool): i32 {
  const fault = walk(v, <u32>va, user);
  if (fault != NO_FAULT) return fault;
  const needed = want == Want.Read ? Walk.Read : want == Want.Write ? Walk.Write : Walk.Execute;
  return (load<u32>(v, WALK_FLAGS) & needed) != 0 ? NO_FAULT : Fault.Permission | lastPlace();
}

/**
 * Translates `va` for an access through the caches in slot `tc`, SLOT_TC_USER: with the rights of User mode; fills WALK_*.
 * @returns false when it raised an abort
 */
export function translateAddress(v: usize, va: u64, want: u32, tc: u32): bool {
  const fault = translateQuietly(v, va, want, tc == SLOT_TC_USER || load<u32>(v, PSTATE_EL) == 0);
  if (fault == NO_FAULT) return true;
  raiseAbort(v, va, want, fault);
  return false;
}
