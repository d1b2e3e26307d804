import { describe, expect, it } from "vitest";
import type { Mismatch } from "../compare.ts";
import { excuseOf } from "../instructionSet.ts";
import { RECORD_SIGNAL, RECORD_SIZE, Signal } from "../oracle/layout.ts";
import { A32, T32 } from "./instructionSets.ts";

/** A test in which `name` differs, and that both machines ended at a breakpoint. */
function differing(name: string): Mismatch {
  const [expected, got] = [0, 1].map(() => {
    const record = new Uint8Array(RECORD_SIZE);
    record[RECORD_SIGNAL] = Signal.breakpoint;
    return record;
  });
  const differences = [{ name, expected: "00000001", got: "00000002" }];
  return { test: 0, differences, expected, got, stoppedAt: 0, strayed: false };
}
const isExcused = (set: typeof A32, words: readonly number[]) => excuseOf(set, words, differing("R3")) !== undefined;

describe("a branch between a test's own instructions", () => {
  it("is excused where T32 finds PC as an operand there", () => {
    // b.w to the second half of uxth.w r10, r9, ror #16, which is the first of uhasx r3, r9, pc with that of bfc r8, #10, #16
    const words = [0xf000_b805, 0xbf46, 0xa7d2, 0xfff6_618d, 0xfa1f_faa9, 0xf36f_2899];

    expect(isExcused(T32, words)).toBe(true);
    expect(isExcused(T32, [0xbf00, ...words.slice(1)])).toBe(false);
  });

  it("is excused behind MOV PC, PC, which leads into the second half of the next instruction", () => {
    // mov pc, pc; usax r11, r0, sp; itttt eq: smlsd pc, sp, r1, r11. Then vst1 of two registers from d31 on
    expect(isExcused(T32, [0x46ff, 0xfae0_fb4d, 0xbf01])).toBe(true);
    expect(isExcused(T32, [0x46ff, 0xfaa9_f94b, 0xfada_fbad])).toBe(true);
    expect(isExcused(T32, [0x46f7, 0xfae0_fb4d, 0xbf01])).toBe(false);
  });

  it("is none where what it finds is not UNPREDICTABLE, or it leads to an instruction", () => {
    // b.w to the second half of uxth.w r10, r9, ror #16: lsls r1, r0, #1; to uxth.w itself
    expect(isExcused(T32, [0xf000_b801, 0xbf00, 0xfa1f_0041, 0xbf00])).toBe(false);
    expect(isExcused(T32, [0xf000_b800, 0xbf00, 0xfa1f_faa9, 0xf36f_2899])).toBe(false);
    // The same from b, cbz and beq.
    const between = [0xfa1f_faa9, 0xf36f_2899];
    expect([0xe000, 0xb100, 0xd000, 0xf000_8000].map((branch) => isExcused(T32, [branch, ...between]))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("is excused where an IT block of T32 has a branch in words of A32", () => {
    // blx to itt lt, b in the halves of sel r11, r9, r12; then other words
    const words = [0xfa00_0000, 0x328f_864c, 0xe689_bfbc, 0xc037_72e8];

    expect(isExcused(A32, words)).toBe(true);
    // it lt alone: the branch is its last instruction
    expect(isExcused(A32, [0xfa00_0000, 0x328f_864c, 0xe689_bfb8, 0x72e8_72e8])).toBe(false);
    expect(isExcused(A32, words.slice(1))).toBe(false);
  });
});

describe("DBGDIDR", () => {
  it("differs by implementation, but nothing with it", () => {
    // mrc p14, 0, r3, c0, c0, 0; the same of c1
    expect(isExcused(T32, [0xee10_3e10])).toBe(true);
    expect(isExcused(A32, [0xee10_3e10])).toBe(true);
    expect(isExcused(A32, [0xee10_4e10])).toBe(false);
    expect(isExcused(A32, [0xee11_3e10])).toBe(false);
  });
});
