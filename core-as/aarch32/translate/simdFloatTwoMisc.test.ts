import { describe, expect, it } from "vitest";
import { TestProgram32 } from "../../testing/aarch32.ts";

const ONE = 0x3f80_0000n;
const TWO = 0x4000_0000n;
const THREE = 0x4040_0000n;
const MINUS_ONE = 0xbf80_0000n;

const pair = (high: bigint, low: bigint) => (high << 32n) | low;

/** A D register with an odd number is the operand. */
function operand(value: bigint): TestProgram32 {
  const program = new TestProgram32();
  program.setD(1, value);
  return program;
}

describe("Advanced SIMD conversions of singles", () => {
  it("VCVT truncates and saturates; VCVTA rounds half away", () => {
    const program = operand(pair(0xbfc0_0000n, 0x4f00_0000n));
    // vcvt.s32.f32 d0, d1
    program.run("a32", [0xf3bb0701]);
    expect(program.d(0)).toBe(pair(0xffff_ffffn, 0x7fff_ffffn));

    const away = operand(pair(0x4020_0000n, MINUS_ONE));
    // vcvta.u32.f32 d0, d1
    away.run("a32", [0xf3bb0081]);
    expect(away.d(0)).toBe(pair(3n, 0n));
  });

  it("VCVT from fixed point divides", () => {
    const program = operand(pair(0x18n, 0xffff_ffffn));
    // vcvt.f32.u32 d0, d1, #4
    program.run("a32", [0xf3bc0e11]);
    expect(program.d(0)).toBe(pair(0x3fc0_0000n, 0x4d80_0000n));
  });

  it("VCVT between halves and singles takes four lanes", () => {
    const program = new TestProgram32();
    program.setD(2, pair(ONE, TWO));
    program.setD(3, pair(THREE, MINUS_ONE));
    // vcvt.f16.f32 d0, q1; vcvt.f32.f16 q1, d0
    program.run("a32", [0xf3b60602, 0xf3b62700]);
    expect(program.d(0)).toBe(0x4200_bc00_3c00_4000n);
    expect([program.d(2), program.d(3)]).toEqual([pair(ONE, TWO), pair(THREE, MINUS_ONE)]);
  });

  it("VRINTZ keeps the sign of what becomes zero", () => {
    const program = operand(pair(0xbf00_0000n, 0x4060_0000n));
    // vrintz.f32 d0, d1
    program.run("a32", [0xf3ba0581]);
    expect(program.d(0)).toBe(pair(0x8000_0000n, THREE));
  });
});
