import { describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import type { Shape } from "./fuzz/generator.ts";
import { A64 } from "./instructionSets.ts";
import { missingTools } from "./oracle/qemuOracle.ts";
import { reportText } from "./report.ts";

const SEED = 20;
const missing = missingTools();
const title =
  missing.length === 0 ? "random A64 instructions" : `random A64 instructions (needs ${missing.join(", ")})`;

/** The report of a short campaign over all rows, where anything differs. */
async function differences(shape: Shape, count: number): Promise<string> {
  const outcome = await runCampaign({ set: A64, rows: /./, count, seed: SEED, shape });
  return outcome.failures.length === 0 ? "" : reportText(outcome, 5);
}

describe.skipIf(missing.length > 0)(title, () => {
  it("leave the same state on the core and on QEMU", async () => {
    expect(await differences("single", 50_000)).toBe("");
  });
  it("leave the same state when they run as blocks", async () => {
    expect(await differences("blocks", 30_000)).toBe("");
  });
  it("are undefined on both where no encoding row matches", async () => {
    expect(await differences("unallocated", 20_000)).toBe("");
  });
});
