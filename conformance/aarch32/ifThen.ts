/** IT blocks in T32 tests: which instructions may be in one, and where tests have one. DDI 0487 F1.2, F5.1 (IT). */
import type { Classifier, Instruction } from "../fuzz/encodings.ts";
import type { Random } from "../fuzz/random.ts";
import { isCompareAndBranch } from "./encodings.ts";

const ALWAYS = 14;
const LONGEST = 4;
const BX_PC = 0x4778;

export function isIfThen(word: number): boolean {
  return word >>> 8 === 0xbf && (word & 15) !== 0;
}

interface Pattern {
  readonly mask: number;
  readonly value: number;
}

const narrow = (mask: number, value: number): Pattern => ({ mask: (0xffff_0000 | mask) >>> 0, value });

/** UNPREDICTABLE anywhere in an IT block. */
const NEVER: readonly Pattern[] = [
  narrow(0xf000, 0xd000), // B T1
  narrow(0xffc0, 0xb640), // SETEND, CPS
  { mask: 0xf800_d000, value: 0xf000_8000 }, // B T3, and the system instructions beside it
  { mask: 0xff00_0000, value: 0xfe00_0000 }, // VSEL, VMAXNM, VRINT and their like
  { mask: 0xfff0_f0c0, value: 0xfac0_f080 }, // CRC32
  { mask: 0xfff0_f0c0, value: 0xfad0_f080 }, // CRC32C
  narrow(0xffc0, 0xba80), // HLT
];

/** UNPREDICTABLE but as the last instruction: what branches. */
const ONLY_LAST: readonly Pattern[] = [
  narrow(0xff00, 0x4700), // BX, BLX
  narrow(0xf800, 0xe000), // B T2
  narrow(0xfd87, 0x4487), // ADD and MOV to PC
  narrow(0xff00, 0xbd00), // POP with PC
  { mask: 0xf800_8000, value: 0xf000_8000 }, // B T4, BL, BLX
  { mask: 0xfff0_0000, value: 0xe8d0_0000 }, // TBB, TBH
  { mask: 0xfe10_8000, value: 0xe810_8000 }, // LDM with PC
  { mask: 0xfe10_f000, value: 0xf810_f000 }, // LDR to PC
  { mask: 0xfe00_0f00, value: 0xea00_0f00 }, // data processing to PC
  { mask: 0xf800_8f00, value: 0xf000_0f00 },
];

const isOne = (patterns: readonly Pattern[], word: number) =>
  patterns.some(({ mask, value }) => (word & mask) >>> 0 === value);

/** Whether the instruction may be in an IT block, and at which places. */
export function mayBeConditional({ word }: Instruction, last: boolean): boolean {
  if (isIfThen(word) || isCompareAndBranch(word) || isOne(NEVER, word)) return false;
  return last || !isOne(ONLY_LAST, word);
}

/** Without BX PC but at the end: as A32, what follows it would be other instructions. */
function withoutChangeOfState(instructions: readonly Instruction[]): readonly Instruction[] {
  return instructions.filter(({ word }, index) => word !== BX_PC || index === instructions.length - 1);
}

/** Puts IT before some of the instructions. */
export function withIfThen(chosen: readonly Instruction[], longest: number, random: Random, rows: Classifier) {
  const instructions = withoutChangeOfState(chosen);
  const test: Instruction[] = [];
  for (let next = 0; next < instructions.length && test.length < longest; ) {
    const size = Math.min(blockSize(instructions, next, random), longest - test.length - 1);
    if (size > 0) {
      const word = ifThen(size, random);
      test.push({ word, row: rows.rowOf(word) });
    }
    const taken = Math.max(1, size);
    test.push(...instructions.slice(next, next + taken));
    next += taken;
  }
  return test;
}

/** Of the instructions from `next` on: how many an IT block takes, 0 for none. */
function blockSize(instructions: readonly Instruction[], next: number, random: Random): number {
  if (isIfThen(instructions[next].word) || !random.chance(instructions.length === 1 ? 40 : 20)) return 0;
  let size = Math.min(1 + random.below(LONGEST), instructions.length - next);
  while (size > 0 && !fits(instructions.slice(next, next + size))) size--;
  return size;
}

function fits(block: readonly Instruction[]): boolean {
  return block.every((instruction, index) => mayBeConditional(instruction, index === block.length - 1));
}

/** IT for `size` instructions, each for the condition or its inverse. */
function ifThen(size: number, random: Random): number {
  const condition = random.below(ALWAYS + 1);
  const same = condition & 1 ? 15 : 0;
  const choices = condition === ALWAYS ? same : random.below(16);
  const end = 1 << (LONGEST - size);
  const mask = ((choices & ~(2 * end - 1)) | end) & 15;
  return 0xbf00 | (condition << 4) | mask;
}

/** ITSTATE for a test that begins inside an IT block: at its last instruction, or before when it is `alone`. */
export function randomIfThenState(instruction: Instruction, alone: boolean, random: Random): number {
  if (!mayBeConditional(instruction, true)) return 0;
  const condition = random.below(ALWAYS + 1);
  if (!alone || condition === ALWAYS || random.chance(60) || !mayBeConditional(instruction, false))
    return (condition << 4) | 8;
  return (condition << 4) | random.pick([4, 12, 2, 14]);
}
