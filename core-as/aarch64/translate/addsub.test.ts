import { describe, expect, it } from "vitest";
import { DATA, TestProgram } from "../../testing/program.ts";

const N = 8;
const Z = 4;
const C = 2;
const V = 1;

describe("ADD (immediate)", () => {
  it("zero-extends the 32-bit sum into the whole register", () => {
    const program = new TestProgram();
    program.run([0x11000820], [0n, 0xffff_ffff_ffff_ffffn]); // add w0, w1, #2

    expect(program.x(0)).toBe(1n);
  });
});

describe("ADDS and SUBS", () => {
  it("set C and Z when the 64-bit sum wraps to zero", () => {
    const program = new TestProgram();
    program.run([0xab010002], [0xffff_ffff_ffff_ffffn, 1n]); // adds x2, x0, x1

    expect([program.x(2), program.flags]).toEqual([0n, Z | C]);
  });

  it("set N and V when the 32-bit sum of two positive numbers is negative", () => {
    const program = new TestProgram();
    program.run([0x2b010002], [0x7fff_ffffn, 1n]); // adds w2, w0, w1

    expect([program.x(2), program.flags]).toEqual([0x8000_0000n, N | V]);
  });

  it("clear C when a subtraction borrows", () => {
    const program = new TestProgram();
    program.run([0x6b010002], [1n, 2n]); // subs w2, w0, w1

    expect([program.x(2), program.flags]).toEqual([0xffff_ffffn, N]);
  });
});

describe("ADC and SBCS", () => {
  it("add the carry", () => {
    const program = new TestProgram();
    program.flags = C;
    program.run([0x1a010002], [0xffff_ffffn, 0n]); // adc w2, w0, w1

    expect(program.x(2)).toBe(0n);
  });

  it("subtract one more when there is no carry, and set the flags of the three-part sum", () => {
    const program = new TestProgram();
    program.flags = 0;
    program.run([0xfa010002], [5n, 5n]); // sbcs x2, x0, x1

    expect([program.x(2), program.flags]).toEqual([0xffff_ffff_ffff_ffffn, N]);
  });
});

describe("ADD and SUB (extended register)", () => {
  it("sign-extend a byte before the shift", () => {
    const program = new TestProgram();
    program.run([0x8b218802], [100n, 0x1ffn]); // add x2, x0, w1, sxtb #2

    expect(program.x(2)).toBe(96n);
  });

  it("may write SP", () => {
    const program = new TestProgram();
    program.run([0xcb21441f], [DATA, 0xffff_ffff_0000_0010n]); // sub sp, x0, w1, uxtw #1

    expect(program.sp).toBe(DATA - 32n);
  });
});
