import { describe, expect, it } from "vitest";
import { TestProgram32 } from "../../testing/aarch32.ts";

describe("Advanced SIMD, two registers, miscellaneous", () => {
  it("VREV32 reverses halfwords in words", () => {
    const program = new TestProgram32();
    program.setD(3, 0x0011_2233_4455_6677n);
    // vrev32.16 d0, d3
    program.run("a32", [0xf3b40083]);
    expect(program.d(0)).toBe(0x2233_0011_6677_4455n);
  });

  it("VPADAL adds sums of neighbours", () => {
    const program = new TestProgram32();
    program.setD(0, 0x0001_0000_0000_fff0n);
    program.setD(1, 0xffff_0102_0000_1020n);
    // vpadal.u8 d0, d1
    program.run("a32", [0xf3b00681]);
    expect(program.d(0)).toBe(0x01ff_0003_0000_0020n);
  });

  it("VSWP exchanges D registers of different slots", () => {
    const program = new TestProgram32();
    program.setD(1, 1n);
    program.setD(2, 2n);
    // vswp d1, d2
    program.run("a32", [0xf3b21002]);
    expect([program.d(1), program.d(2)]).toEqual([2n, 1n]);
  });

  it("VUZP takes even bytes into one register and odd ones into the other", () => {
    const program = new TestProgram32();
    program.setD(1, 0x0706_0504_0302_0100n);
    program.setD(3, 0x1716_1514_1312_1110n);
    // vuzp.8 d1, d3
    program.run("a32", [0xf3b21103]);
    expect([program.d(1), program.d(3)]).toEqual([0x1614_1210_0604_0200n, 0x1715_1311_0705_0301n]);
  });

  it("VZIP of Q registers interleaves them", () => {
    const program = new TestProgram32();
    program.setD(2, 0x0003_0002_0001_0000n);
    program.setD(3, 0x0007_0006_0005_0004n);
    program.setD(4, 0x0013_0012_0011_0010n);
    program.setD(5, 0x0017_0016_0015_0014n);
    // vzip.16 q1, q2
    program.run("a32", [0xf3b621c4]);
    expect([program.d(2), program.d(5)]).toEqual([0x0011_0001_0010_0000n, 0x0017_0007_0016_0006n]);
  });

  it("VQMOVUN saturates signed lanes to unsigned ones of half the width", () => {
    const program = new TestProgram32();
    program.setD(2, 0xffff_ffff_ffff_ffffn);
    program.setD(3, 0x0000_0001_0000_0000n);
    // vqmovun.s32 d0, q1: words to halfwords
    program.run("a32", [0xf3b60242]);
    expect(program.d(0)).toBe(0x0001_0000_0000_0000n);
  });

  it("VCLT compares with zero", () => {
    const program = new TestProgram32();
    program.setD(1, 0x8000_7fff_0100_fe02n);
    // vclt.s8 d0, d1, #0
    program.run("a32", [0xf3b10201]);
    expect(program.d(0)).toBe(0xff00_00ff_0000_ff00n);
  });

  it("VRECPE estimates the reciprocal of fractions from a half on", () => {
    const program = new TestProgram32();
    program.setD(1, 0xc000_0000_7fff_ffffn);
    // vrecpe.u32 d0, d1
    program.run("a32", [0xf3bb0401]);
    expect(program.d(0)).toBe(0xaa80_0000_ffff_ffffn);
  });
});
