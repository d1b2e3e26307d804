/** The A32 and T32 disassemblers: the encoding tables of the decoders, read for their assembly column. */
import { A32_ROWS } from "./a32Rows.gen.ts";
import { kindsFloat } from "./aarch32/kindsFloat.ts";
import { kindsInteger } from "./aarch32/kindsInteger.ts";
import { kindsShift } from "./aarch32/kindsShift.ts";
import { kindsSimd } from "./aarch32/kindsSimd.ts";
import { kindsStructure } from "./aarch32/kindsStructure.ts";
import { kindsSystem } from "./aarch32/kindsSystem.ts";
import { kindsTransfer } from "./aarch32/kindsTransfer.ts";
import { a32Word } from "./aarch32/sharedEncodings.ts";
import { type EncodingRow, Encodings } from "./encodings.ts";
import { T32_ROWS } from "./t32Rows.gen.ts";
import type { Kinds } from "./template.ts";

const KINDS: Kinds = {
  ...kindsInteger,
  ...kindsShift,
  ...kindsTransfer,
  ...kindsSystem,
  ...kindsFloat,
  ...kindsSimd,
  ...kindsStructure,
};

/** The lowest of the eight bits that split words best, and 16-bit instructions. */
const BUCKET_WORDS = 20;
const BUCKET_HALFWORDS = 8;
const ALWAYS = 14;
/** Condition 1111, which stands for instructions that have none. */
const UNCONDITIONAL = 15;
/** Halfwords and words are told apart by their value. */
const FIRST_WORD = 0x1_0000;

interface Tables {
  readonly conditional: Encodings;
  readonly unconditional: Encodings;
  readonly halfwords: Encodings;
  readonly words: Encodings;
}

const isUnconditional = ([mask, value]: EncodingRow) => (mask & value) >>> 28 === UNCONDITIONAL;
const isHalfword = ([mask]: EncodingRow) => mask < FIRST_WORD;

function readTables(): Tables {
  const table = (rows: readonly EncodingRow[], low: number) => new Encodings(rows, KINDS, low);
  return {
    conditional: table(
      A32_ROWS.filter((row) => !isUnconditional(row)),
      BUCKET_WORDS,
    ),
    unconditional: table(A32_ROWS.filter(isUnconditional), BUCKET_WORDS),
    halfwords: table(T32_ROWS.filter(isHalfword), BUCKET_HALFWORDS),
    words: table(
      T32_ROWS.filter((row) => !isHalfword(row)),
      BUCKET_WORDS,
    ),
  };
}

let loaded: Tables | undefined;

function tables(): Tables {
  loaded ??= readTables();
  return loaded;
}

const digits = (value: number, count: number) => value.toString(16).padStart(count, "0");

function a32(word: number): Encodings {
  return word >>> 28 === UNCONDITIONAL ? tables().unconditional : tables().conditional;
}

/** One A32 instruction as text, in the manual's syntax (UAL). A word without a meaning becomes `.inst 0x...`. */
export function disassembleA32(word: number, address: bigint): string {
  const bits = word >>> 0;
  return a32(bits).textOf({ word: bits, address, pc: address + 8n }) ?? `.inst 0x${digits(bits, 8)}`;
}

/**
 * One T32 instruction as text, in the manual's syntax (UAL). One without a meaning becomes `.inst.n 0x...` or `.inst.w 0x...`.
 *
 * @param code a halfword, or the two of a 32-bit instruction, the first one in the high bits
 * @param ifThen ITSTATE (DDI 0487 G1.2): 0 outside of IT blocks; in one, bits 7 to 4 are the condition, 15 is like 14
 */
export function disassembleT32(code: number, address: bigint, ifThen = 0): string {
  const it = (ifThen & 15) === 0 ? undefined : Math.min(ifThen >> 4, ALWAYS);
  const word = code >>> 0;
  const place = { word, address, pc: address + 4n, it };
  if (word < FIRST_WORD) return tables().halfwords.textOf(place) ?? `.inst.n 0x${digits(word, 4)}`;
  const shared = a32Word(word);
  const text = shared === undefined ? tables().words.textOf(place) : a32(shared).textOf({ ...place, word: shared });
  return text ?? `.inst.w 0x${digits(word, 8)}`;
}
