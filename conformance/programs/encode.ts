/** A64 instruction words by name, as far as programs are put together by hand. X registers unless said otherwise. */

/** Number of the zero register, and of SP where an encoding means it. */
export const ZERO = 31;

const word = (value: number) => value >>> 0;
const immediate7 = (bytes: number) => ((bytes / 8) & 0x7f) << 15;

export const NOP = 0xd503_201f;
export const ISB = 0xd503_3fdf;
export const DSB = 0xd503_3f9f;
export const WFI = 0xd503_207f;
export const RET = 0xd65f_03c0;
export const ERET = 0xd69f_03e0;
export const CLREX = 0xd503_3f5f;

export const svc = (immediate: number) => word(0xd400_0001 | (immediate << 5));
export const hvc = (immediate: number) => word(0xd400_0002 | (immediate << 5));
export const brk = (immediate: number) => word(0xd420_0000 | (immediate << 5));
export const br = (n: number) => word(0xd61f_0000 | (n << 5));
export const blr = (n: number) => word(0xd63f_0000 | (n << 5));

export const movz = (d: number, immediate: number, shift = 0) =>
  word(0xd280_0000 | ((shift / 16) << 21) | (immediate << 5) | d);
export const movk = (d: number, immediate: number, shift = 0) =>
  word(0xf280_0000 | ((shift / 16) << 21) | (immediate << 5) | d);

/** Loads the low 32 bits of `value`, zero-extended. */
export function move32(d: number, value: number): number[] {
  return [movz(d, value & 0xffff), movk(d, value >>> 16, 16)];
}

/** Loads all of `value`. */
export function move64(d: number, value: bigint): number[] {
  const part = (shift: number) => Number((value >> BigInt(shift)) & 0xffffn);
  return [movz(d, part(0)), ...[16, 32, 48].map((shift) => movk(d, part(shift), shift))];
}

export const addImmediate = (d: number, n: number, immediate: number) =>
  word(0x9100_0000 | (immediate << 10) | (n << 5) | d);
export const subImmediate = (d: number, n: number, immediate: number) =>
  word(0xd100_0000 | (immediate << 10) | (n << 5) | d);
export const subsImmediate = (d: number, n: number, immediate: number) =>
  word(0xf100_0000 | (immediate << 10) | (n << 5) | d);
/** Xd = Xn + (Xm << shift). */
export const add = (d: number, n: number, m: number, shift = 0) =>
  word(0x8b00_0000 | (m << 16) | (shift << 10) | (n << 5) | d);
export const eor = (d: number, n: number, m: number) => word(0xca00_0000 | (m << 16) | (n << 5) | d);
export const lsr = (d: number, n: number, shift: number) => word(0xd340_fc00 | (shift << 16) | (n << 5) | d);
/** AND with the lowest `bits` bits set. */
export const andLow = (d: number, n: number, bits: number) => word(0x9240_0000 | ((bits - 1) << 10) | (n << 5) | d);
/** AND with all but the lowest `bits` bits set. */
export const andHigh = (d: number, n: number, bits: number) =>
  word(0x9240_0000 | ((64 - bits) << 16) | ((63 - bits) << 10) | (n << 5) | d);

/** LDR and STR of an X register at Xn + offset; the offset is a multiple of 8. */
export const ldr = (t: number, n: number, offset = 0) => word(0xf940_0000 | ((offset / 8) << 10) | (n << 5) | t);
export const str = (t: number, n: number, offset = 0) => word(0xf900_0000 | ((offset / 8) << 10) | (n << 5) | t);
export const strWord = (t: number, n: number, offset = 0) => word(0xb900_0000 | ((offset / 4) << 10) | (n << 5) | t);
export const ldrWord = (t: number, n: number, offset = 0) => word(0xb940_0000 | ((offset / 4) << 10) | (n << 5) | t);
export const strPost = (t: number, n: number, offset: number) =>
  word(0xf800_0400 | ((offset & 0x1ff) << 12) | (n << 5) | t);
/** LDR Xt, [Xn, Xm, LSL #3]. */
export const ldrIndexed = (t: number, n: number, m: number) => word(0xf860_7800 | (m << 16) | (n << 5) | t);
/** LDRSW Xt, [Xn, Xm, LSL #2]. */
export const ldrswIndexed = (t: number, n: number, m: number) => word(0xb8a0_7800 | (m << 16) | (n << 5) | t);
/** STP with pre-index and LDP with post-index: a push and a pop of two registers. */
export const push = (t: number, u: number, n = ZERO, bytes = 16) =>
  word(0xa980_0000 | immediate7(-bytes) | (u << 10) | (n << 5) | t);
