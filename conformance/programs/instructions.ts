/**
 * Random instructions that programs are filled with: words of the encoding tables whose registers are those that a
 * program leaves to chance, and that complete without an exception on the core's interpreter.
 */

import type { Field, IsaRow } from "../../tools/isa-gen/parse.ts";
import { exclusionOf } from "../excuses.ts";
import { accessesMemory, isBranch, isMaintenance, isRegister, randomWord, readRows } from "../fuzz/encodings.ts";
import { Random } from "../fuzz/random.ts";
import { Batch } from "../oracle/batch.ts";
import { CoreOracle } from "../oracle/coreOracle.ts";
import { RECORD_SIGNAL, RECORD_SIZE, RECORD_X, Signal, WINDOW_ADDRESS, WINDOW_SIZE } from "../oracle/layout.ts";

/** X0..X15 hold anything; the others have a purpose. */
export const FREE_REGISTERS = 16;
/** The address of a memory access, and its index. */
export const ADDRESS = 16;
export const INDEX = 17;

/** Tries for each encoding row. */
const TRIES = 12;
const SEED = 1;
/** Instructions that only our CPU or only QEMU's has, and those whose failures the manual leaves open. */
const LEFT_OUT = /^(exclusive|branch|system|maintenance|debug)$/;
/** Operands in the assembly of vector instructions that are general registers. */
const GENERAL = /:(R|X|W|Rlane)\}/;

export interface Pools {
  /** Data processing: on general registers, and SIMD and floating point. */
  readonly integer: readonly number[];
  readonly vector: readonly number[];
  /** Loads and stores at ADDRESS, some with INDEX as a byte index; some write ADDRESS back. */
  readonly transfer: readonly number[];
  readonly vectorTransfer: readonly number[];
}

let pools: Pools | undefined;

/** The pools, the same in every process. */
export async function instructionPools(): Promise<Pools> {
  pools ??= await makePools();
  return pools;
}

async function makePools(): Promise<Pools> {
  const random = new Random(SEED);
  const candidates = readRows()
    .filter((row) => !LEFT_OUT.test(row.chapter))
    .flatMap((row) => Array.from({ length: TRIES }, () => candidate(row, random)))
    .filter((word) => word !== undefined && exclusionOf(word) === undefined)
    .map((word) => word as number);
  const words = await completing([...new Set(candidates)]);
  const select = (memory: boolean, vector: boolean) =>
    words.filter((word) => accessesMemory({ word, row: undefined }) === memory && isVector(word) === vector);
  return {
    integer: select(false, false),
    vector: select(false, true),
    transfer: select(true, false),
    vectorTransfer: select(true, true),
  };
}

/** SIMD and floating point: bit 26 of data processing and of loads and stores. DDI 0487 C4.1. */
function isVector(word: number): boolean {
  return (word & (1 << 26)) !== 0 && (word & ((1 << 25) | (1 << 27))) !== 0 && ((word >>> 25) & 7) !== 5;
}

/** A word of `row` with its registers in their places; undefined for literal loads and what else cannot be moved. */
function candidate(row: IsaRow, random: Random): number | undefined {
  const word = randomWord(row, random);
  const instruction = { word, row };
  if (isBranch(instruction) || isMaintenance(word)) return undefined;
  return accessesMemory(instruction) ? memoryWord(row, word, random) : dataWord(row, word);
}

function dataWord(row: IsaRow, word: number): number {
  const anyVector = /^(simd|float)/.test(row.chapter) && !GENERAL.test(row.assembly);
  if (anyVector) return word;
  return registersOf(row).reduce((changed, field) => setField(changed, field, free(row, field, word)), word);
}

function registersOf(row: IsaRow): Field[] {
  return [...row.fields.values()].filter(isRegister);
}

/** The register of `field`, brought among the free ones or left the zero register; never SP as a destination. */
function free(row: IsaRow, field: Field, word: number): number {
  const value = (word >>> field.low) & 31;
  const isStack = field.low === 0 && /sp\}/.test(row.assembly);
  return value === 31 && !isStack ? 31 : value % FREE_REGISTERS;
}

function memoryWord(row: IsaRow, word: number, random: Random): number | undefined {
  const { fields } = row;
  const base = fields.get("n");
  if (base === undefined) return undefined;
  let changed = setField(word, base, ADDRESS);
  const index = fields.get("m");
  if (index && ((word >>> index.low) & 31) !== 31) changed = setField(changed, index, INDEX);
  if (index && !/Post/.test(row.handler)) changed = setField(changed, index, INDEX);
  const offset = fields.get("i");
  if (offset?.width === 12) changed = setField(changed, offset, random.below(64));
  if (row.chapter === "loadStore" || row.chapter === "loadStorePair") changed = transferRegisters(row, changed, random);
  return changed;
}

/** A pair's two registers differ, because a load of both into one is CONSTRAINED UNPREDICTABLE. */
function transferRegisters(row: IsaRow, word: number, random: Random): number {
  const [first, second] = [row.fields.get("t"), row.fields.get("u")];
  if (first === undefined) return word;
  const one = random.chance(10) ? 31 : random.below(FREE_REGISTERS);
  const changed = setField(word, first, one);
  return second ? setField(changed, second, (one + 1 + random.below(FREE_REGISTERS - 1)) % FREE_REGISTERS) : changed;
}

function setField(word: number, { low, width }: Field, value: number): number {
  const mask = (2 ** width - 1) * 2 ** low;
  return ((word & ~mask) | (value << low)) >>> 0;
}

/** Those of `words` that end without an exception, with ADDRESS in the data window and a small INDEX. */
async function completing(words: readonly number[]): Promise<number[]> {
  const core = new CoreOracle("interp");
  const kept: number[] = [];
  for (let from = 0; from < words.length; ) {
    const batch = new Batch(1);
    const part = words.slice(from, from + batch.capacity);
    from += part.length;
    for (const word of part) {
      const at = batch.inputOffset(batch.add([word], true));
      batch.view.setBigUint64(at + RECORD_X + 8 * ADDRESS, BigInt(WINDOW_ADDRESS + WINDOW_SIZE / 2), true);
      batch.view.setBigUint64(at + RECORD_X + 8 * INDEX, 8n, true);
    }
    const { records } = await core.run(batch);
    kept.push(...part.filter((_, test) => records[test * RECORD_SIZE + RECORD_SIGNAL] === Signal.breakpoint));
  }
  return kept;
}
