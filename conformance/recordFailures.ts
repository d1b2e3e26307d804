/** Keeps the failures of a campaign: shrunk, and in the corpus. */
import type { Failure } from "./campaign.ts";
import { addToCorpus } from "./fixture.ts";
import type { InstructionSet } from "./instructionSet.ts";
import { QemuOracle } from "./oracle/qemuOracle.ts";
import { shrink } from "./shrink.ts";

/** Fixtures of one row; more of them rarely say more. */
const KEPT_A_ROW = 3;

export async function recordFailures(set: InstructionSet, failures: readonly Failure[]): Promise<void> {
  const qemu = new QemuOracle(set.reference);
  const pair = { set, reference: qemu, subject: set.core() };
  const kept = new Map<string, number>();
  try {
    for (const { instructions, record } of failures) {
      const { row } = instructions.find(({ word }) => !set.isPrefix(word)) ?? instructions[0];
      const name = row?.where ?? "unallocated";
      if ((kept.get(name) ?? 0) >= KEPT_A_ROW) continue;
      const fixture = await shrink(pair, { words: instructions.map(({ word }) => word), record });
      if (!fixture) continue;
      kept.set(name, (kept.get(name) ?? 0) + 1);
      addToCorpus(set, row?.chapter ?? "unallocated", [fixture]);
    }
  } finally {
    qemu.close();
  }
}
