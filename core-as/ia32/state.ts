/**
 * IA32 state beyond the slots of layout.ts, as offsets from the vCPU base. Names are those of the SDM; widths as said.
 *
 * Of a segment register the selector, the limit and the access rights are here; its base is a slot, because addresses are
 * made with it.
 */
import { SLOT_TC_NARROW, SLOT_TC_NARROW_BYTE, SLOT_TC_SEGMENT, SLOT_X, VCPU_SYSTEM } from "../layout";

/** Segment registers by number, as instructions encode them; then the two that hold system segments. */
export enum Segment {
  Es = 0,
  Cs = 1,
  Ss = 2,
  Ds = 3,
  Fs = 4,
  Gs = 5,
  Ldtr = 6,
  Tr = 7,
}

/** General registers by number. */
export enum Gpr {
  Eax = 0,
  Ecx = 1,
  Edx = 2,
  Ebx = 3,
  Esp = 4,
  Ebp = 5,
  Esi = 6,
  Edi = 7,
}

/** Without decorators: the TypeScript side reads this file too, and the optimiser inlines them anyway. */
export abstract class Reg {
  /** Slot of a general register: u64, zero-extended. */
  static slot(n: u32): u32 {
    return SLOT_X + (n << 3);
  }
  /** Slot of a segment's base: u64, zero-extended. */
  static base(segment: u32): u32 {
    return SLOT_X + ((16 + segment) << 3);
  }
  /** Slot of the translation cache for accesses through ES .. GS. */
  static cache(segment: u32): u32 {
    return SLOT_TC_SEGMENT + (segment << 2);
  }
  /** The same for accesses of `size` bytes by 16-bit addresses. */
  static narrowCache(segment: u32, size: u32): u32 {
    return (size == 1 ? SLOT_TC_NARROW_BYTE : SLOT_TC_NARROW) + (segment << 2);
  }
}

/**
 * 8 x { u32 selector, u32 access rights, u32 limit in bytes, u32 - }, by segment number. Access rights as a VMCS has them (SDM
 * volume 3, 25.4.1): type in bits 3..0, S 4, DPL 6..5, P 7, AVL 12, D/B 14, G 15, unusable 16.
 */
export const SEGMENTS: u32 = VCPU_SYSTEM + 0x00;
export const SEGMENT_SIZE: u32 = 16;
export const SEGMENT_RIGHTS: u32 = 4;
export const SEGMENT_LIMIT: u32 = 8;

/** u32 each. */
export const GDTR_BASE: u32 = VCPU_SYSTEM + 0x80;
export const GDTR_LIMIT: u32 = VCPU_SYSTEM + 0x84;
export const IDTR_BASE: u32 = VCPU_SYSTEM + 0x88;
export const IDTR_LIMIT: u32 = VCPU_SYSTEM + 0x8c;
/** u64 each, upper half zero. */
export const CR0: u32 = VCPU_SYSTEM + 0x90;
export const CR2: u32 = VCPU_SYSTEM + 0x98;
export const CR3: u32 = VCPU_SYSTEM + 0xa0;
export const CR4: u32 = VCPU_SYSTEM + 0xa8;
/** DR0..DR3, u64 each. */
export const DR0: u32 = VCPU_SYSTEM + 0xb0;
export const DR6: u32 = VCPU_SYSTEM + 0xd0;
export const DR7: u32 = VCPU_SYSTEM + 0xd8;
/** u64: EFLAGS but for the six arithmetic flags, which are lazy (exec/functions/flagsIa32.ts); bit 1 is set. */
export const EFLAGS_SYSTEM: u32 = VCPU_SYSTEM + 0xe0;
/** u32: current privilege level, 0..3. */
export const CPL: u32 = VCPU_SYSTEM + 0xe8;
/** u32 `Inhibit`: after STI and after loads of SS something waits for one more instruction. */
export const INHIBIT: u32 = VCPU_SYSTEM + 0xec;
/** Model-specific registers, u64 each. */
export const EFER: u32 = VCPU_SYSTEM + 0xf0;
export const APIC_BASE_MSR: u32 = VCPU_SYSTEM + 0xf8;
/** Added to the clock's ticks to give the time-stamp counter. */
export const TSC_OFFSET: u32 = VCPU_SYSTEM + 0x100;
export const SYSENTER_CS: u32 = VCPU_SYSTEM + 0x108;
export const SYSENTER_ESP: u32 = VCPU_SYSTEM + 0x110;
export const SYSENTER_EIP: u32 = VCPU_SYSTEM + 0x130;
export const PAT: u32 = VCPU_SYSTEM + 0x138;
export const MISC_ENABLE: u32 = VCPU_SYSTEM + 0x128;
/** The four page-directory-pointer entries that a load of CR3 fetched (PAE). */
export const PDPTE: u32 = VCPU_SYSTEM + 0x140;
/** u32: MXCSR's masks and control bits; its flags are in FPSR (ia32/mxcsr.ts). */
export const MXCSR: u32 = VCPU_SYSTEM + 0x160;
/** u32: 1 while an NMI handler runs, until IRET. */
export const NMI_BLOCKED: u32 = VCPU_SYSTEM + 0x164;
/** u32: 1 = the next instruction has a block of its own, because the code segment ends soon (blockStart.ts). */
export const CODE_EDGE: u32 = VCPU_SYSTEM + 0x16c;
/** u32: number of the address space whose translation caches are selected (paging.ts). */
export const ADDRESS_SPACE: u32 = VCPU_SYSTEM + 0x168;
/**
 * VCPU_SYSTEM + 0x200 .. 0x240 and 0x400 .. 0x580 are the x87's (fp/x87/state.ts), the latter with MM0..MM7. From here on: what
 * the system files add.
 */
