import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { DATA, TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import { CPSR_E } from "../state.ts";

const BASE = Number(DATA);
const START = Number(RAM_START);
const CARRY = 0b0010;

/** A program with words 0x83828180, 0x87868584, … from DATA on, and DATA in R1. */
function withData(): TestProgram32 {
  const program = new TestProgram32();
  program.setR(1, BASE);
  for (let i = 0; i < 64; i++) program.core.bytes[program.core.ram + BASE - START + i] = 0x80 + i;
  return program;
}

function bigEndian(program: TestProgram32): TestProgram32 {
  program.core.setU64(CPSR_E, 1n << 9n);
  return program;
}

describe("LDR and STR in A32", () => {
  it("reach base plus and minus an offset", () => {
    const program = withData();
    // ldr r0,[r1,#4]; ldr r2,[r1,#-4]
    program.write(DATA - 4n, 0x1234_5678);
    program.run("a32", [0xe5910004, 0xe5112004]);
    expect(program.r(0)).toBe(0x8786_8584);
    expect(program.r(2)).toBe(0x1234_5678);
    expect(program.r(1)).toBe(BASE);
  });

  it("write back before the access or behind it", () => {
    const program = withData();
    // ldr r0,[r1,#4]!; ldrb r2,[r1],#-1; str r0,[r1,#5]!
    program.run("a32", [0xe5b10004, 0xe4512001, 0xe5a10005]);
    expect(program.r(0)).toBe(0x8786_8584);
    expect(program.r(2)).toBe(0x84);
    expect(program.r(1)).toBe(BASE + 8);
    expect(program.read(DATA + 8n)).toBe(0x8786_8584);
  });

  it("shift a register offset in all five ways", () => {
    const program = withData();
    program.flags = CARRY;
    program.setR(2, 3);
    // ldrb r3,[r1,r2,lsl #2]; ldrb r4,[r1,-r2,lsr #32]; ldrb r5,[r1,r2,asr #1]; ldrb r6,[r1,r2,ror #31]
    program.run("a32", [0xe7d13102, 0xe7514022, 0xe7d150c2, 0xe7d16fe2]);
    expect([3, 4, 5, 6].map((n) => program.r(n))).toEqual([0x8c, 0x80, 0x81, 0x86]);
  });

  it("take the carry into an offset with RRX, and wrap at 2^32", () => {
    const program = withData();
    program.flags = CARRY;
    // ldrb r0,[r1,r2,rrx]
    program.run("a32", [0xe7d10062], [0, BASE - 0x8000_0000, 4]);
    expect(program.r(0)).toBe(0x82);
  });

  it("add a register that is loaded itself, after the access", () => {
    const program = withData();
    // ldr r1,[r3],r1
    program.run("a32", [0xe6931001], [0, 8, 0, BASE]);
    expect(program.r(1)).toBe(0x8382_8180);
    expect(program.r(3)).toBe(BASE + 8);
  });

  it("let the loaded value win over write-back", () => {
    const program = withData();
    // ldr r1,[r1],#4
    program.run("a32", [0xe4911004]);
    expect(program.r(1)).toBe(0x8382_8180);
  });

  it("allow unaligned addresses", () => {
    const program = withData();
    // ldr r0,[r1,#1]; str r0,[r1,#18]; ldrh r2,[r1,#19]
    program.run("a32", [0xe5910001, 0xe5810012, 0xe1d121b3]);
    expect(program.r(0)).toBe(0x8483_8281);
    expect(program.r(2)).toBe(0x8382);
  });

  it("extend bytes and halfwords", () => {
    const program = withData();
    // ldrsb r0,[r1]; ldrsh r2,[r1]; ldrh r3,[r1,#2]; ldrb r4,[r1,#1]
    program.run("a32", [0xe1d100d0, 0xe1d120f0, 0xe1d130b2, 0xe5d14001]);
    expect([0, 2, 3, 4].map((n) => program.r(n))).toEqual([0xffff_ff80, 0xffff_8180, 0x8382, 0x81]);
  });

  it("read R15 as the instruction's address plus 8, as base and as what is stored", () => {
    const program = withData();
    // ldr r0,[pc,#-8]; str pc,[r1]
    program.run("a32", [0xe51f0008, 0xe581f000]);
    expect(program.r(0)).toBe(0xe51f_0008);
    expect(program.read(DATA)).toBe(START + 12);
  });

  it("jump where R15 is loaded, with the instruction set in bit 0", () => {
    const program = withData();
    program.write(DATA, START + 0x101);
    // hvc #0 in T32
    program.put("t32", [0xf7e0_8000], RAM_START + 0x100n);
    // ldr pc,[r1]
    expect(program.run("a32", [0xe591f000])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x105n);
  });

  it("jump through a table behind the instruction, if the condition holds", () => {
    const program = withData();
    program.flags = 0b0100;
    // ldreq pc,[pc,r2,lsl #2]; then a table of two entries behind one word
    program.put("a32", [0xe1400070], RAM_START + 0x40n);
    expect(program.run("a32", [0x079ff102, 0, START, START + 0x40], [0, BASE, 1])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x44n);
  });

  it("do nothing if the condition fails", () => {
    const program = withData();
    program.flags = 0;
    // ldreq r0,[r1],#4
    program.run("a32", [0x04910004], [7]);
    expect([program.r(0), program.r(1)]).toEqual([7, BASE]);
  });

  it("reverse bytes where CPSR.E is set", () => {
    const program = bigEndian(withData());
    // ldr r0,[r1]; ldrsh r2,[r1,#4]; ldrh r3,[r1,#4]; str r0,[r1,#8]; strh r3,[r1,#12]
    program.run("a32", [0xe5910000, 0xe1d120f4, 0xe1d130b4, 0xe5810008, 0xe1c130bc]);
    expect([0, 2, 3].map((n) => program.r(n))).toEqual([0x8081_8283, 0xffff_8485, 0x8485]);
    // ldrsb r0,[r1,#1]; ldrb r2,[r1,#2]; strb r2,[r1,#20]; ldrd r4,r5,[r1]
    program.run("a32", [0xe1d100d1, 0xe5d12002, 0xe5c12014, 0xe1c140d0], [], RAM_START + 0x100n);
    expect([0, 2, 4, 5].map((n) => program.r(n))).toEqual([0xffff_ff81, 0x82, 0x8081_8283, 0x8485_8687]);
    expect(program.read(DATA + 20n) & 0xff).toBe(0x82);
    expect(program.read(DATA + 8n)).toBe(0x8382_8180);
    expect(program.read(DATA + 12n) & 0xffff).toBe(0x8584);
  });

  it("move two registers, and write back", () => {
    const program = withData();
    // ldrd r2,r3,[r1,#8]; ldrd r4,r5,[r1,r0]!; strd r2,r3,[r1],#-8
    program.run("a32", [0xe1c120d8, 0xe1a140d0, 0xe04120f8], [4]);
    expect([2, 3, 4, 5].map((n) => program.r(n))).toEqual([0x8b8a_8988, 0x8f8e_8d8c, 0x8786_8584, 0x8b8a_8988]);
    expect(program.r(1)).toBe(BASE - 4);
    expect(program.read(DATA + 4n)).toBe(0x8b8a_8988);
  });

  it("refuse LDRD of an odd register and where the words are not aligned", () => {
    const odd = withData();
    // ldrd r3,r4,[r1]
    odd.run("a32", [0xe1c130d0]);
    expect(odd.cpsr & 0x1f).toBe(0x1b);
    const unaligned = withData();
    // ldrd r2,r3,[r1,#2]
    unaligned.run("a32", [0xe1c120d2]);
    expect(unaligned.cpsr & 0x1f).toBe(0x17);
  });
});

describe("LDR and STR in T32", () => {
  it("count offsets of 16-bit encodings in units of the access", () => {
    const program = withData();
    program.setR(2, 2);
    // ldr r0,[r1,#4]; ldrh r3,[r1,#2]; ldrsb r4,[r1,r2]; str r0,[sp,#4]; ldr r5,[sp,#4]
    program.run("t32", [0x6848, 0x884b, 0x568c, 0x9001, 0x9d01]);
    expect([0, 3, 4, 5].map((n) => program.r(n))).toEqual([0x8786_8584, 0x8382, 0xffff_ff82, 0x8786_8584]);
  });

  it("take literals from the address of the instruction aligned down to a word", () => {
    const program = withData();
    // ldr r3,[r1,#4]; ldr r0,[pc,#0]; ldr.w r2,[pc,#-4]
    program.run("t32", [0x684b, 0x4800, 0xf85f2004]);
    expect(program.r(0)).toBe(0x2004_f85f);
    expect(program.r(2)).toBe(0x2004_f85f);
  });

  it("have the wide forms", () => {
    const program = withData();
    program.setR(2, 2);
    // ldr.w r0,[r1,#8]; ldr r3,[r1,#4]!; ldr r4,[r1],#-4; ldr.w r5,[r1,r2,lsl #3]; ldr r6,[r1,#-4]
    program.write(DATA - 4n, 77);
    program.run("t32", [0xf8d10008, 0xf8513f04, 0xf8514904, 0xf8515032, 0xf8516c04]);
    expect([0, 3, 4, 5, 6].map((n) => program.r(n))).toEqual([0x8b8a_8988, 0x8786_8584, 0x8786_8584, 0x9392_9190, 77]);
    expect(program.r(1)).toBe(BASE);
  });

  it("move any two registers with LDRD and STRD", () => {
    const program = withData();
    // ldrd r0,r4,[r1,#8]!; strd r0,r4,[r1],#8
    program.run("t32", [0xe9f10402, 0xe8e10402]);
    expect([program.r(0), program.r(4), program.r(1)]).toEqual([0x8b8a_8988, 0x8f8e_8d8c, BASE + 16]);
  });

  it("treat loads of R15 that are no words as hints", () => {
    const program = withData();
    // pld [r1,#-4]; pli [r1]
    expect(program.run("t32", [0xf811fc04, 0xf991f000])).toBe(ExitReason.Hypercall);
  });

  it("find a store at R15 undefined", () => {
    const program = withData();
    // str.w r0,[pc,#4]
    program.run("t32", [0xf8cf0004]);
    expect(program.cpsr & 0x1f).toBe(0x1b);
  });
});
