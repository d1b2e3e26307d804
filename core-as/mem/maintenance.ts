/**
 * TLB maintenance of the Arm architectures reaches every vCPU. Only the Inner Shareable forms must; for the others it is allowed, and
 * rare. `mask`: the bits of an address space that are its ASID (mem/addressSpace.ts).
 *
 * It is complete when the vCPU that asked for it has executed a DSB (DDI 0487 D8.14, G5.10). Where vCPUs have threads of their own it
 * is put off until then, so that they stand still once for any number of it: kernels drop ranges page by page.
 *
 *   entry: u32 scope, u32 ASID, u64 address, u32 mask
 *
 * BOUNDS: vCPUs below VM_VCPU_COUNT exist, CURRENT_ASID and VCPU_TLBI are fields of their structure, and an entry's number is below
 * TLBI_ENTRIES.
 */
import {
  CURRENT_ASID,
  TLBI_ENTRIES,
  TLBI_ENTRY_SIZE,
  VCPU_BASE,
  VCPU_SIZE,
  VCPU_TLBI,
  VCPU_TLBI_COUNT,
  VM_VCPU_COUNT,
} from "../layout";
import { beginExclusive, endExclusive, Parallel } from "../parallel/exclusive";
import { flushAsid, flushAsidPage, flushPage } from "./addressSpace";
import { flushAll } from "./tlb";

enum Scope {
  All = 0,
  Asid = 1,
  AsidPage = 2,
  Page = 3,
}

/** Base of vCPU number `index`. */
function vcpu(index: u32): usize {
  return VCPU_BASE + index * VCPU_SIZE;
}

export function invalidateAll(v: usize): void {
  invalidate(v, Scope.All, 0, 0, 0);
}

export function invalidateAsid(v: usize, asid: u32, mask: u32 = 0xffffffff): void {
  invalidate(v, Scope.Asid, asid, 0, mask);
}

export function invalidateAsidPage(v: usize, asid: u32, va: u64, mask: u32 = 0xffffffff): void {
  invalidate(v, Scope.AsidPage, asid, va, mask);
}

export function invalidatePage(v: usize, va: u64): void {
  invalidate(v, Scope.Page, 0, va, 0);
}

/** At once where vCPUs take turns, else with the next DSB of the vCPU at `v`. */
function invalidate(v: usize, scope: Scope, asid: u32, va: u64, mask: u32): void {
  if (!Parallel.isOn()) return flush(scope, asid, va, mask);
  const count = load<u32>(v, VCPU_TLBI_COUNT);
  if (count > TLBI_ENTRIES) return;
  store<u32>(v, count + 1, VCPU_TLBI_COUNT);
  if (count == TLBI_ENTRIES) return;
  const entry = v + VCPU_TLBI + count * TLBI_ENTRY_SIZE;
  store<u32>(entry, scope);
  store<u32>(entry, asid, 4);
  store<u64>(entry, va, 8);
  store<u32>(entry, mask, 16);
}

/** DSB: does what was put off. @returns false when the instruction was given up, for another vCPU has an exclusive section */
export function completeMaintenance(v: usize): bool {
  const count = load<u32>(v, VCPU_TLBI_COUNT);
  if (count == 0) return true;
  if (!beginExclusive(v)) return false;
  store<u32>(v, 0, VCPU_TLBI_COUNT);
  if (count > TLBI_ENTRIES) flush(Scope.All, 0, 0, 0);
  else for (let i: u32 = 0; i < count; i++) flushEntry(v + VCPU_TLBI + i * TLBI_ENTRY_SIZE);
  endExclusive();
  return true;
}

function flushEntry(entry: usize): void {
  flush(load<u32>(entry), load<u32>(entry, 4), load<u64>(entry, 8), load<u32>(entry, 16));
}

function flush(scope: Scope, asid: u32, va: u64, mask: u32): void {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) {
    const v = vcpu(i);
    if (scope == Scope.All) flushAll(v);
    else if (scope == Scope.Asid) flushAsid(v, asid, load<u32>(v, CURRENT_ASID), mask);
    else if (scope == Scope.AsidPage) flushAsidPage(v, asid, va, mask);
    else flushPage(v, va);
  }
}
