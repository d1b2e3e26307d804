/** One campaign: batches from the generator, through both back ends, compared and counted. */

import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { TEST_TIER } from "../../lib-ts/testing/tier.ts";
import type { Ia32Row } from "../../tools/isa-gen/ia32Parse.ts";
import { SecondLook } from "./again.ts";
import type { BatchResult } from "./batch.ts";
import { compareResults, type Difference, type Mismatch } from "./compare.ts";
import { CoreOracle } from "./coreOracle.ts";
import { mayDiffer } from "./excuses.ts";
import { type GeneratedBatch, Generator, isHarness, type Shape } from "./generator.ts";
import { HostOracle, isQemu } from "./hostOracle.ts";
import type { TestInstruction } from "./instruction.ts";
import * as layout from "./layout.ts";
import { QEMU_EXCUSES, qemuMayDiffer } from "./qemuExcuses.ts";
import { foldResults, spoiltTests } from "./qemuResults.ts";
import { numberOf } from "./record.ts";
import { exclusionOf, readRows, selectRows } from "./rows.ts";

/** Failures kept with their state. */
const KEPT_A_ROW = 10;
const PAGE_FAULT = 14;
/** So many differences in a batch are no accidents. */
const MANY = 100;

export interface CampaignOptions {
  readonly rows: RegExp;
  /** Instructions to execute. */
  readonly count: number;
  readonly seed: number;
  readonly shape: Shape;
  readonly tier?: ExecutionTier;
}

export interface Failure {
  readonly instructions: readonly TestInstruction[];
  readonly differences: readonly Difference[];
  /** The record of the state before, and the data window. */
  readonly record: Uint8Array;
  readonly window: Uint8Array;
}

export interface RowCount {
  tests: number;
  failed: number;
}

export interface CampaignOutcome {
  readonly options: CampaignOptions;
  readonly reference: string;
  instructions: number;
  tests: number;
  seconds: number;
  /** For each selected row that can be compared. */
  readonly counts: Map<Ia32Row, RowCount>;
  /** Tests by the vector that ended them. */
  readonly vectors: Map<number, number>;
  /** Differences that were not there when the test ran alone: see again.ts. */
  foreign: number;
  /** The first few of each row. */
  readonly failures: Failure[];
}

/** @throws Error when no row matches, or a back end fails */
export async function runCampaign(options: CampaignOptions): Promise<CampaignOutcome> {
  const rows = selectRows(readRows(), options.rows);
  const differs = (row: Ia32Row) => mayDiffer(row) || (isQemu() && qemuMayDiffer(row));
  const inShape = (row: Ia32Row) => options.shape === "single" || !differs(row);
  const comparable = rows.filter((row) => exclusionOf(row) === undefined && inShape(row));
  const host = new HostOracle();
  const outcome: CampaignOutcome = {
    options,
    reference: host.name,
    instructions: 0,
    tests: 0,
    seconds: 0,
    counts: new Map(comparable.map((row) => [row, { tests: 0, failed: 0 }])),
    vectors: new Map(),
    foreign: 0,
    failures: [],
  };
  const start = performance.now();
  try {
    const core = new CoreOracle(options.tier ?? TEST_TIER);
    const generator = new Generator(comparable, options.shape, options.seed);
    while (outcome.instructions < options.count) await runBatch(generator.next(layout.MAX_TESTS), core, host, outcome);
  } finally {
    host.close();
  }
  outcome.seconds = (performance.now() - start) / 1000;
  return outcome;
}

/** The core runs first: it says which tests reach for what belongs to the harness, and those the host does not run. */
async function runBatch(generated: GeneratedBatch, core: CoreOracle, host: HostOracle, outcome: CampaignOutcome) {
  const got = await core.run(generated.batch);
  const removed = new Set<number>();
  for (let test = 0; test < generated.batch.count; test++) {
    if (!reachesHarness(got, test)) continue;
    generated.batch.remove(test);
    removed.add(test);
  }
  const expected = await host.run(generated.batch);
  if (isQemu()) {
    [expected, got].forEach(foldResults);
    for (const test of spoiltTests(expected)) removed.add(test);
  }
  count(outcome, generated, expected, removed);
  const excuses = isQemu() ? QEMU_EXCUSES : [];
  const again = new SecondLook(core, host, excuses);
  const mismatches = compareResults(generated, expected, got, removed, excuses);
  const seen = mismatches.length > 0 && removed.size > 0 ? await again.whole(generated) : got;
  for (const mismatch of mismatches) {
    const looks = isQemu() && mismatches.length < MANY;
    const cause = looks ? await again.causeOf(generated, seen, mismatch.test) : "own";
    if (cause === "foreign") outcome.foreign++;
    if (cause === "own") record(outcome, generated, mismatch);
  }
}

function reachesHarness({ records }: BatchResult, test: number): boolean {
  const record = records.subarray(test * layout.RECORD_SIZE, (test + 1) * layout.RECORD_SIZE);
  return numberOf(record, layout.RECORD_VECTOR) === PAGE_FAULT && isHarness(numberOf(record, layout.RECORD_CR2));
}

/** Counts the tests that were run and are compared. */
function count(outcome: CampaignOutcome, generated: GeneratedBatch, expected: BatchResult, removed: Set<number>): void {
  generated.tests.forEach((instructions, test) => {
    if (removed.has(test)) return;
    outcome.tests++;
    for (const { row } of instructions) {
      outcome.instructions++;
      countOf(outcome, row).tests++;
    }
    const vector = numberOf(expected.records, test * layout.RECORD_SIZE + layout.RECORD_VECTOR);
    outcome.vectors.set(vector, (outcome.vectors.get(vector) ?? 0) + 1);
  });
}

function record(outcome: CampaignOutcome, { batch, tests }: GeneratedBatch, { test, differences }: Mismatch): void {
  const instructions = tests[test];
  if (++countOf(outcome, instructions[0].row).failed > KEPT_A_ROW) return;
  const failure = { instructions, differences, record: batch.input(test).slice(), window: batch.template.slice() };
  outcome.failures.push(failure);
}

function countOf(outcome: CampaignOutcome, row: Ia32Row): RowCount {
  const found = outcome.counts.get(row) ?? { tests: 0, failed: 0 };
  outcome.counts.set(row, found);
  return found;
}
