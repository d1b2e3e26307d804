import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bits32,
  bits64,
  Control,
  DOUBLE,
  doubles,
  Flag,
  FloatUnit,
  isNaN32,
  isNaN64,
  SINGLE,
  singles,
  value32,
  value64,
} from "../testing/float.ts";

const unit = new FloatUnit();

/** A finite double as a multiple of 2^-1074. */
function scaled(bits: bigint): bigint {
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n === 0n ? magnitude : -magnitude;
}

/** Products near one another: the sums that cancel most. */
const near = fc.tuple(doubles, doubles).map(([a, b]) => [a, b, bits64(-(value64(a) * value64(b)))] as const);
/** Few significant bits: their sums and products often lie half-way between two doubles. */
const short = fc
  .tuple(fc.integer({ min: -7, max: 7 }), fc.integer({ min: -120, max: 120 }), fc.integer({ min: -1, max: 1 }))
  .map(([factor, exponent, step]) => BigInt.asUintN(64, bits64(factor * 2 ** exponent) + BigInt(step)));
const triples = fc.oneof(near, fc.tuple(doubles, doubles, doubles), fc.tuple(short, short, short));
const isFinite64 = (bits: bigint) => (bits & 0x7ff0_0000_0000_0000n) !== 0x7ff0_0000_0000_0000n;
const magnitude = (value: bigint) => (value < 0n ? -value : value);

describe("multiplyAdd", () => {
  it("leaves an error of at most half a step", () => {
    fc.assert(
      fc.property(triples, ([a, b, c]) => {
        fc.pre([a, b, c].every(isFinite64));
        const result = unit.soft("multiplyAdd", DOUBLE, [c, a, b]);
        fc.pre(isFinite64(result));
        // Multiples of 2^-2148, so that everything is an integer.
        const exact = scaled(a) * scaled(b) + (scaled(c) << 1074n);
        const exponent = (result >> 52n) & 0x7ffn;
        const step = 1n << ((exponent === 0n ? 0n : exponent - 1n) + 1074n);
        const error = magnitude(exact - (scaled(result) << 1074n));

        expect(2n * error <= step).toBe(true);
        expect(error !== 0n).toBe((unit.flags & Flag.inexact) !== 0);
      }),
      { numRuns: 5000 },
    );
  });

  it("is invalid for zero times infinity, even with a quiet NaN added", () => {
    const infinity = bits64(Number.POSITIVE_INFINITY);

    expect(unit.soft("multiplyAdd", DOUBLE, [0xfff8_0000_0000_0001n, 0n, infinity])).toBe(0x7ff8_0000_0000_0000n);
    expect(unit.flags).toBe(Flag.invalid);
  });

  it("gives the addend's NaN precedence over the factors'", () => {
    const [first, second, addend] = [0x7ff8_0000_0000_0001n, 0x7ff8_0000_0000_0002n, 0x7ff8_0000_0000_0003n];

    expect(unit.soft("multiplyAdd", DOUBLE, [addend, first, second])).toBe(addend);
    expect(unit.soft("multiplyAdd", DOUBLE, [addend, first, 0x7ff0_0000_0000_0002n])).toBe(second);
  });
});

describe("micro-op functions", () => {
  it("fpMulAdd64 agrees with multiplyAdd in value and flags", () => {
    fc.assert(
      fc.property(triples, ([a, b, c]) => {
        const expected = unit.soft("multiplyAdd", DOUBLE, [c, a, b]);
        const flags = unit.flags | Flag.inexact;
        fc.pre(!isNaN64(expected));

        expect(bits64(unit.plain("fpMulAdd64", [value64(c), value64(a), value64(b)]))).toBe(expected);
        expect(unit.flags).toBe(flags);
      }),
      { numRuns: 10000 },
    );
  });

  it("fpMulAdd32 agrees with multiplyAdd in value and flags", () => {
    const nearSingles = fc
      .tuple(singles, singles)
      .map(([a, b]) => [a, b, bits32(-Math.fround(value32(a) * value32(b)))] as const);
    fc.assert(
      fc.property(fc.oneof(nearSingles, fc.tuple(singles, singles, singles)), ([a, b, c]) => {
        const expected = unit.soft("multiplyAdd", SINGLE, [c, a, b]);
        const flags = unit.flags | Flag.inexact;
        fc.pre(!isNaN32(expected));

        expect(bits32(unit.plain("fpMulAdd32", [value32(c), value32(a), value32(b)]))).toBe(expected);
        expect(unit.flags).toBe(flags);
      }),
      { numRuns: 10000 },
    );
  });
});

describe("reciprocal steps", () => {
  it("compute 2 - ab and (3 - ab) / 2, rounded once", () => {
    expect(value64(unit.soft("reciprocalStep", DOUBLE, [bits64(0.75), bits64(1.25)]))).toBe(2 - 0.9375);
    expect(value64(unit.soft("reciprocalRootStep", DOUBLE, [bits64(0.75), bits64(1.25)]))).toBe((3 - 0.9375) / 2);
  });

  it("count zero times infinity as zero, without an exception", () => {
    const infinity = bits64(Number.POSITIVE_INFINITY);

    expect(value64(unit.soft("reciprocalStep", DOUBLE, [0n, infinity]))).toBe(2);
    expect(value64(unit.soft("reciprocalRootStep", DOUBLE, [infinity, 0n]))).toBe(1.5);
    expect(unit.flags).toBe(0);
  });

  it("round an exact cancellation to minus zero towards minus infinity", () => {
    expect(unit.soft("reciprocalStep", DOUBLE, [bits64(1), bits64(2)], Control.towardMinus)).toBe(bits64(-0));
  });
});
