/** Shrinks a failing test to the fewest instructions and the least state that still differ. */
import { compareResults } from "./compare.ts";
import { batchOf, type Fixture, type Sample, toFixture } from "./fixture.ts";
import type { InstructionSet } from "./instructionSet.ts";
import type { Oracle } from "./oracle/batch.ts";
import type { CodeFormat } from "./oracle/codeFormat.ts";

/** Registers of a list after the one that is named. */
const LIST = 3;

/** The reference and the machine under test, of an instruction set. */
export interface Pair {
  readonly set: InstructionSet;
  readonly reference: Oracle;
  readonly subject: Oracle;
}

/** Which of the samples differ between the machines. */
async function failing({ set, reference, subject }: Pair, samples: readonly Sample[]): Promise<boolean[]> {
  if (samples.length === 0) return [];
  const batch = batchOf(set.code, samples);
  const mismatches = compareResults(batch, await reference.run(batch), await subject.run(batch));
  const tests = new Set(mismatches.map(({ test }) => test));
  return samples.map((_, index) => tests.has(index));
}

/** @returns undefined when the difference depends on something that a fixture does not hold */
export async function shrink(pair: Pair, sample: Sample) {
  if (!(await failing(pair, [sample]))[0]) return undefined;
  const smallest = await shrinkState(pair, await shrinkWords(pair, sample));
  return recordFixture(pair.set, pair.reference, smallest);
}

/** The sample with what `reference` makes of it. */
export async function recordFixture(set: InstructionSet, reference: Oracle, sample: Sample): Promise<Fixture> {
  const batch = batchOf(set.code, [sample]);
  return toFixture(batch, await reference.run(batch), set.disassemble(sample.words));
}

/** Leaves instructions out, one at a time, while the rest still fails. */
async function shrinkWords(pair: Pair, sample: Sample): Promise<Sample> {
  let smallest = sample;
  while (smallest.words.length > 1) {
    const { words, record } = smallest;
    const candidates = words.map((_, left) => ({ words: words.filter((_, index) => index !== left), record }));
    const fails = await failing(pair, candidates);
    const found = fails.indexOf(true);
    if (found < 0) break;
    smallest = candidates[found];
  }
  return smallest;
}

/** Clears registers: first all that no instruction names, then each that is not needed. */
async function shrinkState(pair: Pair, sample: Sample): Promise<Sample> {
  const { code } = pair.set;
  let smallest = await keepIfFailing(pair, sample, withoutUnnamed(code, sample));
  const parts = code.parts.filter(({ name }) => name !== "PC");
  const fails = await failing(
    pair,
    parts.map((part) => cleared(code, smallest, [part.name])),
  );
  const needless = parts.filter((_, index) => fails[index]).map(({ name }) => name);
  smallest = await keepIfFailing(pair, smallest, cleared(code, smallest, needless));
  return smallest;
}

async function keepIfFailing(pair: Pair, sample: Sample, smaller: Sample): Promise<Sample> {
  return (await failing(pair, [smaller]))[0] ? smaller : sample;
}

/** The sample with every register zero that none of its words can name. */
export function withoutUnnamed(format: CodeFormat, sample: Sample): Sample {
  const unnamed = format.parts.filter((part) => !format.isNamed(part, sample.words, LIST));
  const names = unnamed.map(({ name }) => name);
  return cleared(format, sample, names);
}

/** The sample with the named registers zero. */
export function cleared({ parts }: CodeFormat, { words, record }: Sample, names: readonly string[]): Sample {
  const copy = record.slice();
  for (const { at, size } of parts.filter(({ name }) => names.includes(name))) copy.fill(0, at, at + size);
  return { words, record: copy };
}
