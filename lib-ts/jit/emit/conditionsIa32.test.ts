import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CC } from "../../../core-as/abi.ts";
import { SLOT_CC, SLOT_CC_A, SLOT_CC_B } from "../../../core-as/layout.ts";
import { TestCore } from "../../../core-as/testing/core.ts";
import { flagProbe } from "../testing/flagProbe.ts";
import { pushCarryIa32, pushConditionIa32 } from "./conditionsIa32.ts";
import type { Emitter } from "./emitter.ts";

const CONDITIONS = Array.from({ length: 16 }, (_, condition) => condition);
const core = new TestCore();

/** What a region works out of the record in the vCPU: bit n is condition n, bit 16 the carry. */
function written(kind: number) {
  return flagProbe(
    [kind],
    [
      ...CONDITIONS.map((condition) => (e: Emitter) => pushConditionIa32(e, condition, kind)),
      (e: Emitter) => pushCarryIa32(e, kind),
    ],
  );
}

/** The same by the core's functions. */
function expected(kind: number, a: bigint, b: bigint): number {
  core.setU32(SLOT_CC, kind);
  core.setU64(SLOT_CC_A, a);
  core.setU64(SLOT_CC_B, b);
  const holds = CONDITIONS.map((condition) => core.exports.conditionHoldsIa32(core.vcpu(), condition) << condition);
  return holds.reduce((all, each) => all | each, core.exports.carryOfIa32(core.vcpu()) << 16);
}

const word = fc.oneof(
  fc.bigInt(0n, 0xffff_ffffn),
  fc.constantFrom(0n, 1n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn),
);
const carryIn = fc.tuple(word, fc.bigInt(0n, 1n)).map(([low, carry]) => low | (carry << 32n));
const bit = fc.bigInt(0n, 1n);
const count = fc.bigInt(1n, 31n);
const flags = fc.constantFrom(0n, 1n, 0x10n, 0x800n, 0x801n, 0x811n);

const SECOND: Record<string, fc.Arbitrary<bigint>> = {
  Adc: carryIn,
  Sbb: carryIn,
  Inc: bit,
  Dec: bit,
  Shl: count,
  Shr: count,
  Sar: count,
  Result: flags,
};
const KINDS = Object.keys(CC).filter((name) => /^(?!Add64|Sub64|Logic64|Raw|Shifter32)[A-Z][a-z]+\d*$/.test(name));

describe("conditions and carry as regions work them out agree with the core's", () => {
  it.each(KINDS)("after %s", (name) => {
    const kind = CC[name as keyof typeof CC];
    const run = written(kind);
    const second = SECOND[name.replace(/\d+$/, "")] ?? word;
    fc.assert(
      fc.property(word, second, (a, b) => {
        expect(run(kind, a, b).toString(2)).toBe(expected(kind, a, b).toString(2));
      }),
      { numRuns: 500 },
    );
  });
});
