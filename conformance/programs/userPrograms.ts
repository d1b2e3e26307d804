/** Programs of the user flavour: their data, their state at the start, and their batches for the oracles. */
import { Operands } from "../fuzz/operands.ts";
import { Random } from "../fuzz/random.ts";
import { Batch } from "../oracle/batch.ts";
import {
  PATCH_ADDRESS,
  RECORD_FPCR,
  RECORD_NZCV,
  RECORD_SP,
  RECORD_V,
  WINDOW_ADDRESS,
  WINDOW_SIZE,
} from "../oracle/layout.ts";
import type { Pools } from "./instructions.ts";
import { Items } from "./items.ts";
import type { Item } from "./program.ts";
import { ALIAS, DATA } from "./registers.ts";

/** Words of the longest program. */
export const LONGEST_PROGRAM = 2046;
/** Instructions after which a program counts as endless. */
export const MOST_INSTRUCTIONS = 400_000;
/**
 * Where accesses start: in the middle of the window, so that displacements of 2 KiB stay inside and out of the stack,
 * which lies at the window's end.
 */
const DATA_OFFSET = 0xc00;
const DATA_BITS = 11;

const SEED_OF_DATA = 7;
const operands = new Operands(new Random(SEED_OF_DATA));

class UserItems extends Items {
  special(): Item {
    return this.access();
  }
}

export function userItems(random: Random, pools: Pools): UserItems {
  return new UserItems(random, pools, { dataBits: DATA_BITS, wild: 0, patch: PATCH_ADDRESS });
}

/** A program's words and what its registers hold at the start. */
export interface UserProgram {
  readonly seed: number;
  readonly words: readonly number[];
}

/** A batch of the programs; all find the same data. */
export function batchOf(programs: readonly UserProgram[]): Batch {
  const batch = new Batch(LONGEST_PROGRAM, programs.length);
  operands.drawFrom(new Random(SEED_OF_DATA));
  operands.fillWindow(new Uint32Array(batch.template.buffer, batch.template.byteOffset, WINDOW_SIZE / 4));
  for (const program of programs) fillState(batch, batch.add(program.words, true), program.seed);
  return batch;
}

/** The state depends on the program's seed alone, whatever batch it is in. */
function fillState(batch: Batch, index: number, seed: number): void {
  const random = new Random(~seed);
  const at = batch.inputOffset(index);
  operands.drawFrom(random);
  operands.fillIntegers(new Uint32Array(batch.bytes.buffer, at, 64));
  operands.fillVectors(new Uint32Array(batch.bytes.buffer, at + RECORD_V, 128));
  const set = (register: number, value: number) => batch.view.setBigUint64(at + 8 * register, BigInt(value), true);
  set(DATA, WINDOW_ADDRESS + DATA_OFFSET);
  set(ALIAS, 0);
  batch.view.setBigUint64(at + RECORD_SP, BigInt(WINDOW_ADDRESS + WINDOW_SIZE), true);
  batch.view.setUint32(at + RECORD_NZCV, (random.u32() & 0xf000_0000) >>> 0, true);
  batch.view.setUint32(at + RECORD_FPCR, random.chance(70) ? 0 : (random.below(32) << 22) >>> 0, true);
}
