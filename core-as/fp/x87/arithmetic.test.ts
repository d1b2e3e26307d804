import { describe, expect, it } from "vitest";
import { FNINIT_CONTROL, IMAGE_AT, RECORD_SIZE, STACK_AT, X87Unit } from "../../testing/x87/unit.ts";

const unit = new X87Unit();
const BIAS = 0x3fff;
const INTEGER_BIT = 1n << 63n;
const C1 = 0x200;
/** FSUB ST(0), ST(1). */
const FSUB = [0xd8, 0xe1];

/** 2^`exponent` less `significand` * 2^-63: ST(0) as text, and C1. */
function difference(exponent: number, significand: bigint): { st0: string; up: boolean } {
  const record = new DataView(new ArrayBuffer(RECORD_SIZE));
  FSUB.forEach((byte, at) => {
    record.setUint8(at, byte);
  });
  record.setUint16(IMAGE_AT, FNINIT_CONTROL, true);
  record.setBigUint64(STACK_AT, INTEGER_BIT, true);
  record.setUint16(STACK_AT + 8, BIAS + exponent, true);
  record.setBigUint64(STACK_AT + 10, significand, true);
  record.setUint16(STACK_AT + 18, BIAS, true);
  unit.run(record);
  const head = record.getUint16(STACK_AT + 8, true).toString(16);
  const up = (record.getUint16(IMAGE_AT + 4, true) & C1) !== 0;
  return { st0: `${head}:${record.getBigUint64(STACK_AT, true).toString(16)}`, up };
}

describe("a difference whose smaller operand lies beyond the larger one's last place", () => {
  it("is rounded to even where it is half-way", () => {
    expect(difference(65, INTEGER_BIT)).toEqual({ st0: "4040:8000000000000000", up: true });
  });

  it("is rounded to what is nearest where it is not", () => {
    expect(difference(65, INTEGER_BIT | 1n)).toEqual({ st0: "403f:ffffffffffffffff", up: false });
    expect(difference(64, INTEGER_BIT)).toEqual({ st0: "403e:ffffffffffffffff", up: false });
    expect(difference(66, INTEGER_BIT)).toEqual({ st0: "4041:8000000000000000", up: true });
    expect(difference(127, ~0n & 0xffff_ffff_ffff_ffffn)).toEqual({ st0: "407e:8000000000000000", up: true });
  });
});
