import { describe, expect, it } from "vitest";
import { compareResults } from "./compare.ts";
import { excuseOf } from "./excuses.ts";
import { expectedResult, readCorpus, toBatch } from "./fixture.ts";
import { CoreOracle } from "./oracle/coreOracle.ts";

const core = new CoreOracle();

describe("fixtures with results of QEMU", () => {
  it.each(readCorpus())("the core repeats every result of %s", async (_name, fixtures) => {
    const differences = [];
    for (const fixture of fixtures) {
      const batch = toBatch(fixture);
      const mismatches = compareResults(batch, expectedResult(batch, fixture), await core.run(batch)).filter(
        (mismatch) => !excuseOf(batch.words[0], mismatch),
      );
      differences.push(...mismatches.map(({ differences }) => ({ text: fixture.text, differences })));
    }

    expect(differences).toEqual([]);
  });
});
