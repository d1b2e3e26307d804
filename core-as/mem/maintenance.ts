/**
 * TLB maintenance of the Arm architectures reaches every vCPU. Only the Inner Shareable forms must; for the others it is allowed, and
 * rare. `mask`: the bits of an address space that are its ASID (mem/addressSpace.ts).
 *
 * BOUNDS: vCPUs below VM_VCPU_COUNT exist, and CURRENT_ASID is a field of their structure.
 */
import { CURRENT_ASID, VCPU_BASE, VCPU_SIZE, VM_VCPU_COUNT } from "../layout";
import { flushAsid, flushAsidPage, flushPage } from "./addressSpace";
import { flushAll } from "./tlb";

/** Base of vCPU number `index`. */
function vcpu(index: u32): usize {
  return VCPU_BASE + index * VCPU_SIZE;
}

export function invalidateAll(): void {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) flushAll(vcpu(i));
}

export function invalidateAsid(asid: u32, mask: u32 = 0xffffffff): void {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++)
    flushAsid(vcpu(i), asid, load<u32>(vcpu(i), CURRENT_ASID), mask);
}

export function invalidateAsidPage(asid: u32, va: u64, mask: u32 = 0xffffffff): void {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) flushAsidPage(vcpu(i), asid, va, mask);
}

export function invalidatePage(va: u64): void {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) flushPage(vcpu(i), va);
}
