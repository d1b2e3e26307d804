/** Keeps the failures of a campaign: with the least state that still differs, in the corpus. */
import { disassembleIa32 } from "../../lib-ts/debug/disassemblerIa32.ts";
import type { Oracle } from "./batch.ts";
import type { Failure } from "./campaign.ts";
import { compareResults } from "./compare.ts";
import { CoreOracle } from "./coreOracle.ts";
import { addToCorpus, batchOf, type Sample, toFixture } from "./fixture.ts";
import { HostOracle } from "./hostOracle.ts";
import type { TestInstruction } from "./instruction.ts";
import * as layout from "./layout.ts";
import { numberOf, STATE_PARTS } from "./record.ts";
import { SEGMENTS } from "./segments.ts";
import { undefinedResultOf } from "./undefined.ts";

/** Fixtures of one row; more of them rarely say more. */
const KEPT_A_ROW = 2;
/** A test at another place than that of the first has another 16-bit code segment. */
const FIRST_PART = 0x10000;
const NEEDED = /^(EIP|CS|SS|DS|ES|EFLAGS|FCW|MXCSR)$/;

interface Pair {
  readonly reference: Oracle;
  readonly subject: Oracle;
}

export async function recordFailures(failures: readonly Failure[]): Promise<void> {
  const reference = new HostOracle();
  const pair = { reference, subject: new CoreOracle() };
  const kept = new Map<string, number>();
  try {
    for (const { instructions, record } of failures) {
      const { row } = instructions[0];
      if ((kept.get(row.where) ?? 0) >= KEPT_A_ROW || !movable(record)) continue;
      const code = Buffer.concat(instructions.map(({ bytes }) => bytes));
      const smallest = await shrink(pair, { code, record }, instructions);
      if (!smallest) continue;
      kept.set(row.where, (kept.get(row.where) ?? 0) + 1);
      await keep(reference, smallest, instructions);
    }
  } finally {
    reference.close();
  }
}

/** Whether the test can run at the first place: with flat code, or code in its first 64 KiB. */
function movable(record: Uint8Array): boolean {
  const { base, big } = SEGMENTS[numberOf(record, layout.RECORD_CS) >>> 3];
  return big || base - layout.CODE_ADDRESS < FIRST_PART;
}

async function keep(reference: Oracle, sample: Sample, instructions: readonly TestInstruction[]): Promise<void> {
  const { big } = SEGMENTS[numberOf(sample.record, layout.RECORD_CS) >>> 3];
  const text = instructions.map(({ bytes }) => disassembleIa32(bytes, 0, big ? 32 : 16).text).join("; ");
  const undefinedFlags = undefinedResultOf(instructions[instructions.length - 1]) ? ["EFLAGS"] : [];
  const batch = batchOf([sample]);
  const placed = { code: sample.code, record: batch.input(0).slice() };
  const fixture = toFixture(placed, await reference.run(batch), text, undefinedFlags);
  addToCorpus(instructions[0].row.chapter, [fixture]);
}

/** @returns undefined when the difference depends on something that a fixture does not hold */
async function shrink(
  pair: Pair,
  sample: Sample,
  instructions: readonly TestInstruction[],
): Promise<Sample | undefined> {
  if (!(await failing(pair, [sample], instructions))[0]) return undefined;
  const parts = STATE_PARTS.filter(({ name }) => !NEEDED.test(name));
  const fails = await failing(
    pair,
    parts.map(({ name }) => cleared(sample, [name])),
    instructions,
  );
  const needless = parts.filter((_, index) => fails[index]).map(({ name }) => name);
  const smaller = cleared(sample, needless);
  return (await failing(pair, [smaller], instructions))[0] ? smaller : sample;
}

/** Which of the samples differ between the machines. */
async function failing(
  { reference, subject }: Pair,
  samples: readonly Sample[],
  instructions: readonly TestInstruction[],
) {
  const batch = batchOf(samples);
  const tests = samples.map(() => instructions);
  const mismatches = compareResults({ batch, tests }, await reference.run(batch), await subject.run(batch));
  const found = new Set(mismatches.map(({ test }) => test));
  return samples.map((_, index) => found.has(index));
}

/** The sample with the named parts zero. */
function cleared({ code, record }: Sample, names: readonly string[]): Sample {
  const copy = record.slice();
  for (const { at, size } of STATE_PARTS.filter(({ name }) => names.includes(name))) copy.fill(0, at, at + size);
  return { code, record: copy };
}