export const pop = (t: number, u: number, n = ZERO, bytes = 16) =>
  word(0xa8c0_0000 | immediate7(bytes) | (u << 10) | (n << 5) | t);
/** Load and store exclusive of 2^size bytes; `s` gets the status. */
export const ldxr = (size: number, t: number, n: number) => word(0x085f_7c00 | (size << 30) | (n << 5) | t);
export const stxr = (size: number, s: number, t: number, n: number) =>
  word(0x0800_7c00 | (size << 30) | (s << 16) | (n << 5) | t);
export const ldaxp = (t: number, u: number, n: number) => word(0xc87f_8000 | (u << 10) | (n << 5) | t);
export const stlxp = (s: number, t: number, u: number, n: number) =>
  word(0xc820_8000 | (s << 16) | (u << 10) | (n << 5) | t);
export const ldar = (size: number, t: number, n: number) => word(0x08df_fc00 | (size << 30) | (n << 5) | t);
export const stlr = (size: number, t: number, n: number) => word(0x089f_fc00 | (size << 30) | (n << 5) | t);

/** Branches by a distance in words. */
export const b = (words: number) => word(0x1400_0000 | (words & 0x3ff_ffff));
export const bl = (words: number) => word(0x9400_0000 | (words & 0x3ff_ffff));
export const bCond = (condition: number, words: number) => word(0x5400_0000 | ((words & 0x7_ffff) << 5) | condition);
export const cbz = (nonzero: boolean, is64: boolean, t: number, words: number) =>
  word(0x3400_0000 | (is64 ? 1 << 31 : 0) | (nonzero ? 1 << 24 : 0) | ((words & 0x7_ffff) << 5) | t);
export const tbz = (nonzero: boolean, t: number, bit: number, words: number) =>
  word(0x3600_0000 | ((bit >> 5) << 31) | (nonzero ? 1 << 24 : 0) | ((bit & 31) << 19) | ((words & 0x3fff) << 5) | t);
export const adr = (d: number, bytes: number) =>
  word(0x1000_0000 | ((bytes & 3) << 29) | (((bytes >> 2) & 0x7_ffff) << 5) | d);
/** The literal loads that `opcode` (bits 31..24) names: LDR of W, X, S, D, Q; LDRSW. */
export const literal = (opcode: number, t: number, words: number) =>
  word((opcode << 24) | ((words & 0x7_ffff) << 5) | t);

export type System = readonly [op0: number, op1: number, crn: number, crm: number, op2: number];

const system = ([op0, op1, crn, crm, op2]: System, t: number) =>
  word(0xd500_0000 | (op0 << 19) | (op1 << 16) | (crn << 12) | (crm << 8) | (op2 << 5) | t);

export const mrs = (register: System, t: number) => word(system(register, t) | (1 << 21));
export const msr = system;
export const sys = (operation: readonly [number, number, number, number], t: number) => system([1, ...operation], t);

export const Register = {
  NZCV: [3, 3, 4, 2, 0],
  FPCR: [3, 3, 4, 4, 0],
  FPSR: [3, 3, 4, 4, 1],
  TPIDR_EL0: [3, 3, 13, 0, 2],
  CNTV_TVAL_EL0: [3, 3, 14, 3, 0],
  CNTV_CTL_EL0: [3, 3, 14, 3, 1],
  CNTVCT_EL0: [3, 3, 14, 0, 2],
  ESR_EL1: [3, 0, 5, 2, 0],
  FAR_EL1: [3, 0, 6, 0, 0],
  ELR_EL1: [3, 0, 4, 0, 1],
  SPSR_EL1: [3, 0, 4, 0, 0],
  TTBR0_EL1: [3, 0, 2, 0, 0],
  SCTLR_EL1: [3, 0, 1, 0, 0],
  CPACR_EL1: [3, 0, 1, 0, 2],
} as const satisfies Record<string, System>;

/** SYS instructions: op1, CRn, CRm, op2. */
export const Operation = {
  DC_CVAU: [3, 7, 11, 1],
  IC_IVAU: [3, 7, 5, 1],
  DC_ZVA: [3, 7, 4, 1],
  TLBI_VMALLE1: [0, 8, 7, 0],
  TLBI_VAAE1: [0, 8, 7, 3],
} as const satisfies Record<string, readonly [number, number, number, number]>;
