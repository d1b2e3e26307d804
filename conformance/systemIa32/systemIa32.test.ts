import { describe, expect, it } from "vitest";
import { CHAPTERS } from "./cases/index.ts";
import { differences, excuseOf, type SystemDifference } from "./compare.ts";
import { EXCUSES } from "./excuses.ts";
import { missingTools, runOnOurs, runOnQemu } from "./machines.ts";
import { assembleProgram } from "./program.ts";

const missing = missingTools();
const skipped = missing.length === 0 ? "" : ` (skipped: no ${missing.join(", ")})`;
const found: SystemDifference[] = [];

describe.skipIf(missing.length > 0)(`privileged IA32, against qemu-system-i386${skipped}`, () => {
  it.each(Object.entries(CHAPTERS))("%s: every report is QEMU's, or excused by the manual", (_, cases) => {
    const program = assembleProgram(cases);
    const [qemu, ours] = [runOnQemu(program), runOnOurs(program)];
    const different = differences(qemu, ours);
    found.push(...different);

    expect(ours.at(-1)).toBe("end");
    expect(different.filter((difference) => excuseOf(difference) === undefined)).toEqual([]);
  });

  it("has no excuse that no case needed", () => {
    const used = found.map(excuseOf);
    expect(EXCUSES.filter((excuse) => !used.includes(excuse)).map(({ cases }) => cases.source)).toEqual([]);
  });
});
