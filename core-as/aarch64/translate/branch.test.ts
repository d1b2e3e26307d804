import { describe, expect, it } from "vitest";
import { RAM_START } from "../../testing/core.ts";
import { TestProgram } from "../../testing/program.ts";

const SET_ONE = 0xd2800021; // movz x1, #1
const PC_ALIGNMENT = 0x22;

describe("branches", () => {
  it("BL links the following instruction", () => {
    const program = new TestProgram();
    program.run([0x94000002, SET_ONE]); // bl .+8

    expect([program.x(30), program.x(1)]).toEqual([RAM_START + 4n, 0n]);
  });

  it("BLR to X30 reads the target before it links", () => {
    const program = new TestProgram();
    program.core.setX(30, RAM_START + 8n);
    program.run([0xd63f03c0, SET_ONE]); // blr x30

    expect([program.x(30), program.x(1)]).toEqual([RAM_START + 4n, 0n]);
  });

  it("CBZ of a W register ignores the upper half", () => {
    const program = new TestProgram();
    program.run([0x34000040, SET_ONE], [0xffff_ffff_0000_0000n]); // cbz w0, .+8

    expect(program.x(1)).toBe(0n);
  });

  it("TBNZ tests bits above 31", () => {
    const program = new TestProgram();
    program.run([0xb7f80040, SET_ONE], [1n << 63n]); // tbnz x0, #63, .+8

    expect(program.x(1)).toBe(0n);
  });

  it("to a misaligned address raises the PC alignment fault there", () => {
    const program = new TestProgram();
    program.run([0xd61f0000], [RAM_START + 2n]); // br x0

    expect(program.exception).toEqual({ class: PC_ALIGNMENT, syndrome: 0, address: RAM_START + 2n });
  });
});
