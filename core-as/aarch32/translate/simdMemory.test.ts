import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { DATA, TestProgram32 } from "../../testing/aarch32.ts";
import { CPSR_E, DFAR } from "../state.ts";

const BASE = Number(DATA);
const MODE_ABT = 0x17;

/** A program whose data is bytes 0, 1, 2, ... */
function counting(): TestProgram32 {
  const program = new TestProgram32();
  for (let word = 0; word < 16; word++) program.write(DATA + BigInt(4 * word), 0x03020100 + word * 0x04040404);
  return program;
}

describe("Advanced SIMD loads and stores", () => {
  it("VLD1 of one register adds its bytes to the base", () => {
    const program = counting();
    // vld1.8 {d1}, [r0]!
    program.run("a32", [0xf420170d], [BASE + 3]);
    expect(program.d(1)).toBe(0x0a09_0807_0605_0403n);
    expect(program.r(0)).toBe(BASE + 11);
  });

  it("VLD1 of four registers, aligned, adds Rm to the base", () => {
    const program = counting();
    // vld1.32 {d4-d7}, [r0:128], r1
    program.run("a32", [0xf42042a1], [BASE, 0x100]);
    expect([program.d(4), program.d(7)]).toEqual([0x0706_0504_0302_0100n, 0x1f1e_1d1c_1b1a_1918n]);
    expect(program.r(0)).toBe(BASE + 0x100);
  });

  it("an address that is not aligned as the instruction says is an Alignment fault", () => {
    const program = counting();
    program.setD(0, 5n);
    // vld1.64 {d0}, [r0:64]
    expect(program.run("a32", [0xf42007df], [BASE + 4])).not.toBe(ExitReason.Hypercall);
    expect(program.cpsr & 31).toBe(MODE_ABT);
    expect(program.core.u64(DFAR)).toBe(BigInt(BASE + 4));
    expect(program.d(0)).toBe(5n);
  });

  it("VST1 stores registers from an odd number on", () => {
    const program = new TestProgram32();
    program.setD(3, 0x1111_1111_2222_2222n);
    program.setD(4, 0x3333_3333_4444_4444n);
    program.setD(5, 0x5555_5555_6666_6666n);
    // vst1.8 {d3-d5}, [r0]
    program.run("a32", [0xf400360f], [BASE]);
    expect([0n, 4n, 8n, 20n, 24n].map((offset) => program.read(DATA + offset))).toEqual([
      0x22222222, 0x11111111, 0x44444444, 0x55555555, 0,
    ]);
  });

  it("VLD3 takes structures of three bytes apart", () => {
    const program = counting();
    // vld3.8 {d1,d2,d3}, [r0]
    program.run("a32", [0xf420140f], [BASE]);
    expect(program.d(1)).toBe(0x1512_0f0c_0906_0300n);
    expect(program.d(2)).toBe(0x1613_100d_0a07_0401n);
    expect(program.d(3)).toBe(0x1714_110e_0b08_0502n);
  });

  it("VST4 puts spaced registers together", () => {
    const program = new TestProgram32();
    [0, 2, 4, 6].forEach((d) => {
      program.setD(d, 0x0300_0200_0100_0000n + BigInt(d) * 0x0001_0001_0001_0001n);
    });
    // vst4.16 {d0,d2,d4,d6}, [r0]
    program.run("a32", [0xf400014f], [BASE]);
    expect([0n, 4n, 8n, 28n].map((offset) => program.read(DATA + offset))).toEqual([
      0x00020000, 0x00060004, 0x01020100, 0x03060304,
    ]);
  });

  it("VST2 of four registers stores two sets of structures", () => {
    const program = new TestProgram32();
    [0x00n, 0x10n, 0x20n, 0x30n].forEach((first, d) => {
      program.setD(d, 0x0706_0504_0302_0100n + first * 0x0101_0101_0101_0101n);
    });
    // vst2.8 {d0-d3}, [r0]!
    program.run("a32", [0xf400030d], [BASE]);
    expect([0n, 16n].map((offset) => program.read(DATA + offset))).toEqual([0x21012000, 0x31113010]);
    expect(program.r(0)).toBe(BASE + 32);
  });

  it("a single structure changes one lane of each register, or all", () => {
    const program = counting();
    program.setD(1, 0n);
    program.setD(2, 0n);
    // vld2.16 {d1[2],d2[2]}, [r0:32]
    program.run("a32", [0xf4a0159f], [BASE + 4]);
    expect([program.d(1), program.d(2)]).toEqual([0x0000_0504_0000_0000n, 0x0000_0706_0000_0000n]);

    const all = counting();
    // vld1.8 {d2[]}, [r0]
    all.run("a32", [0xf4a02c0f], [BASE + 7]);
    expect(all.d(2)).toBe(0x0707_0707_0707_0707n);
  });

  it("big-endian data has its bytes reversed lane by lane", () => {
    const program = counting();
    program.core.setU64(CPSR_E, 1n << 9n);
    program.core.exports.systemRegistersChanged(program.core.vcpu());
    // vld1.32 {d4-d7}, [r0:128], r1
    program.run("a32", [0xf42042a1], [BASE]);
    expect(program.d(4)).toBe(0x0405_0607_0001_0203n);
  });
});
