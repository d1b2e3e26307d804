import { describe, expect, it } from "vitest";
import { FPSR } from "../../layout.ts";
import { TestProgram32 } from "../../testing/aarch32.ts";

const FPSR_QC = 1n << 27n;

describe("Advanced SIMD shifts by an immediate", () => {
  it("VSHR by the whole width leaves signs", () => {
    const program = new TestProgram32();
    program.setD(3, 0x8001_ff7f_0000_00f0n);
    // vshr.s8 d1, d3, #8
    program.run("a32", [0xf2881013]);
    expect(program.d(1)).toBe(0xff00_ff00_0000_00ffn);
  });

  it("VSLI keeps the bits that are shifted in", () => {
    const program = new TestProgram32();
    program.setD(1, 0x1122_3344_5566_7788n);
    program.setD(2, 0x00aa_bbcc_00dd_eeffn);
    // vsli.32 d1, d2, #8
    program.run("a32", [0xf3a81512]);
    expect(program.d(1)).toBe(0xaabb_cc44_ddee_ff88n);
  });

  it("VQSHRUN saturates signed lanes to unsigned ones", () => {
    const program = new TestProgram32();
    program.setD(2, 0xffff_0ff0_0ff8_7fffn);
    program.setD(3, 0x0010_0000_0000_000fn);
    // vqshrun.s16 d1, q1, #4
    program.run("a32", [0xf38c1812]);
    expect(program.d(1)).toBe(0x0100_0000_00ff_ffffn);
    expect(program.core.u64(FPSR)).toBe(FPSR_QC);
  });

  it("VSHLL widens before it shifts", () => {
    const program = new TestProgram32();
    program.setD(5, 0xff01_8000_0000_0010n);
    // vshll.u8 q0, d5, #3
    program.run("a32", [0xf38b0a15]);
    expect([program.d(0), program.d(1)]).toEqual([0x0000_0000_0000_0080n, 0x07f8_0008_0400_0000n]);
  });
});
