/** @see libsel4vm arch/guest_memory_arch.h */

import { PAGE_SIZE } from "../../core/index.ts";
import { GuestAddressUnmapped, InvalidArgument, MappingIncomplete } from "../../errors.ts";
import type { Vm } from "../vm.ts";

/**
 * Where guest-physical memory really lies: the linear-memory address of `ipaBase`, if the `size` bytes from there lie
 * together. (In C: the physical address, for devices that do DMA without an IOMMU.)
 * @see libsel4vm `vm_arm_ipa_to_pa`
 * @throws GuestAddressUnmapped @throws MappingIncomplete when the range is scattered
 */
export function vmArmIpaToPa(vm: Vm, ipaBase: number, size: number): number {
  if (!Number.isSafeInteger(size) || size < 1) throw new InvalidArgument("size", size, "a whole number from 1");
  const base = vm.core.locate(ipaBase);
  if (base === 0) throw new GuestAddressUnmapped(ipaBase);
  for (let at = ipaBase + PAGE_SIZE - (ipaBase % PAGE_SIZE); at < ipaBase + size; at += PAGE_SIZE) {
    const host = vm.core.locate(at);
    if (host === 0) throw new GuestAddressUnmapped(at);
    if (host !== base + at - ipaBase) throw new MappingIncomplete(at, "the range does not lie together");
  }
  return base;
}
