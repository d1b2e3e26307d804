import { describe, expect, it } from "vitest";
import { afterA32, TestProgram32 } from "../../testing/aarch32.ts";

const SEL = 0xe6810fb2;

/** R0 and GE after an instruction on R1 and R2. */
function ge(instruction: number, a: number, b: number): [number, number] {
  const program = afterA32(instruction, [0, a, b]);
  return [program.r(0), program.ge];
}

/** R0, where GE stays as it was. */
function plain(instruction: number, a: number, b: number): number {
  const program = afterA32(instruction, [0, a, b]);
  expect(program.ge).toBe(0);
  return program.r(0);
}

describe("modulo arithmetic sets GE", () => {
  it("UADD8: where there is a carry", () => {
    expect(ge(0xe6510f92, 0xff80017f, 0x0180017f)).toEqual([0x000002fe, 0b1100]);
  });

  it("USUB8: where there is no borrow", () => {
    expect(ge(0xe6510ff2, 0x00010203, 0x01010101)).toEqual([0xff000102, 0b0111]);
  });

  it("SADD8: where the exact sum is not negative", () => {
    expect(ge(0xe6110f92, 0x7f80ff01, 0x0180017f)).toEqual([0x80000080, 0b1011]);
  });

  it("SSUB16: two bits a halfword", () => {
    expect(ge(0xe6110f72, 0x80007fff, 0x0001ffff)).toEqual([0x7fff8000, 0b0011]);
  });

  it("UASX: the high halves add, the low ones subtract, the operand's exchanged", () => {
    // high 0xffff + 2, low 3 - 1
    expect(ge(0xe6510f32, 0xffff0003, 0x00010002)).toEqual([0x00010002, 0b1111]);
    // high 1 + 2, low 0 - 1
    expect(ge(0xe6510f32, 0x00010000, 0x00010002)).toEqual([0x0003ffff, 0b0000]);
  });

  it("SSAX: the high halves subtract, the low ones add", () => {
    // high 1 - 2, low 3 + 1
    expect(ge(0xe6110f52, 0x00010003, 0x00010002)).toEqual([0xffff0004, 0b0011]);
  });

  it("a destination that is a source", () => {
    // uadd8 r1, r1, r2
    const program = afterA32(0xe6511f92, [0, 0xff80017f, 0x0180017f]);
    expect([program.r(1), program.ge]).toEqual([0x000002fe, 0b1100]);
  });
});

describe("saturating arithmetic", () => {
  it("QADD8 stops at both ends", () => {
    expect(plain(0xe6210f92, 0x7f80017f, 0x01ff0100)).toBe(0x7f80027f);
  });

  it("UQSUB8 stops at zero", () => {
    expect(plain(0xe6610ff2, 0x00010203, 0x01010101)).toBe(0x00000102);
  });

  it("QSUB16", () => {
    expect(plain(0xe6210f72, 0x80007fff, 0x0001ffff)).toBe(0x80007fff);
  });
});

describe("halving arithmetic keeps the bit that does not fit", () => {
  it("SHADD8", () => {
    expect(plain(0xe6310f92, 0x7f80ff01, 0x7f8001fe)).toBe(0x7f8000ff);
  });

  it("UHSUB8", () => {
    expect(plain(0xe6710ff2, 0x00ff0003, 0x01000001)).toBe(0xff7f0001);
  });

  it("SHSUB16", () => {
    expect(plain(0xe6310f72, 0x80007fff, 0x7fff8000)).toBe(0x80007fff);
  });
});

it("SEL takes a byte of the first operand for each bit of GE", () => {
  const program = new TestProgram32();
  program.ge = 0b1010;
  program.run("a32", [SEL], [0, 0x11223344, 0x55667788]);
  expect(program.r(0)).toBe(0x11663388);
});

it("USAD8 sums absolute differences, USADA8 adds them", () => {
  expect(plain(0xe780f211, 0xff000102, 0x00ff0201)).toBe(512);
  expect(afterA32(0xe7803211, [0, 0xff000102, 0x00ff0201, 10]).r(0)).toBe(522);
});
