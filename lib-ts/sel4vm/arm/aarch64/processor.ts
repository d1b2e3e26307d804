/** Exception classes and processor modes of AArch64. @see libsel4vm aarch64 sel4_arch/processor.h */

/**
 * SPSR.M.
 * @see libsel4vm `processor_mode_t`
 */
export enum ProcessorMode {
  EL0t = 0x0,
  EL1t = 0x4,
  EL1h = 0x5,
  EL2t = 0x8,
  EL2h = 0x9,
  EL3t = 0xc,
  EL3h = 0xd,
}

/**
 * Message register that holds the syndrome of a vCPU fault on seL4.
 * @see libsel4vm `seL4_UnknownSyscall_ARG0`
 */
export const seL4_UnknownSyscall_ARG0 = 0;

// Exception classes, HSR bits 31..26. Each constant has its C name: @see libsel4vm `HSR_*_EXCEPTION`.
/** Unknown reason. */
export const HSR_UNKNOWN_EXCEPTION = 0x0;
/** Trapped WFI/WFE. */
export const HSR_WFx_EXCEPTION = 0x1;
/** 32-bit CP15 access. */
export const HSR_CP15_32_EXCEPTION = 0x3;
/** 64-bit CP15 access. */
export const HSR_CP15_64_EXCEPTION = 0x4;
/** CP14 MCR/MRC. */
export const HSR_CP14_32_EXCEPTION = 0x5;
/** CP14 LDC/STC. */
export const HSR_CP14_LC_32_EXCEPTION = 0x6;
/** FP/SIMD trap. */
export const HSR_SIMD_EXCEPTION = 0x7;
/** VMRS id-group trap. */
export const HSR_CP10_EXCEPTION = 0x8;
/** CP14 MRRC. */
export const HSR_CP14_EXCEPTION = 0xc;
/** Illegal execution state. */
export const HSR_ILLEGAL_EXCEPTION = 0xe;
/** SVC from AArch32. */
export const HSR_SVC_32_EXCEPTION = 0x11;
/** HVC from AArch32. */
export const HSR_HVC_32_EXCEPTION = 0x12;
/** SMC from AArch32. */
export const HSR_SMC_32_EXCEPTION = 0x13;
/** SVC from AArch64. */
export const HSR_SVC_64_EXCEPTION = 0x15;
/** HVC from AArch64. */
export const HSR_HVC_64_EXCEPTION = 0x16;
/** SMC from AArch64. */
export const HSR_SMC_64_EXCEPTION = 0x17;
/** MSR/MRS trap. */
export const HSR_SYSREG_64_EXCEPTION = 0x18;
/** Implementation defined. */
export const HSR_IMPL_DEF_EXCEPTION = 0x1f;
/** Instruction abort lower EL. */
export const HSR_IABT_LOW_EXCEPTION = 0x20;
/** Instruction abort same EL. */
export const HSR_IABT_CURR_EXCEPTION = 0x21;
/** PC alignment. */
export const HSR_PC_ALIGN_EXCEPTION = 0x22;
/** Data abort lower EL. */
export const HSR_DABT_LOW_EXCEPTION = 0x24;
/** Data abort same EL. */
export const HSR_DABT_CUR_EXCEPTION = 0x25;
/** SP alignment. */
export const HSR_SP_ALIGN_EXCEPTION = 0x26;
/** AArch32 FP exception. */
export const HSR_FP32_EXCEPTION = 0x28;
/** AArch64 FP exception. */
export const HSR_FP64_EXCEPTION = 0x2c;
/** SError. */
export const HSR_SERROR_EXCEPTION = 0x2f;
/** Breakpoint lower EL. */
export const HSR_BRK_LOW_EXCEPTION = 0x30;
/** Breakpoint same EL. */
export const HSR_BRK_CUR_EXCEPTION = 0x31;
/** Software step lower EL. */
export const HSR_SWSTEP_LOW_EXCEPTION = 0x32;
/** Software step same EL. */
export const HSR_SWSTEP_CUR_EXCEPTION = 0x33;
/** Watchpoint lower EL. */
export const HSR_WATCHPT_LOW_EXCEPTION = 0x34;
/** Watchpoint same EL. */
export const HSR_WATCHPT_CUR_EXCEPTION = 0x35;
/** AArch32 BKPT. */
export const HSR_SWBRK_32_EXCEPTION = 0x38;
/** AArch32 vector catch. */
export const HSW_VECTOR_32_EXCEPTION = 0x3a;
/** AArch64 BRK. */
export const HSR_SWBRK_64_EXCEPTION = 0x3c;

