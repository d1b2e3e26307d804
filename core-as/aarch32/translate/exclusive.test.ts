import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { DATA, TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import { CPSR_E, DFAR, DFSR, Mode } from "../state.ts";

const BASE = Number(DATA);
const BEYOND_RAM = Number(RAM_START) + (1 << 20);

function withData(word = 0x8382_8180, next = 0x8786_8584): TestProgram32 {
  const program = new TestProgram32();
  program.setR(1, BASE);
  program.write(DATA, word);
  program.write(DATA + 4n, next);
  return program;
}

describe("exclusive accesses", () => {
  it("store what was loaded by nobody else meanwhile", () => {
    const program = withData();
    // ldrex r0,[r1]; strex r2,r3,[r1]; strex r4,r3,[r1]
    program.run("a32", [0xe1910f9f, 0xe1812f93, 0xe1814f93], [0, BASE, 9, 0x33, 9]);
    expect([program.r(0), program.r(2), program.r(4)]).toEqual([0x8382_8180, 0, 1]);
    expect(program.read(DATA)).toBe(0x33);
  });

  it("do not store behind a store, or CLREX", () => {
    const program = withData();
    // ldrex r0,[r1]; str r3,[r1]; strex r2,r3,[r1]
    program.run("a32", [0xe1910f9f, 0xe5813000, 0xe1812f93], [0, BASE, 9, 0x33]);
    expect(program.r(2)).toBe(1);
    const cleared = withData();
    // ldrex r0,[r1]; clrex; strex r2,r3,[r1]
    cleared.run("a32", [0xe1910f9f, 0xf57ff01f, 0xe1812f93], [0, BASE, 9, 0x33]);
    expect(cleared.r(2)).toBe(1);
    expect(cleared.read(DATA)).toBe(0x8382_8180);
  });

  it("have bytes, halfwords and pairs", () => {
    const program = withData();
    // ldrexb r0,[r1]; strexb r2,r3,[r1]; ldaexh r4,[r1]; stlexh r5,r3,[r1]
    program.run("a32", [0xe1d10f9f, 0xe1c12f93, 0xe1f14e9f, 0xe1e15e93], [0, BASE, 9, 0x1133]);
    expect([program.r(0), program.r(2), program.r(4), program.r(5)]).toEqual([0x80, 0, 0x8133, 0]);
    expect(program.read(DATA)).toBe(0x8382_1133);
    const pair = withData();
    // ldrexd r4,r5,[r1]; strexd r2,r6,r7,[r1]
    pair.setR(6, 0x66);
    pair.setR(7, 0x77);
    pair.run("a32", [0xe1b14f9f, 0xe1a12f96]);
    expect([pair.r(4), pair.r(5), pair.r(2)]).toEqual([0x8382_8180, 0x8786_8584, 0]);
    expect([pair.read(DATA), pair.read(DATA + 4n)]).toEqual([0x66, 0x77]);
  });

  it("take an offset in T32, and any two registers", () => {
    const program = withData();
    program.setR(6, 0x66);
    // ldrex r0,[r1,#4]; strex r2,r0,[r1,#4]; ldrexd r4,r3,[r1]; strexd r5,r6,r4,[r1]
    program.run("t32", [0xe8510f01, 0xe8410201, 0xe8d1437f, 0xe8c16475]);
    expect([program.r(0), program.r(2), program.r(4), program.r(3), program.r(5)]).toEqual([
      0x8786_8584, 0, 0x8382_8180, 0x8786_8584, 0,
    ]);
    expect([program.read(DATA), program.read(DATA + 4n)]).toEqual([0x66, 0x8382_8180]);
  });

  it("reverse the bytes of each word where CPSR.E is set", () => {
    const program = withData();
    program.core.setU64(CPSR_E, 1n << 9n);
    program.setR(6, 0x66);
    program.setR(7, 0x77);
    // ldrexd r4,r5,[r1]; strexd r2,r6,r7,[r1]; ldrex r0,[r1]; strex r3,r4,[r1]
    program.run("a32", [0xe1b14f9f, 0xe1a12f96, 0xe1910f9f, 0xe1813f94]);
    expect([program.r(4), program.r(5), program.r(2), program.r(0), program.r(3)]).toEqual([
      0x8081_8283, 0x8485_8687, 0, 0x66, 0,
    ]);
    expect([program.read(DATA), program.read(DATA + 4n)]).toEqual([0x8382_8180, 0x7700_0000]);
  });

  it("abort on unaligned addresses, and on a device", () => {
    const unaligned = withData();
    // ldrex r0,[r1]
    unaligned.run("a32", [0xe1910f9f], [7, BASE + 2]);
    expect(unaligned.cpsr & 0x1f).toBe(Mode.Abt);
    expect(unaligned.core.u64(DFSR)).toBe(0x1n);
    expect(unaligned.core.u64(DFAR)).toBe(DATA + 2n);
    const device = withData();
    device.run("a32", [0xe1910f9f], [7, BEYOND_RAM]);
    expect(device.cpsr & 0x1f).toBe(Mode.Abt);
    expect(device.core.u64(DFSR)).toBe(0x405n);
    expect(device.r(0)).toBe(7);
  });

  it("are undefined where the status register is one of the others", () => {
    const program = withData();
    // strex r1,r3,[r1]
    program.run("a32", [0xe1811f93]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });
});

describe("ordered accesses", () => {
  it("load and store, aligned only", () => {
    const program = withData();
    // lda r0,[r1]; ldab r2,[r1]; ldah r3,[r1]; stlh r2,[r1]
    program.run("a32", [0xe1910c9f, 0xe1d12c9f, 0xe1f13c9f, 0xe1e1fc92]);
    expect([program.r(0), program.r(2), program.r(3)]).toEqual([0x8382_8180, 0x80, 0x8180]);
    expect(program.read(DATA)).toBe(0x8382_0080);
    const unaligned = withData();
    // lda r0,[r1]
    unaligned.run("t32", [0xe8d10faf], [0, BASE + 1]);
    expect(unaligned.cpsr & 0x1f).toBe(Mode.Abt);
  });
});

describe("swaps", () => {
  it("exchange a word and a byte", () => {
    const program = withData();
    // swp r0,r2,[r1]; swpb r3,r3,[r1]
    program.run("a32", [0xe1010092, 0xe1413093], [0, BASE, 0x1234_5678, 0xff]);
    expect([program.r(0), program.r(3)]).toEqual([0x8382_8180, 0x78]);
    expect(program.read(DATA)).toBe(0x1234_56ff);
  });

  it("abort on an unaligned word, and change nothing", () => {
    const program = withData();
    program.run("a32", [0xe1010092], [5, BASE + 1, 6]);
    expect(program.cpsr & 0x1f).toBe(Mode.Abt);
    expect(program.read(DATA)).toBe(0x8382_8180);
  });

  it("read and write a device", () => {
    const program = withData();
    const { core } = program;
    expect(program.run("a32", [0xe1010092], [5, BEYOND_RAM, 6])).toBe(ExitReason.Memory);
    core.exports.completeAccess(core.vcpu(), 0x99n);
    expect(core.exports.stepVcpu(core.vcpu())).toBe(ExitReason.Memory);
    core.exports.completeAccess(core.vcpu(), 0n);
    expect(core.exports.stepVcpu(core.vcpu())).toBe(ExitReason.Step);
    expect(program.r(0)).toBe(0x99);
  });
});
