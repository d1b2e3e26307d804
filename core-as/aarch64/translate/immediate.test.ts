import { describe, expect, it } from "vitest";
import { RAM_START } from "../../testing/core.ts";
import { TestProgram } from "../../testing/program.ts";

const NOP_LIKE = 0x91000021; // add x1, x1, #0

describe("PC-relative addresses", () => {
  it("count from the instruction, wherever it lies in its block", () => {
    const program = new TestProgram();
    program.run([NOP_LIKE, 0x30000020]); // adr x0, .+5

    expect(program.x(0)).toBe(RAM_START + 4n + 5n);
  });

  it("count from the page for ADRP", () => {
    const program = new TestProgram();
    program.run([NOP_LIKE, 0xb0000000]); // adrp x0, the next page

    expect(program.x(0)).toBe(RAM_START + 0x1000n);
  });
});

describe("move wide", () => {
  it("keeps the other halfwords in MOVK", () => {
    const program = new TestProgram();
    program.run([0xf2d579a0], [0x1111_2222_3333_4444n]); // movk x0, #0xabcd, lsl #32

    expect(program.x(0)).toBe(0x1111_abcd_3333_4444n);
  });

  it("inverts 32 bits in MOVN", () => {
    const program = new TestProgram();
    program.run([0x12800020]); // movn w0, #1

    expect(program.x(0)).toBe(0xffff_fffen);
  });
});

describe("bit fields", () => {
  it("UBFM extracts up to the top bit", () => {
    const program = new TestProgram();
    program.run([0xd37cfc01], [0xa000_0000_0000_0000n]); // ubfx x1, x0, #60, #4

    expect(program.x(1)).toBe(0xan);
  });

  it("SBFM inserts in zeros and sign-extends", () => {
    const program = new TestProgram();
    program.run([0x13040c01], [0x9n]); // sbfiz w1, w0, #28, #4

    expect(program.x(1)).toBe(0x9000_0000n);
  });

  it("BFM keeps the bits around an inserted field", () => {
    const program = new TestProgram();
    program.run([0xb3780c01], [0xf5n, 0xffff_ffff_ffff_ffffn]); // bfi x1, x0, #8, #4

    expect(program.x(1)).toBe(0xffff_ffff_ffff_f5ffn);
  });

  it("EXTR takes the low bits of Xn above the high bits of Xm", () => {
    const program = new TestProgram();
    program.run([0x93c1f002], [0x0123_4567_89ab_cdefn, 0xf000_0000_0000_0000n]); // extr x2, x0, x1, #60

    expect(program.x(2)).toBe(0x1234_5678_9abc_deffn);
  });
});
