/**
 * Stage 1 of the EL1&0 regime as the memory system sees it: translation with its aborts, and the choice of caches.
 *
 * BOUNDS: `v` is the base of a vCPU that exists, and every offset a field of its structure or of the VM header.
 */
import { SLOT_TC, SLOT_TC_PRIVILEGED, SLOT_TC_USER, WALK_FLAGS } from "../layout";
import { Walk, Want } from "../mem/access";
import { resetAddressSpaces, switchAddressSpace, threadSet, user32Set } from "../mem/addressSpace";
import { raiseAbort } from "./exception";
import { Fault, NO_FAULT } from "./fault";
import { selectStack } from "./stack";
import { CURRENT_ASID, PSTATE_EL, PSTATE_SPSEL, SCTLR_EL1, Sctlr, TCR_EL1, TTBR0_EL1, TTBR1_EL1 } from "./state";
import { inAarch32 } from "./user32";
import { lastLevel, walk } from "./walk";

const TCR_A1: u64 = 1 << 22;
const TCR_AS: u64 = (<u64>1) << 36;

/** Makes the translation caches of the current level current; cheap, for every exception and return. */
export function selectTranslation(v: usize): void {
  if (load<u32>(v, PSTATE_EL) == 0) store<u32>(v, userSet(v), SLOT_TC);
  else if (load<u32>(v, PSTATE_SPSEL) != 0) store<u32>(v, load<u32>(v, SLOT_TC_PRIVILEGED), SLOT_TC);
  else store<u32>(v, threadSet(v, load<u32>(v, CURRENT_ASID)), SLOT_TC);
  selectStack(v);
}

/** EL0's translation caches. */
function userSet(v: usize): u32 {
  return inAarch32(v) ? user32Set(v, load<u32>(v, CURRENT_ASID)) : load<u32>(v, SLOT_TC_USER);
}

/** The ASID that TCR_EL1.A1 and AS select. */
function selectedAsid(v: usize): u32 {
  const tcr = load<u64>(v, TCR_EL1);
  const asid = <u32>(load<u64>(v + ((tcr & TCR_A1) != 0 ? TTBR1_EL1 : TTBR0_EL1)) >> 48);
  return (tcr & TCR_AS) != 0 ? asid : asid & 0xff;
}

/** Follows a write of TTBRx_EL1 or TCR_EL1: another ASID means other translation caches. */
export function selectAddressSpace(v: usize): void {
  const asid = selectedAsid(v);
  const previous = load<u32>(v, CURRENT_ASID);
  if (asid == previous) return;
  store<u32>(v, asid, CURRENT_ASID);
  switchAddressSpace(v, asid, previous);
  selectTranslation(v);
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

/** Translates `va` for `want` without raising. @returns NO_FAULT with WALK_* filled, or the fault status */
export function translateQuietly(v: usize, va: u64, want: u32, el0: bool): i32 {
  const fault = walk(v, va, el0);
  if (fault != NO_FAULT) return fault;
  const needed = want == Want.Read ? Walk.Read : want == Want.Write ? Walk.Write : Walk.Execute;
  return (load<u32>(v, WALK_FLAGS) & needed) != 0 ? NO_FAULT : Fault.Permission | <i32>lastLevel();
}

/**
 * Translates `va` for an access through the caches in slot `tc`, SLOT_TC_USER: with the rights of EL0; fills WALK_*.
 * @returns false when it raised an abort
 */
export function translateAddress(v: usize, va: u64, want: u32, tc: u32): bool {
  const fault = translateQuietly(v, va, want, tc == SLOT_TC_USER || load<u32>(v, PSTATE_EL) == 0);
  if (fault == NO_FAULT) return true;
  raiseAbort(v, va, want, fault);
  return false;
}
