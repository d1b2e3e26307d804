import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { DATA, TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import { Mode, Sctlr } from "../state.ts";

const BX_R0 = 0xe12fff10;
const BLX_R0 = 0xe12fff30;
const A32_HVC = 0xe1400070;

describe("interworking", () => {
  it("BX goes to T32 where bit 0 of the address is set, and back", () => {
    const program = new TestProgram32();
    const target = Number(RAM_START) + 0x100;
    // bx r1 in T32.
    program.put("t32", [0x4708], RAM_START + 0x100n);
    program.put("a32", [A32_HVC], RAM_START + 0x200n);
    expect(program.run("a32", [BX_R0], [target | 1, Number(RAM_START) + 0x200])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x204n);
  });

  it("BLX leaves the address behind it in LR, with bit 0 clear in A32", () => {
    const program = new TestProgram32();
    program.put("t32", [0x4770], RAM_START + 0x100n);
    expect(program.run("a32", [BLX_R0], [Number(RAM_START) + 0x101])).toBe(ExitReason.Hypercall);
    expect(program.r(14)).toBe(Number(RAM_START) + 4);
    expect(program.core.pc).toBe(RAM_START + 8n);
  });

  it("a jump on a condition that fails goes on behind it", () => {
    const program = new TestProgram32();
    program.flags = 0b0000;
    // blxeq r0
    expect(program.run("a32", [0x012fff30], [Number(RAM_START) + 0x101])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 8n);
    expect(program.r(14)).toBe(0);
  });
});

describe("branches", () => {
  it("BL and BLX (immediate) link, and BLX changes the instruction set", () => {
    const program = new TestProgram32();
    program.put("t32", [0xf7e0_8000], RAM_START + 0x10an);
    // blx .+0x10a: h = 1
    expect(program.run("a32", [0xfb000040])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x10fn);
    expect(program.r(14)).toBe(Number(RAM_START) + 4);
    const thumb = new TestProgram32();
    thumb.put("a32", [A32_HVC], RAM_START + 0x104n);
    // ldr r0,[r1]; blx .+0x102 from 2: base 4, aligned down
    expect(thumb.run("t32", [0x6808, 0xf000e880], [0, Number(RAM_START)])).toBe(ExitReason.Hypercall);
    expect(thumb.core.pc).toBe(RAM_START + 0x108n);
    expect(thumb.r(14)).toBe(Number(RAM_START) + 7);
  });

  it("reach 16 MB in T32, backwards too", () => {
    const program = new TestProgram32();
    program.put("t32", [0xf7e0_8000], RAM_START + 0x1000n);
    // bl .+0x1000; from 0x2000: bl .-0x1000; b.w .+0x2000
    program.run("t32", [0xf000fffe]);
    expect(program.core.pc).toBe(RAM_START + 0x1005n);
    program.run("t32", [0xf7fefffe], [], RAM_START + 0x2000n);
    expect(program.core.pc).toBe(RAM_START + 0x1005n);
    program.put("t32", [0xf7e0_8000], RAM_START + 0x4100n);
    program.run("t32", [0xf001bffe], [], RAM_START + 0x2100n);
    expect(program.core.pc).toBe(RAM_START + 0x4105n);
  });

  it("B, T3, branches on a condition", () => {
    const program = new TestProgram32();
    program.put("t32", [0xf7e0_8000], RAM_START + 0x2000n);
    program.flags = 0b0100;
    // beq.w .+0x2000
    program.run("t32", [0xf00187fe]);
    expect(program.core.pc).toBe(RAM_START + 0x2005n);
    program.flags = 0;
    program.run("t32", [0xf00187fe]);
    expect(program.core.pc).toBe(RAM_START + 9n);
  });

  it("B, T3, with condition 15 is undefined", () => {
    const program = new TestProgram32();
    program.run("t32", [0xf7cb83ed]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });

  it("CBZ and CBNZ compare with zero, and change no flags", () => {
    const program = new TestProgram32();
    program.flags = 0b1111;
    // cbz r0,.+8; elsewhere: cbnz r0,.+8
    program.put("t32", [0xf7e0_8000], RAM_START + 8n);
    program.run("t32", [0xb110], [0, 1]);
    expect(program.core.pc).toBe(RAM_START + 13n);
    program.run("t32", [0xb910], [0, 1], RAM_START + 0x100n);
    expect(program.core.pc).toBe(RAM_START + 0x107n);
    expect(program.flags).toBe(15);
  });

  it("TBB and TBH jump by an entry of a table", () => {
    const program = new TestProgram32();
    program.put("t32", [0xf7e0_8000], RAM_START + 4n + 0x40n);
    program.core.bytes[program.core.ram + 4 + 3] = 0x20;
    program.put("t32", [0xe8dff000], RAM_START);
    // tbb [pc,r0]
    program.setR(0, 3);
    program.core.run(9n, RAM_START + 1n);
    expect(program.core.pc).toBe(RAM_START + 0x49n);
    program.write(RAM_START + 0x100n, 0x0020_0000);
    program.put("t32", [0xe8d1f010], RAM_START + 0x200n);
    program.put("t32", [0xf7e0_8000], RAM_START + 0x244n);
    // tbh [r1,r0,lsl #1]
    program.setR(0, 1);
    program.setR(1, Number(RAM_START) + 0x100);
    program.core.run(9n, RAM_START + 0x201n);
    expect(program.core.pc).toBe(RAM_START + 0x249n);
  });

  it("BXJ is BX", () => {
    const program = new TestProgram32();
    program.put("t32", [0xf7e0_8000], RAM_START + 0x100n);
    expect(program.run("a32", [0xe12fff20], [Number(RAM_START) + 0x101])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x105n);
  });
});

describe("IT blocks", () => {
  const words = [0x11, 0x22, 0x33, 0x44];

  function withWords(): TestProgram32 {
    const program = new TestProgram32();
    program.setR(1, Number(DATA));
    words.forEach((word, i) => {
      program.write(DATA + BigInt(4 * i), word);
    });
    return program;
  }

  it("execute then and else", () => {
    const program = withWords();
    program.flags = 0;
    // ittet ne; ldrne r0,[r1]; ldrne r2,[r1,#4]; ldreq r3,[r1]; ldrne r4,[r1,#12]; ldr r5,[r1,#8]
    program.run("t32", [0xbf1b, 0x6808, 0x684a, 0x680b, 0x68cc, 0x688d]);
    expect([0, 2, 3, 4, 5].map((n) => program.r(n))).toEqual([0x11, 0x22, 0, 0x44, 0x33]);
    program.flags = 0b0100;
    program.run("t32", [0xbf1b, 0x6808, 0x684a, 0x680b, 0x68cc, 0x688d], [0, Number(DATA), 0, 0, 0, 0]);
    expect([0, 2, 3, 4, 5].map((n) => program.r(n))).toEqual([0, 0, 0x11, 0, 0x33]);
  });

  it("end with a return", () => {
    const program = withWords();
    program.flags = 0b0100;
    program.put("t32", [0xf7e0_8000], RAM_START + 0x100n);
    program.setR(13, Number(DATA));
    program.write(DATA + 4n, Number(RAM_START) + 0x101);
    // it eq; popeq {r4,pc}
    program.run("t32", [0xbf08, 0xbd10]);
    expect(program.core.pc).toBe(RAM_START + 0x105n);
    expect(program.r(4)).toBe(0x11);
  });

  it("go on where an exit interrupted them", () => {
    const program = withWords();
    program.flags = 0;
    const { core } = program;
    program.setR(2, Number(RAM_START) + (1 << 20));
    // itte ne; ldrne r0,[r1]; ldrne r3,[r2]; ldreq r4,[r1]
    expect(program.run("t32", [0xbf1a, 0x6808, 0x6813, 0x680c])).toBe(ExitReason.Memory);
    expect(program.cpsr & 0x0600_fc00).toBe(0x1400);
    core.exports.completeAccess(core.vcpu(), 0x99n);
    expect(core.exports.stepVcpu(core.vcpu())).toBe(ExitReason.Step);
    expect(core.exports.runVcpu(core.vcpu(), 9n)).toBe(ExitReason.Hypercall);
    expect([program.r(0), program.r(3), program.r(4)]).toEqual([0x11, 0x99, 0]);
  });

  it("hold one 16-bit instruction where SCTLR.ITD is set", () => {
    const program = withWords();
    program.enable(Sctlr.ITD);
    program.flags = 0b0100;
    // it eq; ldreq r0,[r1]
    expect(program.run("t32", [0xbf08, 0x6808])).toBe(ExitReason.Hypercall);
    expect(program.r(0)).toBe(0x11);
    // itt eq; …
    program.run("t32", [0xbf04, 0x6808, 0x6808], [], RAM_START + 0x100n);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });

  it("do not bring the host down with branches on conditions in them", () => {
    const program = withWords();
    program.flags = 0b0100;
    // it eq; beq .+4
    program.run("t32", [0xbf08, 0xd000]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
    const compare = withWords();
    compare.flags = 0b0100;
    compare.run("t32", [0xbf08, 0xb110]);
    expect(compare.cpsr & 0x1f).toBe(Mode.Und);
  });
});
