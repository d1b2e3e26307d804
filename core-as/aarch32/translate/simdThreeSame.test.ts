import { describe, expect, it } from "vitest";
import { CPACR_EL1 } from "../../aarch64/state.ts";
import { ExitReason } from "../../abi.ts";
import { FPSR } from "../../layout.ts";
import { TestProgram32 } from "../../testing/aarch32.ts";

const FPSR_QC = 1n << 27n;
const MODE_UND = 0x1b;

describe("Advanced SIMD, three registers of the same length", () => {
  it("VADD of D registers with odd numbers leaves their neighbours alone", () => {
    const program = new TestProgram32();
    program.setD(0, 0x0123_4567_89ab_cdefn);
    program.setD(3, 0xffff_8000_0001_1234n);
    program.setD(5, 0x0001_8000_ffff_1111n);
    // vadd.i16 d1, d3, d5
    program.run("a32", [0xf2131805]);
    expect(program.d(1)).toBe(0x0000_0000_0000_2345n);
    expect(program.d(0)).toBe(0x0123_4567_89ab_cdefn);
    expect(program.d(3)).toBe(0xffff_8000_0001_1234n);
  });

  it("VADD of Q registers takes both halves", () => {
    const program = new TestProgram32();
    program.setD(4, 0x01ff_0000_0000_0080n);
    program.setD(5, 0x1111_1111_1111_1111n);
    program.setD(6, 0x0101_0000_0000_0080n);
    program.setD(7, 0x2222_2222_2222_2222n);
    // vadd.i8 q1, q2, q3
    program.run("a32", [0xf2042846]);
    expect([program.d(2), program.d(3)]).toEqual([0x0200_0000_0000_0000n, 0x3333_3333_3333_3333n]);
  });

  it("a Q form with an odd register is undefined", () => {
    const program = new TestProgram32();
    // vadd.i8 q1, q2, q3 with bit 12 set: D3 for Q1.
    expect(program.run("a32", [0xf2043846])).not.toBe(ExitReason.Hypercall);
    expect(program.cpsr & 31).toBe(MODE_UND);
  });

  it("Advanced SIMD is undefined while CPACR.ASEDIS is set", () => {
    const program = new TestProgram32();
    program.core.setU64(CPACR_EL1, program.core.u64(CPACR_EL1) | (1n << 31n));
    program.core.exports.systemRegistersChanged(program.core.vcpu());
    program.run("a32", [0xf2042846]);
    expect(program.cpsr & 31).toBe(MODE_UND);
  });

  it("VQADD records saturation in FPSCR.QC", () => {
    const program = new TestProgram32();
    program.setD(1, 0x7f80_0102_0304_0506n);
    program.setD(2, 0x01ff_0101_0101_0101n);
    // vqadd.s8 d0, d1, d2
    program.run("a32", [0xf2010012]);
    expect(program.d(0)).toBe(0x7f80_0203_0405_0607n);
    expect(program.core.u64(FPSR)).toBe(FPSR_QC);
  });

  it("VSHL shifts its first source operand by the second one, right where that is negative", () => {
    const program = new TestProgram32();
    program.setD(2, 0x8000_0000_0000_0001n);
    program.setD(3, 0x0000_00ff_0000_0004n);
    // vshl.s32 d1, d2, d3
    program.run("a32", [0xf2231402]);
    expect(program.d(1)).toBe(0xc000_0000_0000_0010n);
  });

  it("VBSL chooses bit by bit with its destination", () => {
    const program = new TestProgram32();
    program.setD(1, 0xff00_ff00_0f0f_0f0fn);
    program.setD(2, 0x1111_1111_1111_1111n);
    program.setD(3, 0x2222_2222_2222_2222n);
    // vbsl d1, d2, d3
    program.run("a32", [0xf3121113]);
    expect(program.d(1)).toBe(0x1122_1122_2121_2121n);
  });

  it("VPADD adds neighbours of the first operand, then of the second", () => {
    const program = new TestProgram32();
    program.setD(1, 0x0004_0003_0002_0001n);
    program.setD(3, 0xffff_0001_0010_0020n);
    // vpadd.i16 d0, d1, d3
    program.run("a32", [0xf2110b13]);
    expect(program.d(0)).toBe(0x0000_0030_0007_0003n);
  });

  it("VORR of a register with itself is VMOV", () => {
    const program = new TestProgram32();
    program.setD(4, 0x0123_4567_89ab_cdefn);
    // vmov d5, d4
    program.run("a32", [0xf2245114]);
    expect(program.d(5)).toBe(0x0123_4567_89ab_cdefn);
  });
});
