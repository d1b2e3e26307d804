/** `seL4_UserContext` of AArch64: names and order of its words. */

/** Word index from pc, in seL4's order. */
export enum UserContextReg {
  pc = 0,
  sp = 1,
  spsr = 2,
  x0 = 3,
  x1 = 4,
  x2 = 5,
  x3 = 6,
  x4 = 7,
  x5 = 8,
  x6 = 9,
  x7 = 10,
  x8 = 11,
  x16 = 12,
  x17 = 13,
  x18 = 14,
  x29 = 15,
  x30 = 16,
  x9 = 17,
  x10 = 18,
  x11 = 19,
  x12 = 20,
  x13 = 21,
  x14 = 22,
  x15 = 23,
  x19 = 24,
  x20 = 25,
  x21 = 26,
  x22 = 27,
  x23 = 28,
  x24 = 29,
  x25 = 30,
  x26 = 31,
  x27 = 32,
  x28 = 33,
  tpidr_el0 = 34,
  tpidrro_el0 = 35,
}

export type UserContextName = keyof typeof UserContextReg;

export const USER_CONTEXT_WORDS = 36;

/** All words of a vCPU's thread context, by name. */
export type UserContext = Record<UserContextName, bigint>;
