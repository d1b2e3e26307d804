import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bits32, bits64, Control, DOUBLE, Flag, FloatUnit, SINGLE, value32, value64 } from "../testing/float.ts";

const unit = new FloatUnit();
const ordinary = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
const PRECISION = 2 ** -8;

describe("estimates", () => {
  it("are within 2^-8 of the reciprocal and of the reciprocal root", () => {
    fc.assert(
      fc.property(ordinary, (value) => {
        const reciprocal = value64(unit.soft("reciprocalEstimate", DOUBLE, [bits64(value)]));
        const root = value64(unit.soft("reciprocalRootEstimate", DOUBLE, [bits64(value)]));

        expect(Math.abs(reciprocal * value - 1)).toBeLessThan(PRECISION);
        expect(Math.abs(root * Math.sqrt(value) - 1)).toBeLessThan(PRECISION);
      }),
    );
  });

  it("of zero are infinite, with Divide by Zero", () => {
    expect(value32(unit.soft("reciprocalEstimate", SINGLE, [bits32(-0)]))).toBe(Number.NEGATIVE_INFINITY);
    expect(unit.flags).toBe(Flag.divideByZero);
  });

  it("of a tiny number overflow, to the largest number when rounding towards zero", () => {
    expect(unit.soft("reciprocalEstimate", SINGLE, [1n])).toBe(0x7f80_0000n);
    expect(unit.soft("reciprocalEstimate", SINGLE, [1n], Control.towardZero)).toBe(0x7f7f_ffffn);
    expect(unit.flags).toBe(Flag.overflow | Flag.inexact);
  });

  it("of a huge number are denormal, or zero with FPCR.FZ", () => {
    expect(unit.soft("reciprocalEstimate", SINGLE, [0x7f00_0000n])).toBe(0x003f_e000n);
    expect(unit.soft("reciprocalEstimate", SINGLE, [0x7f00_0000n], Control.FZ)).toBe(0n);
    expect(unit.flags).toBe(Flag.underflow);
  });

  it("of a negative number's root are invalid", () => {
    expect(unit.soft("reciprocalRootEstimate", DOUBLE, [bits64(-4)])).toBe(0x7ff8_0000_0000_0000n);
    expect(unit.flags).toBe(Flag.invalid);
  });

  it("of an exponent are that exponent inverted", () => {
    expect(unit.soft("reciprocalExponent", SINGLE, [bits32(-12)])).toBe(bits32(-0.25) & 0xff80_0000n);
    expect(unit.soft("reciprocalExponent", SINGLE, [1n])).toBe(0x7f00_0000n);
  });
});
