/** What a comparison of A32 and T32 with QEMU's user mode must leave out, and why. See ../excuses.ts. */

import type { Mismatch } from "../compare.ts";
import type { Excuse } from "../instructionSet.ts";
import { RECORD_FPSR, RECORD_PC, RECORD_SIGNAL, RECORD_X, Signal } from "../oracle/layout.ts";
import { absentFeatures } from "./absentFeatures.ts";
import { isWide } from "./encodings.ts";
import { storesOtherSize } from "./exclusives.ts";
import { transferOf } from "./transfers.ts";
import { A32_UNPREDICTABLE, structureUnpredictable } from "./unpredictableA32.ts";
import { T32_UNPREDICTABLE } from "./unpredictableT32.ts";

/** Encodings that are not run. */
export interface Exclusion {
  readonly mask: number;
  readonly value: number;
  readonly reason: string;
  /** Of the encodings that match, those that are not run: all, when it is absent. */
  readonly when?: (word: number) => boolean;
}

const HALF_IS_CALL = "one of its halfwords is SVC in T32, and a wild branch may lead there";
const isCall = (half: number) => half >>> 8 === 0xdf;
/** Whether a T32 word has the size that its first halfword says. */
const isInstruction = (word: number) => (word > 0xffff ? isWide(word >>> 16) : !isWide(word));

export const A32_EXCLUSIONS: readonly Exclusion[] = [
  { mask: 0x0f00_0000, value: 0x0f00_0000, reason: "SVC makes a system call of the host" },
  { mask: 0x0fff_fff0, value: 0x010f_0070, reason: "HLT #0xf000 is a semihosting call" },
  { mask: 0x0fff_fffe, value: 0x0320_f002, reason: "WFE and WFI wait" },
  { mask: 0x0fff_ffff, value: 0x0320_f001, reason: "YIELD may leave the run loop" },
  { mask: 0x0fff_ffff, value: 0x0aff_fffe, reason: "a branch to itself" },
  { mask: 0, value: 0, reason: HALF_IS_CALL, when: (word) => isCall(word >>> 16) || isCall(word & 0xffff) },
  ...A32_UNPREDICTABLE,
];

/** A list beyond D31, or PC as the base of a structure access. */
const T32_STRUCTURE: Exclusion = {
  mask: 0xff10_0000,
  value: 0xf900_0000,
  reason: "a list beyond D31, or PC as its base",
  when: structureUnpredictable,
};

export const T32_EXCLUSIONS: readonly Exclusion[] = [
  { mask: 0xffff_ff00, value: 0x0000_df00, reason: "SVC makes a system call of the host" },
  { mask: 0xffff_ffff, value: 0x0000_babc, reason: "HLT #0x3c is a semihosting call" },
  { mask: 0xffff_ffcf, value: 0x0000_bf00, reason: "YIELD, WFE and WFI", when: (word) => word !== 0xbf00 },
  { mask: 0xffff_fffc, value: 0xf3af_8000, reason: "YIELD, WFE and WFI", when: (word) => word !== 0xf3af_8000 },
  { mask: 0xffff_ffff, value: 0x0000_e7fe, reason: "a branch to itself" },
  { mask: 0xffff_f001, value: 0xf7ff_e000, reason: "BLX to what is near: as A32, it may be a system call" },
  { mask: 0xffff_ffff, value: 0xf7ff_bfff, reason: "a branch into its own second half, which is no instruction" },
  { mask: 0, value: 0, reason: HALF_IS_CALL, when: (word) => isCall(word & 0xffff) },
  { mask: 0, value: 0, reason: "no instruction: its halfwords are two", when: (word) => !isInstruction(word) },
  T32_STRUCTURE,
  ...T32_UNPREDICTABLE,
];

const wordOf = (record: Uint8Array, at: number) => new DataView(record.buffer, record.byteOffset).getUint32(at, true);
const pcOf = (record: Uint8Array) => wordOf(record, RECORD_PC);
/** Stride, FZ16 and Len. */
const FPSCR_RES0 = 0x003f_0000;
const FAULTS: readonly number[] = [Signal.abort, Signal.alignment];

/** Both came to the same address, but for its low bits. */
function misalignedBranch({ expected, got, differences }: Mismatch): boolean {
  return (
    FAULTS.includes(expected[RECORD_SIGNAL]) &&
    (pcOf(expected) & 3) === 2 &&
    (pcOf(got) & ~3) === (pcOf(expected) & ~3) &&
    differences.every(({ name }) => name === "PC" || name === "signal")
  );
}

/** Both stopped at the same instruction, with an abort or alignment fault. */
function faulted({ expected, got }: Mismatch): boolean {
  const signal = expected[RECORD_SIGNAL];
  return FAULTS.includes(signal) && signal === got[RECORD_SIGNAL] && pcOf(expected) === pcOf(got);
}

/** Whether only what a load or store of several registers had transferred before its fault differs. */
function onlyTransfersDiffer(mismatch: Mismatch, thumb: boolean): boolean {
  const transfer = transferOf(mismatch.stoppedAt, thumb);
  if (!transfer || !faulted(mismatch)) return false;
  const { isLoad, registers } = transfer;
  return mismatch.differences.every(({ name }) => (isLoad ? registers.includes(name) : name.startsWith("[")));
}

