/** Keeps the failures of a campaign: shrunk, and in the corpus. */
import type { Failure } from "./campaign.ts";
import { addToCorpus } from "./fixture.ts";
import { CoreOracle } from "./oracle/coreOracle.ts";
import { QemuOracle } from "./oracle/qemuOracle.ts";
import { disassemble } from "./report.ts";
import { shrink } from "./shrink.ts";

/** Fixtures of one row; more of them rarely say more. */
const KEPT_A_ROW = 3;

export async function recordFailures(failures: readonly Failure[]): Promise<void> {
  const qemu = new QemuOracle();
  const pair = { reference: qemu, subject: new CoreOracle() };
  const kept = new Map<string, number>();
  try {
    for (const { instructions, record } of failures) {
      const row = instructions[0].row;
      const name = row?.where ?? "unallocated";
      if ((kept.get(name) ?? 0) >= KEPT_A_ROW) continue;
      const fixture = await shrink(pair, { words: instructions.map(({ word }) => word), record }, disassemble);
      if (!fixture) continue;
      kept.set(name, (kept.get(name) ?? 0) + 1);
      addToCorpus(row?.chapter ?? "unallocated", [fixture]);
    }
  } finally {
    qemu.close();
  }
}
