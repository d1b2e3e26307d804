/** Tests kept for ever, with QEMU's results: a file for each chapter in the folder of the instruction set. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changedWords } from "./compare.ts";
import { LONGEST_BLOCK } from "./fuzz/generator.ts";
import { Operands } from "./fuzz/operands.ts";
import { Random } from "./fuzz/random.ts";
import type { InstructionSet } from "./instructionSet.ts";
import { Batch, type BatchResult } from "./oracle/batch.ts";
import type { CodeFormat } from "./oracle/codeFormat.ts";
import * as layout from "./oracle/layout.ts";
import { bytesOf, differingParts, type Part, SIGNAL, textOf } from "./parts.ts";

const WINDOW_SEED = 0xa64;

/** State by part name, in hexadecimal; a changed word of memory by its address. */
type State = Record<string, string>;

export interface Fixture {
  /** Machine code and its text. */
  readonly words: readonly string[];
  readonly text: readonly string[];
  /** The parts that are not zero. PC is always that of the first test of a batch. */
  readonly before: State;
  /** The parts and words of memory that change. */
  readonly after: State;
}

/** A test with its whole state. */
export interface Sample {
  readonly words: readonly number[];
  readonly record: Uint8Array;
}

/** The data window of every fixture. */
export function fixtureWindow(): Uint32Array {
  const words = new Uint32Array(layout.WINDOW_SIZE / 4);
  new Operands(new Random(WINDOW_SEED)).fillWindow(words);
  return words;
}

const window = new Uint8Array(fixtureWindow().buffer);

/** A batch of the samples. All keep the data window, which is `template`. */
export function batchOf(format: CodeFormat, samples: readonly Sample[], template: Uint8Array = window): Batch {
  const batch = new Batch(LONGEST_BLOCK, samples.length, format);
  batch.template.set(template);
  for (const { words, record } of samples) {
    const index = batch.add(words, true);
    const pc = batch.input(index).slice(layout.RECORD_PC, layout.RECORD_PC + 8);
    batch.input(index).set(record);
    batch.input(index).set(pc, layout.RECORD_PC);
    batch.view.setUint32(batch.inputOffset(index) + layout.RECORD_MEMORY, 1, true);
  }
  return batch;
}

/** A fixture from a batch of one sample and its result. */
export function toFixture(batch: Batch, result: BatchResult, text: readonly string[]): Fixture {
  const before = batch.input(0);
  const { parts } = batch.format;
  const named = parts.filter((part) => part.name !== "PC" && !/^0*$/.test(textOf(before, part)));
  const changed = differingParts(parts, before, result.records);
  return {
    words: batch.words[0].map((word) => word.toString(16).padStart(8, "0")),
    text,
    before: stateOf(before, named),
    after: {
      ...stateOf(result.records, changed),
      ...Object.fromEntries(changedWords(batch.template, result.windows).map(({ address, right }) => [address, right])),
    },
  };
}

function stateOf(record: Uint8Array, parts: readonly Part[]): State {
  return Object.fromEntries(parts.map((part) => [part.name, textOf(record, part)]));
}

function writeState(parts: readonly Part[], record: Uint8Array, state: State): void {
  for (const { name, at } of parts) {
    if (name in state) record.set(bytesOf(state[name]), at);
  }
}

export function toBatch(format: CodeFormat, { words, before }: Fixture): Batch {
  const record = new Uint8Array(layout.RECORD_SIZE);
  writeState(format.parts, record, before);
  return batchOf(format, [{ words: words.map((word) => Number.parseInt(word, 16)), record }]);
}

/** What a machine has to make of the fixture's batch. */
export function expectedResult(batch: Batch, { after }: Fixture): BatchResult {
  const records = batch.input(0).slice();
  new DataView(records.buffer).setUint32(layout.RECORD_MEMORY, 0, true);
  writeState([SIGNAL, ...batch.format.parts], records, after);
  const windows = batch.template.slice();
  for (const [name, value] of Object.entries(after)) {
    if (/^[0-9a-f]{8}$/.test(name)) windows.set(bytesOf(value), Number.parseInt(name, 16) - layout.WINDOW_ADDRESS);
  }
  return { records, windows };
}

/** Every fixture of the instruction set by chapter. */
export function readCorpus({ corpus: folder }: InstructionSet): [string, readonly Fixture[]][] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => [name.replace(/\.json$/, ""), readFixtures(join(folder, name))]);
}

function readFixtures(path: string): Fixture[] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Fixture[]) : [];
}

/** Adds fixtures to those of `chapter`; of two with the same code and state, the older one stays. */
export function addToCorpus({ corpus: folder }: InstructionSet, chapter: string, fixtures: readonly Fixture[]): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${chapter}.json`);
  const key = ({ words, before }: Fixture) => JSON.stringify([words, before]);
  const all = new Map([...fixtures, ...readFixtures(path)].map((fixture) => [key(fixture), fixture]));
  const lines = [...all.values()].map((fixture) => `  ${JSON.stringify(fixture)}`);
  writeFileSync(path, `[\n${lines.sort().join(",\n")}\n]\n`);
}
