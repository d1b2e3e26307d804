import { describe, expect, it } from "vitest";
import { TestProgram32 } from "../../testing/aarch32.ts";

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
