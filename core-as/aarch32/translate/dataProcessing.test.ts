import { describe, expect, it } from "vitest";
import { VBAR_EL1 } from "../../aarch64/state.ts";
import { ExitReason } from "../../abi.ts";
import { afterA32, afterT32, TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import { BANK_SIZE, BANK_SPSR, BANKS, Bank, CPSR_MODE, Mode } from "../state.ts";

const A32_HVC = 0xe1400070;
const START = Number(RAM_START);

/** R0 and NZCV after one A32 instruction with `registers` in R0, R1, R2 and `flags` before it. */
function a32(instruction: number, registers: readonly number[], flags = 0): [number, number] {
  const program = afterA32(instruction, registers, flags);
  return [program.r(0), program.flags];
}
/** The same of T32. */
function t32(instruction: number, registers: readonly number[], flags = 0): [number, number] {
  const program = afterT32(instruction, registers, flags);
  return [program.r(0), program.flags];
}

describe("arithmetic", () => {
  it("ADDS has carry and overflow of 32 bits", () => {
    // adds r0, r1, r2
    expect(a32(0xe0910002, [0, 0xffffffff, 1])).toEqual([0, 0b0110]);
    expect(a32(0xe0910002, [0, 0x7fffffff, 1])).toEqual([0x80000000, 0b1001]);
  });

  it("SUBS has a carry where there is no borrow", () => {
    // subs r0, r1, r2
    expect(a32(0xe0510002, [0, 5, 5])).toEqual([0, 0b0110]);
    expect(a32(0xe0510002, [0, 0, 1])).toEqual([0xffffffff, 0b1000]);
    expect(a32(0xe0510002, [0, 0x80000000, 1])).toEqual([0x7fffffff, 0b0011]);
  });

  it("ADCS and SBCS take part of the carry, in both operands' worst case", () => {
    // adcs r0, r1, r2; sbcs r0, r1, r2
    expect(a32(0xe0b10002, [0, 0xffffffff, 0xffffffff], 0b0010)).toEqual([0xffffffff, 0b1010]);
    expect(a32(0xe0d10002, [0, 0, 0xffffffff], 0b0000)).toEqual([0, 0b0100]);
    expect(a32(0xe0d10002, [0, 0, 0], 0b0010)).toEqual([0, 0b0110]);
  });

  it("RSBS and RSCS subtract from the constant", () => {
    // rsbs r0, r1, #0; rscs r0, r1, #0
    expect(a32(0xe2710000, [0, 0x80000000])).toEqual([0x80000000, 0b1001]);
    expect(a32(0xe2f10000, [0, 0], 0b0000)).toEqual([0xffffffff, 0b1000]);
  });

  it("CMN adds, and writes no register", () => {
    // cmn r0, #1
    expect(a32(0xe3700001, [0xffffffff])).toEqual([0xffffffff, 0b0110]);
  });
});

describe("logical operations leave V alone and take C from operand 2", () => {
  it("from a rotated constant, bit 31", () => {
    // movs r0, #0x80000000; movs r0, #1, 2 (0x40000000)
    expect(a32(0xe3b00102, [0], 0b0001)).toEqual([0x80000000, 0b1011]);
    expect(a32(0xe3b00101, [0], 0b0011)).toEqual([0x40000000, 0b0001]);
  });

  it("not from a constant that is not rotated", () => {
    // ands r0, r1, #255; movs r0, #0 in T32
    expect(a32(0xe21100ff, [0, 0x100], 0b0011)).toEqual([0, 0b0111]);
    expect(t32(0x2000, [1], 0b1010)).toEqual([0, 0b0110]);
  });

  it("from the bit that a shifted register loses", () => {
    // tst r1, r2, lsl #1
    expect(a32(0xe1110082, [7, 2, 0x80000001], 0b0001)).toEqual([7, 0b0011]);
  });

  it("BICS, EORS, MVNS, TEQ", () => {
    expect(a32(0xe1d10002, [0, 0xff, 0x0f], 0b0010)).toEqual([0xf0, 0b0010]);
    expect(a32(0xe0310002, [0, 0xff, 0xff], 0b0000)).toEqual([0, 0b0100]);
    expect(a32(0xe1f00001, [0, 0x7fffffff], 0b0001)).toEqual([0x80000000, 0b1001]);
    expect(a32(0xe1300001, [5, 5], 0b1000)).toEqual([5, 0b0100]);
  });
});

describe("constants", () => {
  it("T32 repeats bytes", () => {
    // mov.w r0, #0xab00ab00; orn r0, r1, #0xff00ff
    expect(t32(0xf04f20ab, [])[0]).toBe(0xab00ab00);
    expect(t32(0xf06110ff, [0, 0x11])[0]).toBe(0xff00ff11);
  });

  it("MOVW and MOVT put together a word", () => {
    // movw r0, #0xfedc; movt r0, #0x1234; T32: movw r0, #0xabcd
    expect(a32(0xe30f0edc, [0xffffffff])[0]).toBe(0xfedc);
    expect(a32(0xe3410234, [0xffff5678])[0]).toBe(0x12345678);
    expect(t32(0xf64a30cd, [0xffffffff])[0]).toBe(0xabcd);
  });

  it("ADDW has twelve plain bits", () => {
    expect(t32(0xf60170ff, [0, 1])[0]).toBe(0x1000);
  });
});

describe("R15", () => {
  it("reads as the instruction's address plus 8, in T32 plus 4", () => {
    // add r0, r1, pc; add r0, pc, #8; T32: add r0, pc, #4 (ADR)
    expect(a32(0xe081000f, [0, 0x10])[0]).toBe(START + 8 + 0x10);
    expect(a32(0xe28f0008, [])[0]).toBe(START + 16);
    expect(t32(0xa001, [])[0]).toBe(START + 8);
  });

  it("is aligned to a word before ADR adds to it", () => {
    const program = new TestProgram32();
    // movs r1, #0; add r0, pc, #4
    program.run("t32", [0x2100, 0xa001]);
    expect(program.r(0)).toBe(START + 8);
  });

  it("as a destination of A32 goes where bit 0 says, to T32 too", () => {
    const program = new TestProgram32();
    program.put("t32", [0xf7e08000], RAM_START + 0x100n);
    // add pc, r0, r1, lsl #2
    program.run("a32", [0xe080f101], [START + 1, 0x40]);
    expect(program.core.pc).toBe(RAM_START + 0x105n);
  });

  it("as a destination of T32 stays in T32", () => {
    const program = new TestProgram32();
    program.put("t32", [0xf7e08000], RAM_START + 0x104n);
    // add pc, r0
    program.run("t32", [0x4487], [0x100]);
    expect(program.core.pc).toBe(RAM_START + 0x109n);
  });
});

describe("SUBS PC, LR", () => {
  /** A program in Supervisor mode whose SPSR is `spsr`. */
  function withSpsr(spsr: number): TestProgram32 {
    const program = new TestProgram32();
    program.core.setU64(BANKS + Bank.Svc * BANK_SIZE + BANK_SPSR, BigInt(spsr));
    program.put("a32", [A32_HVC], RAM_START + 0x100n);
    program.setR(14, START + 0x104);
    return program;
  }

  it("returns to the mode and the flags that SPSR has", () => {
    const program = withSpsr(0xa0000000 | Mode.Irq);
    // subs pc, lr, #4
    expect(program.run("a32", [0xe25ef004])).toBe(ExitReason.Hypercall);
    expect(program.cpsr).toBe((0xa0000000 | Mode.Irq) >>> 0);
    expect(program.core.pc).toBe(RAM_START + 0x104n);
  });

  it("returns to T32", () => {
    const program = withSpsr(0x20 | Mode.Svc);
    program.put("t32", [0xf7e08000], RAM_START + 0x104n);
    // movs pc, lr
    expect(program.run("a32", [0xe1b0f00e])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x109n);
  });

  it("of T32 has eight bits to subtract", () => {
    const program = withSpsr(Mode.Svc);
    // subs pc, lr, #4
    expect(program.run("t32", [0xf3de8f04])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x104n);
  });

  it("is undefined in System mode, which has no SPSR", () => {
    const program = withSpsr(Mode.Svc);
    program.put("a32", [A32_HVC], RAM_START + 0x204n);
    program.core.setU64(VBAR_EL1, RAM_START + 0x200n);
    program.core.setU32(CPSR_MODE, Mode.Sys);
    expect(program.run("a32", [0xe25ef004])).toBe(ExitReason.Hypercall);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });
});

describe("IT blocks", () => {
  it("16-bit instructions set no flags in them", () => {
    const program = new TestProgram32();
    program.flags = 0b0100;
    // it eq; addeq r0, r0, r1
    program.run("t32", [0xbf08, 0x1840], [0xffffffff, 1]);
    expect([program.r(0), program.flags]).toEqual([0, 0b0100]);
  });

  it("comparisons do, and the next condition sees them", () => {
    const program = new TestProgram32();
    program.flags = 0b0100;
    // itt eq; cmpeq r0, #0; moveq r1, #1
    program.run("t32", [0xbf04, 0x2800, 0x2101], [5, 9]);
    expect([program.r(1), program.flags]).toEqual([9, 0b0010]);
  });

  it("32-bit instructions with S do", () => {
    const program = new TestProgram32();
    program.flags = 0b0100;
    // it eq; addseq.w r0, r0, r1
    program.run("t32", [0xbf08, 0xeb100001], [0xffffffff, 2]);
    expect([program.r(0), program.flags]).toEqual([1, 0b0010]);
  });
});
