/** Extensions that QEMU's `max` has and our processor, one of ARMv8.0, has not. Their encodings are UNDEFINED here. DDI 0487 A2. */

import { a32Form } from "../../lib-ts/debug/aarch32/sharedEncodings.ts";
import type { Excuse } from "../instructionSet.ts";
import { RECORD_SIGNAL, Signal } from "../oracle/layout.ts";

interface AbsentFeature {
  readonly name: string;
  /** What an identification register says of it. */
  readonly identification: string;
  /** Mask and value of its encodings, as A32 has them. */
  readonly encodings: readonly (readonly [number, number])[];
  /** Encodings that T32 has otherwise. */
  readonly t32?: readonly (readonly [number, number])[];
}

/** A feature before another one takes precedence: some encodings of FEAT_AA32BF16 are among those of FEAT_FP16. */
const ABSENT: readonly AbsentFeature[] = [
  {
    name: "the Cryptographic Extension (AES, SHA, PMULL)",
    identification: "ID_ISAR5.AES, SHA1 and SHA2 are 0",
    encodings: [
      [0xffbf_0f10, 0xf3b0_0300],
      [0xffbf_0f90, 0xf3b9_0280],
      [0xffbf_0f10, 0xf3ba_0300],
      [0xfe80_0f50, 0xf200_0c40],
      [0xffb0_0f50, 0xf2a0_0e00],
    ],
  },
  {
    name: "FEAT_AA32BF16",
    identification: "ID_ISAR6.BF16 is 0",
    encodings: [
      [0xffbf_0fd0, 0xf3b6_0640], // VCVT
      [0x0fbf_0f50, 0x0eb3_0940], // VCVTB, VCVTT
      [0xffb0_0f10, 0xfc30_0810], // VFMAB, VFMAT
      [0xffb0_0f10, 0xfe30_0810],
      [0xffb0_0f10, 0xfc00_0d00], // VDOT
      [0xffb0_0f10, 0xfe00_0d00],
      [0xffb0_0f50, 0xfc00_0c40], // VMMLA
    ],
  },
  {
    name: "FEAT_FP16",
    identification: "MVFR1.FPHP is 2 and SIMDHP 1: conversions only",
    encodings: [
      [0x0e00_0f00, 0x0c00_0900], // loads and stores
      [0x0f00_0f00, 0x0e00_0900], // operations of coprocessor 9
      [0xffbf_0f50, 0xfeb0_0a40], // VMOVX, VINS
      [0xff90_0f10, 0xf210_0c10], // three registers: VFMA, VFMS
      [0xfe90_0f00, 0xf210_0d00],
      [0xfe90_0e00, 0xf210_0e00],
      [0xfeb0_0b50, 0xf290_0140], // by a scalar: VMLA, VMLS, VMUL
      [0xfeb0_0f50, 0xf290_0940],
      [0xffbf_0c10, 0xf3b5_0400], // two registers: comparisons with zero, VABS, VNEG
      [0xffbf_0e10, 0xf3b6_0400], // VRINT
      [0xffbf_0e90, 0xf3b6_0680],
      [0xffbf_0810, 0xf3b7_0000], // VCVT, VRECPE, VRSQRTE
      [0xfe80_0e90, 0xf280_0c10], // VCVT between fixed and floating point
    ],
  },
  {
    name: "FEAT_RDM",
    identification: "ID_ISAR5.RDM is 0",
    encodings: [
      [0xff80_0f10, 0xf300_0b10],
      [0xff80_0f10, 0xf300_0c10],
      [0xfe80_0e50, 0xf280_0e40],
    ],
  },
  {
    name: "FEAT_FHM",
    identification: "ID_ISAR6.FHM is 0",
    encodings: [
      [0xff30_0f10, 0xfc20_0810],
      [0xffa0_0f10, 0xfe00_0810],
    ],
  },
  {
    name: "FEAT_FCMA",
    identification: "ID_ISAR5.VCMA is 0",
    encodings: [
      [0xfe20_0f10, 0xfc20_0800], // VCMLA
      [0xff00_0f10, 0xfe00_0800],
      [0xfea0_0f10, 0xfc80_0800], // VCADD
    ],
  },
  {
    name: "FEAT_DotProd",
    identification: "ID_ISAR6.DP is 0",
    encodings: [
      [0xffb0_0f00, 0xfc20_0d00],
      [0xffb0_0f00, 0xfe20_0d00],
    ],
  },
  {
    name: "FEAT_AA32I8MM",
    identification: "ID_ISAR6.I8MM is 0",
    encodings: [
      [0xffb0_0f10, 0xfca0_0d00], // VUSDOT
      [0xffb0_0f00, 0xfe80_0d00], // VUSDOT, VSUDOT by a scalar
      [0xff30_0f40, 0xfc20_0c40], // VSMMLA, VUMMLA, VUSMMLA
    ],
  },
  { name: "FEAT_JSCVT", identification: "ID_ISAR6.JSCVT is 0", encodings: [[0x0fbf_0fd0, 0x0eb9_0bc0]] },
  {
    name: "FEAT_SB",
    identification: "ID_ISAR6.SB is 0",
    encodings: [[0xffff_fff0, 0xf57f_f070]],
    t32: [[0xffff_fff0, 0xf3bf_8f70]],
  },
];

function isOne(encodings: AbsentFeature["encodings"] | undefined, word: number): boolean {
  return encodings?.some(([mask, value]) => (word & mask) >>> 0 === value) ?? false;
}

/** `thumb`: whether words are T32's. */
export function absentFeatures(thumb: boolean): readonly Excuse[] {
  return ABSENT.map(({ name, identification, encodings, t32 }) => ({
    reason: `${name}: only QEMU's processor has it`,
    clause: `A2, features of the architecture; ${identification}`,
    covers: (word, { got }) => {
      if (got[RECORD_SIGNAL] !== Signal.undefined) return false;
      return thumb ? isOne(t32, word) || isOne(encodings, a32Form(word)) : isOne(encodings, word);
    },
  }));
}
