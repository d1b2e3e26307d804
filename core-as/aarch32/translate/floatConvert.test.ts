/** Conversions: which registers and halves, roundings, saturation, widths. Expected values are those of qemu-arm. */
import { beforeEach, describe, expect, it } from "vitest";
import { FPCR } from "../../layout.ts";
import { FloatProgram32 } from "../../testing/aarch32Float.ts";
import { bits64 } from "../../testing/float.ts";

const TOWARD_PLUS = 1n << 22n;

let program: FloatProgram32;

beforeEach(() => {
  program = new FloatProgram32();
});

/** S1 after a conversion of D2 to an integer. */
function integer(word: number, value: number, control = 0n): number {
  const fresh = new FloatProgram32();
  fresh.core.setU64(FPCR, control);
  fresh.setDouble(2, value);
  fresh.run("a32", [word]);
  return fresh.s(1) | 0;
}

describe("formats", () => {
  it("a half goes to its half of a single, and the other one stays", () => {
    program.setSingle(4, 1.5);
    program.run("a32", [0xeeb30ac2]); // vcvtt.f16.f32 s0, s4
    expect(program.s(0)).toBe(0x3e00_5555);
  });

  it("a half comes from the top or the bottom", () => {
    program.setS(0, 0x3e00_c000);
    program.run("a32", [0xeef20a40, 0xeeb24bc0]); // vcvtb.f32.f16 s1, s0; vcvtt.f64.f16 d4, s0
    expect(program.single(1)).toBe(-2);
    expect(program.double(4)).toBe(1.5);
  });

  it("singles and doubles become each other", () => {
    program.setSingle(4, 1.5);
    program.run("a32", [0xeeb71ac2, 0xeef70bc1]); // vcvt.f64.f32 d1, s4; vcvt.f32.f64 s1, d1
    expect(program.double(1)).toBe(1.5);
    expect(program.single(1)).toBe(1.5);
  });
});

describe("integers", () => {
  it("come from S registers, signed and unsigned", () => {
    program.setS(4, 0xffff_fffe);
    program.run("a32", [0xeeb81bc2, 0xeef80a42]); // vcvt.f64.s32 d1, s4; vcvt.f32.u32 s1, s4
    expect(program.double(1)).toBe(-2);
    expect(program.single(1)).toBe(2 ** 32);
  });

  it("VCVT truncates, VCVTR rounds as FPSCR says", () => {
    expect(integer(0xeefd0bc2, -2.5)).toBe(-2); // vcvt.s32.f64 s1, d2
    expect(integer(0xeefd0b42, -2.5)).toBe(-2); // vcvtr.s32.f64 s1, d2
    expect(integer(0xeefd0b42, 2.25, TOWARD_PLUS)).toBe(3);
  });

  it("VCVTA, VCVTN, VCVTP and VCVTM round as their names say", () => {
    const words = [0xfefc0bc2, 0xfefd0bc2, 0xfefe0bc2, 0xfeff0bc2];
    expect(words.map((word) => integer(word, 2.5))).toEqual([3, 2, 3, 2]);
    expect(words.map((word) => integer(word, -2.5))).toEqual([-3, -2, -2, -3]);
  });

  it("saturate", () => {
    expect(integer(0xeefd0bc2, 2 ** 31)).toBe(0x7fff_ffff);
    expect(integer(0xeefd0bc2, Number.NaN)).toBe(0);
    expect(integer(0xeefc0bc2, -1)).toBe(0); // vcvt.u32.f64 s1, d2
  });
});

describe("fixed point", () => {
  it("16 bits are extended to the register, and saturate at 16", () => {
    program.setDouble(2, -1.5);
    program.run("a32", [0xeebe2b44]); // vcvt.s16.f64 d2, d2, #8
    expect(program.d(2)).toBe(0xffff_ffff_ffff_fe80n);
    program.setDouble(2, -1e6);
    program.run("a32", [0xeebe2b44], [], 0x4000_0200n);
    expect(program.d(2)).toBe(0xffff_ffff_ffff_8000n);
  });

  it("16 bits come from the low half of a word, whatever is above", () => {
    program.setD(2, 0x1234_5678_9abc_fe80n);
    program.run("a32", [0xeeba2b44]); // vcvt.f64.s16 d2, d2, #8
    expect(program.double(2)).toBe(-1.5);
  });

  it("a word becomes a single to nearest, whatever FPSCR says", () => {
    program.core.setU64(FPCR, TOWARD_PLUS);
    program.setS(4, 0x8000_0001);
    program.run("a32", [0xeebb2ac0]); // vcvt.f32.u32 s4, s4, #32
    expect(program.single(4)).toBe(0.5);
  });

  it("a single becomes an unsigned word", () => {
    program.setSingle(4, 1.5);
    program.run("a32", [0xeebf2ac8]); // vcvt.u32.f32 s4, s4, #16
    expect(program.s(4)).toBe(0x0001_8000);
  });
});

describe("integral values", () => {
  it("VRINTA, VRINTR, VRINTX and VRINTZ", () => {
    // vrinta.f64 d0, d2; vrintr.f64 d1, d2; vrintz.f64 d4, d2; vrintx.f64 d5, d2
    program.setDouble(2, 2.5);
    program.run("a32", [0xfeb80b42, 0xeeb61b42, 0xeeb64bc2]);
    expect([0, 1, 4].map((n) => program.double(n))).toEqual([3, 2, 2]);
    expect(program.fpscr).toBe(0);
    program.run("a32", [0xeeb75b42], [], 0x4000_0200n);
    expect(program.d(5)).toBe(bits64(2));
    expect(program.fpscr).toBe(0x10);
  });
});
