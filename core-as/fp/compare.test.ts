import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bits64, DOUBLE, doubles, Flag, FloatUnit, isNaN64, value64 } from "../testing/float.ts";

const unit = new FloatUnit();
const numbers = doubles.filter((bits) => !isNaN64(bits));
const QUIET = 0x7ff8_0000_0000_0000n;
const SIGNALLING = 0x7ff0_0000_0000_0001n;
const [LESS, EQUAL, GREATER, UNORDERED] = [0n, 1n, 2n, 3n];

const orderOf = (a: number, b: number) => (a < b ? LESS : a > b ? GREATER : EQUAL);

describe("compare", () => {
  it("orders numbers as the host does", () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(unit.soft("compare", DOUBLE, [a, b, false])).toBe(orderOf(value64(a), value64(b)));
      }),
      { numRuns: 5000 },
    );
  });

  it("finds NaNs unordered; quiet ones are invalid to signalling comparisons only", () => {
    expect(unit.soft("compare", DOUBLE, [QUIET, 0n, false])).toBe(UNORDERED);
    expect(unit.flags).toBe(0);
    unit.soft("compare", DOUBLE, [QUIET, 0n, true]);
    expect(unit.flags).toBe(Flag.invalid);
    unit.soft("compare", DOUBLE, [0n, SIGNALLING, false]);
    expect(unit.flags).toBe(Flag.invalid);
  });
});

describe("maximum and minimum", () => {
  it("choose as the host's Math.max and Math.min do, zeros by sign", () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(unit.soft("maximum", DOUBLE, [a, b])).toBe(bits64(Math.max(value64(a), value64(b))));
        expect(unit.soft("minimum", DOUBLE, [a, b])).toBe(bits64(Math.min(value64(a), value64(b))));
      }),
      { numRuns: 5000 },
    );
  });

  it("prefer a number to a quiet NaN in their Number forms, not to a signalling one", () => {
    expect(unit.soft("maximumNumber", DOUBLE, [QUIET, bits64(-5)])).toBe(bits64(-5));
    expect(unit.soft("minimumNumber", DOUBLE, [bits64(5), QUIET])).toBe(bits64(5));
    expect(unit.flags).toBe(0);
    expect(unit.soft("minimumNumber", DOUBLE, [bits64(5), SIGNALLING])).toBe(0x7ff8_0000_0000_0001n);
    expect(unit.flags).toBe(Flag.invalid);
  });
});
