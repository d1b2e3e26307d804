/** Instruction words for unit tests, by name. */

export const HVC = 0xd4000002;
export const ERET = 0xd69f03e0;
export const NOP = 0xd503201f;
export const WFE = 0xd503205f;
export const WFI = 0xd503207f;
export const SEV = 0xd503209f;
export const ISB = 0xd5033fdf;
/** An all-zero word: unallocated. */
export const UDF = 0;

export const svc = (imm: number) => 0xd4000001 | (imm << 5);
export const brk = (imm: number) => 0xd4200000 | (imm << 5);
/** LDR Xt, [Xn] and STR Xt, [Xn]. */
export const ldr = (t: number, n: number) => 0xf9400000 | (n << 5) | t;
export const str = (t: number, n: number) => 0xf9000000 | (n << 5) | t;
/** BR Xn. */
export const br = (n: number) => 0xd61f0000 | (n << 5);
/** B to the instruction `words` further. */
export const b = (words: number) => 0x14000000 | (words & 0x3ffffff);
/** ADD Xd, Xn, #imm. */
export const add = (d: number, n: number, imm: number) => 0x91000000 | (imm << 10) | (n << 5) | d;

export type Encoding = readonly [op0: number, op1: number, crn: number, crm: number, op2: number];

const systemBits = ([op0, op1, crn, crm, op2]: Encoding) =>
  (op0 << 19) | (op1 << 16) | (crn << 12) | (crm << 8) | (op2 << 5);

/** MRS Xt, register and MSR register, Xt. */
export const mrs = (encoding: Encoding, t: number) => (0xd5200000 | systemBits(encoding) | t) >>> 0;
export const msr = (encoding: Encoding, t: number) => (0xd5000000 | systemBits(encoding) | t) >>> 0;
/** A SYS instruction: op0 is 1. */
export const sys = msr;
/** MSR DAIFSet and DAIFClr, #imm. */
export const daifset = (imm: number) => (0xd50340df | (imm << 8)) >>> 0;
export const daifclr = (imm: number) => (0xd50340ff | (imm << 8)) >>> 0;

export const SCTLR_EL1: Encoding = [3, 0, 1, 0, 0];
export const SPSR_EL1: Encoding = [3, 0, 4, 0, 0];
export const ELR_EL1: Encoding = [3, 0, 4, 0, 1];
