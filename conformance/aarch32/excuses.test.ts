import { describe, expect, it } from "vitest";
import type { Mismatch } from "../compare.ts";
import { excuseOf, type InstructionSet } from "../instructionSet.ts";
import { RECORD_SIGNAL, RECORD_SIZE, Signal } from "../oracle/layout.ts";
import { storesOtherSize } from "./exclusives.ts";
import { A32, T32 } from "./instructionSets.ts";
import { transferOf } from "./transfers.ts";

describe("transferOf", () => {
  it("names the general registers of a list, but for the base", () => {
    // ldmia r1!, {r2, r3}; ldm r1, {r1, r2}; ldrd r4, r5, [r0]; push {r4, lr}; stmia.w r11!, {r0, r2}
    expect(transferOf(0xe8b1_000c, false)).toEqual({ isLoad: true, registers: ["R2", "R3"] });
    expect(transferOf(0xe891_0006, false)).toEqual({ isLoad: true, registers: ["R2"] });
    expect(transferOf(0xe1c0_40d0, false)).toEqual({ isLoad: true, registers: ["R4", "R5"] });
    expect(transferOf(0xb510, true)).toEqual({ isLoad: false, registers: ["R4", "R14"] });
    expect(transferOf(0xe8ab_0005, true)).toEqual({ isLoad: false, registers: ["R0", "R2"] });
  });

  it("names D registers, of which S registers are halves", () => {
    // vldmia r1!, {d16, d17}; vstmia sp, {s9-s18}; vldr d3, [r0]; vld4.8 {d0-d3}, [r0], r2
    expect(transferOf(0xecf1_0b04, false)).toEqual({ isLoad: true, registers: ["D16", "D17"] });
    expect(transferOf(0xeccd_4a0a, true)?.registers).toEqual(["D4", "D5", "D6", "D7", "D8", "D9"]);
    expect(transferOf(0xed90_3b00, false)?.registers).toEqual(["D3"]);
    expect(transferOf(0xf420_0002, false)?.registers.slice(0, 4)).toEqual(["D0", "D1", "D2", "D3"]);
  });

  it("knows nothing of single accesses", () => {
    // ldr r0, [r1]; ldrh r0, [r1]; ldr r0, [r0] (T32)
    expect([transferOf(0xe591_0000, false), transferOf(0xe1d1_00b0, false), transferOf(0x6800, true)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("storesOtherSize", () => {
  it("compares a store-exclusive with the load-exclusives of its test", () => {
    // ldrex r0,[r1]; strex r2,r3,[r1]; strexb r2,r3,[r1]; in T32 ldrexh r2,[r12]; stlexb r3,r12,[r12]; stlexh r11,r9,[r3]
    expect(storesOtherSize(0xe181_2f93, [0xe191_0f9f, 0xe181_2f93], false)).toBe(false);
    expect(storesOtherSize(0xe1c1_2f93, [0xe191_0f9f, 0xe1c1_2f93], false)).toBe(true);
    expect(storesOtherSize(0xe8cc_cfc3, [0xe8dc_2f5f, 0xe8cc_cfc3], true)).toBe(true);
    expect(storesOtherSize(0xe8c3_9fdb, [0xe8dc_2f5f, 0xe8c3_9fdb], true)).toBe(false);
  });
});

describe("an instruction that only QEMU's processor has", () => {
  /** A test that only the core took for undefined. */
  function undefinedHere(): Mismatch {
    const [expected, got] = [Signal.breakpoint, Signal.undefined].map((signal) => {
      const record = new Uint8Array(RECORD_SIZE);
      record[RECORD_SIGNAL] = signal;
      return record;
    });
    const differences = [{ name: "signal", expected: "00000005", got: "00000004" }];
    return { test: 0, differences, expected, got, stoppedAt: 0, strayed: false };
  }
  const featureOf = (set: InstructionSet, word: number) =>
    excuseOf(set, [word], undefinedHere())?.reason.replace(/[ :].*/, "");

  it("is excused by the name of its feature", () => {
    // vadd.f16 s10, s17, s11; vqrdmlah.s32 d16, d4, d14; vcmla.f32; vsdot.s8; vjcvt.s32.f64; sb
    const words = [0xee38_59a5, 0xf2e4_de60, 0xfeb1_3821, 0xfe20_2d40, 0xeef9_fbcc, 0xf57f_f070];
    const features = ["FEAT_FP16", "FEAT_RDM", "FEAT_FCMA", "FEAT_DotProd", "FEAT_JSCVT", "FEAT_SB"];

    expect(words.map((word) => featureOf(A32, word))).toEqual(features);
    expect(featureOf(T32, 0xf3bf_8f70)).toBe("FEAT_SB");
    // VQRDMLAH where T32 has Advanced SIMD.
    expect(featureOf(T32, 0xefe4_de60)).toBe("FEAT_RDM");
  });

  it("is no excuse for one that ARMv8.0 has", () => {
    // vadd.f32 s10, s17, s11; vrev16.8 d0, d1; dsb sy; vcvtb.f32.f16 s0, s0
    const words = [0xee38_5aa5, 0xf3b0_0101, 0xf57f_f04f, 0xeeb2_0a40];

    expect(words.map((word) => featureOf(A32, word))).toEqual([undefined, undefined, undefined, undefined]);
  });
});
