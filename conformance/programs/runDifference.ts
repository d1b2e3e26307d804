/** How two runs of one program differ. */
import type { SystemRun } from "./systemMachine.ts";

/** @returns undefined when they are equal: ends, instructions retired, and hashes at every checkpoint */
export function runDifference(expected: SystemRun, got: SystemRun): string | undefined {
  const index = firstDifference(expected, got);
  if (index >= 0) return `at checkpoint ${index}: ${describe(expected, index)}, got ${describe(got, index)}`;
  if (expected.end !== got.end) return `it is to be "${expected.end}", and is "${got.end}"`;
  return undefined;
}

/** Number of the first checkpoint that differs, or -1. */
export function firstDifference({ checkpoints: expected }: SystemRun, { checkpoints: got }: SystemRun): number {
  const same = (index: number) =>
    expected[index]?.hash === got[index]?.hash && expected[index]?.instructions === got[index]?.instructions;
  for (let index = 0; index < Math.max(expected.length, got.length); index++) if (!same(index)) return index;
  return -1;
}

function describe({ checkpoints, end }: SystemRun, index: number): string {
  const checkpoint = checkpoints[index];
  if (checkpoint === undefined) return `"${end}" before it`;
  return `${checkpoint.instructions} instructions, hash ${checkpoint.hash.toString(16)}`;
}
