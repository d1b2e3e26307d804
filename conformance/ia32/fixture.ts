/** Tests kept for ever, with the processor's results: conformance/ia32/corpus/<chapter>.json. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Operands } from "../fuzz/operands.ts";
import { Random } from "../fuzz/random.ts";
import { Batch, type BatchResult } from "./batch.ts";
import { changedWords } from "./compare.ts";
import * as layout from "./layout.ts";
import { bytesOf, type Part, RESULT_PARTS, STATE_PARTS, textOf } from "./record.ts";
import { fillWindow } from "./window.ts";

const WINDOW_SEED = 0x1a32;
const folder = fileURLToPath(new URL("./corpus/", import.meta.url));

/** State by part name, in hexadecimal; a changed word of memory by its address. */
type State = Record<string, string>;

export interface Fixture {
  /** Machine code, in hexadecimal, and its text. */
  readonly code: string;
  readonly text: string;
  /** The parts that are not zero. EIP is that of the first test of a batch. */
  readonly before: State;
  /** The parts and words of memory that change; without those that the manual leaves undefined. */
  readonly after: State;
}

/** A test with its whole state. */
export interface Sample {
  readonly code: Uint8Array;
  readonly record: Uint8Array;
}

/** The data window of every fixture. */
const window = new Uint8Array(layout.WINDOW_SIZE);
const random = new Random(WINDOW_SEED);
fillWindow(window, new Operands(random), random);

/** A batch of the samples, which must have been made for its first places. */
export function batchOf(samples: readonly Sample[]): Batch {
  const batch = new Batch(samples.length);
  batch.template.set(window);
  for (const { code, record } of samples) {
    const index = batch.add(code);
    const base = batch.addressOf(0) - new DataView(record.buffer, record.byteOffset).getUint32(layout.RECORD_EIP, true);
    batch.input(index).set(record);
    batch.view.setUint32(batch.inputOffset(index) + layout.RECORD_EIP, (batch.addressOf(index) - base) >>> 0, true);
  }
  return batch;
}

export function toFixture(
  { code, record }: Sample,
  result: BatchResult,
  text: string,
  ignored: readonly string[],
): Fixture {
  const named = STATE_PARTS.filter((part) => !/^0*$/.test(textOf(record, part)));
  const changed = RESULT_PARTS.filter(
    (part) => textOf(record, part) !== textOf(result.records, part) && !ignored.includes(part.name),
  );
  return {
    code: Buffer.from(code).toString("hex"),
    text,
    before: stateOf(record, named),
    after: {
      ...stateOf(result.records, changed),
      ...Object.fromEntries(changedWords(window, result.windows).map(({ address, right }) => [address, right])),
    },
  };
}

function stateOf(record: Uint8Array, parts: readonly Part[]): State {
  return Object.fromEntries(parts.map((part) => [part.name, textOf(record, part)]));
}

export function toSample({ code, before }: Fixture): Sample {
  const record = new Uint8Array(layout.RECORD_SIZE);
  for (const { name, at } of STATE_PARTS) if (name in before) record.set(bytesOf(before[name]), at);
  return { code: Uint8Array.from(Buffer.from(code, "hex")), record };
}

/** How the result of a fixture's batch differs from what it says. */
export function differencesOf({ before, after }: Fixture, { records, windows }: BatchResult): string[] {
  const parts = RESULT_PARTS.filter(({ name }) => name in after || (name in before && name !== "EFLAGS"));
  const states = parts.flatMap((part) => {
    const [want, have] = [after[part.name] ?? before[part.name], textOf(records, part)];
    return want === have ? [] : [`${part.name} expected ${want} got ${have}`];
  });
  const changed = new Map(changedWords(window, windows).map(({ address, right }) => [address, right]));
  const addresses = new Set([...changed.keys(), ...Object.keys(after).filter((name) => /^[0-9a-f]{8}$/.test(name))]);
  const memory = [...addresses].flatMap((address) =>
    changed.get(address) === after[address]
      ? []
      : [`[${address}] expected ${after[address]} got ${changed.get(address)}`],
  );
  return [...states, ...memory];
}

/** Every fixture of the corpus by chapter. */
export function readCorpus(): [string, readonly Fixture[]][] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => [name.replace(/\.json$/, ""), readFixtures(join(folder, name))]);
}

function readFixtures(path: string): Fixture[] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Fixture[]) : [];
}

/** Adds fixtures to those of `chapter`; of two with the same code and state, the older one stays. */
export function addToCorpus(chapter: string, fixtures: readonly Fixture[]): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${chapter}.json`);
  const key = ({ code, before }: Fixture) => JSON.stringify([code, before]);
  const all = new Map([...fixtures, ...readFixtures(path)].map((fixture) => [key(fixture), fixture]));
  const lines = [...all.values()].map((fixture) => `  ${JSON.stringify(fixture)}`);
  writeFileSync(path, `[\n${lines.sort().join(",\n")}\n]\n`);
}
