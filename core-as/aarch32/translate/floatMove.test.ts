/** Moves between registers, lanes and immediates. */
import { beforeEach, describe, expect, it } from "vitest";
import { FloatProgram32, GARBAGE } from "../../testing/aarch32Float.ts";

let program: FloatProgram32;

beforeEach(() => {
  program = new FloatProgram32();
});

describe("VMOV", () => {
  it("of an immediate", () => {
    program.run("a32", [0xeeff1b08, 0xeef40a00]); // vmov.f64 d17, #-1.5; vmov.f32 s1, #0.125
    expect(program.double(17)).toBe(-1.5);
    expect(program.single(1)).toBe(0.125);
    expect(program.changed).toEqual([0, 17]);
  });

  it("of a register", () => {
    program.setD(2, 0x1122_3344_7f80_0001n);
    program.run("a32", [0xeef0fb42, 0xeef00a42]); // vmov.f64 d31, d2; vmov.f32 s1, s4
    expect(program.d(31)).toBe(0x1122_3344_7f80_0001n);
    expect(program.s(1)).toBe(0x7f80_0001);
    expect(program.s(0)).toBe(0x5555_5555);
  });

  it("between a general-purpose register and a single", () => {
    program.run("a32", [0xee002a90, 0xee103a90], [0, 0, 0x8123_4567]); // vmov s1, r2; vmov r3, s1
    expect(program.s(1)).toBe(0x8123_4567);
    expect(program.r(3)).toBe(0x8123_4567);
    expect(program.changed).toEqual([0]);
  });

  it("to lanes of 8, 16 and 32 bits", () => {
    // vmov.8 d17[7], r2; vmov.16 d3[0], r2; vmov.32 d4[0], r2
    program.run("a32", [0xee612bf0, 0xee032b30, 0xee042b10], [0, 0, 0x1122_3388]);
    expect(program.d(17)).toBe(0x8855_5555_5555_5555n);
    expect(program.d(3)).toBe(0x5555_5555_5555_3388n);
    expect(program.d(4)).toBe(0x5555_5555_1122_3388n);
  });

  it("from lanes, extended as the instruction says", () => {
    program.setD(17, 0x8899_aabb_ccdd_eeffn);
    // vmov.u8 r2, d17[7]; vmov.s8 r3, d17[7]; vmov.u16 r4, d17[3]; vmov.s16 r5, d17[3]; vmov.32 r6, d17[1]
    program.run("a32", [0xeef12bf0, 0xee713bf0, 0xeeb14bf0, 0xee315bf0, 0xee316b90]);
    const results = [2, 3, 4, 5, 6].map((n) => program.r(n));
    expect(results).toEqual([0x88, 0xffff_ff88, 0x8899, 0xffff_8899, 0x8899_aabb]);
  });

  it("between two general-purpose registers and two singles or a double", () => {
    // vmov s1, s2, r2, r3; vmov d17, r2, r3; vmov r4, r5, s1, s2; vmov r6, r7, d17
    program.run("a32", [0xec432a30, 0xec432b31, 0xec554a30, 0xec576b31], [0, 0, 0x1111_2222, 0x3333_4444]);
    expect(program.d(0)).toBe(0x1111_2222_5555_5555n);
    expect(program.d(1)).toBe(0x5555_5555_3333_4444n);
    expect(program.d(17)).toBe(0x3333_4444_1111_2222n);
    expect([4, 5, 6, 7].map((n) => program.r(n))).toEqual([0x1111_2222, 0x3333_4444, 0x1111_2222, 0x3333_4444]);
  });

  it("has no S32", () => {
    program.run("a32", [0xec432a3f]); // vmov s31, (s32), r2, r3
    expect(program.wasUndefined).toBe(true);
    expect(program.d(15)).toBe(GARBAGE);
  });
});
