import { describe, expect, it } from "vitest";
import { afterA32, afterT32 } from "../../testing/aarch32.ts";

const LSLS = 0xe1b00211;
const LSRS = 0xe1b00231;
const ASRS = 0xe1b00251;
const RORS = 0xe1b00271;

/** R0 and NZCV after an instruction that shifts R1, by the low byte of R2 or a constant; V is set before. */
function shifted(instruction: number, value: number, count: number, carry = 0): [number, number] {
  const program = afterA32(instruction, [0, value, count], 0b0001 | (carry << 1));
  return [program.r(0), program.flags];
}

describe("shifts by a register", () => {
  it("by 0 keep value and carry, and only the low byte counts", () => {
    expect(shifted(LSLS, 0x80000000, 0x100, 1)).toEqual([0x80000000, 0b1011]);
    expect(shifted(RORS, 1, 0, 0)).toEqual([1, 0b0001]);
  });

  it("LSL by 32 leaves 0 and bit 0 in C, by more 0 in both", () => {
    expect(shifted(LSLS, 1, 31)).toEqual([0x80000000, 0b1001]);
    expect(shifted(LSLS, 1, 32)).toEqual([0, 0b0111]);
    expect(shifted(LSLS, 1, 33, 1)).toEqual([0, 0b0101]);
    expect(shifted(LSLS, 0xffffffff, 255, 1)).toEqual([0, 0b0101]);
  });

  it("LSR by 32 leaves 0 and bit 31 in C, by more 0 in both", () => {
    expect(shifted(LSRS, 0x80000000, 31)).toEqual([1, 0b0001]);
    expect(shifted(LSRS, 0x80000000, 32)).toEqual([0, 0b0111]);
    expect(shifted(LSRS, 0x80000000, 64, 1)).toEqual([0, 0b0101]);
  });

  it("ASR by 32 or more leaves the sign in all bits and in C", () => {
    expect(shifted(ASRS, 0x80000000, 32)).toEqual([0xffffffff, 0b1011]);
    expect(shifted(ASRS, 0x80000000, 200)).toEqual([0xffffffff, 0b1011]);
    expect(shifted(ASRS, 0x7fffffff, 200, 1)).toEqual([0, 0b0101]);
  });

  it("ROR by a multiple of 32 keeps the value, and C is bit 31", () => {
    expect(shifted(RORS, 0x80000001, 32)).toEqual([0x80000001, 0b1011]);
    expect(shifted(RORS, 0x00000001, 33)).toEqual([0x80000000, 0b1011]);
    expect(shifted(RORS, 0x00000002, 64, 1)).toEqual([2, 0b0001]);
  });
});

describe("shifts by a constant", () => {
  it("LSR #32 and ASR #32 are encoded as 0", () => {
    expect(shifted(0xe1b00021, 0x80000000, 0)).toEqual([0, 0b0111]);
    expect(shifted(0xe1b00041, 0x80000000, 0)).toEqual([0xffffffff, 0b1011]);
  });

  it("RRX takes C in above and gives bit 0 out", () => {
    expect(shifted(0xe1b00061, 1, 0, 1)).toEqual([0x80000000, 0b1011]);
    expect(shifted(0xe1b00061, 2, 0, 0)).toEqual([1, 0b0001]);
  });

  it("MOVS, which is LSL #0, keeps C", () => {
    expect(shifted(0xe1b00001, 0, 0, 1)).toEqual([0, 0b0111]);
  });
});

describe("T32", () => {
  it("shifts of 16 bits set flags", () => {
    // lsrs r0, r1, #32
    const program = afterT32(0x0808, [0, 0x80000000]);
    expect([program.r(0), program.flags]).toEqual([0, 0b0110]);
  });

  it("RORS shifts its first operand by the second", () => {
    // rors r2, r3
    const program = afterT32(0x41da, [0, 0, 0x11, 4]);
    expect([program.r(2), program.flags]).toEqual([0x10000001, 0b0000]);
  });
});
