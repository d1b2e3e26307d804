/**
 * What a comparison with QEMU's user mode must leave out, and why.
 *
 * An *exclusion* is a word that cannot be run there at all. An *excuse* is a word that is run, and whose difference the
 * architecture allows; excuses that no difference needed are reported, so that none outlives its reason.
 */

import type { Difference, Mismatch } from "./compare.ts";
import { isMaintenance, isZeroing } from "./fuzz/encodings.ts";
import type { Excuse } from "./instructionSet.ts";
import { RECORD_PC, RECORD_SIGNAL, Signal } from "./oracle/layout.ts";

interface WordPattern {
  readonly mask: number;
  readonly value: number;
  readonly reason: string;
}

const EXCLUSIONS: readonly WordPattern[] = [
  { mask: 0xffe0_001f, value: 0xd400_0001, reason: "SVC makes a system call of the host" },
  { mask: 0xffff_ffff, value: 0xd45e_0000, reason: "HLT #0xf000 is a semihosting call" },
  { mask: 0xffff_ffff, value: 0xd503_205f, reason: "WFE waits for other CPUs" },
  { mask: 0xffff_ffff, value: 0xd503_207f, reason: "WFI waits for an interrupt" },
  { mask: 0xffff_ffff, value: 0xd503_203f, reason: "YIELD may leave the run loop" },
  { mask: 0xffff_ff80, value: 0xd53b_e000, reason: "counters and timers run with the host's time" },
  { mask: 0x7fff_ffff, value: 0x1400_0000, reason: "a branch to itself" },
  { mask: 0xffff_ffe0, value: 0x5400_0000, reason: "a branch to itself" },
  { mask: 0x7eff_ffe0, value: 0x3400_0000, reason: "a branch to itself" },
  { mask: 0x7e07_ffe0, value: 0x3600_0000, reason: "a branch to itself" },
];

const CRYPTO = "A2.3: the Cryptographic Extension is optional; ID_AA64ISAR0_EL1 says that it is absent";

const matches = (word: number) => (pattern: WordPattern) => (word & pattern.mask) >>> 0 === pattern.value;

/** Instructions that only QEMU's CPU has: undefined on ours. */
function absent(pattern: WordPattern, clause: string): Excuse {
  const covers = (word: number, { got }: Mismatch) => matches(word)(pattern) && got[RECORD_SIGNAL] === Signal.undefined;
  return { reason: pattern.reason, clause, covers };
}

const MULTIPLE =
  "Exceptions during a multi-access load or store: what the instruction has loaded or stored before its abort is UNKNOWN";
const PAIR: WordPattern = { mask: 0x3a00_0000, value: 0x2800_0000, reason: "load or store of a pair" };
const STRUCTURE: WordPattern = { mask: 0xbe00_0000, value: 0x0c00_0000, reason: "load or store of structures" };
const IDENTIFICATION: WordPattern = { mask: 0xffff_f800, value: 0xd538_0000, reason: "MRS of CRn = 0" };
const DEBUG_CHANNEL: WordPattern = {
  mask: 0xffdf_fee0,
  value: 0xd513_0400,
  reason: "DBGDTR_EL0, DBGDTRRX_EL0, DBGDTRTX_EL0",
};
const SET_FP_STATUS: WordPattern = { mask: 0xffff_ffc0, value: 0xd51b_4400, reason: "MSR FPCR" };
const STORE_EXCLUSIVE: WordPattern = { mask: 0x3fc0_0000, value: 0x0800_0000, reason: "STXR, STLXR, STXP, STLXP" };
const AARCH32_BITS: Readonly<Record<string, number>> = { FPCR: 0x0037_0000 };
const LOAD_EXCLUSIVE: WordPattern = { mask: 0x3fc0_0000, value: 0x0840_0000, reason: "LDXR, LDAXR, LDXP, LDAXP" };
const STORE_QUAD: WordPattern = { mask: 0xfec0_0000, value: 0x3c80_0000, reason: "STR, STUR of a Q register" };
/** Size, and whether it is a pair, of an exclusive. */
const EXCLUSIVE_SIZE = 0xc020_0000;
const LOAD_BIT = 1 << 22;

/** The instruction that both machines stopped at with an abort or alignment fault. */
function faulted({ expected, got }: Mismatch): boolean {
  const faults: number[] = [Signal.abort, Signal.alignment];
  return faults.includes(expected[RECORD_SIGNAL]) && expected[RECORD_SIGNAL] === got[RECORD_SIGNAL];
}

/** Registers (`X` or `V`) that a pair or structure instruction transfers. */
function transferred(word: number): string[] {
  if (matches(word)(STRUCTURE)) return [0, 1, 2, 3].map((step) => `V${((word & 31) + step) & 31}`);
  const kind = (word & (1 << 26)) === 0 ? "X" : "V";
  return [`${kind}${word & 31}`, `${kind}${(word >>> 10) & 31}`];
}

