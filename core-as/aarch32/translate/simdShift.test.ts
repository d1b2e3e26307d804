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

describe("Advanced SIMD modified immediates", () => {
  it("VMOV puts the expanded immediate into every lane of one half", () => {
    const program = new TestProgram32();
    program.setD(2, 1n);
    // vmov.i32 d3, #0xff00
    program.run("a32", [0xf387321f]);
    expect([program.d(2), program.d(3)]).toEqual([1n, 0x0000_ff00_0000_ff00n]);
  });

  it("VBIC clears the immediate's bits", () => {
    const program = new TestProgram32();
    program.setD(2, 0x1234_5678_9abc_deffn);
    program.setD(3, 0xffff_ffff_ffff_ffffn);
    // vbic.i16 q1, #0xff
    program.run("a32", [0xf387297f]);
    expect([program.d(2), program.d(3)]).toEqual([0x1200_5600_9a00_de00n, 0xff00_ff00_ff00_ff00n]);
  });

  it("VMOV.F32 and VMOV.I64 expand as the manual's table says", () => {
    const program = new TestProgram32();
    // vmov.f32 q1, #-1.5; vmov.i64 d1, #0xff00ff0000ffffff
    program.run("a32", [0xf3872f58, 0xf3821e37]);
    expect(program.d(3)).toBe(0xbfc0_0000_bfc0_0000n);
    expect(program.d(1)).toBe(0xff00_ff00_00ff_ffffn);
  });
});
