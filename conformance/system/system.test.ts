import { describe, expect, it } from "vitest";
import { CHAPTERS } from "./cases/index.ts";
import { differences, excuseOf, type SystemDifference } from "./compare.ts";
import { EXCUSES } from "./excuses.ts";
import { AARCH64_BOARD, missingTools, runOnOurs, runOnQemu } from "./machines.ts";
import { assembleProgram } from "./program.ts";

const missing = missingTools(AARCH64_BOARD);
const skipped = missing.length === 0 ? "" : ` (skipped: no ${missing.join(", ")})`;
const found: SystemDifference[] = [];

describe.skipIf(missing.length > 0)(`privileged architecture, against qemu-system-aarch64${skipped}`, () => {
  it.each(Object.entries(CHAPTERS))("%s: every report is QEMU's, or excused by the manual", async (_, cases) => {
    const image = assembleProgram(cases);
    const [qemu, ours] = [runOnQemu(AARCH64_BOARD, image), await runOnOurs(AARCH64_BOARD, image)];
    const different = differences(qemu, ours);
    found.push(...different);

    expect(ours.at(-1)).toBe("end");
    expect(different.filter((difference) => excuseOf(difference) === undefined)).toEqual([]);
  });

  it("has no excuse that no case needed", () => {
    const used = found.map((difference) => excuseOf(difference));
    expect(EXCUSES.filter((excuse) => !used.includes(excuse)).map(({ cases }) => cases.source)).toEqual([]);
  });
});
