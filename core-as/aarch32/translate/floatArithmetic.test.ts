/** Which registers the instructions of floatArithmetic.ts work on, and how often they round. Values are the matter of core-as/fp. */
import { beforeEach, describe, expect, it } from "vitest";
import { FPEXC } from "../../aarch32/state.ts";
import { FloatProgram32, GARBAGE } from "../../testing/aarch32Float.ts";

const NAN = 0x7ff8_0000_0000_0000n;

let program: FloatProgram32;

beforeEach(() => {
  program = new FloatProgram32();
});

/** D0 after an instruction on D0 = d, D2 = n and D3 = m. */
function result(word: number, d: number, n: number, m: number): number {
  const fresh = new FloatProgram32();
  fresh.setDouble(0, d);
  fresh.setDouble(2, n);
  fresh.setDouble(3, m);
  fresh.run("a32", [word]);
  return fresh.double(0);
}

describe("registers", () => {
  it("VADD of doubles changes one half of a vector", () => {
    program.setDouble(2, 1.5);
    program.setDouble(3, 2);
    program.run("a32", [0xee721b03]); // vadd.f64 d17, d2, d3
    expect(program.double(17)).toBe(3.5);
    expect(program.changed).toEqual([2, 3, 17]);
  });

  it("VADD of singles changes one quarter of a vector", () => {
    program.setSingle(2, 1.5);
    program.setSingle(7, 2);
    program.run("a32", [0xee710a23]); // vadd.f32 s1, s2, s7
    expect(program.single(1)).toBe(3.5);
    expect(program.s(0)).toBe(Number(GARBAGE & 0xffff_ffffn));
    expect(program.changed).toEqual([0, 1, 3]);
  });

  it("T32 has the same words", () => {
    program.setDouble(2, 1.5);
    program.setDouble(3, 2);
    program.run("t32", [0xee721b03, 0xfe820b03]); // vadd.f64 d17, d2, d3; vmaxnm.f64 d0, d2, d3
    expect(program.double(17)).toBe(3.5);
    expect(program.double(0)).toBe(2);
  });

  it("a condition that fails leaves everything as it is, in A32 and in an IT block", () => {
    program.flags = 0b0000;
    program.run("a32", [0x0e320b03]); // vaddeq.f64 d0, d2, d3
    program.run("t32", [0xbf08, 0xee320b03], [], 0x4000_0200n); // it eq; vaddeq.f64 d0, d2, d3
    expect(program.changed).toEqual([]);
  });
});

describe("access", () => {
  it("is undefined while FPEXC.EN is 0", () => {
    program.core.setU64(FPEXC, 0n);
    program.core.exports.systemRegistersChanged(program.core.vcpu());
    program.run("a32", [0xee721b03]); // vadd.f64 d17, d2, d3
    expect(program.wasUndefined).toBe(true);
    expect(program.changed).toEqual([]);
  });
});

describe("operations", () => {
  it("subtract, multiply and divide in the order of the operands", () => {
    expect(result(0xee320b43, 0, 5, 2)).toBe(3); // vsub.f64 d0, d2, d3
    expect(result(0xee220b43, 0, 5, 2)).toBe(-10); // vnmul.f64 d0, d2, d3
    program.setSingle(4, 5);
    program.setSingle(6, 2);
    program.run("a32", [0xee820a03]); // vdiv.f32 s0, s4, s6
    expect(program.single(0)).toBe(2.5);
  });

  it("accumulate with the signs of their names", () => {
    expect(result(0xee020b03, 10, 2, 3)).toBe(16); // vmla.f64 d0, d2, d3
    expect(result(0xee020b43, 10, 2, 3)).toBe(4); // vmls.f64 d0, d2, d3
    expect(result(0xee120b43, 10, 2, 3)).toBe(-16); // vnmla.f64 d0, d2, d3
    expect(result(0xee120b03, 10, 2, 3)).toBe(-4); // vnmls.f64 d0, d2, d3
    expect(result(0xeea20b03, 10, 2, 3)).toBe(16); // vfma.f64 d0, d2, d3
    expect(result(0xeea20b43, 10, 2, 3)).toBe(4); // vfms.f64 d0, d2, d3
    expect(result(0xee920b43, 10, 2, 3)).toBe(-16); // vfnma.f64 d0, d2, d3
    expect(result(0xee920b03, 10, 2, 3)).toBe(-4); // vfnms.f64 d0, d2, d3
  });

  it("VMLA rounds the product and the sum, VFMA once", () => {
    const factor = 1 + 2 ** -30;
    const rounded = -(1 + 2 ** -29);
    expect(result(0xee020b03, rounded, factor, factor)).toBe(0);
    expect(result(0xeea20b03, rounded, factor, factor)).toBe(2 ** -60);
  });

  it("VABS and VNEG change the sign of NaNs too", () => {
    program.setS(2, 0xffc0_1234);
    program.setD(4, NAN);
    program.run("a32", [0xeef01ac1, 0xeef1fb44]); // vabs.f32 s3, s2; vneg.f64 d31, d4
    expect(program.s(3)).toBe(0x7fc0_1234);
    expect(program.d(31)).toBe(NAN | (1n << 63n));
  });

  it("VMAXNM and VMINNM take the number where there is a quiet NaN", () => {
    program.setD(2, NAN);
    program.setDouble(3, -1);
    program.run("a32", [0xfe820b03]); // vmaxnm.f64 d0, d2, d3
    expect(program.double(0)).toBe(-1);
    program.setSingle(8, 4);
    program.setSingle(9, -4);
    program.run("a32", [0xfec40a64], [], 0x4000_0200n); // vminnm.f32 s1, s8, s9
    expect(program.single(1)).toBe(-4);
  });
});
