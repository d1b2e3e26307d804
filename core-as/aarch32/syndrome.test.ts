import { describe, expect, it } from "vitest";
import { ExitReason } from "../abi.ts";
import { EXIT_REGISTER, EXIT_SYNDROME } from "../layout.ts";
import { type Set as InstructionSet, TestProgram32 } from "../testing/aarch32.ts";

const NOTHING_MAPPED = 0x1000_0000;
const NO_REGISTER = 0xff;

/** Runs one access by R1 to an address that nothing backs. */
function access(set: InstructionSet, word: number): { iss: number; register: number; ec: number } {
  const program = new TestProgram32();
  program.setR(13, NOTHING_MAPPED);
  expect(program.run(set, [word], [0, NOTHING_MAPPED, 0, 0])).toBe(ExitReason.Memory);
  const syndrome = Number(program.core.u64(EXIT_SYNDROME));
  return { iss: syndrome & 0x1ffffff, register: program.core.u32(EXIT_REGISTER), ec: syndrome >>> 26 };
}

// ISV, SAS in 23..22, SSE 21, SRT 20..16, AR 14, WnR 6, DFSC 7.
describe("describeAccess, A32", () => {
  it.each([
    ["ldr r2, [r1]", 0xe5912000, 0x1820007],
    ["ldrb r2, [r1, #-4]", 0xe5512004, 0x1020007],
    ["str r2, [r1, r3]", 0xe7812003, 0x1820047],
    ["strb r12, [r1]", 0xe5c1c000, 0x10c0047],
    ["ldrh r2, [r1]", 0xe1d120b0, 0x1420007],
    ["ldrsb r2, [r1]", 0xe1d120d0, 0x1220007],
    ["ldrsh r2, [r1, r3]", 0xe19120f3, 0x1620007],
    ["strh r2, [r1]", 0xe1c120b0, 0x1420047],
  ])("names the register of %s", (_text, word, iss) => {
    expect(access("a32", word)).toEqual({ iss, register: (iss >> 16) & 15, ec: 0x24 });
  });

  it.each([
    ["ldr r2, [r1], #4", 0xe4912004, 7],
    ["str r2, [r1, #4]!", 0xe5a12004, 0x47],
    ["ldrt r2, [r1], #0", 0xe4b12000, 7],
    ["ldrd r2, r3, [r1]", 0xe1c120d0, 7],
    ["ldm r1, {r2, r3}", 0xe891000c, 7],
    ["ldr pc, [r1]", 0xe591f000, 7],
  ])("says nothing of the register of %s", (_text, word, iss) => {
    expect(access("a32", word)).toEqual({ iss, register: NO_REGISTER, ec: 0x24 });
  });
});

describe("describeAccess, T32", () => {
  it.each([
    ["ldr r2, [r1, #0]", 0x680a, 0x1820007],
    ["strb r2, [r1, #0]", 0x700a, 0x1020047],
    ["ldrh r2, [r1, #0]", 0x880a, 0x1420007],
    ["ldrsh r2, [r1, r3]", 0x5eca, 0x1620007],
    ["ldrsb r2, [r1, r3]", 0x56ca, 0x1220007],
    ["ldrb r2, [r1, r3]", 0x5cca, 0x1020007],
    ["str r2, [sp, #0]", 0x9200, 0x1820047],
    ["ldr.w r8, [r1, #4]", 0xf8d18004, 0x1880007],
    ["ldrsh.w r2, [r1, #-4]", 0xf9312c04, 0x1620007],
    ["ldrt r2, [r1, #4]", 0xf8512e04, 0x1820007],
    ["strh.w r2, [r1, r3, lsl #1]", 0xf8212013, 0x1420047],
  ])("names the register of %s", (_text, word, iss) => {
    expect(access("t32", word)).toEqual({ iss, register: (iss >> 16) & 15, ec: 0x24 });
  });

  it.each([
    ["ldr r2, [r1], #4", 0xf8512b04, 7],
    ["strd r2, r3, [r1]", 0xe9c12300, 0x47],
    ["push {r2}", 0xb404, 0x47],
  ])("says nothing of the register of %s", (_text, word, iss) => {
    expect(access("t32", word)).toEqual({ iss, register: NO_REGISTER, ec: 0x24 });
  });

  it("reports a fetch as a prefetch abort", () => {
    const program = new TestProgram32();
    expect(program.run("a32", [0xe12fff11], [0, NOTHING_MAPPED])).toBe(ExitReason.Memory);

    expect(Number(program.core.u64(EXIT_SYNDROME)) >>> 26).toBe(0x20);
  });
});
