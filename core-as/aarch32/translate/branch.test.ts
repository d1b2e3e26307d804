import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";

const BX_R0 = 0xe12fff10;
const BLX_R0 = 0xe12fff30;
const A32_HVC = 0xe1400070;

describe("interworking", () => {
  it("BX goes to T32 where bit 0 of the address is set, and back", () => {
    const program = new TestProgram32();
    const target = Number(RAM_START) + 0x100;
    // bx r1 in T32.
    program.put("t32", [0x4708], RAM_START + 0x100n);
    program.put("a32", [A32_HVC], RAM_START + 0x200n);
    expect(program.run("a32", [BX_R0], [target | 1, Number(RAM_START) + 0x200])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x204n);
  });

  it("BLX leaves the address behind it in LR, with bit 0 clear in A32", () => {
    const program = new TestProgram32();
    program.put("t32", [0x4770], RAM_START + 0x100n);
    expect(program.run("a32", [BLX_R0], [Number(RAM_START) + 0x101])).toBe(ExitReason.Hypercall);
    expect(program.r(14)).toBe(Number(RAM_START) + 4);
    expect(program.core.pc).toBe(RAM_START + 8n);
  });

  it("a jump on a condition that fails goes on behind it", () => {
    const program = new TestProgram32();
    program.flags = 0b0000;
    // blxeq r0
    expect(program.run("a32", [0x012fff30], [Number(RAM_START) + 0x101])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 8n);
    expect(program.r(14)).toBe(0);
  });
});