export const VCPU_IA32_MORE: u32 = VCPU_SYSTEM + 0x240;

// VCPU_IA32_MORE .. + 0x1a0 and VCPU_SYSTEM + 0x500 .. 0x600: protection, debugging and the memory-type registers.
/** u32: 0x100 + the vector whose delivery is going on, 0 = none: a fault in it is combined with it (exception.ts). */
export const DELIVERING: u32 = VCPU_IA32_MORE + 0x00;
/** u32 `Stepping`: what the one-instruction block that runs has taken off the machine state (debug.ts). */
export const STEPPING: u32 = VCPU_IA32_MORE + 0x04;
/** u32: DR6 bits of the debug trap that is due at the next boundary, 0 = none. */
export const DEBUG_PENDING: u32 = VCPU_IA32_MORE + 0x08;
/** u32: 1 + linear address of the repeated instruction that was left between two elements, 0 = none (helpers/stringCursor.ts). */
export const REPEATING: u32 = VCPU_IA32_MORE + 0x0c;
/**
 * The frame that is being pushed (stackFrame.ts): u32 elements in it; u32 selector, base, limit, rights and pointer of its stack;
 * u32 privilege level; 44 u32: the elements.
 */
export const FRAME_COUNT: u32 = VCPU_SYSTEM + 0x500;
export const FRAME_SELECTOR: u32 = VCPU_SYSTEM + 0x504;
export const FRAME_BASE: u32 = VCPU_SYSTEM + 0x508;
export const FRAME_LIMIT: u32 = VCPU_SYSTEM + 0x50c;
export const FRAME_RIGHTS: u32 = VCPU_SYSTEM + 0x510;
export const FRAME_POINTER: u32 = VCPU_SYSTEM + 0x514;
export const FRAME_LEVEL: u32 = VCPU_SYSTEM + 0x518;
export const FRAME: u32 = VCPU_SYSTEM + 0x520;
/** u32 each: EIP, CS and EFLAGS that a far return popped (farReturn.ts). */
export const RETURN_OFFSET: u32 = VCPU_SYSTEM + 0x5d0;
export const RETURN_SELECTOR: u32 = VCPU_SYSTEM + 0x5d4;
export const RETURN_FLAGS: u32 = VCPU_SYSTEM + 0x5d8;
/** Memory-type range registers, u64 each: MTRRdefType; 11 fixed-range ones; 8 pairs of PhysBase and PhysMask. */
export const MTRR_DEFAULT: u32 = VCPU_IA32_MORE + 0x80;
export const MTRR_FIXED: u32 = VCPU_IA32_MORE + 0x88;
export const MTRR_VARIABLE: u32 = VCPU_IA32_MORE + 0xe0;
/** u64 each: IA32_BIOS_SIGN_ID, IA32_MCG_STATUS, IA32_DEBUGCTL, 2 of PerfEvtSel, 2 performance counters. */
export const BIOS_SIGN_ID: u32 = VCPU_IA32_MORE + 0x160;
export const MCG_STATUS: u32 = VCPU_IA32_MORE + 0x168;
export const DEBUGCTL: u32 = VCPU_IA32_MORE + 0x170;
export const PERF_SELECT: u32 = VCPU_IA32_MORE + 0x178;
export const PERF_COUNTER: u32 = VCPU_IA32_MORE + 0x188;

