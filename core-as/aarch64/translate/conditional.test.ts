import { describe, expect, it } from "vitest";
import { TestProgram } from "../../testing/program.ts";

const N = 8;
const Z = 4;
const C = 2;
const V = 1;

describe("CCMP", () => {
  it("compares when the condition holds", () => {
    const program = new TestProgram();
    program.flags = Z;
    program.run([0xfa450802], [5n]); // ccmp x0, #5, #2, eq

    expect(program.flags).toBe(Z | C);
  });

  it("sets the flags it was given when the condition fails", () => {
    const program = new TestProgram();
    program.flags = 0;
    program.run([0xfa450802], [5n]); // ccmp x0, #5, #2, eq

    expect(program.flags).toBe(C);
  });
});

describe("CCMN", () => {
  it("compares with the negated operand", () => {
    const program = new TestProgram();
    program.flags = 0;
    program.run([0x3a41100f], [0xffff_fffen, 1n]); // ccmn w0, w1, #15, ne

    expect(program.flags).toBe(N);
  });
});

describe("conditional select", () => {
  it("negates in CSNEG when the condition fails", () => {
    const program = new TestProgram();
    program.flags = N | V;
    program.run([0xda81b402], [7n, 1n]); // csneg x2, x0, x1, lt

    expect(program.x(2)).toBe(0xffff_ffff_ffff_ffffn);
  });

  it("always takes the first operand under AL", () => {
    const program = new TestProgram();
    program.run([0x5a81e002], [7n, 1n]); // csinv w2, w0, w1, al

    expect(program.x(2)).toBe(7n);
  });
});
