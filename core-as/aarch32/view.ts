/**
 * What DACR and TTBCR make of the translation tables, as a small number: the *view* of mem/addressSpace.ts. A kernel that closes the
 * user's domain while it runs, and opens it for each access on the user's behalf, goes back and forth between two views and loses
 * no translation.
 *
 * BOUNDS: `v` is a vCPU's base; VCPU_VIEW_KEYS has TC_VIEWS entries, and no more are counted.
 */
import { TC_VIEWS, VCPU_VIEW_COUNT, VCPU_VIEW_KEYS } from "../layout";
import { forgetViews } from "../mem/addressSpace";
import { usesLongDescriptors } from "./fault";
import { DACR, TTBCR } from "./state";

/** What the present view stands for. Long descriptors have no domains. */
function keyNow(v: usize): u64 {
  const domains: u64 = usesLongDescriptors(v) ? 0 : load<u32>(v, DACR);
  return ((<u64>load<u32>(v, TTBCR)) << 32) | domains;
}

/** The number of the present view. When there are too many, all are forgotten, with what the translation caches hold. */
export function currentView(v: usize): u32 {
  const key = keyNow(v);
  const count = load<u32>(v, VCPU_VIEW_COUNT);
  for (let i: u32 = 0; i < count; i++) {
    if (load<u64>(v + (i << 3), VCPU_VIEW_KEYS) == key) return i;
  }
  const next = count < TC_VIEWS ? count : 0;
  if (count == TC_VIEWS) forgetViews(v);
  store<u64>(v + (next << 3), key, VCPU_VIEW_KEYS);
  store<u32>(v, next + 1, VCPU_VIEW_COUNT);
  return next;
}

/** Forgets all views: their number starts again at 0. */
export function resetViews(v: usize): void {
  store<u32>(v, 0, VCPU_VIEW_COUNT);
}
