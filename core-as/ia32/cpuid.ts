/**
 * CPUID: what this processor has, and nothing else. SDM volume 2, CPUID.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; the texts have the lengths given.
 */

import { BUS_TICKS } from "../irq/pcClock";
import { VCPU_INDEX, VM_VCPU_COUNT } from "../layout";
import { APIC_BASE_MSR, Gpr, Reg, TSC_HZ } from "./state";

/**
 * Family 6, model 28, stepping 10: EDX after reset too. Processors of that model execute in order and speculate about nothing, as
 * this one does: kernels know that they need no retpolines and no second page table.
 */
export const SIGNATURE: u32 = 0x106ca;
/** Leaf 0x15: the ratio of the time-stamp counter to the clock of the local APIC's timer, and that clock in Hz. */
const CLOCK_LEAF: u32 = 0x15;
const LAST_LEAF: u32 = CLOCK_LEAF;
const LAST_EXTENDED_LEAF: u32 = 0x80000008;
const HYPERVISOR_LEAF: u32 = 0x40000000;
/** "GenuineIntel", "sel4vm-web  " and the brand string. */
const VENDOR: usize = memory.data<u8>([0x47, 0x65, 0x6e, 0x75, 0x69, 0x6e, 0x65, 0x49, 0x6e, 0x74, 0x65, 0x6c]);
const HYPERVISOR: usize = memory.data<u8>([0x73, 0x65, 0x6c, 0x34, 0x76, 0x6d, 0x2d, 0x77, 0x65, 0x62, 0x20, 0x20]);
/** "sel4vm-web IA-32 Processor", filled up with zeros to 48 bytes. */
const BRAND: usize = memory.data<u8>([
  0x73, 0x65, 0x6c, 0x34, 0x76, 0x6d, 0x2d, 0x77, 0x65, 0x62, 0x20, 0x49, 0x41, 0x2d, 0x33, 0x32, 0x20, 0x50, 0x72,
  0x6f, 0x63, 0x65, 0x73, 0x73, 0x6f, 0x72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** Leaf 1, EDX. */
enum Feature {
  FPU = 1 << 0,
  VME = 1 << 1,
  DE = 1 << 2,
  PSE = 1 << 3,
  TSC = 1 << 4,
  MSR = 1 << 5,
  PAE = 1 << 6,
  CX8 = 1 << 8,
  APIC = 1 << 9,
  SEP = 1 << 11,
  MTRR = 1 << 12,
  PGE = 1 << 13,
  CMOV = 1 << 15,
  PAT = 1 << 16,
  CLFSH = 1 << 19,
  MMX = 1 << 23,
  FXSR = 1 << 24,
  SSE = 1 << 25,
  SSE2 = 1 << 26,
}

const FEATURES: u32 =
  Feature.FPU |
  Feature.VME |
  Feature.DE |
  Feature.PSE |
  Feature.TSC |
  Feature.MSR |
  Feature.PAE |
  Feature.CX8 |
  Feature.SEP |
  Feature.MTRR |
  Feature.PGE |
  Feature.CMOV |
  Feature.PAT |
  Feature.CLFSH |
  Feature.MMX |
  Feature.FXSR |
  Feature.SSE |
  Feature.SSE2;
/** Leaf 1, ECX: a hypervisor is present. */
const HYPERVISOR_PRESENT: u32 = 1 << 31;
/** Leaf 1, ECX: the timer of the local APIC has a TSC-deadline mode. */
const TSC_DEADLINE: u32 = 1 << 24;
/** Leaf 6, EAX: the timer of the local APIC runs always. Leaf 7, EBX: IA32_TSC_ADJUST. Leaf 0x80000007, EDX: invariant TSC. */
const ALWAYS_RUNNING_TIMER: u32 = 1 << 2;
const TSC_ADJUST: u32 = 1 << 1;
const INVARIANT_TSC: u32 = 1 << 8;
/** Leaf 0x80000001, EDX: no-execute. */
const NX: u32 = 1 << 20;
/** CLFLUSH of 64-byte lines, in leaf 1, EBX. */
const LINE: u32 = 8 << 8;
/** IA32_APIC_BASE: the local APIC is on. */
const APIC_ENABLED: u32 = 1 << 11;
/** Physical addresses of 36 bits, linear ones of 32. */
const ADDRESS_SIZES: u32 = 0x2024;

function set(v: usize, eax: u32, ebx: u32, ecx: u32, edx: u32): void {
  store<u64>(v + Reg.slot(Gpr.Eax), <u64>eax);
  store<u64>(v + Reg.slot(Gpr.Ebx), <u64>ebx);
  store<u64>(v + Reg.slot(Gpr.Ecx), <u64>ecx);
  store<u64>(v + Reg.slot(Gpr.Edx), <u64>edx);
}

/** Fills EAX, EBX, ECX and EDX for the leaf in EAX; a leaf beyond the last is answered as the last basic one. */
export function identify(v: usize): void {
  const leaf = load<u32>(v + Reg.slot(Gpr.Eax));
  switch (leaf) {
    case 0:
      return set(v, LAST_LEAF, load<u32>(VENDOR), load<u32>(VENDOR, 8), load<u32>(VENDOR, 4));
    case 1:
      return set(v, SIGNATURE, placement(v), HYPERVISOR_PRESENT | TSC_DEADLINE, features(v));
    case HYPERVISOR_LEAF:
      return set(v, HYPERVISOR_LEAF, load<u32>(HYPERVISOR), load<u32>(HYPERVISOR, 4), load<u32>(HYPERVISOR, 8));
    case 0x80000000:
      return set(v, LAST_EXTENDED_LEAF, 0, 0, 0);
    case 0x80000001:
      return set(v, 0, 0, 0, NX);
    case 0x80000002:
    case 0x80000003:
    case 0x80000004:
      return setBrand(v, BRAND + ((leaf - 0x80000002) << 4));
    case 0x80000005:
    case 0x80000006:
      return set(v, 0, 0, 0, 0);
    case 0x80000007:
      return set(v, 0, 0, 0, INVARIANT_TSC);
    case LAST_EXTENDED_LEAF:
      return set(v, ADDRESS_SIZES, 0, 0, 0);
    case 2:
      // Caches and TLBs. One descriptor byte says that there is nothing to know.
      return set(v, 1, 0, 0, 0);
    case 6:
      return set(v, ALWAYS_RUNNING_TIMER, 0, 0, 0);
    case 7:
      return set(v, 0, TSC_ADJUST, 0, 0);
    default:
      // A basic leaf before the last that is none of these has nothing to say; one beyond it is answered as the last.
      if (leaf < CLOCK_LEAF) return set(v, 0, 0, 0, 0);
      return set(v, 1, <u32>BUS_TICKS, TSC_HZ / <u32>BUS_TICKS, 0);
  }
}

function setBrand(v: usize, at: usize): void {
  // BOUNDS: at is one of the three parts of BRAND, 16 bytes each.
  set(v, load<u32>(at), load<u32>(at, 4), load<u32>(at, 8), load<u32>(at, 12));
}

/** Initial APIC ID, number of logical processors, size of a cache line. */
function placement(v: usize): u32 {
  // BOUNDS: VM_VCPU_COUNT is a field of the VM header.
  return (load<u32>(v, VCPU_INDEX) << 24) | (load<u32>(VM_VCPU_COUNT) << 16) | LINE;
}

/** A local APIC that is switched off is not there. */
function features(v: usize): u32 {
  return FEATURES | ((load<u32>(v, APIC_BASE_MSR) & APIC_ENABLED) != 0 ? <u32>Feature.APIC : 0);
}
