/**
 * Scalar and vector floating-point instructions: operands, lanes, upper halves. Values are the matter of core-as/fp.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { SLOT_CC_A } from "../../layout.ts";
import { bits32, bits64 } from "../../testing/float.ts";
import { SimdCore } from "../../testing/simd.ts";

const NZCV = { less: 0x8, equal: 0x6, greater: 0x2, unordered: 0x3 };
const NAN = 0x7ff8_0000_0000_0000n;
const GARBAGE = 0x5555_5555_5555_5555_5555_5555_5555_5555n;

const doubles = (low: number, high = 0) => (bits64(high) << 64n) | bits64(low);
const singles = (...lanes: number[]) => lanes.reduceRight((vector, lane) => (vector << 32n) | bits32(lane), 0n);

let core: SimdCore;

beforeEach(() => {
  core = new SimdCore();
  core.setV(0, GARBAGE);
});

/** The flags that an FCMP or FCCMP of `first` and `second` leaves. */
function flagsAfter(words: readonly number[], first: bigint, second: bigint): number {
  core.setV(1, first);
  core.setV(2, second);
  for (const word of words) core.execute(word);
  return Number(core.u64(SLOT_CC_A) >> 28n);
}

describe("moves", () => {
  it("FMOV of an immediate clears what lies above", () => {
    core.execute(0x1e7f1000); // fmov d0, #-1.5
    expect(core.v(0)).toBe(doubles(-1.5));
  });

  it("FMOV of the upper half leaves the lower one", () => {
    core.setX(3, 0x1234n);
    core.execute(0x9eaf0060); // fmov v0.d[1], x3
    expect(core.v(0)).toBe((0x1234n << 64n) | 0x5555_5555_5555_5555n);
  });

  it("FMOV to a single does not extend the sign of the word", () => {
    core.setX(3, 0xffff_ffff_8000_0000n);
    core.execute(0x1e270060); // fmov s0, w3
    expect(core.v(0)).toBe(0x8000_0000n);
  });
});

describe("comparison", () => {
  const FCMP = 0x1e622020; // fcmp d1, d2
  const FCMP_ZERO = 0x1e602028; // fcmp d1, #0.0

  it("FCMP sets the flags of the four outcomes", () => {
    expect(flagsAfter([FCMP], bits64(1), bits64(2))).toBe(NZCV.less);
    expect(flagsAfter([FCMP], bits64(0), bits64(-0))).toBe(NZCV.equal);
    expect(flagsAfter([FCMP], bits64(3), bits64(2))).toBe(NZCV.greater);
    expect(flagsAfter([FCMP], NAN, bits64(2))).toBe(NZCV.unordered);
    expect(flagsAfter([FCMP_ZERO], bits64(-1), NAN)).toBe(NZCV.less);
  });

  it("FCCMP takes its immediate when the condition fails", () => {
    const FCCMP_EQ = 0x1e620425; // fccmp d1, d2, #5, eq

    expect(flagsAfter([FCMP, FCCMP_EQ], bits64(1), bits64(2))).toBe(5);
    expect(flagsAfter([FCMP, FCCMP_EQ], bits64(2), bits64(2))).toBe(NZCV.equal);
  });

  it("FCSEL chooses by the flags", () => {
    flagsAfter([FCMP], bits64(3), bits64(2));
    core.execute(0x1e62cc20); // fcsel d0, d1, d2, gt
    expect(core.v(0)).toBe(bits64(3));
  });
});

describe("vector forms", () => {
  it("FADD of a 64-bit vector clears the upper half", () => {
    core.setV(1, singles(1, 2, 3, 4));
    core.setV(2, singles(10, 20, 30, 40));
    core.execute(0x0e22d420); // fadd v0.2s, v1.2s, v2.2s
    expect(core.v(0)).toBe(singles(11, 22, 0, 0));
  });

  it("FADDP combines neighbours of the first register, then of the second", () => {
    core.setV(1, doubles(1, 2));
    core.setV(2, doubles(3, 4));
    core.execute(0x6e62d420); // faddp v0.2d, v1.2d, v2.2d
    expect(core.v(0)).toBe(doubles(3, 7));
  });

  it("FMLA by element multiplies every lane by the one element", () => {
    core.setV(0, singles(1, 1, 1, 1));
    core.setV(1, singles(1, 2, 3, 4));
    core.setV(2, singles(0, 0, 0, 10));
    core.execute(0x4fa21820); // fmla v0.4s, v1.4s, v2.s[3]
    expect(core.v(0)).toBe(singles(11, 21, 31, 41));
  });

  it("FMAXV gives the greatest lane as a scalar", () => {
    core.setV(1, singles(1, 7, -9, 4));
    core.execute(0x6e30f820); // fmaxv s0, v1.4s
    expect(core.v(0)).toBe(singles(7));
  });

  it("FCVTN2 writes the upper half only", () => {
    core.setV(1, doubles(1.5, 2.5));
    core.execute(0x4e616820); // fcvtn2 v0.4s, v1.2d
    expect(core.v(0)).toBe((singles(1.5, 2.5) << 64n) | 0x5555_5555_5555_5555n);
  });
});

describe("fixed point", () => {
  it("FCVTZS scales by the fraction bits", () => {
    core.setV(1, singles(-2.5));
    core.execute(0x1e18f020); // fcvtzs w0, s1, #4
    expect(core.x(0)).toBe(BigInt.asUintN(32, -40n));
  });
});