/** A row of the table of names. @see libsel4vm `HSR_REASON_ENTRY` */
export function HSR_REASON_ENTRY(exceptionClass: number, name: string): readonly [number, string] {
  return [exceptionClass, name];
}

/**
 * Names of exception classes, for messages.
 * @see libsel4vm `hsr_reasons`
 */
export const hsr_reasons: ReadonlyMap<number, string> = new Map([
  HSR_REASON_ENTRY(HSR_UNKNOWN_EXCEPTION, "unknown reason"),
  HSR_REASON_ENTRY(HSR_WFx_EXCEPTION, "trapped WFI/WFE"),
  HSR_REASON_ENTRY(HSR_CP15_32_EXCEPTION, "32-bit CP15 access"),
  HSR_REASON_ENTRY(HSR_CP15_64_EXCEPTION, "64-bit CP15 access"),
  HSR_REASON_ENTRY(HSR_CP14_32_EXCEPTION, "CP14 MCR/MRC"),
  HSR_REASON_ENTRY(HSR_CP14_LC_32_EXCEPTION, "CP14 LDC/STC"),
  HSR_REASON_ENTRY(HSR_SIMD_EXCEPTION, "FP/SIMD trap"),
  HSR_REASON_ENTRY(HSR_CP10_EXCEPTION, "VMRS id-group trap"),
  HSR_REASON_ENTRY(HSR_CP14_EXCEPTION, "CP14 MRRC"),
  HSR_REASON_ENTRY(HSR_ILLEGAL_EXCEPTION, "illegal execution state"),
  HSR_REASON_ENTRY(HSR_SVC_32_EXCEPTION, "SVC from AArch32"),
  HSR_REASON_ENTRY(HSR_HVC_32_EXCEPTION, "HVC from AArch32"),
  HSR_REASON_ENTRY(HSR_SMC_32_EXCEPTION, "SMC from AArch32"),
  HSR_REASON_ENTRY(HSR_SVC_64_EXCEPTION, "SVC from AArch64"),
  HSR_REASON_ENTRY(HSR_HVC_64_EXCEPTION, "HVC from AArch64"),
  HSR_REASON_ENTRY(HSR_SMC_64_EXCEPTION, "SMC from AArch64"),
  HSR_REASON_ENTRY(HSR_SYSREG_64_EXCEPTION, "MSR/MRS trap"),
  HSR_REASON_ENTRY(HSR_IMPL_DEF_EXCEPTION, "implementation defined"),
  HSR_REASON_ENTRY(HSR_IABT_LOW_EXCEPTION, "instruction abort lower EL"),
  HSR_REASON_ENTRY(HSR_IABT_CURR_EXCEPTION, "instruction abort same EL"),
  HSR_REASON_ENTRY(HSR_PC_ALIGN_EXCEPTION, "PC alignment"),
  HSR_REASON_ENTRY(HSR_DABT_LOW_EXCEPTION, "data abort lower EL"),
  HSR_REASON_ENTRY(HSR_DABT_CUR_EXCEPTION, "data abort same EL"),
  HSR_REASON_ENTRY(HSR_SP_ALIGN_EXCEPTION, "SP alignment"),
  HSR_REASON_ENTRY(HSR_FP32_EXCEPTION, "AArch32 FP exception"),
  HSR_REASON_ENTRY(HSR_FP64_EXCEPTION, "AArch64 FP exception"),
  HSR_REASON_ENTRY(HSR_SERROR_EXCEPTION, "SError"),
  HSR_REASON_ENTRY(HSR_BRK_LOW_EXCEPTION, "breakpoint lower EL"),
  HSR_REASON_ENTRY(HSR_BRK_CUR_EXCEPTION, "breakpoint same EL"),
  HSR_REASON_ENTRY(HSR_SWSTEP_LOW_EXCEPTION, "software step lower EL"),
  HSR_REASON_ENTRY(HSR_SWSTEP_CUR_EXCEPTION, "software step same EL"),
  HSR_REASON_ENTRY(HSR_WATCHPT_LOW_EXCEPTION, "watchpoint lower EL"),
  HSR_REASON_ENTRY(HSR_WATCHPT_CUR_EXCEPTION, "watchpoint same EL"),
  HSR_REASON_ENTRY(HSR_SWBRK_32_EXCEPTION, "AArch32 BKPT"),
  HSR_REASON_ENTRY(HSW_VECTOR_32_EXCEPTION, "AArch32 vector catch"),
  HSR_REASON_ENTRY(HSR_SWBRK_64_EXCEPTION, "AArch64 BRK"),
]);
