/** Fields of the hypervisor syndrome. @see libsel4vm arch/processor.h */

/** Highest exception class. @see libsel4vm `HSR_MAX_EXCEPTION` */
export const HSR_MAX_EXCEPTION = 0x3f;
/** @see libsel4vm `HSR_EXCEPTION_CLASS_SHIFT` */
export const HSR_EXCEPTION_CLASS_SHIFT = 26;
/** @see libsel4vm `HSR_EXCEPTION_CLASS_MASK` */
export const HSR_EXCEPTION_CLASS_MASK = (HSR_MAX_EXCEPTION << HSR_EXCEPTION_CLASS_SHIFT) >>> 0;
/** @see libsel4vm `HSR_IL_SHIFT` */
export const HSR_IL_SHIFT = 25;
/** @see libsel4vm `HSR_IL_MASK` */
export const HSR_IL_MASK = 1 << HSR_IL_SHIFT;
/** Low 25 bits: what the class makes of them. @see libsel4vm `HSR_ISS_MASK` */
export const HSR_ISS_MASK = HSR_IL_MASK - 1;

/** The 6-bit exception class. @see libsel4vm `HSR_EXCEPTION_CLASS` */
export function HSR_EXCEPTION_CLASS(hsr: number): number {
  return (hsr & HSR_EXCEPTION_CLASS_MASK) >>> HSR_EXCEPTION_CLASS_SHIFT;
}

/** 1: the trapped instruction has 32 bits, 0: it has 16. @see libsel4vm `HSR_IL` */
export function HSR_IL(hsr: number): number {
  return (hsr & HSR_IL_MASK) >>> HSR_IL_SHIFT;
}
