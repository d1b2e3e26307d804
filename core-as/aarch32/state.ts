/**
 * AArch32 state beyond the slots of layout.ts, as offsets from the vCPU base. Names are those of DDI 0487; every register is a u64
 * with its 32 bits zero-extended unless said otherwise.
 *
 * R0 to R14 of the current mode are in SLOT_X, as the manual maps them for the modes that share AArch64's registers; banked
 * registers of other modes wait below. SLOT_PC is the address with PSTATE.T in bit 0. What both execution states have (timers,
 * table bases, performance monitors) is where aarch64/state.ts has it: G1.19.
 */
import { VCPU_SYSTEM } from "../layout";

/** Shared with AArch64: D, A, I, F in bits 9..6; the level that the mode belongs to. */
export { PSTATE_DAIF, PSTATE_EL, PSTATE_IL, PSTATE_SS } from "../aarch64/state";

/** u32: the context whose blocks the jump caches of AArch32 state know. */
export const JUMP_CONTEXT: u32 = VCPU_SYSTEM + 0x298;
/** CPSR.M[4:0]; 0 while the vCPU is in AArch64 state. */
export const CPSR_MODE: u32 = VCPU_SYSTEM + 0x2a0;
/**
 * CPSR.IT, as in bits 7..0 of ITSTATE, between blocks. Within a block, which has it in its context or its instructions, the word is
 * out of date: ifThenState() of conditional.ts knows.
 */
export const CPSR_IT: u32 = VCPU_SYSTEM + 0x2a8;
/** CPSR.GE in bits 19..16, CPSR.Q in bit 27, CPSR.E in bit 9: where CPSR has them. */
export const CPSR_GE: u32 = VCPU_SYSTEM + 0x2b0;
export const CPSR_Q: u32 = VCPU_SYSTEM + 0x2b8;
export const CPSR_E: u32 = VCPU_SYSTEM + 0x2c0;

/** Banked R13, R14 and SPSR, `BANK_SIZE` bytes a bank, in the order of `Bank`; the current mode's R13 and R14 are stale here. */
export const BANKS: u32 = VCPU_SYSTEM + 0x2c8;
export const BANK_R13: u32 = 0;
export const BANK_R14: u32 = 8;
export const BANK_SPSR: u32 = 16;
export const BANK_SIZE: u32 = 24;
export enum Bank {
  /** User and System mode; no SPSR. */
  Usr = 0,
  Fiq = 1,
  Irq = 2,
  Svc = 3,
  Abt = 4,
  Und = 5,
}
/** R8 to R12 of the other modes while in FIQ mode, and of FIQ mode in the others: five u64. */
export const R8_OTHER: u32 = VCPU_SYSTEM + 0x358;

/** CP15 registers that AArch64 has not, or has in another form. */
export const DACR: u32 = VCPU_SYSTEM + 0x380;
export const DFSR: u32 = VCPU_SYSTEM + 0x388;
export const IFSR: u32 = VCPU_SYSTEM + 0x390;
export const DFAR: u32 = VCPU_SYSTEM + 0x398;
export const IFAR: u32 = VCPU_SYSTEM + 0x3a0;
export const TTBCR: u32 = VCPU_SYSTEM + 0x3a8;
/** PRRR and NMRR, which are MAIR0 and MAIR1 with long descriptors. */
export const PRRR: u32 = VCPU_SYSTEM + 0x3b0;
export const NMRR: u32 = VCPU_SYSTEM + 0x3b8;
export const FPEXC: u32 = VCPU_SYSTEM + 0x3c0;
/** FPSCR.NZCV in bits 31..28. The rest of FPSCR is in FPCR and FPSR, bit for bit. */
export const FPSCR_NZCV: u32 = VCPU_SYSTEM + 0x3c8;

export const DBGVCR: u32 = VCPU_SYSTEM + 0x3d0;

/** CPSR.M. */
export enum Mode {
  Usr = 0x10,
  Fiq = 0x11,
  Irq = 0x12,
  Svc = 0x13,
  Abt = 0x17,
  Und = 0x1b,
  Sys = 0x1f,
}

/** CPSR bits. */
export enum Cpsr {
  T = 1 << 5,
  F = 1 << 6,
  I = 1 << 7,
  A = 1 << 8,
  E = 1 << 9,
  J = 1 << 24,
  Q = 1 << 27,
}

/** VCPU_CONTEXT / block context bits. Those from CONTEXT_TRANSIENT (ir/block.ts) on last for one instruction. */
export enum Context {
  /** Any mode but User. */
  Privileged = 1,
  /** Floating-point and Advanced SIMD instructions trap, by the say of an AArch64 EL1. */
  FpTrap = 2,
  /** Data is big-endian: CPSR.E. */
  BigEndian = 4,
  /** Advanced SIMD instructions alone are undefined: CPACR.ASEDIS. */
  SimdTrap = 8,
  /** AArch32 state; AArch64's contexts have this bit clear. */
  AArch32 = 16,
  /** SETEND is undefined: SCTLR.SED. */
  NoSetEnd = 32,
  /** IT of more than one 16-bit instruction is undefined: SCTLR.ITD. */
  ShortIt = 64,
  /** FIQ mode: R8 to R12 of User mode are elsewhere. */
  Fiq = 128,
  /** In an IT block: ITSTATE in bits 15..8. */
  InIt = 0x01000000,
  /** PSTATE.IL: every instruction raises Illegal Execution State. */
  Illegal = 0x20000000,
  /** Software step is active, under an AArch64 kernel: one instruction, then the exception. */
  Step = 0x40000000,
  /** One-instruction blocks. */
  Single = 0x80000000,
}
export const CONTEXT_IT_SHIFT: u32 = 8;

/** TTBCR bits: with short descriptors PD0 and PD1, else the rest. */
export enum Ttbcr {
  PD0 = 1 << 4,
  PD1 = 1 << 5,
  EPD0 = 1 << 7,
  A1 = 1 << 22,
  EPD1 = 1 << 23,
  EAE = 1 << 31,
}

/** SCTLR bits, which is SCTLR_EL1 in AArch64's state. */
export enum Sctlr {
  M = 1 << 0,
  A = 1 << 1,
  C = 1 << 2,
  CP15BEN = 1 << 5,
  ITD = 1 << 7,
  SED = 1 << 8,
  I = 1 << 12,
  V = 1 << 13,
  nTWI = 1 << 16,
  nTWE = 1 << 18,
  WXN = 1 << 19,
  UWXN = 1 << 20,
  EE = 1 << 25,
  TRE = 1 << 28,
  AFE = 1 << 29,
  TE = 1 << 30,
}
