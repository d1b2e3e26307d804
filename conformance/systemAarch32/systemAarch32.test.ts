import { describe, expect, it } from "vitest";
import { differences, excuseOf, type SystemDifference } from "../system/compare.ts";
import { AARCH32_BOARD, missingTools, runOnOurs, runOnQemu } from "../system/machines.ts";
import { CHAPTERS } from "./cases/index.ts";
import { EXCUSES } from "./excuses.ts";
import { assembleProgram } from "./program.ts";

const missing = missingTools(AARCH32_BOARD);
const skipped = missing.length === 0 ? "" : ` (skipped: no ${missing.join(", ")})`;
const found: SystemDifference[] = [];

describe.skipIf(missing.length > 0)(`privileged architecture of AArch32, against qemu-system-arm${skipped}`, () => {
  it.each(Object.entries(CHAPTERS))("%s: every report is QEMU's, or excused by the manual", async (_, cases) => {
    const image = assembleProgram(cases);
    const [qemu, ours] = [runOnQemu(AARCH32_BOARD, image), await runOnOurs(AARCH32_BOARD, image)];
    const different = differences(qemu, ours);
    found.push(...different);

    expect(ours.at(-1)).toBe("end");
    expect(different.filter((difference) => excuseOf(difference, EXCUSES) === undefined)).toEqual([]);
  });

  it("has no excuse that no case needed", () => {
    const used = found.map((difference) => excuseOf(difference, EXCUSES));
    expect(EXCUSES.filter((excuse) => !used.includes(excuse)).map(({ cases }) => cases.source)).toEqual([]);
  });
});
