/** VLDR, VSTR, VLDM, VSTM, VPUSH, VPOP: registers, addresses, write-back, alignment, byte order. */
import { beforeEach, describe, expect, it } from "vitest";
import { CPSR_E, Mode } from "../../aarch32/state.ts";
import { DATA, type Set as Instructions, TestProgram32 } from "../../testing/aarch32.ts";
import { FloatProgram32, GARBAGE } from "../../testing/aarch32Float.ts";

const BASE = Number(DATA);
const VLDR_D17 = 0xedd11b02; // vldr d17, [r1, #8]

let program: FloatProgram32;

beforeEach(() => {
  program = new FloatProgram32();
  for (let i = 0; i < 64; i++) program.write(DATA + BigInt(4 * i), 0x1000_0000 + i);
});

/** The double that the fixture has in words n and n + 1. */
const words = (n: number) => (BigInt(0x1000_0001 + n) << 32n) | BigInt(0x1000_0000 + n);
const run = (word: number, set: Instructions = "a32", at = 0) => program.run(set, [word], [0, BASE + at]);
const doubles = (first: number, count: number) => Array.from({ length: count }, (_, n) => program.d(first + n));

describe("VLDR and VSTR", () => {
  it("load one lane", () => {
    run(VLDR_D17);
    expect(program.d(17)).toBe(words(2));
    expect(program.changed).toEqual([17]);
  });

  it("load a single below the base", () => {
    run(0xed510a01, "a32", 8); // vldr s1, [r1, #-4]
    expect(program.s(1)).toBe(0x1000_0001);
    expect(program.s(0)).toBe(0x5555_5555);
  });

  it("store what is in the lane and nothing beside it", () => {
    program.setD(17, 0x1122_3344_5566_7788n);
    program.setS(1, 0xabcd_ef01);
    program.run("a32", [0xedc11b02, 0xed410a01], [0, BASE + 8]); // vstr d17, [r1, #8]; vstr s1, [r1, #-4]
    const stored = [0, 4, 8, 16, 20, 24].map((at) => program.read(DATA + BigInt(at)));
    expect(stored).toEqual([0x1000_0000, 0xabcd_ef01, 0x1000_0002, 0x5566_7788, 0x1122_3344, 0x1000_0006]);
  });

  it("load literals from an aligned PC in both instruction sets", () => {
    // vldr d17, [pc, #8] at offset 0 of A32: 16 bytes on. In T32 at offset 2: 12 bytes on.
    program.put("a32", [0x1111_1111, 0x2222_2222], 0x4000_0010n);
    program.run("a32", [0xeddf1b02]);
    expect(program.d(17)).toBe(0x2222_2222_1111_1111n);
    program.put("a32", [0x3333_3333, 0x4444_4444], 0x4000_020cn);
    program.run("t32", [0xeddf1b02], [], 0x4000_0202n);
    expect(program.d(17)).toBe(0x4444_4444_3333_3333n);
  });

  it("want words, and doubles no more than that", () => {
    run(VLDR_D17, "a32", 4);
    expect(program.d(17)).toBe(words(3));
    program.run("a32", [VLDR_D17], [0, BASE + 2], 0x4000_0200n);
    expect(program.cpsr & 0x1f).toBe(Mode.Abt);
  });

  it("load a double that lies in two pages", () => {
    program.write(DATA + 0xffcn, 0x1111_1111);
    program.write(DATA + 0x1000n, 0x2222_2222);
    run(VLDR_D17, "a32", 0xff4);
    expect(program.d(17)).toBe(0x2222_2222_1111_1111n);
  });

  it("reverse the bytes of a register where data is big-endian", () => {
    program.core.setU64(CPSR_E, 1n << 9n);
    program.core.exports.systemRegistersChanged(program.core.vcpu());
    program.run("a32", [VLDR_D17, 0xed910a00, 0xedc11b0a], [0, BASE]); // …; vldr s0, [r1]; vstr d17, [r1, #40]
    expect(program.d(17)).toBe(0x0200_0010_0300_0010n);
    expect(program.s(0)).toBe(0x10);
    expect(program.read(DATA + 40n)).toBe(0x1000_0002);
  });
});

describe("several registers", () => {
  it("VPUSH and VPOP keep them, whatever their parity", () => {
    for (let n = 1; n < 6; n++) program.setD(n, words(n));
    const before = program.r(13);
    program.run("a32", [0xed2d1b0a, 0xecbdbb0a]); // vpush {d1-d5}; vpop {d11-d15}
    expect(doubles(11, 5)).toEqual([1, 2, 3, 4, 5].map(words));
    expect(program.r(13)).toBe(before);
  });

  it("VSTMDB writes back how far it went", () => {
    program.run("a32", [0xed6d0a06]); // vpush {s1-s6}
    expect(program.r(13)).toBe(BASE + 0x800 - 24);
  });

  it("VLDMIA of singles begins and ends within vectors", () => {
    run(0xecf11a0a); // vldmia r1!, {s3-s12}
    expect([2, 3, 7, 8, 12, 13].map((n) => program.s(n))).toEqual([
      0x5555_5555, 0x1000_0000, 0x1000_0004, 0x1000_0005, 0x1000_0009, 0x5555_5555,
    ]);
    expect(program.r(1)).toBe(BASE + 40);
  });

  it("VLDMDB loads what is below the base, in T32 too", () => {
    run(0xed710b04, "t32", 16); // vldmdb r1!, {d16-d17}
    expect(doubles(16, 3)).toEqual([words(0), words(2), GARBAGE]);
    expect(program.r(1)).toBe(BASE);
  });

  it("VSTMIA without write-back leaves the base", () => {
    for (let n = 0; n < 4; n++) program.setD(n, BigInt(n));
    run(0xec810b08); // vstmia r1, {d0-d3}
    expect([0, 8, 16, 24, 32].map((at) => program.read(DATA + BigInt(at)))).toEqual([0, 1, 2, 3, 0x1000_0008]);
    expect(program.r(1)).toBe(BASE);
  });

  it("an odd count of words, as FLDMX has it, moves the base only", () => {
    run(0xecb11b03); // fldmiax r1!, {d1}
    expect(program.changed).toEqual([1]);
    expect(program.r(1)).toBe(BASE + 12);
  });

  it("more registers than there are is undefined", () => {
    run(0xecf1fb04); // vldmia r1!, {d31-d32}
    expect(program.wasUndefined).toBe(true);
  });

  it("nothing is written back when the last page is missing", () => {
    const other = new TestProgram32();
    const edge = 0x4010_0000 - 8;
    other.run("a32", [0xecb10b04], [0, edge]); // vldmia r1!, {d0-d1}
    expect(other.r(1)).toBe(edge);
  });
});
