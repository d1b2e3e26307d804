/** Where comparisons leave their flags, and what VSEL makes of them. */
import { describe, expect, it } from "vitest";
import { FloatProgram32, Fpscr } from "../../testing/aarch32Float.ts";
import { bits64 } from "../../testing/float.ts";

const VCMP = 0xeeb42b43; // vcmp.f64 d2, d3
const VCMPE = 0xeeb42bc3; // vcmpe.f64 d2, d3
const VMRS_FLAGS = 0xeef1fa10; // vmrs APSR_nzcv, fpscr
const NAN = 0x7ff8_0000_0000_0000n;

function after(words: readonly number[], n: bigint, m: bigint): FloatProgram32 {
  const program = new FloatProgram32();
  program.flags = 0b1111;
  program.setD(2, n);
  program.setD(3, m);
  program.run("a32", words);
  return program;
}

describe("VCMP", () => {
  it("sets the flags of the four outcomes in FPSCR alone", () => {
    expect(after([VCMP], bits64(1), bits64(2)).fpscr >>> 28).toBe(0x8);
    expect(after([VCMP], bits64(0), bits64(-0)).fpscr >>> 28).toBe(0x6);
    expect(after([VCMP], bits64(3), bits64(2)).fpscr >>> 28).toBe(0x2);
    const unordered = after([VCMP], NAN, bits64(2));
    expect(unordered.fpscr).toBe(0x3000_0000);
    expect(unordered.flags).toBe(0b1111);
  });

  it("has its flags in CPSR after VMRS APSR_nzcv", () => {
    expect(after([VCMP, VMRS_FLAGS], bits64(1), bits64(2)).flags).toBe(0x8);
  });

  it("of zero reads no second register", () => {
    const program = new FloatProgram32();
    program.setSingle(4, -3);
    program.run("a32", [0xeeb52a40]); // vcmp.f32 s4, #0.0
    expect(program.fpscr).toBe(0x8000_0000);
  });

  it("VCMPE raises Invalid Operation for quiet NaNs", () => {
    expect(after([VCMPE], NAN, bits64(2)).fpscr).toBe(0x3000_0000 | Fpscr.invalid);
  });
});

describe("VSEL", () => {
  /** S1 = S4 or S6 by each of EQ, VS, GE and GT. */
  function selected(flags: number): string {
    return [0xfe420a03, 0xfe520a03, 0xfe620a03, 0xfe720a03].map((word) => choice(word, flags)).join("");
  }
  function choice(word: number, flags: number): string {
    const program = new FloatProgram32();
    program.flags = flags;
    program.setSingle(4, 1);
    program.setSingle(6, 0);
    program.run("a32", [word]);
    return `${program.single(1)}`;
  }

  it("knows EQ, VS, GE and GT", () => {
    expect(selected(0b0000)).toBe("0011");
    expect(selected(0b0100)).toBe("1010");
    expect(selected(0b0001)).toBe("0100");
    expect(selected(0b1001)).toBe("0111");
  });
});