function onlyInAArch32({ name, expected, got }: Difference): boolean {
  const bits = Number.parseInt(expected, 16) ^ Number.parseInt(got, 16);
  return (bits & ~(AARCH32_BITS[name] ?? 0)) === 0;
}

function onlyTransfersDiffer(word: number, mismatch: Mismatch): boolean {
  if (!faulted(mismatch) || ![PAIR, STRUCTURE, STORE_QUAD].some(matches(word))) return false;
  const names = transferred(word);
  const isLoad = (word & LOAD_BIT) !== 0;
  return mismatch.differences.every(({ name }) => (isLoad ? names.includes(name) : name.startsWith("[")));
}

export const EXCUSES: readonly Excuse[] = [
  absent({ mask: 0xffff_0c00, value: 0x4e28_0800, reason: "AES" }, CRYPTO),
  absent({ mask: 0xffe0_8c00, value: 0x5e00_0000, reason: "SHA, three registers" }, CRYPTO),
  absent({ mask: 0xffff_0c00, value: 0x5e28_0800, reason: "SHA, two registers" }, CRYPTO),
  absent({ mask: 0xbfe0_fc00, value: 0x0ee0_e000, reason: "PMULL of 64-bit lanes" }, CRYPTO),
  {
    reason: "a branch to a misaligned address that is not mapped: QEMU reports the abort first",
    clause: "Prioritization of synchronous exceptions: a PC alignment fault has priority over an Instruction Abort",
    covers: (_, { expected, got }) =>
      expected[RECORD_SIGNAL] === Signal.abort &&
      got[RECORD_SIGNAL] === Signal.alignment &&
      (got[RECORD_PC] & 3) !== 0 &&
      expected[RECORD_PC] === got[RECORD_PC],
  },
  {
    reason: "cache maintenance at an address that is not mapped: QEMU does nothing",
    clause: "Cache maintenance instructions: those by virtual address can generate MMU faults",
    covers: (_, { got, stoppedAt }) => isMaintenance(stoppedAt) && got[RECORD_SIGNAL] === Signal.abort,
  },
  {
    reason: "DC ZVA faults within a block: QEMU names the block's first instruction",
    clause: "Preferred exception return address: that return address is that of the instruction that faults",
    covers: (word, mismatch) =>
      isZeroing(word) && faulted(mismatch) && mismatch.differences.every(({ name }) => name === "PC"),
  },
  {
    reason: "Stride and Len of FPCR: QEMU keeps them",
    clause: "C5.2.7: Stride and Len are for AArch32, whose short vectors our CPU has not",
    covers: (word, mismatch) => matches(word)(SET_FP_STATUS) && mismatch.differences.every(onlyInAArch32),
  },
  {
    reason: "a store-exclusive without a monitor to an address that faults: QEMU's idle monitor stands at -1",
    clause:
      "Load-Exclusive and Store-Exclusive: whether a Store-Exclusive that fails generates an abort is IMPLEMENTATION DEFINED",
    covers: (word, { expected }) => matches(word)(STORE_EXCLUSIVE) && expected[RECORD_SIGNAL] !== Signal.breakpoint,
  },
  {
    reason: "a store-exclusive of another size than the load-exclusive before it: QEMU lets it pass",
    clause:
      "Load-Exclusive and Store-Exclusive: whether a Store-Exclusive of another transaction size passes is CONSTRAINED UNPREDICTABLE",
    covers: (word, _, words) =>
      matches(word)(STORE_EXCLUSIVE) &&
      words.some((other) => matches(other)(LOAD_EXCLUSIVE) && ((other ^ word) & EXCLUSIVE_SIZE) !== 0),
  },
  {
    reason: "identification registers at EL0: QEMU reads them, as Linux does for its programs",
    clause: "MIDR_EL1 and its like, Accessibility: UNDEFINED at EL0",
    covers: (word, { got }) => matches(word)(IDENTIFICATION) && got[RECORD_SIGNAL] === Signal.undefined,
  },
  {
    reason: "the debug communications channel at EL0: QEMU has none",
    clause: "DBGDTR_EL0, Accessibility: EL0 may use it unless MDSCR_EL1.TDCC is set",
    covers: (word, { expected }) => matches(word)(DEBUG_CHANNEL) && expected[RECORD_SIGNAL] === Signal.undefined,
  },
  {
    reason: "registers or memory that a pair, structure or Q-register access reached before its fault",
    clause: MULTIPLE,
    covers: onlyTransfersDiffer,
  },
];

/** Why `word` must not be run under QEMU, if it must not. */
export function exclusionOf(word: number): string | undefined {
  return EXCLUSIONS.find(matches(word))?.reason;
}
