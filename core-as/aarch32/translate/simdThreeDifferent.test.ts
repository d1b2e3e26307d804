import { describe, expect, it } from "vitest";
import { FPSR } from "../../layout.ts";
import { TestProgram32 } from "../../testing/aarch32.ts";

const FPSR_QC = 1n << 27n;

describe("Advanced SIMD, registers of different lengths", () => {
  it("VADDW adds narrow lanes to wide ones", () => {
    const program = new TestProgram32();
    program.setD(4, 0x0100_0200_0300_fff0n);
    program.setD(5, 0x0000_0000_0000_0001n);
    program.setD(1, 0xff00_0001_0102_0320n);
    // vaddw.u8 q1, q2, d1
    program.run("a32", [0xf3842101]);
    expect([program.d(2), program.d(3)]).toEqual([0x0101_0202_0303_0010n, 0x00ff_0000_0000_0002n]);
  });

  it("VRADDHN rounds the upper halves of sums", () => {
    const program = new TestProgram32();
    program.setD(2, 0x017f_0180_ff80_0000n);
    program.setD(3, 0n);
    program.setD(4, 0n);
    program.setD(5, 0n);
    // vraddhn.i16 d0, q1, q2
    program.run("a32", [0xf3820404]);
    expect(program.d(0)).toBe(0x0000_0000_0102_0000n);
  });

  it("VMLAL adds signed products of twice the width", () => {
    const program = new TestProgram32();
    program.setD(1, 0x0003_8000_ffff_0002n);
    program.setD(4, 0x0004_8000_0005_0007n);
    program.setD(2, 0x0000_0010_0000_0001n);
    program.setD(3, 0n);
    // vmlal.s16 q1, d1, d4
    program.run("a32", [0xf2912804]);
    expect([program.d(2), program.d(3)]).toEqual([0x0000_000b_0000_000fn, 0x0000_000c_4000_0000n]);
  });

  it("VMULL.P8 multiplies without carries", () => {
    const program = new TestProgram32();
    program.setD(0, 0xff00_0000_0000_0003n);
    program.setD(1, 0xff00_0000_0000_0003n);
    // vmull.p8 q1, d0, d1
    program.run("a32", [0xf2802e01]);
    expect([program.d(2), program.d(3)]).toEqual([0x0000_0000_0000_0005n, 0x5555_0000_0000_0000n]);
  });

  it("VQDMLAL saturates the doubled product", () => {
    const program = new TestProgram32();
    program.setD(0, 0x8000_0000_0000_0002n);
    program.setD(1, 0x8000_0000_0000_0003n);
    program.setD(2, 1n);
    program.setD(3, 0n);
    // vqdmlal.s32 q1, d0, d1
    program.run("a32", [0xf2a02901]);
    expect([program.d(2), program.d(3)]).toEqual([13n, 0x7fff_ffff_ffff_ffffn]);
    expect(program.core.u64(FPSR)).toBe(FPSR_QC);
  });
});
