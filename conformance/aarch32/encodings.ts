/** The encoding tables of A32 and T32 as the generator sees them. DDI 0487 F3.1, F4.1. */
import { fileURLToPath } from "node:url";
import { type Field, type IsaRow, type PatternRules, readIsaTables } from "../../tools/isa-gen/parse.ts";
import { Classifier, type Instruction, randomImmediate } from "../fuzz/encodings.ts";
import type { Random } from "../fuzz/random.ts";

const folder = fileURLToPath(new URL("../../core-as/isa/aarch32/", import.meta.url));
const REGISTER_POSITIONS = [0, 8, 12, 16];
const CONDITION = 28;
const ALWAYS = 14;
const UNCONDITIONAL = 15;
export const SP = 13;
export const PC = 15;

export function readTables(set: "a32" | "t32"): IsaRow[] {
  const rules: PatternRules = { widths: set === "a32" ? [32] : [16, 32], splitFields: true };
  return readIsaTables(folder + set, rules);
}

/** Whether a first halfword begins a 32-bit T32 instruction. */
export function isWide(half: number): boolean {
  return half >= 0xe800;
}

/** A32 has tables of its own for what has no condition. */
export function a32Classifier(rows: readonly IsaRow[]): Classifier {
  const isUnconditional = (row: IsaRow) => row.pattern.startsWith("1111");
  return new Classifier(rows, (row, word) => isUnconditional(row) === (word >>> CONDITION === UNCONDITIONAL));
}

export function t32Classifier(rows: readonly IsaRow[]): Classifier {
  return new Classifier(rows, (row, word) => (row.pattern.length === 16) === word < 0x1_0000);
}

function isCondition({ low, width }: Field): boolean {
  return low === CONDITION && width === 4;
}

/** Four bits where registers are, or the three of T32's short instructions. */
function isRegister({ low, width, parts }: Field, narrow: boolean): boolean {
  return narrow ? width === 3 || width === 4 : parts.length === 1 && width === 4 && REGISTER_POSITIONS.includes(low);
}

/**
 * A random word of `row`, with the bits zero that should be zero (`x` of the pattern): what has others is CONSTRAINED UNPREDICTABLE.
 * Conditions mostly true, registers tend to be equal, immediates to lie at the ends of their range.
 */
export function randomWord(row: IsaRow, random: Random): number {
  const narrow = row.pattern.length === 16;
  let word = row.value;
  let previous = random.below(16);
  for (const field of row.fields.values()) {
    if (isCondition(field)) word = withField(word, field, randomCondition(random));
    else if (!isRegister(field, narrow)) word = withField(word, field, randomImmediate(random, field.width));
    else {
      previous = randomRegister(random, previous);
      word = withField(word, field, previous & (2 ** field.width - 1));
    }
  }
  return word >>> 0;
}

function randomCondition(random: Random): number {
  return random.chance(50) ? ALWAYS : random.below(ALWAYS + 1);
}

function randomRegister(random: Random, previous: number): number {
  const kind = random.below(16);
  if (kind === 0) return PC;
  if (kind === 1) return SP;
  if (kind < 4) return previous;
  return random.below(PC);
}

/** `word` with the parts of `value` in the field's places. */
function withField(word: number, { parts }: Field, value: number): number {
  let rest = value;
  let changed = word;
  for (const { low, width } of [...parts].reverse()) {
    const mask = 2 ** width - 1;
    changed = (changed & ~(mask << low)) | ((rest & mask) << low);
    rest >>>= width;
  }
  return changed >>> 0;
}

/** Base and index register of a memory access, as far as its place says; the base may be R15. */
export interface Access {
  readonly base: number;
  readonly index: number;
}

const bits = (word: number, low: number, width: number) => (word >>> low) & (2 ** width - 1);

/** A32: loads, stores, and what shares their space. */
export function a32Access({ word }: Instruction): Access | undefined {
  const op = bits(word, 25, 3);
  const isRegisterOffset =
    op === 3 || (op === 2 && word >>> CONDITION === UNCONDITIONAL) || (op === 0 && !bits(word, 22, 1));
  const access = { base: bits(word, 16, 4), index: isRegisterOffset ? bits(word, 0, 4) : PC };
  if (op === 2 || op === 4 || op === 6) return access;
  if (op === 3) return (word & 0x10) === 0 || word >>> CONDITION === UNCONDITIONAL ? access : undefined;
  const isExtra = op === 0 && (word & 0x90) === 0x90 && word >>> CONDITION !== UNCONDITIONAL;
  return isExtra && ((word & 0x60) !== 0 || (word & (1 << 24)) !== 0) ? access : undefined;
}

/** T32: loads, stores, and what shares their space. */
export function t32Access({ word }: Instruction): Access | undefined {
  return word > 0xffff ? wideAccess(word) : narrowAccess(word);
}

function wideAccess(word: number): Access | undefined {
  if (![0x74, 0x76, 0x7c].includes(word >>> 25)) return undefined;
  return { base: bits(word, 16, 4), index: word >>> 25 === 0x76 ? PC : bits(word, 0, 4) };
}

function narrowAccess(word: number): Access | undefined {
  switch (word >>> 12) {
    case 4:
      return word >>> 11 === 9 ? { base: PC, index: PC } : undefined;
    case 5:
      return { base: bits(word, 3, 3), index: bits(word, 6, 3) };
    case 6:
    case 7:
    case 8:
      return { base: bits(word, 3, 3), index: PC };
    case 9:
      return { base: SP, index: PC };
    case 11:
      return (word & 0x0600) === 0x0400 ? { base: SP, index: PC } : undefined;
    case 12:
      return { base: bits(word, 8, 3), index: PC };
    default:
      return undefined;
  }
}

/** A32: B, BL, BLX, BX. */
export function isA32Branch({ word }: Instruction): boolean {
  return bits(word, 25, 3) === 5 || a32BranchRegister(word) !== undefined;
}

/** The register of BX and BLX. */
export function a32BranchRegister(word: number): number | undefined {
  return (word & 0x0fff_ffd0) === 0x012f_ff10 ? word & 15 : undefined;
}

/** T32: branches, and what shares the space of the 32-bit ones. */
export function isT32Branch({ word }: Instruction): boolean {
  if (word > 0xffff) return word >>> 27 === 30 && (word & 0x8000) !== 0;
  return word >>> 12 === 13 || word >>> 12 === 14 || word >>> 8 === 0x47 || isCompareAndBranch(word);
}

export function t32BranchRegister(word: number): number | undefined {
  return word >>> 8 === 0x47 ? bits(word, 3, 4) : undefined;
}

/** CBZ, CBNZ. */
export function isCompareAndBranch(word: number): boolean {
  return (word & 0xf500) === 0xb100 && word <= 0xffff;
}
