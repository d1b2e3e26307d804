/**
 * Stage 1 of the PL1&0 regime as the memory system sees it: translation with its aborts, and the choice of caches.
 *
 * BOUNDS: `v` is the base of a vCPU that exists, and every offset a field of its structure.
 */
import { CURRENT_ASID, SCTLR_EL1 } from "../aarch64/state";
import {
  SLOT_TC,
  SLOT_TC_PRIVILEGED,
  SLOT_TC_STACK,
  SLOT_TC_USER,
  WALK_ADDRESS,
  WALK_FLAGS,
  WALK_SHIFT,
} from "../layout";
import { Walk } from "../mem/access";
import { resetAddressSpaces } from "../mem/addressSpace";
import { raiseAbort } from "./exception";
import { NO_FAULT } from "./fault";
import { PSTATE_EL, Sctlr } from "./state";

/** Makes the translation caches of the current mode current. */
export function selectTranslation(v: usize): void {
  const cache = load<u32>(v, PSTATE_EL) == 0 ? load<u32>(v, SLOT_TC_USER) : load<u32>(v, SLOT_TC_PRIVILEGED);
  store<u32>(v, cache, SLOT_TC);
  store<u32>(v, cache, SLOT_TC_STACK);
}

/** Starts with the caches of ASID 0, all empty. */
export function resetTranslation(v: usize): void {
  store<u32>(v, 0, CURRENT_ASID);
  resetAddressSpaces(v);
  selectTranslation(v);
}

/** Whether every access is checked for alignment, whatever its memory type. */
export function checksAlignment(v: usize): bool {
  return (load<u32>(v, SCTLR_EL1) & Sctlr.A) != 0;
}

/** Translates `va` for `want` without raising. @returns NO_FAULT with WALK_* filled, or the fault */
export function translateQuietly(v: usize, va: u64, want: u32, user: bool): i32 {
  store<u64>(v, va & 0xffffffff, WALK_ADDRESS);
  store<u32>(v, Walk.Read | Walk.Write | Walk.Execute | Walk.Global, WALK_FLAGS);
  store<u32>(v, 12, WALK_SHIFT);
  return NO_FAULT;
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
