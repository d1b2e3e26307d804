import { describe, expect, it } from "vitest";
import { afterA32, afterT32 } from "../../testing/aarch32.ts";

/** R0, R4 after an instruction whose results go there. */
function long(instruction: number, registers: readonly number[]): [number, number] {
  const program = afterA32(instruction, registers);
  return [program.r(0), program.r(4)];
}

/** R0 and CPSR.Q. */
function withQ(instruction: number, registers: readonly number[]): [number, boolean] {
  const program = afterA32(instruction, registers);
  return [program.r(0), program.q];
}

describe("32-bit products", () => {
  it("MULS sets N and Z, and keeps C and V", () => {
    const program = afterA32(0xe0100291, [0, 0x10000, 0x8000], 0b0011);
    expect([program.r(0), program.flags]).toEqual([0x80000000, 0b1011]);
    expect(afterA32(0xe0100291, [0, 0x10000, 0x10000], 0b1000).flags).toBe(0b0100);
  });

  it("MULS of 16 bits multiplies its destination", () => {
    // muls r0, r1
    const program = afterT32(0x4348, [7, 0xffffffff]);
    expect([program.r(0), program.flags]).toEqual([0xfffffff9, 0b1000]);
  });

  it("MLA adds, MLS subtracts from", () => {
    expect(afterA32(0xe0203291, [0, 3, 4, 5]).r(0)).toBe(17);
    expect(afterA32(0xe0603291, [0, 3, 4, 5]).r(0)).toBe(0xfffffff9);
  });

  it("division by zero gives zero, and the most negative number by -1 itself", () => {
    expect(afterA32(0xe710f211, [1, 5, 0]).r(0)).toBe(0);
    expect(afterA32(0xe730f211, [1, 5, 0]).r(0)).toBe(0);
    expect(afterA32(0xe710f211, [1, 0x80000000, 0xffffffff]).r(0)).toBe(0x80000000);
    expect(afterA32(0xe710f211, [1, 0xfffffff9, 2]).r(0)).toBe(0xfffffffd);
    expect(afterA32(0xe730f211, [1, 0xfffffff9, 2]).r(0)).toBe(0x7ffffffc);
  });
});

describe("64-bit products", () => {
  it("UMULL and SMULL differ in the sign", () => {
    expect(long(0xe0840291, [0, 0xffffffff, 0xffffffff])).toEqual([1, 0xfffffffe]);
    expect(long(0xe0c40291, [0, 0xffffffff, 0xffffffff])).toEqual([1, 0]);
  });

  it("UMULLS takes N and Z from all 64 bits", () => {
    expect(afterA32(0xe0940291, [0, 0x10000, 0x10000], 0b0011).flags).toBe(0b0011);
    expect(afterA32(0xe0940291, [0, 0, 5], 0b1011).flags).toBe(0b0111);
    expect(afterA32(0xe0940291, [0, 0xffffffff, 0xffffffff]).flags).toBe(0b1000);
  });

  it("UMLAL adds a double word, UMAAL two words", () => {
    expect(long(0xe0a40291, [0xffffffff, 2, 3, 0, 1])).toEqual([5, 2]);
    expect(long(0xe0440291, [0xffffffff, 0xffffffff, 0xffffffff, 0, 0xffffffff])).toEqual([0xffffffff, 0xffffffff]);
  });
});

describe("products of halfwords", () => {
  it("SMULBT takes the low half of one and the high half of the other", () => {
    expect(afterA32(0xe16002c1, [0, 0x7fff8000, 0x00028000]).r(0)).toBe(0xffff0000);
  });

  it("SMLABB sets Q where the sum overflows, and wraps", () => {
    expect(withQ(0xe1003281, [0, 2, 3, 0x7ffffff0])).toEqual([0x7ffffff6, false]);
    expect(withQ(0xe1003281, [0, 0x4000, 2, 0x7fffffff])).toEqual([0x80007fff, true]);
  });

  it("SMULWB keeps the upper 32 of 48 bits, SMLAWT adds", () => {
    expect(afterA32(0xe12002a1, [0, 0x80000000, 0xffff]).r(0)).toBe(0x8000);
    expect(withQ(0xe12032c1, [0, 0x10000, 0x7fff0000, 1])).toEqual([0x8000, false]);
  });

  it("SMLALTT sums into a double word", () => {
    expect(long(0xe14402e1, [0, 0xffff0000, 0x00010000, 0, 0])).toEqual([0xffffffff, 0xffffffff]);
  });

  it("SMUAD overflows in one case only", () => {
    expect(withQ(0xe700f211, [0, 0x80008000, 0x80008000])).toEqual([0x80000000, true]);
    expect(withQ(0xe700f211, [0, 0x00020003, 0x00040005])).toEqual([23, false]);
  });

  it("SMUSDX exchanges the halves, and subtracts the high product", () => {
    // 3 * 4 - 2 * 5
    expect(withQ(0xe700f271, [0, 0x00020003, 0x00040005])).toEqual([2, false]);
  });

  it("SMLAD looks at the exact sum, whose parts may overflow", () => {
    expect(withQ(0xe7003211, [0, 0x80008000, 0x80008000, 0xffffffff])).toEqual([0x7fffffff, false]);
    expect(withQ(0xe7003211, [0, 0x80008000, 0x80008000, 0])).toEqual([0x80000000, true]);
  });

  it("SMLALDX", () => {
    // 3 * 4 + 2 * 5 + (1 << 32 | 0xffffffff)
    expect(long(0xe7440231, [0xffffffff, 0x00020003, 0x00040005, 0, 1])).toEqual([21, 2]);
  });
});

describe("high words of products", () => {
  it("SMMUL cuts, SMMULR rounds", () => {
    expect(afterA32(0xe750f211, [0, 0x80000000, 1]).r(0)).toBe(0xffffffff);
    expect(afterA32(0xe750f231, [0, 0x80000000, 1]).r(0)).toBe(0);
  });

  it("SMMLA and SMMLS have Ra as the high word, and borrow below it", () => {
    expect(afterA32(0xe7503211, [0, 0x40000000, 8, 5]).r(0)).toBe(7);
    expect(afterA32(0xe75032d1, [0, 1, 1, 5]).r(0)).toBe(4);
  });
});
