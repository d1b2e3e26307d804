/** Three same, three different, two-register miscellaneous, by element, scalar. */
import { beforeEach, describe, expect, it } from "vitest";
import { lanes, SimdCore, splat } from "../../testing/simd.ts";
import { FPSR } from "../state.ts";

const QC = 1n << 27n;

let core: SimdCore;

beforeEach(() => {
  core = new SimdCore();
  core.setV(0, splat(8, 0x55));
});

function binary(word: number, left: bigint, right: bigint): bigint {
  core.setV(1, left);
  core.setV(2, right);
  core.execute(word);
  return core.v(0);
}

const unary = (word: number, operand: bigint) => binary(word, operand, 0n);

describe("three same", () => {
  it("ADD wraps each lane and clears the upper half in its 64-bit form", () => {
    expect(binary(0x0e228420, splat(8, 0xff), splat(8, 2))).toBe(lanes(8, 1, 1, 1, 1, 1, 1, 1, 1)); // add v0.8b
  });

  it("SQADD saturates and sets FPSR.QC", () => {
    const sum = binary(0x4e220c20, lanes(8, 127, -128, 100), lanes(8, 1, -1, 20)); // sqadd v0.16b

    expect(sum).toBe(lanes(8, 127, -128, 120));
    expect(core.u64(FPSR)).toBe(QC);
  });

  it("leaves FPSR.QC set when a later operation does not saturate", () => {
    core.setU64(FPSR, QC);

    binary(0x4e220c20, 0n, 0n); // sqadd v0.16b

    expect(core.u64(FPSR)).toBe(QC);
  });

  it("UQSUB of a scalar stops at zero and clears the rest", () => {
    expect(binary(0x7ee22c20, 5n | (9n << 64n), 6n)).toBe(0n); // uqsub d0, d1, d2
    expect(core.u64(FPSR)).toBe(QC);
  });

  it("CMHI compares 64-bit lanes without sign", () => {
    expect(binary(0x6ee23420, lanes(64, -1, 1), lanes(64, 1, -1))).toBe(lanes(64, -1, 0)); // cmhi v0.2d
  });

  it("SABD of the extremes is 255", () => {
    expect(binary(0x4e227420, splat(8, -128), splat(8, 127))).toBe(splat(8, 255)); // sabd v0.16b
  });

  it("UMAXP takes neighbours of the first operand, then of the second", () => {
    const left = lanes(8, 1, 200, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);

    const pairs = binary(0x6e22a420, left, lanes(8, 99, 0)); // umaxp v0.16b

    expect(pairs).toBe(lanes(8, 200, 4, 6, 8, 10, 12, 14, 16, 99));
  });

  it("ADDP of 64-bit vectors ignores the upper halves", () => {
    const ones = splat(8, 1);

    expect(binary(0x0e22bc20, ones, ones)).toBe(lanes(8, 2, 2, 2, 2, 2, 2, 2, 2)); // addp v0.8b
  });

  it("USHL shifts right by negative counts and gives zero beyond the lane", () => {
    const shifted = binary(0x6ea24420, splat(32, 0x80000001), lanes(32, 1, -31, 32, -32)); // ushl v0.4s

    expect(shifted).toBe(lanes(32, 2, 1, 0, 0));
  });

  it("SQRSHL rounds right shifts and saturates left ones", () => {
    const shifted = binary(0x4ea25c20, lanes(32, 3, -3, 1, -1), lanes(32, -1, -1, 31, 40)); // sqrshl v0.4s

    expect(shifted).toBe(lanes(32, 2, -1, 0x7fffffff, -0x80000000));
    expect(core.u64(FPSR)).toBe(QC);
  });

  it("SQDMULH of the most negative numbers saturates", () => {
    expect(binary(0x4e62b420, lanes(16, -0x8000, 0x4000), lanes(16, -0x8000, 0x4000))).toBe(lanes(16, 0x7fff, 0x2000));
  });

  it("PMUL multiplies without carries", () => {
    expect(binary(0x6e229c20, lanes(8, 3, 0xff), lanes(8, 3, 0xff))).toBe(lanes(8, 5, 0x55)); // pmul v0.16b
  });

  it("BSL selects by the destination's bits", () => {
    expect(binary(0x6e621c20, splat(8, 0xff), splat(8, 0))).toBe(splat(8, 0x55)); // bsl v0.16b
  });

  it("BIT inserts where the second operand has ones", () => {
    expect(binary(0x6ea21c20, splat(8, 0xff), splat(8, 0x0f))).toBe(splat(8, 0x5f)); // bit v0.16b
  });
});

