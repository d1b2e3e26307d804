/**
 * TLB maintenance of the Arm architectures reaches every vCPU. Only the Inner Shareable forms must; for the others it is allowed, and
 * rare. `mask`: the bits of an address space that are its ASID (mem/addressSpace.ts). All are exclusive sections of the vCPU at `v`, and
 * return false when it gave the instruction up to another vCPU's.
 *
 * BOUNDS: vCPUs below VM_VCPU_COUNT exist, and CURRENT_ASID is a field of their structure.
 */
import { CURRENT_ASID, VCPU_BASE, VCPU_SIZE, VM_VCPU_COUNT } from "../layout";
import { beginExclusive, endExclusive } from "../parallel/exclusive";
import { flushAsid, flushAsidPage, flushPage } from "./addressSpace";
import { flushAll } from "./tlb";

/** Base of vCPU number `index`. */
function vcpu(index: u32): usize {
  return VCPU_BASE + index * VCPU_SIZE;
}

export function invalidateAll(v: usize): bool {
  if (!beginExclusive(v)) return false;
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) flushAll(vcpu(i));
  endExclusive();
  return true;
}

export function invalidateAsid(v: usize, asid: u32, mask: u32 = 0xffffffff): bool {
  if (!beginExclusive(v)) return false;
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++)
    flushAsid(vcpu(i), asid, load<u32>(vcpu(i), CURRENT_ASID), mask);
  endExclusive();
  return true;
}

export function invalidateAsidPage(v: usize, asid: u32, va: u64, mask: u32 = 0xffffffff): bool {
  if (!beginExclusive(v)) return false;
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) flushAsidPage(vcpu(i), asid, va, mask);
  endExclusive();
  return true;
}

export function invalidatePage(v: usize, va: u64): bool {
  if (!beginExclusive(v)) return false;
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) flushPage(vcpu(i), va);
  endExclusive();
  return true;
}
