/** One of many ways by a number: a hash without collisions, found when the region is compiled, and br_table. */
import type { CodeWriter } from "../wasm/codeWriter.ts";
import { ARM_LABEL, MISS_LABEL } from "./emitter.ts";
import { code } from "./frame.ts";

const I32_MUL = code("i32.mul");
const I32_SHR_U = code("i32.shr_u");
const BR_TABLE = code("br_table");
/** A generator of odd numbers: multipliers to try. */
const NEXT_MULTIPLIER = 1_664_525;
const MULTIPLIER_STEP = 1_013_904_224;
/** Tries before the table is made twice as large. */
const TRIES = 400;
const WORD_BITS = 32;

/** `(key * multiplier) >>> (32 - bits)` is another number for each key. */
export interface PerfectHash {
  readonly multiplier: number;
  readonly bits: number;
  /** Index of the key with that hash, -1 for none; 2^bits elements. */
  readonly slots: readonly number[];
}

/** @param keys different numbers modulo 2^32 */
export function perfectHash(keys: readonly number[]): PerfectHash {
  let multiplier = 1;
  for (let bits = Math.ceil(Math.log2(keys.length)) + 1; ; bits++) {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      multiplier = (Math.imul(multiplier, NEXT_MULTIPLIER) + MULTIPLIER_STEP) | 1;
      const slots = slotsOf(keys, multiplier, bits);
      if (slots !== undefined) return { multiplier, bits, slots };
    }
  }
}

/** Undefined when two keys fall into one place. */
function slotsOf(keys: readonly number[], multiplier: number, bits: number): number[] | undefined {
  const slots = new Array<number>(2 ** bits).fill(-1);
  for (const [index, key] of keys.entries()) {
    const slot = Math.imul(key, multiplier) >>> (WORD_BITS - bits);
    if (slots[slot] >= 0) return undefined;
    slots[slot] = index;
  }
  return slots;
}

/**
 * Goes to the arm of the key that `pushKey` pushes, an i32. Other numbers come to some arm too, or behind all of them.
 * @param arm writes the code for key number `index`; branches to MISS_LABEL go behind all arms. Its end is never reached
 */
export function emitDispatch(
  to: CodeWriter,
  keys: readonly number[],
  pushKey: () => void,
  arm: (index: number) => void,
): void {
  const { multiplier, bits, slots } = perfectHash(keys);
  to.block(MISS_LABEL);
  for (let index = keys.length - 1; index >= 0; index--) to.block(ARM_LABEL + index);
  pushKey();
  to.i32Const(multiplier);
  to.op(I32_MUL);
  to.i32Const(WORD_BITS - bits);
  to.op(I32_SHR_U);
  to.op(BR_TABLE);
  to.u32(slots.length);
  for (const index of [...slots, -1]) to.u32(to.depthOf(index < 0 ? MISS_LABEL : ARM_LABEL + index));
  for (const index of keys.keys()) {
    to.end();
    arm(index);
  }
  to.end();
}
