/**
 * AArch64 state beyond the slots of layout.ts: PSTATE and system registers, as offsets from the vCPU base.
 * Names are those of DDI 0487; every register is a u64 unless said otherwise.
 */
import { VCPU_SYSTEM } from "../layout";

/**
 * PSTATE pieces, u32 each. NZCV is lazy: exec/functions/flags.ts. Call `updateContext` after a change of EL, IL or SS.
 */
export const PSTATE_EL: u32 = VCPU_SYSTEM + 0x00;
export const PSTATE_IL: u32 = VCPU_SYSTEM + 0x04;
/** D, A, I, F in bits 9..6, as in SPSR; 8 bytes, so that MRS is a plain move. */
export const PSTATE_DAIF: u32 = VCPU_SYSTEM + 0x08;
/** Which stack pointer SLOT_SP holds: 0 = SP_EL0, 1 = SP_EL1; 8 bytes. The other one is in SP_EL0 / SP_EL1 below. */
export const PSTATE_SPSEL: u32 = VCPU_SYSTEM + 0x10;
export const PSTATE_SS: u32 = VCPU_SYSTEM + 0x18;
/** ISV and EX of the next Software Step exception, as in ESR_EL1. */
export const STEP_SYNDROME: u32 = VCPU_SYSTEM + 0x1c;

export const SP_EL0: u32 = VCPU_SYSTEM + 0x20;
export const SP_EL1: u32 = VCPU_SYSTEM + 0x28;
export const ELR_EL1: u32 = VCPU_SYSTEM + 0x30;
export const SPSR_EL1: u32 = VCPU_SYSTEM + 0x38;
export const ESR_EL1: u32 = VCPU_SYSTEM + 0x40;
export const FAR_EL1: u32 = VCPU_SYSTEM + 0x48;
export const PAR_EL1: u32 = VCPU_SYSTEM + 0x50;
export const VBAR_EL1: u32 = VCPU_SYSTEM + 0x58;
export const SCTLR_EL1: u32 = VCPU_SYSTEM + 0x60;
export const ACTLR_EL1: u32 = VCPU_SYSTEM + 0x68;
export const CPACR_EL1: u32 = VCPU_SYSTEM + 0x70;
export const TTBR0_EL1: u32 = VCPU_SYSTEM + 0x78;
export const TTBR1_EL1: u32 = VCPU_SYSTEM + 0x80;
export const TCR_EL1: u32 = VCPU_SYSTEM + 0x88;
export const MAIR_EL1: u32 = VCPU_SYSTEM + 0x90;
export const AMAIR_EL1: u32 = VCPU_SYSTEM + 0x98;
export const CONTEXTIDR_EL1: u32 = VCPU_SYSTEM + 0xa0;
export const TPIDR_EL0: u32 = VCPU_SYSTEM + 0xa8;
export const TPIDRRO_EL0: u32 = VCPU_SYSTEM + 0xb0;
export const TPIDR_EL1: u32 = VCPU_SYSTEM + 0xb8;
export const AFSR0_EL1: u32 = VCPU_SYSTEM + 0xc0;
export const AFSR1_EL1: u32 = VCPU_SYSTEM + 0xc8;
export const CSSELR_EL1: u32 = VCPU_SYSTEM + 0xd0;
export const MDSCR_EL1: u32 = VCPU_SYSTEM + 0xd8;
export const CNTKCTL_EL1: u32 = VCPU_SYSTEM + 0xe0;
export const CNTV_CTL_EL0: u32 = VCPU_SYSTEM + 0xe8;
export const CNTV_CVAL_EL0: u32 = VCPU_SYSTEM + 0xf0;
export const CNTP_CTL_EL0: u32 = VCPU_SYSTEM + 0xf8;
export const CNTP_CVAL_EL0: u32 = VCPU_SYSTEM + 0x100;
export const CNTVOFF_EL2: u32 = VCPU_SYSTEM + 0x108;
export const CNTFRQ_EL0: u32 = VCPU_SYSTEM + 0x110;
/** VCPU_SYSTEM + 0x118 and 0x120 are FPCR and FPSR. */
export { CURRENT_ASID, FPCR, FPSR } from "../layout";
export const MPIDR_EL1: u32 = VCPU_SYSTEM + 0x128;
export const MIDR_EL1: u32 = VCPU_SYSTEM + 0x130;
/** OSLSR_EL1.OSLK and OSDLR_EL1.DLK: the OS lock and the OS double lock. */
export const OSLSR_EL1: u32 = VCPU_SYSTEM + 0x138;
export const OSDLR_EL1: u32 = VCPU_SYSTEM + 0x140;
export const OSDTRRX_EL1: u32 = VCPU_SYSTEM + 0x148;
export const OSDTRTX_EL1: u32 = VCPU_SYSTEM + 0x150;
export const OSECCR_EL1: u32 = VCPU_SYSTEM + 0x158;
export const DBGCLAIM_EL1: u32 = VCPU_SYSTEM + 0x160;
export const DBGPRCR_EL1: u32 = VCPU_SYSTEM + 0x168;
/** DBGBVRn_EL1, DBGBCRn_EL1, DBGWVRn_EL1, DBGWCRn_EL1, two of each. */
export const DBGBVR_EL1: u32 = VCPU_SYSTEM + 0x170;
export const DBGBCR_EL1: u32 = VCPU_SYSTEM + 0x1a0;
export const DBGWVR_EL1: u32 = VCPU_SYSTEM + 0x1d0;
export const DBGWCR_EL1: u32 = VCPU_SYSTEM + 0x1f0;
/** Implementation-defined registers of the Cortex-A53 that keep what is written. */
export const CPUACTLR_EL1: u32 = VCPU_SYSTEM + 0x210;
export const CPUECTLR_EL1: u32 = VCPU_SYSTEM + 0x218;
export const CPUMERRSR_EL1: u32 = VCPU_SYSTEM + 0x220;
export const L2ACTLR_EL1: u32 = VCPU_SYSTEM + 0x228;
export const L2ECTLR_EL1: u32 = VCPU_SYSTEM + 0x230;
export const L2MERRSR_EL1: u32 = VCPU_SYSTEM + 0x238;
/** VCPU_SYSTEM + 0x240 is CURRENT_ASID. u32: interrupt lines of the timers, as last told to the interrupt controller. */
export const TIMER_LINES: u32 = VCPU_SYSTEM + 0x244;
/** Performance monitors: aarch64/pmu.ts. */
export const PMCR_EL0: u32 = VCPU_SYSTEM + 0x250;
export const PMCNTENSET_EL0: u32 = VCPU_SYSTEM + 0x258;
export const PMINTENSET_EL1: u32 = VCPU_SYSTEM + 0x260;
export const PMOVSSET_EL0: u32 = VCPU_SYSTEM + 0x268;
export const PMSELR_EL0: u32 = VCPU_SYSTEM + 0x270;
export const PMUSERENR_EL0: u32 = VCPU_SYSTEM + 0x278;
export const PMCCFILTR_EL0: u32 = VCPU_SYSTEM + 0x280;
/** PMCCNTR_EL0 while it stands still, else what to add to the instructions retired. */
export const PMCCNTR_BASE: u32 = VCPU_SYSTEM + 0x288;
/** u64: tick of CNTPCT at which the event stream wakes the vCPU from WFE. */
export const EVENT_TICK: u32 = VCPU_SYSTEM + 0x290;

