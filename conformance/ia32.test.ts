import { describe, expect, it } from "vitest";
import { runCampaign } from "./ia32/campaign.ts";
import { CoreOracle } from "./ia32/coreOracle.ts";
import { batchOf, differencesOf, readCorpus, toSample } from "./ia32/fixture.ts";
import type { Shape } from "./ia32/generator.ts";
import { isIntel, preferIntel } from "./ia32/hostOracle.ts";
import { reportText } from "./ia32/report.ts";

const SEED = 32;
const missing = preferIntel();
/** Instructions alone and in blocks. */
const COUNTS = missing.length === 0 && isIntel() ? [60_000, 30_000] : [8_000, 16_000];
const title = `random IA32 instructions${missing.length === 0 ? "" : ` (needs ${missing.join(", ")})`}`;

/** The report of a short campaign over all rows, where anything differs. */
async function differences(shape: Shape, count: number): Promise<string> {
  const outcome = await runCampaign({ rows: /./, count, seed: SEED, shape });
  return outcome.failures.length === 0 ? "" : reportText(outcome, 8);
}

describe.skipIf(missing.length > 0)(title, () => {
  it("leave the same state on the core and on an Intel processor, or QEMU", async () => {
    expect(await differences("single", COUNTS[0])).toBe("");
  }, 60_000);
  it("leave the same state when they run one after another", async () => {
    expect(await differences("blocks", COUNTS[1])).toBe("");
  }, 60_000);
});

describe("fixtures with results of a processor", () => {
  const core = new CoreOracle();

  it("are repeated by the core", async () => {
    const differences = [];
    for (const fixture of readCorpus().flatMap(([, fixtures]) => fixtures)) {
      const found = differencesOf(fixture, await core.run(batchOf([toSample(fixture)])));
      if (found.length > 0) differences.push({ code: fixture.code, text: fixture.text, found });
    }

    expect(differences).toEqual([]);
  });
});
