/** One campaign: batches from the generator, through both back ends, compared and counted. */
import type { IsaRow } from "../tools/isa-gen/parse.ts";
import { compareResults, type Difference, describeInput, type Mismatch } from "./compare.ts";
import { type Instruction, selectRows } from "./fuzz/encodings.ts";
import { type GeneratedBatch, Generator, type Shape } from "./fuzz/generator.ts";
import { type Excuse, excuseOf, type InstructionSet } from "./instructionSet.ts";
import type { Oracle } from "./oracle/batch.ts";
import { MAX_TESTS, RECORD_SIGNAL, RECORD_SIZE, Signal } from "./oracle/layout.ts";
import { QemuOracle } from "./oracle/qemuOracle.ts";
import { strays } from "./strays.ts";

const ENDINGS = new Map<number, string>(Object.entries(Signal).map(([name, number]) => [number, name]));
const BATCH_SIZE = 4096;
/** So many differences in a batch are no accidents. */
const MANY = 100;
/** Failures kept with their state. */
const KEPT_A_ROW = 20;
const KEPT_WITHOUT_ROW = 300;

export interface CampaignOptions {
  readonly set: InstructionSet;
  readonly rows: RegExp;
  /** Instructions to execute. */
  readonly count: number;
  readonly seed: number;
  readonly shape: Shape;
}

export interface Failure {
  readonly instructions: readonly Instruction[];
  /** State before, as text. */
  readonly input: readonly string[];
  readonly differences: readonly Difference[];
  /** The record of the state before, and the data window, for shrinking. */
  readonly record: Uint8Array;
  readonly window: Uint8Array;
}

export interface RowCount {
  tests: number;
  failed: number;
}

export interface CampaignOutcome {
  readonly options: CampaignOptions;
  instructions: number;
  tests: number;
  seconds: number;
  /** For each selected row; `undefined` stands for words without a row. */
  readonly counts: Map<IsaRow | undefined, RowCount>;
  /** Tests by the way they ended: names of `Signal`. */
  readonly endings: Map<string, number>;
  /** Differences that an excuse covers. */
  readonly excused: Map<Excuse, number>;
  /** The first few of each row. */
  readonly failures: Failure[];
}

/** @throws Error when no row matches, or a back end fails */
export async function runCampaign(options: CampaignOptions): Promise<CampaignOutcome> {
  const { set } = options;
  const all = set.rows();
  const rows = selectRows(all, options.rows);
  const classifier = set.classifier(all);
  const generator = new Generator(set, rows, classifier, options.shape, options.seed);
  const singles = new Generator(set, rows, classifier, "single", options.seed);
  const outcome: CampaignOutcome = {
    options,
    instructions: 0,
    tests: 0,
    seconds: 0,
    counts: new Map(options.shape === "unallocated" ? [] : rows.map((row) => [row, { tests: 0, failed: 0 }])),
    endings: new Map(),
    excused: new Map(set.excuses.map((excuse) => [excuse, 0])),
    failures: [],
  };
  const start = performance.now();
  await runBatches(generator, singles, outcome);
  outcome.seconds = (performance.now() - start) / 1000;
  return outcome;
}

async function runBatches(generator: Generator, singles: Generator, outcome: CampaignOutcome): Promise<void> {
  const { set } = outcome.options;
  const core = set.core();
  const qemu = new QemuOracle(set.reference);
  try {
    generator.refill((await completing(core, singles)).filter(({ word }) => !set.isPrefix(word)));
    let next = generator.next(BATCH_SIZE);
    while (outcome.instructions < outcome.options.count) {
      const generated = next;
      // QEMU runs beside this process, which meanwhile runs the core and makes the next batch.
      const running = qemu.run(generated.batch);
      const got = await core.run(generated.batch);
      next = generator.next(BATCH_SIZE);
      const expected = await running;
      countEndings(outcome.endings, expected.records);
      record(outcome, generated);
      await judge(outcome, generated, compareResults(generated.batch, expected, got), { qemu, core });
    }
  } finally {
    qemu.close();
  }
}

/** Instructions that raise no exception on the core, for blocks. */
async function completing(core: Oracle, singles: Generator): Promise<Instruction[]> {
  const { batch, tests } = singles.next(MAX_TESTS);
  const { records } = await core.run(batch);
  return tests.filter((_, test) => records[test * RECORD_SIZE + RECORD_SIGNAL] === Signal.breakpoint).flat();
}

function countEndings(endings: Map<string, number>, records: Uint8Array): void {
  for (let at = RECORD_SIGNAL; at < records.length; at += RECORD_SIZE) {
    const name = ENDINGS.get(records[at]) ?? `signal ${records[at]}`;
    endings.set(name, (endings.get(name) ?? 0) + 1);
  }
}

function record(outcome: CampaignOutcome, generated: GeneratedBatch): void {
  outcome.tests += generated.batch.count;
  for (const { row } of generated.tests.flat()) {
    outcome.instructions++;
    countOf(outcome, row).tests++;
  }
}

interface Machines {
  readonly qemu: Oracle;
  readonly core: Oracle;
}

async function judge(
  outcome: CampaignOutcome,
  generated: GeneratedBatch,
  mismatches: readonly Mismatch[],
  { qemu, core }: Machines,
): Promise<void> {
  const { set } = outcome.options;
  const { batch } = generated;
  const unexcused: Mismatch[] = [];
  for (const mismatch of mismatches) {
    const excuse = excuseOf(set, batch.words[mismatch.test], mismatch);
    if (excuse) countExcuse(outcome, excuse);
    else unexcused.push(mismatch);
  }
  for (const mismatch of unexcused) {
    const looks = set.straying !== undefined && unexcused.length < MANY;
    if (looks && (await strays(batch, mismatch.test, qemu, core))) countExcuse(outcome, set.straying);
    else recordFailure(outcome, generated, mismatch);
  }
}

function countExcuse(outcome: CampaignOutcome, excuse: Excuse): void {
  outcome.excused.set(excuse, (outcome.excused.get(excuse) ?? 0) + 1);
}

function recordFailure(outcome: CampaignOutcome, generated: GeneratedBatch, { test, differences }: Mismatch): void {
  const instructions = generated.tests[test];
  const { set } = outcome.options;
  const { row } = instructions.find(({ word }) => !set.isPrefix(word)) ?? instructions[0];
  if (++countOf(outcome, row).failed > (row ? KEPT_A_ROW : KEPT_WITHOUT_ROW)) return;
  const { batch } = generated;
  outcome.failures.push({
    instructions,
    input: describeInput(batch, test),
    differences,
    record: batch.input(test).slice(),
    window: batch.template.slice(),
  });
}

function countOf(outcome: CampaignOutcome, row: IsaRow | undefined): RowCount {
  const count = outcome.counts.get(row) ?? { tests: 0, failed: 0 };
  outcome.counts.set(row, count);
  return count;
}
