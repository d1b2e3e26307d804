import { describe, expect, it } from "vitest";
import { TIERS } from "../../lib-ts/testing/tier.ts";
import { runPrograms } from "./campaign.ts";
import { systemProgram } from "./contest.ts";
import { instructionPools } from "./instructions.ts";
import { formatRanges, parseRanges } from "./shrink.ts";
import { SystemMachine } from "./systemMachine.ts";

const FIRST = 1_000_000;

describe("random programs", () => {
  it("with faults, interrupts and changing code and mappings run alike in every tier", async () => {
    const result = await runPrograms({ flavour: "system", tiers: TIERS, first: FIRST, count: 256, qemu: false });
    expect(result).toEqual({ programs: 256, failed: 0, reports: [] });
  });

  it("would show a single bit of a register or of memory", async () => {
    const program = systemProgram({ seed: FIRST }, await instructionPools());
    const [one, other] = [new SystemMachine("interp"), new SystemMachine("interp")];
    const expected = one.run(program);
    const changed = other.run({
      ...program,
      words: program.words.with(-2, program.words[program.words.length - 2] ^ 1),
    });

    expect(expected.end).toBe("ended");
    expect(changed.checkpoints).not.toEqual(expected.checkpoints);
  });

  it("are named by ranges of items", () => {
    expect(formatRanges(parseRanges("0,2-5,9"))).toBe("0,2-5,9");
    expect(() => parseRanges("1-x")).toThrow("no range");
  });
});
