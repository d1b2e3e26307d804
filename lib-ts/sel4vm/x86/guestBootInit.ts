/** Registers at the guest's entry. @see libsel4vmmplatsupport arch/guest_boot_init.h */
import { type CoreVcpu, Gpr, Segment, type SegmentRegister } from "../../core/index.ts";
import type { VmVcpu } from "../vm.ts";

/** The state in which a boot protocol hands over; what it does not name is as after reset, with general registers 0. */
export interface Ia32Entry {
  readonly eip: number;
  readonly registers?: Readonly<Partial<Record<"eax" | "ebx" | "ecx" | "edx" | "esi" | "edi" | "ebp" | "esp", number>>>;
  readonly eflags?: number;
  readonly cr0?: number;
  readonly cs?: SegmentRegister;
  /** DS, ES, FS, GS and SS alike. */
  readonly data?: SegmentRegister;
  readonly gdtr?: { readonly base: number; readonly limit: number };
}

/** PE and ET. */
const PROTECTED = 0x11;
/** Selectors, limits and rights of a flat guest: SDM volume 3, 25.4.1; the C library's selectors. */
const FLAT_CODE: SegmentRegister = { selector: 0x8, base: 0, limit: 0xffff_ffff, rights: 0xc09b };
const FLAT_DATA: SegmentRegister = { selector: 0x10, base: 0, limit: 0xffff_ffff, rights: 0xc093 };

const DATA_SEGMENTS = [Segment.Ds, Segment.Es, Segment.Fs, Segment.Gs, Segment.Ss];
const NUMBERS = {
  eax: Gpr.Eax,
  ecx: Gpr.Ecx,
  edx: Gpr.Edx,
  ebx: Gpr.Ebx,
  esp: Gpr.Esp,
  ebp: Gpr.Ebp,
  esi: Gpr.Esi,
  edi: Gpr.Edi,
} as const;

/** Puts a vCPU that has not run in the state in which a boot protocol hands over: flat protected mode unless said otherwise. */
export function vcpuSetEntry(vcpu: VmVcpu, entry: Ia32Entry): void {
  const { registers = {}, eflags = 2, cr0 = PROTECTED, cs = FLAT_CODE, data = FLAT_DATA, gdtr } = entry;
  const { ia32 } = vcpu.vcpu;
  for (const [name, register] of Object.entries(NUMBERS))
    ia32.setGeneral(register, registers[name as keyof typeof NUMBERS] ?? 0);
  ia32.setControl(0, cr0);
  ia32.setSegment(Segment.Cs, cs);
  for (const segment of DATA_SEGMENTS) ia32.setSegment(segment, data);
  if (gdtr !== undefined) ia32.gdtr = gdtr;
  ia32.eflags = eflags;
  setEip(vcpu.vcpu, entry.eip);
}

/**
 * Flat 32-bit protected mode at `entry`, with the address of the boot information in ESI: what a Linux kernel wants. In C paging
 * is on behind the guest's back; here it is off.
 * @see libsel4vmmplatsupport `vmm_plat_init_guest_thread_state`
 */
export function vmmPlatInitGuestThreadState(vcpu: VmVcpu, entry: number, bootInfo: number): void {
  vcpuSetEntry(vcpu, { eip: entry, registers: { esi: bootInfo } });
}

function setEip(vcpu: CoreVcpu, eip: number): void {
  vcpu.ia32.eip = eip;
}
