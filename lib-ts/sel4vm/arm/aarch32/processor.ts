/** Exception classes and processor modes of AArch32. @see libsel4vm arm_hyp sel4_arch/processor.h */

// CPSR.M. Each constant has its C name: @see libsel4vm `MODE_*`.
export const MODE_USER = 0x10;
export const MODE_FIQ = 0x11;
export const MODE_IRQ = 0x12;
export const MODE_SUPERVISOR = 0x13;
export const MODE_MONITOR = 0x16;
export const MODE_ABORT = 0x17;
export const MODE_HYP = 0x1a;
export const MODE_UNDEFINED = 0x1b;
export const MODE_SYSTEM = 0x1f;

/**
 * CPSR.M as an enumeration. The CPU has neither Monitor nor Hyp mode.
 * @see libsel4vm `processor_mode_t`
 */
export enum ProcessorMode {
  PMODE_USER = 0x10,
  PMODE_FIQ = 0x11,
  PMODE_IRQ = 0x12,
  PMODE_SUPERVISOR = 0x13,
  PMODE_MONITOR = 0x16,
  PMODE_ABORT = 0x17,
  PMODE_HYPERVISOR = 0x1a,
  PMODE_UNDEFINED = 0x1b,
  PMODE_SYSTEM = 0x1f,
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
/** CP15 MCR/MRC. */
export const HSR_CP15_32_EXCEPTION = 0x3;
/** CP15 MCRR/MRRC. */
export const HSR_CP15_64_EXCEPTION = 0x4;
/** CP14 MCR/MRC. */
export const HSR_CP14_32_EXCEPTION = 0x5;
/** CP14 LDC/STC. */
export const HSR_CP14_LC_EXCEPTION = 0x6;
/** FP/SIMD trap. */
export const HSR_SIMD_EXCEPTION = 0x7;
/** VMRS. */
export const HSR_CP10_EXCEPTION = 0x8;
/** CP14 MRRC. */
export const HSR_CP14_64_EXCEPTION = 0xc;
/** Illegal execution state. */
export const HSR_ILLEGAL_EXCEPTION = 0xe;
/** SVC. */
export const HSR_SVC_EXCEPTION = 0x11;
/** HVC. */
export const HSR_HVC_EXCEPTION = 0x12;
/** SMC. */
export const HSR_SMC_EXCEPTION = 0x13;
/** Prefetch abort. */
export const HSR_PREFETCH_EXCEPTION = 0x20;
/** Prefetch abort in Hyp mode. */
export const HSR_PREFETCH_HYP_EXCEPTION = 0x21;
/** PC alignment. */
export const HSR_PC_ALIGN_EXCEPTION = 0x22;
/** Data abort. */
export const HSR_DABT_EXCEPTION = 0x24;
/** Data abort in Hyp mode. */
export const HSR_DABT_HYP_EXCEPTION = 0x25;

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
  HSR_REASON_ENTRY(HSR_CP15_32_EXCEPTION, "CP15 MCR/MRC"),
  HSR_REASON_ENTRY(HSR_CP15_64_EXCEPTION, "CP15 MCRR/MRRC"),
  HSR_REASON_ENTRY(HSR_CP14_32_EXCEPTION, "CP14 MCR/MRC"),
  HSR_REASON_ENTRY(HSR_CP14_LC_EXCEPTION, "CP14 LDC/STC"),
  HSR_REASON_ENTRY(HSR_SIMD_EXCEPTION, "FP/SIMD trap"),
  HSR_REASON_ENTRY(HSR_CP10_EXCEPTION, "VMRS"),
  HSR_REASON_ENTRY(HSR_CP14_64_EXCEPTION, "CP14 MRRC"),
  HSR_REASON_ENTRY(HSR_ILLEGAL_EXCEPTION, "illegal execution state"),
  HSR_REASON_ENTRY(HSR_SVC_EXCEPTION, "SVC"),
  HSR_REASON_ENTRY(HSR_HVC_EXCEPTION, "HVC"),
  HSR_REASON_ENTRY(HSR_SMC_EXCEPTION, "SMC"),
  HSR_REASON_ENTRY(HSR_PREFETCH_EXCEPTION, "prefetch abort"),
  HSR_REASON_ENTRY(HSR_PREFETCH_HYP_EXCEPTION, "prefetch abort in Hyp mode"),
  HSR_REASON_ENTRY(HSR_PC_ALIGN_EXCEPTION, "PC alignment"),
  HSR_REASON_ENTRY(HSR_DABT_EXCEPTION, "data abort"),
  HSR_REASON_ENTRY(HSR_DABT_HYP_EXCEPTION, "data abort in Hyp mode"),
]);
