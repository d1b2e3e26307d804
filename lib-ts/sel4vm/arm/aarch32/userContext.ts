/** `seL4_UserContext` of AArch32: names and order of its words. */

/**
 * Word index from pc, in seL4's order. `sp`, `r14` and `r8` to `r12` are User mode's; those of other modes are vCPU registers.
 * `pc` has no bit 0: CPSR.T says which instruction set is meant.
 */
export enum UserContextReg {
  pc = 0,
  sp = 1,
  cpsr = 2,
  r0 = 3,
  r1 = 4,
  r8 = 5,
  r9 = 6,
  r10 = 7,
  r11 = 8,
  r12 = 9,
  r2 = 10,
  r3 = 11,
  r4 = 12,
  r5 = 13,
  r6 = 14,
  r7 = 15,
  r14 = 16,
  tpidrurw = 17,
  tpidruro = 18,
}

export type UserContextName = keyof typeof UserContextReg;

export const USER_CONTEXT_WORDS = 19;

/** All words of a vCPU's thread context, by name. */
export type UserContext = Record<UserContextName, bigint>;
