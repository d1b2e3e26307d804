/** The guest's page tables as the VMM reads them: linear to guest-physical addresses. SDM volume 3, 4.3 and 4.4. */
import { type CoreVcpu, Ia32State } from "../../core/index.ts";
import type { VmVcpu } from "../vm.ts";

const PRESENT = 1;
const LARGE = 1 << 7;
const PAGE_MASK = 0xffff_f000;

/** Where `linear` lies at present, or undefined where no present mapping covers it. Changes no accessed or dirty flag. */
export function linearToPhysical(vcpu: VmVcpu, linear: number): number | undefined {
  const { ia32 } = vcpu.vcpu;
  if ((ia32.control(0) & Ia32State.Cr0.PG) === 0) return linear >>> 0;
  const pae = (ia32.control(4) & Ia32State.Cr4.PAE) !== 0;
  return pae ? walkPae(vcpu, linear) : walkTwoLevels(vcpu, linear);
}

function walkTwoLevels(vcpu: VmVcpu, linear: number): number | undefined {
  const { ia32 } = vcpu.vcpu;
  const directory = (ia32.control(3) & PAGE_MASK) >>> 0;
  const pde = entry32(vcpu, directory + (linear >>> 22) * 4);
  if (pde === undefined) return undefined;
  const hasLarge = (ia32.control(4) & Ia32State.Cr4.PSE) !== 0;
  if (hasLarge && (pde & LARGE) !== 0) return ((pde & 0xffc0_0000) | (linear & 0x3f_ffff)) >>> 0;
  const pte = entry32(vcpu, ((pde & PAGE_MASK) >>> 0) + ((linear >>> 12) & 0x3ff) * 4);
  return pte === undefined ? undefined : ((pte & PAGE_MASK) | (linear & 0xfff)) >>> 0;
}

function walkPae(vcpu: VmVcpu, linear: number): number | undefined {
  const pdpte = pointer(vcpu.vcpu, linear >>> 30);
  const pde = pdpte === undefined ? undefined : entry64(vcpu, pdpte + ((linear >>> 21) & 0x1ff) * 8);
  if (pde === undefined) return undefined;
  if ((pde.low & LARGE) !== 0) return pde.page - (pde.page % 0x20_0000) + (linear & 0x1f_ffff);
  const pte = entry64(vcpu, pde.page + ((linear >>> 12) & 0x1ff) * 8);
  return pte && pte.page + (linear & 0xfff);
}

/** The page-directory-pointer entries are registers, loaded with CR3: 4.4.1. */
function pointer(vcpu: CoreVcpu, index: number): number | undefined {
  const value = vcpu.u64(Ia32State.PDPTE + 8 * index);
  return (value & 1n) === 0n ? undefined : Number(value & 0xf_ffff_ffff_f000n);
}

function entry32(vcpu: VmVcpu, address: number): number | undefined {
  const { guest } = vcpu.vm.core;
  if (!guest.isMapped(address, 4)) return undefined;
  const value = guest.u32(address);
  return (value & PRESENT) === 0 ? undefined : value;
}

function entry64(vcpu: VmVcpu, address: number): { low: number; page: number } | undefined {
  const { guest } = vcpu.vm.core;
  if (!guest.isMapped(address, 8)) return undefined;
  const value = guest.u64(address);
  if ((value & 1n) === 0n) return undefined;
  return { low: Number(value & 0xfffn), page: Number(value & 0xf_ffff_ffff_f000n) };
}
