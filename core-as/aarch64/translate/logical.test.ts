import { describe, expect, it } from "vitest";
import { TestProgram } from "../../testing/program.ts";

const N = 8;
const C = 2;
const V = 1;

describe("logical immediates", () => {
  it("repeat their element over the register", () => {
    const program = new TestProgram();
    program.run([0x92009c01], [0xffff_ffff_ffff_ffffn]); // and x1, x0, #0xff00ff00ff00ff

    expect(program.x(1)).toBe(0x00ff_00ff_00ff_00ffn);
  });

  it("rotate within their element", () => {
    const program = new TestProgram();
    program.run([0x32099fe1]); // orr w1, wzr, #0x7f807f80

    expect(program.x(1)).toBe(0x7f80_7f80n);
  });

  it("are unallocated when the element is all ones", () => {
    const program = new TestProgram();
    program.run([0x9240fc01]); // and x1, x0, with imms = 63

    expect(program.exception.class).toBe(0);
  });
});

describe("logical operations that set flags", () => {
  it("clear C and V", () => {
    const program = new TestProgram();
    program.flags = C | V;
    program.run([0x72010001], [0xffff_ffff_8000_0000n]); // ands w1, w0, #0x80000000

    expect([program.x(1), program.flags]).toEqual([0x8000_0000n, N]);
  });

  it("rotate and invert the second operand of BICS", () => {
    const program = new TestProgram();
    program.run([0xeae11002], [0xffff_ffff_ffff_ffffn, 0xfn]); // bics x2, x0, x1, ror #4

    expect([program.x(2), program.flags]).toEqual([0x0fff_ffff_ffff_ffffn, 0]);
  });
});

describe("EON", () => {
  it("zero-extends its 32-bit result", () => {
    const program = new TestProgram();
    program.run([0x4a210002], [0n, 0n]); // eon w2, w0, w1

    expect(program.x(2)).toBe(0xffff_ffffn);
  });
});
