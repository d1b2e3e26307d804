import { describe, expect, it } from "vitest";
import { A32, T32 } from "./aarch32/instructionSets.ts";
import { runCampaign } from "./campaign.ts";
import type { Shape } from "./fuzz/generator.ts";
import type { InstructionSet } from "./instructionSet.ts";
import { missingTools } from "./oracle/qemuOracle.ts";
import { reportText } from "./report.ts";

const SEED = 20;
const LIMIT = 60_000;
const missing = missingTools(A32.reference);
const title = `random AArch32 instructions${missing.length === 0 ? "" : ` (needs ${missing.join(", ")})`}`;

/** The report of a short campaign over all rows, where anything differs. */
async function differences(set: InstructionSet, shape: Shape, count: number): Promise<string> {
  const outcome = await runCampaign({ set, rows: /./, count, seed: SEED, shape });
  return outcome.failures.length === 0 ? "" : reportText(outcome, 5);
}

describe.skipIf(missing.length > 0)(title, () => {
  it.each([A32, T32])(
    "of $title leave the same state on the core and on QEMU",
    async (set) => {
      expect(await differences(set, "single", 16_000)).toBe("");
    },
    LIMIT,
  );
  it.each([A32, T32])(
    "of $title leave the same state when they run as blocks",
    async (set) => {
      expect(await differences(set, "blocks", 12_000)).toBe("");
    },
    LIMIT,
  );
});