/** A structure access that demands alignment to 32 bytes, by a register that is not aligned so. */
function misaligned32({ stoppedAt, got }: Mismatch): boolean {
  const isStructure = [0xf400_0030, 0xf900_0030].includes((stoppedAt & 0xff80_0030) >>> 0);
  return isStructure && (got[RECORD_X + 8 * ((stoppedAt >>> 16) & 15)] & 31) !== 0;
}

/** MRC of a register with CRn = 0 of coprocessor 15, as both instruction sets have it. */
function readsIdentification(word: number): boolean {
  return (word & 0x0f1f_0f10) === 0x0e10_0f10;
}

export const STRAYING: Excuse = {
  reason: "a branch into the code of another test, which may be UNPREDICTABLE where the branch comes from",
  clause: "F1.2, IT: an instruction in an IT block that branches, and others, are CONSTRAINED UNPREDICTABLE there",
  covers: (_, { strayed }) => strayed,
};

const EXCUSES_OF_BOTH: readonly Excuse[] = [
  {
    reason: "a branch to an address of A32 with bits 1:0 = 10: QEMU takes an alignment fault, the core ignores bit 1",
    clause: "E1.2.3, BXWritePC and LoadWritePC: CONSTRAINED UNPREDICTABLE",
    covers: (_, mismatch) => misalignedBranch(mismatch),
  },
  {
    reason: "identification registers in User mode: QEMU reads them",
    clause: "G8.2, MIDR and its like, Accessibility: UNDEFINED at PL0",
    covers: (_, { got, stoppedAt }) => readsIdentification(stoppedAt) && got[RECORD_SIGNAL] === Signal.undefined,
  },
  {
    reason: "DBGDIDR, which says what debug architecture and how many breakpoints an implementation has",
    clause: "G8.3 DBGDIDR: its fields are IMPLEMENTATION DEFINED; PL0 may read it unless DBGDSCRext.UDCCdis is set",
    covers: (word, { differences }) =>
      (word & 0x0fff_0fff) === 0x0e10_0e10 && differences.every(({ name }) => name === `R${(word >>> 12) & 15}`),
  },
  {
    reason: "the debug communications channel in User mode: QEMU has none",
    clause: "G8.3 DBGDTRRXint, DBGDTRTXint, Accessibility: PL0 may use them unless DBGDSCRext.UDCCdis is set",
    covers: (word, { expected }) =>
      (word & 0x0fef_0fff) === 0x0e00_0e15 && expected[RECORD_SIGNAL] === Signal.undefined,
  },
  {
    reason: "FPSCR.Stride, FZ16 and Len: QEMU keeps what VMSR writes there, and obeys it",
    clause: "G8.2 FPSCR: without short vectors and FEAT_FP16 they are RES0",
    covers: (_, { expected }) => (wordOf(expected, RECORD_FPSR) & FPSCR_RES0) !== 0,
  },
  STRAYING,
  {
    reason: "a structure aligned to 32 bytes (:256) at an address that is not: QEMU transfers it",
    clause: "E2.4.2: an element or structure access that specifies an alignment generates an Alignment fault",
    covers: (_, mismatch) =>
      mismatch.got[RECORD_SIGNAL] === Signal.alignment && !faulted(mismatch) && misaligned32(mismatch),
  },
];

/** ITSTATE in CPSR. */
const CPSR_IT = 0x0600_fc00;

/** An A32 test has ITSTATE only where a branch led into code that was made for A32. */
const IF_THEN: Excuse = {
  reason: "ITSTATE behind words of A32 that run as T32 because a branch led there",
  clause: "F1.2, IT: a branch that is not the last instruction of an IT block is CONSTRAINED UNPREDICTABLE",
  covers: (_, { differences }) =>
    differences.every(
      ({ name, expected, got }) =>
        name === "CPSR" && ((Number.parseInt(expected, 16) ^ Number.parseInt(got, 16)) & ~CPSR_IT) === 0,
    ),
};

function excuses(thumb: boolean): readonly Excuse[] {
  return [
    ...absentFeatures(thumb),
    ...EXCUSES_OF_BOTH,
    {
      reason: "a store-exclusive of another size than the load-exclusive before it: QEMU lets it pass, or fault",
      clause:
        "Load-Exclusive and Store-Exclusive: whether a Store-Exclusive of another transaction size passes is CONSTRAINED UNPREDICTABLE",
      covers: (word, _, words) => storesOtherSize(word, words, thumb),
    },
    {
      reason: "registers or memory that a load or store of several registers or elements reached before its fault",
      clause:
        "Effects of data-aborted instructions: what is loaded is UNKNOWN but for the base register, what is stored may be",
      covers: (_, mismatch) => onlyTransfersDiffer(mismatch, thumb),
    },
  ];
}

export const A32_EXCUSES = [...excuses(false), IF_THEN];
export const T32_EXCUSES = excuses(true);

/** Why a T32 word is UNPREDICTABLE, but for what its row says of registers. */
export function t32Unpredictable(word: number): string | undefined {
  return exclusionIn([T32_STRUCTURE, ...T32_UNPREDICTABLE], word);
}

export function exclusionIn(exclusions: readonly Exclusion[], word: number): string | undefined {
  const found = exclusions.find(
    ({ mask, value, when }) => (word & mask) >>> 0 === value && (when === undefined || when(word)),
  );
  return found?.reason;
}
