import { describe, expect, it } from "vitest";
import { ExitReason } from "../abi.ts";
import { EXIT_REGISTER, EXIT_SYNDROME } from "../layout.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { CPACR_EL1 } from "./state.ts";

const NOTHING_MAPPED = 0x1000_0000n;
const FP_ENABLED = 3n << 20n;
const NO_REGISTER = 0xff;
const ISV = 1 << 24;

/** Runs one access by X1 to an address that nothing backs; returns the syndrome's low 25 bits. */
function access(word: number): { iss: number; register: number; ec: number } {
  const core = new TestCore();
  core.setX(1, NOTHING_MAPPED);
  core.setU64(CPACR_EL1, FP_ENABLED);
  core.exports.systemRegistersChanged(core.vcpu());
  core.load([word]);
  expect(core.run()).toBe(ExitReason.Memory);
  const syndrome = Number(core.u64(EXIT_SYNDROME));
  return { iss: syndrome & 0x1ffffff, register: core.u32(EXIT_REGISTER), ec: syndrome >>> 26 };
}

describe("describeAccess", () => {
  // ISV, SAS in 23..22, SSE 21, SRT 20..16, SF 15, AR 14, WnR 6, DFSC 7.
  it.each([
    ["ldr x2, [x1]", 0xf9400022, 0x1c28007],
    ["ldr w2, [x1]", 0xb9400022, 0x1820007],
    ["ldrb w2, [x1]", 0x39400022, 0x1020007],
    ["ldrsb x2, [x1]", 0x39800022, 0x1228007],
    ["ldrsh w2, [x1]", 0x79c00022, 0x1620007],
    ["ldrsw x2, [x1]", 0xb9800022, 0x1a28007],
    ["str xzr, [x1]", 0xf900003f, 0x1df8047],
    ["strh w2, [x1]", 0x79000022, 0x1420047],
    ["ldur x2, [x1, #8]", 0xf8408022, 0x1c28007],
    ["ldtr x2, [x1]", 0xf8400822, 0x1c28007],
    ["ldr x2, [x1, xzr]", 0xf87f6822, 0x1c28007],
    ["ldar w2, [x1]", 0x88dffc22, 0x1824007],
    ["stlr x2, [x1]", 0xc89ffc22, 0x1c2c047],
  ])("names the register of %s", (_text, word, iss) => {
    expect(access(word)).toEqual({ iss, register: (iss >> 16) & 31, ec: 0x24 });
  });

  it.each([
    ["ldr x2, [x1], #8", 0xf8408422, 7],
    ["str x2, [x1, #8]!", 0xf8008c22, 0x47],
    ["ldp x2, x3, [x1]", 0xa9400c22, 7],
    ["ldr d2, [x1]", 0xfd400022, 7],
  ])("says nothing of the register of %s", (_text, word, iss) => {
    const result = access(word);

    expect(result).toEqual({ iss, register: NO_REGISTER, ec: 0x24 });
    expect(result.iss & ISV).toBe(0);
  });

  it("reports a fetch as an instruction abort", () => {
    const core = new TestCore();

    expect(core.run(10n, NOTHING_MAPPED)).toBe(ExitReason.Memory);

    expect(core.u64(EXIT_SYNDROME)).toBe(0x8200_0007n);
  });

  it("reads the instruction wherever it lies", () => {
    const core = new TestCore();
    core.setX(1, NOTHING_MAPPED);
    core.load([0xf9400025], 0x2000); // ldr x5, [x1]

    core.run(10n, RAM_START + 0x2000n);

    expect(core.u32(EXIT_REGISTER)).toBe(5);
  });
});