/** VCPU_CONTEXT / block context bits. Those from CONTEXT_TRANSIENT (ir/block.ts) on last for one instruction. */
export enum Context {
  El1 = 1,
  /** FP and SIMD instructions trap at this level (CPACR_EL1.FPEN). */
  FpTrap = 2,
  /** EL1 with SP_EL0 as its stack pointer. */
  SpEl0 = 4,
  /** An access through a misaligned SP faults at this level (SCTLR_EL1.SA, SA0). */
  SpAlignment = 8,
  /** PSTATE.IL: every instruction raises Illegal Execution State. */
  Illegal = 0x20000000,
  /** Software step is active: one instruction, then the Software Step exception. */
  Step = 0x40000000,
  /** One-instruction blocks. */
  Single = 0x80000000,
}

/** SCTLR_EL1 bits. */
export enum Sctlr {
  M = 1 << 0,
  A = 1 << 1,
  C = 1 << 2,
  SA = 1 << 3,
  SA0 = 1 << 4,
  UMA = 1 << 9,
  I = 1 << 12,
  DZE = 1 << 14,
  UCT = 1 << 15,
  nTWI = 1 << 16,
  nTWE = 1 << 18,
  WXN = 1 << 19,
  E0E = 1 << 24,
  EE = 1 << 25,
  UCI = 1 << 26,
}

/** MDSCR_EL1 bits. */
export enum Mdscr {
  SS = 1 << 0,
  TDCC = 1 << 12,
  KDE = 1 << 13,
  MDE = 1 << 15,
}
