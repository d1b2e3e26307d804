/**
 * Where a branch leads between a test's own instructions: T32 finds other instructions in their halfwords. Tests are made of
 * instructions that are not UNPREDICTABLE, but those may be. DDI 0487 F1.2, F3.1, F5.1 (B, BL, BLX, CBZ).
 */
import type { Excuse } from "../instructionSet.ts";
import { isCompareAndBranch, isWide } from "./encodings.ts";
import { isIfThen, mayBeConditional } from "./ifThen.ts";

/** Why a T32 word is UNPREDICTABLE, if it is. */
export type Unpredictable = (word: number) => string | undefined;

const bits = (word: number, low: number, width: number) => (word >>> low) & (2 ** width - 1);
const signed = (value: number, width: number) => (value << (32 - width)) >> (32 - width);

/** B, T3: a distance in halfwords. */
function conditionalDistance(word: number): number {
  const upper = (bits(word, 26, 1) << 19) | (bits(word, 11, 1) << 18) | (bits(word, 13, 1) << 17);
  return signed(upper | (bits(word, 16, 6) << 11) | bits(word, 0, 11), 20);
}

/** B, T4, and BL: a distance in halfwords. */
function wideDistance(word: number): number {
  const sign = bits(word, 26, 1);
  const [i1, i2] = [13, 11].map((low) => bits(word, low, 1) ^ sign ^ 1);
  return signed((sign << 23) | (i1 << 22) | (i2 << 21) | (bits(word, 16, 10) << 11) | bits(word, 0, 11), 24);
}

/** R15 is two halfwords ahead of it, and it has one. */
const MOV_PC_PC = 0x46ff;

/** How many halfwords from R15 a T32 instruction may branch; undefined where it is none, or a register or table says. */
function distance(word: number): number | undefined {
  if (word > 0xffff) {
    if ((word & 0xf800_9000) >>> 0 === 0xf000_9000) return wideDistance(word);
    return (word & 0xf800_d000) >>> 0 === 0xf000_8000 && bits(word, 22, 4) < 14 ? conditionalDistance(word) : undefined;
  }
  if (word === MOV_PC_PC) return 0;
  if (isCompareAndBranch(word)) return (bits(word, 9, 1) << 5) | bits(word, 3, 5);
  if (word >>> 11 === 0x1c) return signed(bits(word, 0, 11), 11);
  return word >>> 12 === 0xd && bits(word, 8, 4) < 14 ? signed(bits(word, 0, 8), 8) : undefined;
}

const halvesOf = (word: number) => (word > 0xffff ? [word >>> 16, word & 0xffff] : [word]);
/** R15 is so many halfwords ahead. */
const T32_AHEAD = 2;
const A32_AHEAD = 4;

/** The halfwords at which T32 may begin between the instructions of a T32 test. */
function startsInT32(words: readonly number[], places: readonly number[]): number[] {
  const targets = words.flatMap((word, index) => {
    const halves = distance(word);
    return halves === undefined ? [] : [places[index] + T32_AHEAD + halves];
  });
  return targets.filter((target) => !places.includes(target));
}

/** The same of an A32 test: where BLX (immediate) leads. */
function startsInA32(words: readonly number[]): number[] {
  return words.flatMap((word, index) =>
    word >>> 25 === 0x7d ? [2 * index + A32_AHEAD + 2 * signed(bits(word, 0, 24), 24) + bits(word, 24, 1)] : [],
  );
}

/** How many instructions IT makes conditional: the lowest bit of its mask that is set says it. */
const conditionalAfter = (word: number) => Math.clz32(word & -word) - 27;

/** Whether T32 finds something UNPREDICTABLE from `start` on, before it comes to one of the `places` of a T32 test. */
function isUnpredictableFrom(halves: readonly number[], start: number, places: readonly number[], why: Unpredictable) {
  let conditional = 0;
  for (let at = start; at >= 0 && at < halves.length && !places.includes(at); ) {
    const wide = isWide(halves[at]);
    const word = wide ? ((halves[at] << 16) | (halves[at + 1] ?? 0)) >>> 0 : halves[at];
    if (conditional > 0 && !mayBeConditional({ word, row: undefined }, conditional === 1)) return true;
    if (why(word) !== undefined) return true;
    conditional = isIfThen(word) ? conditionalAfter(word) : Math.max(0, conditional - 1);
    at += wide ? 2 : 1;
  }
  return false;
}

/** Whether a branch of a test's `words` leads between them, to something that is UNPREDICTABLE. */
export function unpredictableBetween(words: readonly number[], thumb: boolean, why: Unpredictable): boolean {
  if (!thumb) {
    const halves = words.flatMap((word) => [word & 0xffff, word >>> 16]);
    return startsInA32(words).some((start) => isUnpredictableFrom(halves, start, [], why));
  }
  const halves = words.flatMap(halvesOf);
  const places = words.map((_, index) => words.slice(0, index).flatMap(halvesOf).length);
  return startsInT32(words, places).some((start) => isUnpredictableFrom(halves, start, places, why));
}

export function betweenInstructions(thumb: boolean, why: Unpredictable): Excuse {
  return {
    reason: "a branch between the test's own instructions, where T32 finds one that is UNPREDICTABLE",
    clause: "F1.2, IT, and F5.1: instructions with PC among their registers, branches in an IT block, and others",
    covers: (_, __, words) => unpredictableBetween(words, thumb, why),
  };
}
