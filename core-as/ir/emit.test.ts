import { describe, expect, it } from "vitest";
import { TestProgram } from "../testing/program.ts";

const CMP_5 = 0xf100141f; // cmp x0, #5
const CMP_W1 = 0x6b01001f; // cmp w0, w1
const B_LT_OVER = 0x5400004b; // b.lt .+8
const B_HI_OVER = 0x54000048; // b.hi .+8
const SET_X2 = 0xd2800022; // movz x2, #1
const N = 8;
const C = 2;

describe("a comparison and the conditional branch behind it", () => {
  it("branch on the comparison", () => {
    const program = new TestProgram();
    program.run([CMP_5, B_LT_OVER, SET_X2], [0xffff_ffff_ffff_ffffn]);

    expect(program.x(2)).toBe(0n);
  });

  it("fall through when the condition fails, and compare 32 bits", () => {
    const program = new TestProgram();
    program.run([CMP_W1, B_HI_OVER, SET_X2], [0xf_0000_0001n, 2n]);

    expect(program.x(2)).toBe(1n);
  });

  it("leave the flags of the comparison behind", () => {
    const program = new TestProgram();
    program.run([CMP_5, B_LT_OVER, SET_X2], [4n]);

    expect(program.flags).toBe(N);
  });

  it("leave them behind for registers too", () => {
    const program = new TestProgram();
    program.run([CMP_W1, B_HI_OVER, SET_X2], [3n, 2n]);

    expect(program.flags).toBe(C);
  });
});
