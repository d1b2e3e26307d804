/**
 * Fills the corpus: samples of every encoding row with QEMU's results, so that each row is checked where QEMU is absent.
 *
 *   npm run conformance:record -- [--arch a64|a32|t32] [--rows REGEX] [--each N] [--seed S]
 */
import { parseArgs } from "node:util";
import type { IsaRow } from "../tools/isa-gen/parse.ts";
import { changedWords } from "./compare.ts";
import { addToCorpus, batchOf, type Fixture, type Sample } from "./fixture.ts";
import { selectRows } from "./fuzz/encodings.ts";
import { Generator, usableWord } from "./fuzz/generator.ts";
import { Random } from "./fuzz/random.ts";
import { instructionSet } from "./instructionSets.ts";
import { RECORD_SIGNAL, RECORD_SIZE, Signal, WINDOW_SIZE } from "./oracle/layout.ts";
import { QemuOracle } from "./oracle/qemuOracle.ts";
import { differingParts, textOf } from "./parts.ts";
import { cleared, recordFixture, withoutUnnamed } from "./shrink.ts";

/** Tests tried for each one kept. */
const TRIES = 12;
/** Rows that share a run of QEMU: their samples with each register cleared must fit a batch. */
const ROWS_A_RUN = 40;

const { values } = parseArgs({
  options: {
    arch: { type: "string", default: "a64" },
    rows: { type: "string", default: "." },
    each: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
  },
});
const each = Number(values.each);

const set = instructionSet(values.arch);
const clearable = set.code.parts.map(({ name }) => name).filter((name) => name !== "PC");
const all = set.rows();
const classifier = set.classifier(all);
const qemu = new QemuOracle(set.reference);
const rows = selectRows(all, new RegExp(values.rows, "i"));
for (let at = 0; at < rows.length; at += ROWS_A_RUN) await recordRows(rows.slice(at, at + ROWS_A_RUN));
qemu.close();

async function recordRows(group: readonly IsaRow[]): Promise<void> {
  const chapters = new Map<string, Fixture[]>();
  for (const { chapter, sample } of await withoutIdleState(await best(group))) {
    const fixture = await recordFixture(set, qemu, sample);
    chapters.set(chapter, [...(chapters.get(chapter) ?? []), fixture]);
  }
  for (const [chapter, fixtures] of chapters) addToCorpus(set, chapter, fixtures);
}

interface Candidate {
  readonly chapter: string;
  readonly row: IsaRow;
  readonly sample: Sample;
}

/** For each row, the tests that change most. */
async function best(group: readonly IsaRow[]): Promise<Candidate[]> {
  const tried = group.flatMap(candidates);
  const run = await execute(tried.map(({ sample }) => sample));
  const ranked = tried.map((candidate, test) => ({
    candidate,
    changes: run.completed(test) * run.changes(test),
  }));
  ranked.sort((left, right) => right.changes - left.changes);
  return group.flatMap((row) =>
    ranked
      .map(({ candidate }) => candidate)
      .filter((candidate) => candidate.row === row)
      .slice(0, each),
  );
}

function candidates(row: IsaRow): Candidate[] {
  if (usableWord(set, row, new Random(1)) === undefined) return [];
  const { batch, tests } = new Generator(set, [row], classifier, "single", Number(values.seed)).next(each * TRIES);
  return tests.flatMap((instructions, index) => {
    const instruction = instructions[instructions.length - 1];
    const sample = { words: instructions.map(({ word }) => word), record: batch.input(index).slice() };
    return instruction.row === row ? [{ chapter: row.chapter, row, sample: withoutUnnamed(set.code, sample) }] : [];
  });
}

/** The samples without the registers that neither change nor matter to what changes. */
async function withoutIdleState(chosen: readonly Candidate[]): Promise<Candidate[]> {
  const variants = chosen.flatMap(({ sample }) => [
    sample,
    ...clearable.map((name) => cleared(set.code, sample, [name])),
  ]);
  const run = await execute(variants);
  return chosen.map(({ chapter, row, sample }, index) => {
    const first = index * (clearable.length + 1);
    const kept = new Set(run.changed(first).map(({ name }) => name));
    const idle = clearable.filter((name, n) => !kept.has(name) && run.effect(first + 1 + n) === run.effect(first));
    return { chapter, row, sample: cleared(set.code, sample, idle) };
  });
}

/** What QEMU makes of samples that share a batch. */
async function execute(samples: readonly Sample[]) {
  const batch = batchOf(set.code, samples);
  const { records, windows } = await qemu.run(batch);
  const after = (test: number) => records.subarray(test * RECORD_SIZE, (test + 1) * RECORD_SIZE);
  const window = (test: number) => windows.subarray(test * WINDOW_SIZE, (test + 1) * WINDOW_SIZE);
  const changed = (test: number) =>
    differingParts(set.code.parts, batch.input(test), after(test)).filter(
      ({ name }) => name !== "PC" && name !== "signal",
    );
  const memory = (test: number) =>
    changedWords(batch.template, window(test)).map(({ address, right }) => address + right);
  return {
    changed,
    changes: (test: number) => changed(test).length + memory(test).length,
    completed: (test: number) => (after(test)[RECORD_SIGNAL] === Signal.breakpoint ? 1 : 0),
    effect: (test: number) =>
      [
        after(test)[RECORD_SIGNAL],
        ...changed(test).map((part) => part.name + textOf(after(test), part)),
        ...memory(test),
      ].join(),
  };
}
