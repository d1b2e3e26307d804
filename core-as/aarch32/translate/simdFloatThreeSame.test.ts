import { describe, expect, it } from "vitest";
import { FPCR, FPSR } from "../../layout.ts";
import { TestProgram32 } from "../../testing/aarch32.ts";
import { Control, Flag } from "../../testing/float.ts";

const ONE = 0x3f80_0000n;
const TWO = 0x4000_0000n;
const THREE = 0x4040_0000n;
const DEFAULT_NAN = 0x7fc0_0000n;
const INFINITY = 0x7f80_0000n;
const MINUS_ONE = 0xbf80_0000n;

const pair = (high: bigint, low: bigint) => (high << 32n) | low;

/** Two operands of a D form whose first register is odd, so that the other half of its slot matters if it is used. */
function operands(left: bigint, right: bigint): TestProgram32 {
  const program = new TestProgram32();
  program.setD(1, left);
  program.setD(2, right);
  program.setD(3, right);
  return program;
}

describe("Advanced SIMD arithmetic on singles", () => {
  it("flushes denormal numbers and gives default NaNs, whatever FPSCR says", () => {
    const program = operands(pair(1n, 0x7fc1_2345n), pair(0n, ONE));
    // vadd.f32 d0, d1, d3
    program.run("a32", [0xf2010d03]);
    expect(program.d(0)).toBe(pair(0n, DEFAULT_NAN));
    expect(program.core.u64(FPSR)).toBe(BigInt(Flag.inputDenormal));
  });

  it("rounds to nearest and leaves FPSCR's rounding mode alone", () => {
    const program = operands(pair(ONE, ONE), pair(0x3380_0001n, 0x3380_0000n));
    program.core.setU64(FPCR, BigInt(Control.towardZero));
    program.run("a32", [0xf2010d03]);
    expect(program.d(0)).toBe(pair(0x3f80_0001n, ONE));
    expect(program.core.u64(FPCR)).toBe(BigInt(Control.towardZero));
    expect(program.core.u64(FPSR)).toBe(BigInt(Flag.inexact));
  });

  it("gives the same where inexact results are recorded already", () => {
    const program = operands(pair(0x0080_0001n, THREE), pair(0x8080_0000n, MINUS_ONE));
    program.core.setU64(FPSR, BigInt(Flag.inexact));
    program.run("a32", [0xf2010d03]);
    expect(program.d(0)).toBe(pair(0n, TWO));
    expect(program.core.u64(FPSR)).toBe(BigInt(Flag.inexact | Flag.underflow));
  });

  it("VMLA rounds the product, VFMA does not", () => {
    const factor = 0x3f80_0001n;
    const twice = operands(pair(factor, ONE), pair(factor, TWO));
    twice.setD(0, pair(0xbf80_0002n, ONE));
    // vmla.f32 d0, d1, d2
    twice.run("a32", [0xf2010d12]);
    expect(twice.d(0)).toBe(pair(0n, THREE));

    const once = operands(pair(factor, ONE), pair(factor, TWO));
    once.setD(0, pair(0xbf80_0002n, ONE));
    // vfma.f32 d0, d1, d2
    once.run("a32", [0xf2010c12]);
    expect(once.d(0)).toBe(pair(0x2880_0000n, THREE));
  });

  it("VRECPS takes zero times infinity for zero", () => {
    const program = operands(pair(0n, ONE), pair(INFINITY, ONE));
    // vrecps.f32 d0, d1, d2
    program.run("a32", [0xf2010f12]);
    expect(program.d(0)).toBe(pair(TWO, ONE));
    expect(program.core.u64(FPSR)).toBe(0n);
  });

  it("VPADD adds neighbours", () => {
    const program = operands(pair(ONE, ONE), pair(THREE, MINUS_ONE));
    // vpadd.f32 d0, d1, d2
    program.run("a32", [0xf3010d02]);
    expect(program.d(0)).toBe(pair(TWO, TWO));
  });

  it("VCGE of a quiet NaN is false and invalid", () => {
    const program = operands(pair(DEFAULT_NAN, TWO), pair(ONE, ONE));
    // vcge.f32 d0, d1, d2
    program.run("a32", [0xf3010e02]);
    expect(program.d(0)).toBe(0xffff_ffffn);
    expect(program.core.u64(FPSR)).toBe(BigInt(Flag.invalid));
  });
});
