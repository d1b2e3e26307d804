import { describe, expect, it } from "vitest";
import { TestProgram32 } from "../../testing/aarch32.ts";
import { microOpsAtStart } from "../../testing/microOps.ts";

/** Names of the micro-ops of A32 instructions, without those of the HVC behind them. */
function opsOf(instructions: readonly number[]): string[] {
  const program = new TestProgram32();
  program.run("a32", instructions);
  const names = microOpsAtStart(program.core);
  return names.slice(0, names.lastIndexOf("Callx"));
}

describe("micro-ops of the commonest instructions", () => {
  it("one, where no flags are set", () => {
    // mov r0, r1; mov r0, #1; add r0, r1, #4; sub r0, r1, #4; add r0, r1, r2, lsl #3; and r0, r1, r2; orr r0, r1, #1; lsl r0, r1, #3
    const program = [0xe1a00001, 0xe3a00001, 0xe2810004, 0xe2410004, 0xe0810182, 0xe0010002, 0xe3810001, 0xe1a00181];
    expect(opsOf(program)).toEqual([
      "MovI32",
      "ConstI64",
      "AddiI32",
      "AddiI32",
      "AddshlI32",
      "AndI32",
      "OriI32",
      "ShliI32",
    ]);
  });

  it("a comparison is one that a branch on it takes in", () => {
    const program = new TestProgram32();
    // cmp r0, #5; bne +8
    program.put("a32", [0xe1400070], 0x4000_000cn);
    program.run("a32", [0xe3500005, 0x1a000000]);
    expect(microOpsAtStart(program.core)[0]).toBe("BcmpiI32");
  });

  it("a carry that nobody reads is not computed", () => {
    // ands r0, r1, r2, lsl #3; subs r0, r1, r2
    expect(opsOf([0xe0110182, 0xe0510002])).toEqual(["ShliI32", "AndI32", "SubsI32"]);
  });
});
