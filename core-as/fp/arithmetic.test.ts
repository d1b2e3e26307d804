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
const DEFAULT_NAN = 0x7ff8_0000_0000_0000n;
const numbers64 = doubles.filter((bits) => !isNaN64(bits));
const numbers32 = singles.filter((bits) => !isNaN32(bits));

/** The host's result; a NaN of its is the default NaN of ours. */
const host64 = (value: number) => (Number.isNaN(value) ? DEFAULT_NAN : bits64(value));
const host32 = (value: number) => (Number.isNaN(value) ? 0x7fc0_0000n : bits32(Math.fround(value)));

describe("soft arithmetic on doubles", () => {
  it.each([
    ["add", (a: number, b: number) => a + b],
    ["subtract", (a: number, b: number) => a - b],
    ["multiply", (a: number, b: number) => a * b],
    ["divide", (a: number, b: number) => a / b],
  ])("%s gives what the host's double arithmetic gives", (name, operation) => {
    fc.assert(
      fc.property(numbers64, numbers64, (a, b) => {
        expect(unit.soft(name, DOUBLE, [a, b])).toBe(host64(operation(value64(a), value64(b))));
      }),
      { numRuns: 5000 },
    );
  });

  it("squareRoot gives what the host's gives", () => {
    fc.assert(
      fc.property(numbers64, (a) => {
        expect(unit.soft("squareRoot", DOUBLE, [a])).toBe(host64(Math.sqrt(value64(a))));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("soft arithmetic on singles", () => {
  // Rounding first to double and then to single gives the same for these operations.
  it.each([
    ["add", (a: number, b: number) => a + b],
    ["subtract", (a: number, b: number) => a - b],
    ["multiply", (a: number, b: number) => a * b],
    ["divide", (a: number, b: number) => a / b],
  ])("%s gives the host's result rounded to single", (name, operation) => {
    fc.assert(
      fc.property(numbers32, numbers32, (a, b) => {
        expect(unit.soft(name, SINGLE, [a, b])).toBe(host32(operation(value32(a), value32(b))));
      }),
      { numRuns: 5000 },
    );
  });

  it("squareRoot gives the host's root rounded to single", () => {
    fc.assert(
      fc.property(numbers32, (a) => {
        expect(unit.soft("squareRoot", SINGLE, [a])).toBe(host32(Math.sqrt(value32(a))));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("directed rounding", () => {
  it.each(["add", "subtract", "multiply", "divide"])(
    "%s encloses the nearest result, and is exact or one step wide",
    (name) => {
      fc.assert(
        fc.property(numbers64, numbers64, (a, b) => {
          const nearest = unit.soft(name, DOUBLE, [a, b]);
          const inexact = (unit.flags & Flag.inexact) !== 0;
          const up = value64(unit.soft(name, DOUBLE, [a, b], Control.towardPlus));
          const down = value64(unit.soft(name, DOUBLE, [a, b], Control.towardMinus));
          fc.pre(!isNaN64(nearest));

          expect([up, down]).toContainEqual(value64(nearest));
          expect(up > down).toBe(inexact);
        }),
        { numRuns: 3000 },
      );
    },
  );

  it("gives minus zero for an exact cancellation only when rounding towards minus infinity", () => {
    const one = bits64(1);

    expect(unit.soft("subtract", DOUBLE, [one, one])).toBe(0n);
    expect(unit.soft("subtract", DOUBLE, [one, one], Control.towardZero)).toBe(0n);
    expect(unit.soft("subtract", DOUBLE, [one, one], Control.towardMinus)).toBe(bits64(-0));
  });

  it("overflows to the largest number where the mode rounds towards zero", () => {
    const largest = bits64(Number.MAX_VALUE);

    expect(unit.soft("add", DOUBLE, [largest, largest])).toBe(bits64(Number.POSITIVE_INFINITY));
    expect(unit.soft("add", DOUBLE, [largest, largest], Control.towardMinus)).toBe(largest);
    expect(unit.flags).toBe(Flag.overflow | Flag.inexact);
  });
});

describe("exceptions", () => {
  it("raises Divide by Zero for a finite dividend and Invalid Operation for zero by zero", () => {
    expect(unit.soft("divide", DOUBLE, [bits64(-1), 0n])).toBe(bits64(Number.NEGATIVE_INFINITY));
    expect(unit.flags).toBe(Flag.divideByZero);
    expect(unit.soft("divide", DOUBLE, [0n, 0n])).toBe(DEFAULT_NAN);
    expect(unit.flags).toBe(Flag.invalid);
  });

  it("raises Underflow for a result that is tiny before rounding, but only when it is inexact", () => {
    const smallestNormal = 0x0010_0000_0000_0000n;

    unit.soft("multiply", DOUBLE, [smallestNormal, bits64(0.5)]);
    expect(unit.flags).toBe(0);
    expect(unit.soft("multiply", DOUBLE, [0x000f_ffff_ffff_ffffn, bits64(1 + Number.EPSILON)])).toBe(smallestNormal);
    expect(unit.flags).toBe(Flag.underflow | Flag.inexact);
  });

  it("flushes denormal operands and results when FPCR.FZ is set", () => {
    expect(unit.soft("add", DOUBLE, [1n, bits64(1)], Control.FZ)).toBe(bits64(1));
    expect(unit.flags).toBe(Flag.inputDenormal);
    expect(unit.soft("multiply", DOUBLE, [0x8010_0000_0000_0000n, bits64(0.5)], Control.FZ)).toBe(bits64(-0));
    expect(unit.flags).toBe(Flag.underflow);
  });
});

describe("NaN operands", () => {
  const quietA = 0x7ff8_0000_0000_1234n;
  const quietB = 0xfff8_0000_0000_5678n;
  const signalling = 0x7ff0_0000_0000_0001n;

  it("propagates the first quiet NaN unchanged", () => {
    expect(unit.soft("add", DOUBLE, [quietA, quietB])).toBe(quietA);
    expect(unit.soft("subtract", DOUBLE, [bits64(1), quietB])).toBe(quietB);
    expect(unit.flags).toBe(0);
  });

  it("prefers a signalling NaN, quiets it and raises Invalid Operation", () => {
    expect(unit.soft("multiply", DOUBLE, [quietA, signalling])).toBe(0x7ff8_0000_0000_0001n);
    expect(unit.flags).toBe(Flag.invalid);
  });

  it("gives the default NaN when FPCR.DN is set", () => {
    expect(unit.soft("divide", DOUBLE, [quietB, quietA], Control.DN)).toBe(DEFAULT_NAN);
  });
});

describe("paths through Wasm instructions", () => {
  it.each([
    ["fpAdd64", "add"],
    ["fpSub64", "subtract"],
    ["fpMul64", "multiply"],
    ["fpDiv64", "divide"],
  ])("%s agrees with %s in value and flags", (fast, soft) => {
    fc.assert(
      fc.property(numbers64, numbers64, (a, b) => {
        const expected = unit.soft(soft, DOUBLE, [a, b]);
        const flags = unit.flags | Flag.inexact;

        expect(host64(unit.plain(fast, [value64(a), value64(b)]))).toBe(expected);
        expect(unit.flags).toBe(flags);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ["fpAdd32", "add"],
    ["fpSub32", "subtract"],
    ["fpMul32", "multiply"],
    ["fpDiv32", "divide"],
  ])("%s agrees with %s in value and flags", (fast, soft) => {
    fc.assert(
      fc.property(numbers32, numbers32, (a, b) => {
        const expected = unit.soft(soft, SINGLE, [a, b]);
        const flags = unit.flags | Flag.inexact;

        expect(host32(unit.plain(fast, [value32(a), value32(b)]))).toBe(expected);
        expect(unit.flags).toBe(flags);
      }),
      { numRuns: 5000 },
    );
  });
});
