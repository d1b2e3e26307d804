import { describe, expect, it } from "vitest";
import { TestProgram32 } from "../../testing/aarch32.ts";

describe("Advanced SIMD extraction, tables and duplicates", () => {
  it("VEXT takes bytes of the first operand, then of the second", () => {
    const program = new TestProgram32();
    program.setD(2, 0x0706_0504_0302_0100n);
    program.setD(3, 0x0f0e_0d0c_0b0a_0908n);
    // vext.8 d1, d2, d3, #3
    program.run("a32", [0xf2b21303]);
    expect(program.d(1)).toBe(0x0a09_0807_0605_0403n);
  });

  it("VTBL reads consecutive D registers and gives zero beyond them", () => {
    const program = new TestProgram32();
    program.setD(1, 0x0706_0504_0302_0100n);
    program.setD(2, 0x0f0e_0d0c_0b0a_0908n);
    program.setD(5, 0xff10_0f08_0700_0101n);
    // vtbl.8 d0, {d1, d2}, d5
    program.run("a32", [0xf3b10905]);
    expect(program.d(0)).toBe(0x0000_0f08_0700_0101n);
  });

  it("VTBX keeps the bytes whose index is out of range", () => {
    const program = new TestProgram32();
    program.setD(0, 0xaaaa_aaaa_aaaa_aaaan);
    program.setD(1, 0x1716_1514_1312_1110n);
    program.setD(5, 0xff08_0700_0102_0304n);
    // vtbx.8 d0, {d1}, d5
    program.run("a32", [0xf3b10845]);
    expect(program.d(0)).toBe(0xaaaa_1710_1112_1314n);
  });

  it("VDUP fills a vector with a lane or a core register", () => {
    const program = new TestProgram32();
    program.setD(3, 0x0004_0003_0002_0001n);
    // vdup.16 q1, d3[2]; vdup.8 d3, r1
    program.run("a32", [0xf3ba2c43, 0xeec31b10], [0, 0x12345678]);
    expect(program.d(2)).toBe(0x0003_0003_0003_0003n);
    expect(program.d(19)).toBe(0n);
    expect(program.d(3)).toBe(0x7878_7878_7878_7878n);
  });
});
