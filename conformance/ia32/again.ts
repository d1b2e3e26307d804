/**
 * Runs a test with a difference again. Under QEMU's user mode three things make differences that say nothing of the test's last
 * instruction: a store that should have failed by its segment's limit may reach the results of other tests; a test may read the code of
 * one that only the core has run; and in a block what an instruction may do otherwise shows up in what later ones make of it.
 */
import type { BatchResult, Oracle } from "./batch.ts";
import { compareTest } from "./compare.ts";
import type { Excuse } from "./excuses.ts";
import type { GeneratedBatch } from "./generator.ts";
import type { TestInstruction } from "./instruction.ts";
import { foldResults, spoiltTests } from "./qemuResults.ts";

/** The timer's signal may spoil a run. */
const ATTEMPTS = 4;

/** `own`: the difference counts. `foreign`: alone, the test has none. `excused`: what is excused begins it. */
export type Cause = "own" | "foreign" | "excused";

export class SecondLook {
  constructor(
    private readonly core: Oracle,
    private readonly host: Oracle,
    private readonly excuses: readonly Excuse[],
  ) {}

  /** What the core makes of the batch as the reference had it: without the code of tests that were removed. */
  async whole({ batch }: GeneratedBatch): Promise<BatchResult> {
    const result = await this.core.run(batch);
    foldResults(result);
    return result;
  }

  /** @param got what the core made of the whole batch */
  async causeOf(generated: GeneratedBatch, got: BatchResult, test: number): Promise<Cause> {
    const alone = await this.reference(generated, test);
    if (!alone) return "own";
    const cause = await this.causeInside(generated, got, test, alone);
    generated.batch.endWith(test, codeOf(generated.tests[test]));
    return cause;
  }

  private async causeInside(
    generated: GeneratedBatch,
    got: BatchResult,
    test: number,
    alone: BatchResult,
  ): Promise<Cause> {
    if (!compareTest(generated, alone, got, test, this.excuses)) return "foreign";
    const instructions = generated.tests[test];
    for (let length = 1; length < instructions.length; length++) {
      const beginning = withTest(generated, test, instructions.slice(0, length));
      const expected = await this.reference(beginning, test);
      if (!expected) return "own";
      const verdict = compareTest(beginning, expected, await this.subject(beginning, test), test, this.excuses);
      if (verdict) return verdict.excuse ? "excused" : "own";
    }
    return "own";
  }

  /** What the reference makes of the test when no other runs; undefined when it does not say. */
  private async reference({ batch, tests }: GeneratedBatch, test: number): Promise<BatchResult | undefined> {
    batch.endWith(test, codeOf(tests[test]));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const result = await this.host.run(batch, test);
      if (spoiltTests(result).includes(test)) continue;
      foldResults(result);
      return result;
    }
    return undefined;
  }

  private async subject({ batch }: GeneratedBatch, test: number): Promise<BatchResult> {
    const result = await this.core.run(batch, test);
    foldResults(result);
    return result;
  }
}

function withTest({ batch, tests }: GeneratedBatch, test: number, instructions: readonly TestInstruction[]) {
  return { batch, tests: tests.map((other, index) => (index === test ? instructions : other)) };
}

const codeOf = (instructions: readonly TestInstruction[]) => Buffer.concat(instructions.map(({ bytes }) => bytes));
