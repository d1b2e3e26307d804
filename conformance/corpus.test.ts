import { describe, expect, it } from "vitest";
import { compareResults } from "./compare.ts";
import { expectedResult, readCorpus, toBatch } from "./fixture.ts";
import { excuseOf } from "./instructionSet.ts";
import { INSTRUCTION_SETS } from "./instructionSets.ts";

describe.each(INSTRUCTION_SETS)("$title fixtures with results of QEMU", (set) => {
  const core = set.core();

  it.each(readCorpus(set))("the core repeats every result of %s", async (_name, fixtures) => {
    const differences = [];
    for (const fixture of fixtures) {
      const batch = toBatch(set.code, fixture);
      const mismatches = compareResults(batch, expectedResult(batch, fixture), await core.run(batch)).filter(
        (mismatch) => !excuseOf(set, batch.words[0], mismatch),
      );
      differences.push(...mismatches.map(({ differences }) => ({ text: fixture.text, differences })));
    }

    expect(differences).toEqual([]);
  });
});