describe("three different", () => {
  it("SADDL2 widens the upper halves", () => {
    expect(binary(0x4e220020, splat(8, -1) << 64n, splat(8, -128))).toBe(splat(16, -129)); // saddl2 v0.8h
  });

  it("RADDHN rounds, RADDHN2 keeps the lower half", () => {
    expect(binary(0x2e224020, splat(16, 0x0080), 0n)).toBe(splat(8, 1) >> 64n); // raddhn v0.8b
    core.setV(0, 7n);
    expect(binary(0x6e224020, splat(16, 0x0080), 0n)).toBe(7n | ((splat(8, 1) >> 64n) << 64n)); // raddhn2 v0.16b
  });

  it("UMLSL subtracts the whole 64-bit product", () => {
    core.setV(0, 0n);

    expect(binary(0x2ea2a020, lanes(32, -1, 2), lanes(32, -1, 3))).toBe(lanes(64, -0xfffffffe00000001n, -6));
  });

  it("SQDMULL saturates the one product that does not fit", () => {
    const product = binary(0x0ea2d020, lanes(32, -0x80000000, 2), lanes(32, -0x80000000, 3)); // sqdmull v0.2d

    expect(product).toBe(lanes(64, 0x7fffffffffffffffn, 12));
    expect(core.u64(FPSR)).toBe(QC);
  });
});

describe("two-register miscellaneous", () => {
  it("REV32 swaps halfwords within words", () => {
    expect(unary(0x6e600820, lanes(16, 1, 2, 3, 4))).toBe(lanes(16, 2, 1, 4, 3)); // rev32 v0.8h
  });

  it("RBIT reverses the bits of each byte", () => {
    expect(unary(0x6e605820, lanes(8, 1, 0x80, 0x0f, 0xa0))).toBe(lanes(8, 0x80, 1, 0xf0, 5)); // rbit v0.16b
  });

  it("CLS does not count the sign bit", () => {
    expect(unary(0x4ea04820, lanes(32, 0, -1, 1, 0x40000000))).toBe(lanes(32, 31, 31, 30, 0)); // cls v0.4s
  });

  it("SUQADD adds unsigned lanes to signed ones", () => {
    core.setV(0, lanes(8, -128, 127, 100));

    expect(unary(0x4e203820, lanes(8, 255, 1, 20))).toBe(lanes(8, 127, 127, 120)); // suqadd v0.16b
  });

  it("SQXTUN gives zero for negative lanes", () => {
    expect(unary(0x2e212820, lanes(16, -1, 256, 255))).toBe(lanes(8, 0, 255, 255)); // sqxtun v0.8b
  });

  it("UADDLV sums in twice the width", () => {
    expect(unary(0x6e703820, splat(16, 0xffff))).toBe(8n * 0xffffn); // uaddlv s0, v1.8h
  });

  it("UMINV finds the smallest byte of all sixteen", () => {
    expect(unary(0x6e31a820, splat(8, 200) - (199n << 104n))).toBe(1n); // uminv b0, v1.16b
  });

  it("URECPE and URSQRTE estimate fractions", () => {
    const operand = lanes(32, 0x80000000, 0xffffffff, 0x7fffffff, 0x40000000);

    expect(unary(0x4ea1c820, operand)).toBe(lanes(32, 0xff800000, 0x80000000, 0xffffffff, 0xffffffff)); // urecpe
    expect(unary(0x6ea1c820, operand)).toBe(lanes(32, 0xb4800000, 0x80000000, 0xb5000000, 0xff800000)); // ursqrte
  });
});

describe("by element", () => {
  it("MLA takes 16-bit element 7 of the low registers", () => {
    core.setV(0, splat(16, 1));

    expect(binary(0x6f720820, splat(16, 2), 5n << 112n)).toBe(splat(16, 11)); // mla v0.8h, v1.8h, v2.h[7]
  });

  it("UMULL2 multiplies the upper lanes by the element", () => {
    expect(binary(0x6fa2a820, lanes(32, 1, 1, 3, -1), lanes(32, 0, 0, 0, 2))).toBe(lanes(64, 6, 0x1fffffffen));
  });

  it("SQRDMULH of a scalar rounds", () => {
    expect(binary(0x5f52d020, 1n, 0x4000n << 16n)).toBe(1n); // sqrdmulh h0, h1, v2.h[1]
  });
});