/** INHIBIT: what waits. SDM volume 3, 6.8.3 and 17.3.1.4 */
export enum Inhibit {
  /** Maskable interrupts: after an STI that set IF. */
  Interrupts = 1,
  /** Debug traps and non-maskable interrupts too: after a load of SS. */
  Traps = 2,
}

/** Ticks a second of the VM's clock, which the time-stamp counter counts. */
export const TSC_HZ: u32 = 1_000_000_000;

/** EFLAGS bits. */
export enum Eflags {
  CF = 1 << 0,
  Fixed = 1 << 1,
  PF = 1 << 2,
  AF = 1 << 4,
  ZF = 1 << 6,
  SF = 1 << 7,
  TF = 1 << 8,
  IF = 1 << 9,
  DF = 1 << 10,
  OF = 1 << 11,
  IOPL = 3 << 12,
  NT = 1 << 14,
  RF = 1 << 16,
  VM = 1 << 17,
  AC = 1 << 18,
  VIF = 1 << 19,
  VIP = 1 << 20,
  ID = 1 << 21,
}

/** CR0 bits. */
export enum Cr0 {
  PE = 1 << 0,
  MP = 1 << 1,
  EM = 1 << 2,
  TS = 1 << 3,
  ET = 1 << 4,
  NE = 1 << 5,
  WP = 1 << 16,
  AM = 1 << 18,
  NW = 1 << 29,
  CD = 1 << 30,
  PG = 1 << 31,
}

/** CR4 bits that this processor has. */
export enum Cr4 {
  VME = 1 << 0,
  PVI = 1 << 1,
  TSD = 1 << 2,
  DE = 1 << 3,
  PSE = 1 << 4,
  PAE = 1 << 5,
  MCE = 1 << 6,
  PGE = 1 << 7,
  PCE = 1 << 8,
  OSFXSR = 1 << 9,
  OSXMMEXCPT = 1 << 10,
}

/** Exception vectors. SDM volume 3, 6.3.1. */
export enum Vector {
  DE = 0,
  DB = 1,
  NMI = 2,
  BP = 3,
  OF = 4,
  BR = 5,
  UD = 6,
  NM = 7,
  DF = 8,
  TS = 10,
  NP = 11,
  SS = 12,
  GP = 13,
  PF = 14,
  MF = 16,
  AC = 17,
  MC = 18,
  XM = 19,
}

/** VCPU_CONTEXT / block context bits. Those from CONTEXT_TRANSIENT (ir/block.ts) on last for one instruction. */
export enum Context {
  /** CPL is 3. */
  User = 1 << 0,
  /** CS.D: 32-bit operands and addresses by default. */
  Code32 = 1 << 1,
  /** SS.B: pushes and pops use ESP, not SP. */
  Stack32 = 1 << 2,
  /** CR0.PE is set and EFLAGS.VM clear: selectors name descriptors. */
  Protected = 1 << 3,
  Virtual8086 = 1 << 4,
  /** CR0.EM, CR0.TS, CR0.MP and TS: which floating-point instructions trap. */
  Em = 1 << 5,
  Ts = 1 << 6,
  WaitTs = 1 << 7,
  /** CR4.OSFXSR: SSE instructions exist. */
  Sse = 1 << 8,
  /** One of ES, CS, SS, DS has a base that is not zero: addresses are made with bases. FS and GS always are. */
  Based = 1 << 9,
  /** CS ends below 4 GiB: every block checks that it lies inside. */
  CodeLimited = 1 << 10,
  /** An exception of SSE is not masked in MXCSR: its instructions look whether they raise one. */
  SseTraps = 1 << 11,
  /** CPL is 1 or 2: neither level 3 nor all-powerful. */
  Inner = 1 << 12,
  /** An exception of the x87 FPU is not masked in its control word: its instructions look whether one waits. */
  X87Traps = 1 << 13,
  /** One-instruction blocks near the end of the code segment (CODE_EDGE). */
  Edge = 0x10000000,
  /** Interrupts wait for one more instruction (INHIBIT). */
  Inhibit = 0x20000000,
  /** EFLAGS.TF, or a breakpoint that must be looked at: one instruction at a time. */
  Step = 0x40000000,
  /** One-instruction blocks. */
  Single = 0x80000000,
}
