/** What a comparison of A32 and T32 with QEMU's user mode must leave out, and why. See ../excuses.ts. */

import { a32Word } from "../../lib-ts/debug/aarch32/sharedEncodings.ts";
import type { Mismatch } from "../compare.ts";
import type { Excuse } from "../instructionSet.ts";
import { CODE_ADDRESS, RECORD_PC, RECORD_SIGNAL, Signal } from "../oracle/layout.ts";
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

export const A32_EXCLUSIONS: readonly Exclusion[] = [
  { mask: 0x0f00_0000, value: 0x0f00_0000, reason: "SVC makes a system call of the host" },
  { mask: 0x0fff_fff0, value: 0x010f_0070, reason: "HLT #0xf000 is a semihosting call" },
  { mask: 0x0fff_fffe, value: 0x0320_f002, reason: "WFE and WFI wait" },
  { mask: 0x0fff_ffff, value: 0x0320_f001, reason: "YIELD may leave the run loop" },
  { mask: 0x0fff_ffff, value: 0x0aff_fffe, reason: "a branch to itself" },
  { mask: 0, value: 0, reason: HALF_IS_CALL, when: (word) => isCall(word >>> 16) || isCall(word & 0xffff) },
  ...A32_UNPREDICTABLE,
];

export const T32_EXCLUSIONS: readonly Exclusion[] = [
  { mask: 0xffff_ff00, value: 0x0000_df00, reason: "SVC makes a system call of the host" },
  { mask: 0xffff_ffff, value: 0x0000_babc, reason: "HLT #0x3c is a semihosting call" },
  { mask: 0xffff_ffcf, value: 0x0000_bf00, reason: "YIELD, WFE and WFI", when: (word) => word !== 0xbf00 },
  { mask: 0xffff_fffc, value: 0xf3af_8000, reason: "YIELD, WFE and WFI", when: (word) => word !== 0xf3af_8000 },
  { mask: 0xffff_ffff, value: 0x0000_e7fe, reason: "a branch to itself" },
  { mask: 0xffff_f001, value: 0xf7ff_e000, reason: "BLX to what is near: as A32, it may be a system call" },
  { mask: 0xffff_ffff, value: 0xf7ff_bfff, reason: "a branch into its own second half, which is no instruction" },
  { mask: 0, value: 0, reason: HALF_IS_CALL, when: (word) => isCall(word & 0xffff) },
  {
    mask: 0xff10_0000,
    value: 0xf900_0000,
    reason: "a list beyond D31, or PC as its base",
    when: structureUnpredictable,
  },
  ...T32_UNPREDICTABLE,
];

const pcOf = (record: Uint8Array) => new DataView(record.buffer, record.byteOffset).getUint32(RECORD_PC, true);
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

/** A branch led into another test, which ran there on both machines. */
function inAnotherTest({ test, expected, got }: Mismatch): boolean {
  const slots = [expected, got].map((record) => Math.floor((pcOf(record) - CODE_ADDRESS) / SLOT));
  return Math.abs(slots[0] - slots[1]) <= 1 && !slots.includes(test) && slots[0] >= 0 && slots[0] < SLOTS;
}
/** Bytes of a single test, and how many there are at most. */
const SLOT = 32;
const SLOTS = 0x8000;

/** Whether two values of FPSCR differ in bits 21..16 alone. */
function onlyUnused(expected: string, got: string): boolean {
  return ((Number.parseInt(expected, 16) ^ Number.parseInt(got, 16)) & ~0x003f_0000) === 0;
}

/** Advanced SIMD with two registers and a size of 16 bits: the operations on floating point. */
function isHalfPrecision(word: number): boolean {
  return [0xf3b4_0000, 0xffb4_0000].includes((word & 0xffbc_0810) >>> 0);
}

/** Mask and value of the Cryptographic Extension as A32 has them: AES, SHA with two registers and with three, VMULL.P64. */
const CRYPTO: readonly (readonly [number, number])[] = [
  [0xffbf_0f10, 0xf3b0_0300],
  [0xffbf_0f90, 0xf3b9_0280],
  [0xffbf_0f10, 0xf3ba_0300],
  [0xfe80_0f50, 0xf200_0c40],
  [0xffb0_0f50, 0xf2a0_0e00],
];

function isCrypto(word: number): boolean {
  const found = (candidate: number) => CRYPTO.some(([mask, value]) => (candidate & mask) >>> 0 === value);
  return found(word) || found(a32Word(word) ?? 0);
}

const EXCUSES_OF_BOTH: readonly Excuse[] = [
  {
    reason: "the Cryptographic Extension: only QEMU's processor has it",
    clause: "A2.3: it is optional; ID_ISAR5 says that it is absent",
    covers: (word, { got }) => isCrypto(word) && got[RECORD_SIGNAL] === Signal.undefined,
  },
  {
    reason: "arithmetic in half precision and BFloat16: only QEMU's processor has it",
    clause: "MVFR1.SIMDHP, ID_ISAR6.BF16: FEAT_FP16 and FEAT_AA32BF16 are absent",
    covers: (word, { got }) => isHalfPrecision(word) && got[RECORD_SIGNAL] === Signal.undefined,
  },
  {
    reason: "a branch to an address of A32 with bits 1:0 = 10: QEMU takes an alignment fault, the core ignores bit 1",
    clause: "E1.2.3, BXWritePC and LoadWritePC: CONSTRAINED UNPREDICTABLE",
    covers: (_, mismatch) => misalignedBranch(mismatch),
  },
  {
    reason: "FPSCR.Stride, FZ16 and Len: QEMU keeps them",
    clause: "G8.2 FPSCR: without short vectors and FEAT_FP16 they are RES0",
    covers: (word, { differences }) =>
      (word & 0x0fff_0fff) === 0x0ee1_0a10 &&
      differences.every(({ name, expected, got }) => name === "FPSCR" && onlyUnused(expected, got)),
  },
  {
    reason: "a branch into another test: out of its own place, that may be UNPREDICTABLE",
    clause: "F1.2, IT: an instruction in an IT block that branches, and others, are CONSTRAINED UNPREDICTABLE there",
    covers: (_, mismatch) => inAnotherTest(mismatch),
  },
  {
    reason: "a structure aligned to 32 bytes (:256) at an address that is not: QEMU transfers it",
    clause: "E2.4.2: an element or structure access that specifies an alignment generates an Alignment fault",
    covers: (word, { expected, got }) =>
      [0xf400_0030, 0xf900_0030].includes((word & 0xff80_0030) >>> 0) &&
      expected[RECORD_SIGNAL] !== Signal.alignment &&
      got[RECORD_SIGNAL] === Signal.alignment,
  },
];

export const A32_EXCUSES: readonly Excuse[] = EXCUSES_OF_BOTH;
export const T32_EXCUSES: readonly Excuse[] = EXCUSES_OF_BOTH;

export function exclusionIn(exclusions: readonly Exclusion[], word: number): string | undefined {
  const found = exclusions.find(
    ({ mask, value, when }) => (word & mask) >>> 0 === value && (when === undefined || when(word)),
  );
  return found?.reason;
}
