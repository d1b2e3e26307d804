import { describe, expect, it } from "vitest";
import { TestProgram32 } from "../../testing/aarch32.ts";

describe("Advanced SIMD, a register and a scalar", () => {
  it("VMLA takes one halfword of D0 to D7", () => {
    const program = new TestProgram32();
    program.setD(4, 0x0004_0003_0002_0001n);
    program.setD(5, 0xffff_0000_0000_0010n);
    program.setD(3, 0x0003_aaaa_bbbb_ccccn);
    program.setD(2, 0x0100_0100_0100_0100n);
    // vmla.i16 q1, q2, d3[3]; the scalar is part of the destination.
    program.run("a32", [0xf394206b]);
    expect([program.d(2), program.d(3)]).toEqual([0x010c_0109_0106_0103n, 0x0000_aaaa_bbbb_ccfcn]);
  });

  it("VMULL takes one word of D0 to D15", () => {
    const program = new TestProgram32();
    program.setD(0, 0xffff_ffff_0000_0002n);
    program.setD(5, 0x8000_0001_1234_5678n);
    // vmull.u32 q1, d0, d5[1]
    program.run("a32", [0xf3a02a65]);
    expect([program.d(2), program.d(3)]).toEqual([0x0000_0001_0000_0002n, 0x8000_0000_7fff_ffffn]);
  });

  it("VMUL.F32 takes one word as a number", () => {
    const program = new TestProgram32();
    program.setD(2, 0x3f80_0000_4000_0000n);
    program.setD(3, 0xbf80_0000_0000_0000n);
    program.setD(0, 0x4040_0000_0000_0000n);
    // vmul.f32 q0, q1, d0[1]
    program.run("a32", [0xf3a20960]);
    expect([program.d(0), program.d(1)]).toEqual([0x4040_0000_40c0_0000n, 0xc040_0000_0000_0000n]);
  });
});
