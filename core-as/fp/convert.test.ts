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
  HALF,
  halves,
  isNaN64,
  Mode,
  SINGLE,
  value32,
  value64,
} from "../testing/float.ts";

const unit = new FloatUnit();
const numbers = doubles.filter((bits) => !isNaN64(bits));
const INT_MAX = 0x7fff_ffff;
const INT_MIN = -0x8000_0000;

function toInt32(value: number, mode: number): number {
  return Number(BigInt.asIntN(32, unit.soft("toInteger", DOUBLE, [bits64(value), 0, true, 32, mode])));
}

describe("conversion to integers", () => {
  it("truncates as the host does and saturates", () => {
    fc.assert(
      fc.property(numbers, (bits) => {
        const value = value64(bits);

        expect(toInt32(value, Mode.towardZero) + 0).toBe(Math.min(INT_MAX, Math.max(INT_MIN, Math.trunc(value))) + 0);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    [2.5, 2, 3, 2, 2, 3],
    [-2.5, -2, -2, -3, -2, -3],
    [0.5, 0, 1, 0, 0, 1],
    [-0.25, 0, 0, -1, 0, 0],
    [7.75, 8, 8, 7, 7, 8],
  ])("rounds %d in the five modes", (value, even, plus, minus, zero, away) => {
    const modes = [Mode.tiesToEven, Mode.towardPlus, Mode.towardMinus, Mode.towardZero, Mode.tiesAway];

    expect(modes.map((mode) => toInt32(value, mode))).toEqual([even, plus, minus, zero, away]);
  });

  it("makes NaN zero and negative numbers zero where there is no sign, both invalid", () => {
    expect(unit.soft("toInteger", DOUBLE, [0x7ff8_0000_0000_0000n, 0, true, 64, Mode.towardZero])).toBe(0n);
    expect(unit.flags).toBe(Flag.invalid);
    expect(unit.soft("toInteger", DOUBLE, [bits64(-1), 0, false, 64, Mode.towardZero])).toBe(0n);
    expect(unit.flags).toBe(Flag.invalid);
  });

  it("scales by the fraction bits before it rounds", () => {
    expect(unit.soft("toInteger", DOUBLE, [bits64(1.6875), 3, false, 64, Mode.towardZero])).toBe(13n);
    expect(unit.flags).toBe(Flag.inexact);
  });
});

describe("conversion from integers", () => {
  it("rounds signed and unsigned 64-bit integers as the host does", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 64n) - 1n), fc.nat(63), (integer, shift) => {
        const value = integer >> BigInt(shift);
        const signed = BigInt.asIntN(64, value);

        expect(value64(unit.soft("fromInteger", DOUBLE, [value, 0, false]))).toBe(Number(value));
        expect(value64(unit.soft("fromInteger", DOUBLE, [value, 0, true]))).toBe(Number(signed));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("conversion between formats", () => {
  it("narrows doubles to singles as the host does", () => {
    fc.assert(
      fc.property(numbers, (bits) => {
        expect(unit.soft("convertFormat", DOUBLE, [SINGLE, bits, Mode.tiesToEven])).toBe(bits32(value64(bits)));
      }),
      { numRuns: 5000 },
    );
  });

  it("brings every half through single and back", () => {
    fc.assert(
      fc.property(halves, (half) => {
        const single = unit.soft("convertFormat", HALF, [SINGLE, half, Mode.tiesToEven]);
        const quiet = (half & 0x7fffn) > 0x7c00n ? half | 0x200n : half;

        expect(unit.soft("convertFormat", SINGLE, [HALF, single, Mode.tiesToEven])).toBe(quiet);
      }),
    );
  });

  it("reads the alternative half format without infinities, and saturates into it", () => {
    expect(value32(unit.soft("convertFormat", HALF, [SINGLE, 0x7fffn, Mode.tiesToEven], Control.AHP))).toBe(131008);
    expect(unit.soft("convertFormat", SINGLE, [HALF, bits32(1e6), Mode.tiesToEven], Control.AHP)).toBe(0x7fffn);
    expect(unit.flags).toBe(Flag.invalid);
    expect(unit.soft("convertFormat", SINGLE, [HALF, 0xffc0_0000n, Mode.tiesToEven], Control.AHP)).toBe(0x8000n);
    expect(unit.flags).toBe(Flag.invalid);
  });

  it("rounds to odd without ever losing the news of an inexact result", () => {
    expect(unit.soft("convertFormat", DOUBLE, [SINGLE, bits64(1 + Number.EPSILON), Mode.toOdd])).toBe(0x3f80_0001n);
    expect(unit.soft("convertFormat", DOUBLE, [SINGLE, bits64(Number.MAX_VALUE), Mode.toOdd])).toBe(0x7f7f_ffffn);
  });

  it("keeps the upper payload of a NaN and quiets it", () => {
    expect(unit.soft("convertFormat", SINGLE, [DOUBLE, 0xff80_0001n, Mode.tiesToEven])).toBe(0xfff8_0000_2000_0000n);
    expect(unit.flags).toBe(Flag.invalid);
  });
});

describe("rounding to integral values", () => {
  it.each([
    [Mode.towardPlus, Math.ceil],
    [Mode.towardMinus, Math.floor],
    [Mode.towardZero, Math.trunc],
  ])("gives in mode %d what the host's function gives", (mode, host) => {
    fc.assert(
      fc.property(numbers, (bits) => {
        expect(unit.soft("roundToIntegral", DOUBLE, [bits, mode, false])).toBe(bits64(host(value64(bits))));
      }),
      { numRuns: 3000 },
    );
  });

  it("raises Inexact only when asked to and the value changed", () => {
    unit.soft("roundToIntegral", DOUBLE, [bits64(1.5), Mode.tiesToEven, false]);
    expect(unit.flags).toBe(0);
    unit.soft("roundToIntegral", DOUBLE, [bits64(1.5), Mode.tiesToEven, true]);
    expect(unit.flags).toBe(Flag.inexact);
    unit.soft("roundToIntegral", DOUBLE, [bits64(2), Mode.tiesToEven, true]);
    expect(unit.flags).toBe(0);
  });
});
