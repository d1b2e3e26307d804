import { describe, expect, it } from "vitest";
import { afterA32, TestProgram32 } from "../../testing/aarch32.ts";

/** R0 and CPSR.Q after an instruction on R1 and R2. */
function saturated(instruction: number, a: number, b = 0): [number, boolean] {
  const program = afterA32(instruction, [0, a, b]);
  return [program.r(0), program.q];
}

describe("32-bit saturation", () => {
  it("QADD and QSUB stop at both ends and set Q", () => {
    expect(saturated(0xe1020051, 0x7fffffff, 1)).toEqual([0x7fffffff, true]);
    expect(saturated(0xe1020051, 0x80000000, 0xffffffff)).toEqual([0x80000000, true]);
    expect(saturated(0xe1020051, 1, 2)).toEqual([3, false]);
    expect(saturated(0xe1220051, 0x80000000, 1)).toEqual([0x80000000, true]);
    expect(saturated(0xe1220051, 5, 7)).toEqual([0xfffffffe, false]);
  });

  it("QDADD and QDSUB saturate the double first", () => {
    expect(saturated(0xe1420051, 0xffffffff, 0x40000000)).toEqual([0x7ffffffe, true]);
    expect(saturated(0xe1620051, 10, 3)).toEqual([4, false]);
  });

  it("Q stays set", () => {
    const program = new TestProgram32();
    program.q = true;
    program.run("a32", [0xe1020051], [0, 1, 2]);
    expect(program.q).toBe(true);
  });
});

describe("saturation to a number of bits", () => {
  it("SSAT", () => {
    expect(saturated(0xe6a70011, 127)).toEqual([127, false]);
    expect(saturated(0xe6a70011, 128)).toEqual([127, true]);
    expect(saturated(0xe6a70011, 0xffffff7f)).toEqual([0xffffff80, true]);
    expect(saturated(0xe6bf0011, 0x80000000)).toEqual([0x80000000, false]);
  });

  it("USAT shifts first, and knows no negative number", () => {
    expect(saturated(0xe6e80211, 0xf)).toEqual([0xf0, false]);
    expect(saturated(0xe6e80211, 0x10)).toEqual([0xff, true]);
    expect(saturated(0xe6e80211, 0xffffffff)).toEqual([0, true]);
  });

  it("SSAT with ASR #32, encoded as 0, leaves the sign alone", () => {
    expect(saturated(0xe6af0051, 0x80000000)).toEqual([0xffffffff, false]);
  });

  it("SSAT16 and USAT16 look at each halfword", () => {
    expect(saturated(0xe6a70f31, 0x0080ff7f)).toEqual([0x007fff80, true]);
    expect(saturated(0xe6e80f31, 0x00ff0100)).toEqual([0x00ff00ff, true]);
    expect(saturated(0xe6e80f31, 0x00ff0001)).toEqual([0x00ff0001, false]);
  });
});
