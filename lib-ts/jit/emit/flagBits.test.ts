import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CC } from "../../../core-as/abi.ts";
import { SLOT_CC, SLOT_CC_A, SLOT_CC_B } from "../../../core-as/layout.ts";
import { TestCore } from "../../../core-as/testing/core.ts";
import { flagProbe } from "../testing/flagProbe.ts";
import { pushByKind, pushCondition } from "./conditions.ts";
import type { Emitter } from "./emitter.ts";
import { pushFlagFunction } from "./flagBits.ts";
import { code } from "./frame.ts";

const CONDITIONS = Array.from({ length: 15 }, (_, condition) => condition);
const core = new TestCore();

/** A word of C and V as two bits. */
function pushShifted(e: Emitter, name: string, bit: number): void {
  pushByKind(e, (kind) => pushFlagFunction(e, name, kind));
  e.code.i32Const(bit);
  e.code.op(code("i32.shr_u"));
}

/** Bit n is condition n; bit 15 the carry, bit 16 V, bits 17 and 18 V and C of the word that has both. */
function written(kinds: readonly number[]) {
  return flagProbe(kinds, [
    ...CONDITIONS.map((condition) => (e: Emitter) => pushCondition(e, condition)),
    (e: Emitter) => pushShifted(e, "carryOf", 0),
    (e: Emitter) => pushShifted(e, "overflowOf", 28),
    (e: Emitter) => pushShifted(e, "carryOverflowOf", 28),
  ]);
}

/** The same by the core's functions. */
function expected(kind: number, a: bigint, b: bigint): number {
  core.setU32(SLOT_CC, kind);
  core.setU64(SLOT_CC_A, a);
  core.setU64(SLOT_CC_B, b);
  const v = core.vcpu();
  const holds = CONDITIONS.map((condition) => core.exports.conditionHolds(v, condition) << condition);
  const flags = (core.exports.carryOf(v) << 15) | ((core.exports.overflowOf(v) >>> 28) << 16);
  return holds.reduce((all, each) => all | each, flags | ((core.exports.carryOverflowOf(v) >>> 28) << 17));
}

const EDGES_32 = [0n, 1n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn];
const EDGES_64 = [...EDGES_32, 0x7fff_ffff_ffff_ffffn, 0x8000_0000_0000_0000n, 0xffff_ffff_ffff_ffffn];
const word = fc.oneof(fc.bigInt(0n, 0xffff_ffffn), fc.constantFrom(...EDGES_32));
const doubleword = fc.oneof(fc.bigInt(0n, 0xffff_ffff_ffff_ffffn), fc.constantFrom(...EDGES_64));
const carryOverflow = fc.bigInt(0n, 3n).map((bits) => bits << 28n);

describe("conditions, carry and overflow as regions work them out agree with the core's", () => {
  it.each([
    ["Raw", word, word],
    ["Add32", word, word],
    ["Add64", doubleword, doubleword],
    ["Sub32", word, word],
    ["Sub64", doubleword, doubleword],
    ["Logic32", word, word],
    ["Logic64", doubleword, doubleword],
    ["Shifter32", word, carryOverflow],
  ] as const)("after %s", (name, first, second) => {
    const run = written([CC[name]]);
    fc.assert(
      fc.property(first, second, (a, b) => {
        expect(run(CC[name], a, b).toString(2)).toBe(expected(CC[name], a, b).toString(2));
      }),
      { numRuns: 500 },
    );
  });

  it("where the flags are of one of several kinds", () => {
    const kinds = [CC.Shifter32, CC.Sub32, CC.Add32, CC.Raw];
    const run = written(kinds);
    const record = fc.oneof(
      fc.tuple(fc.constant(CC.Shifter32), word, carryOverflow),
      fc.tuple(fc.constantFrom(CC.Sub32, CC.Add32, CC.Raw), word, word),
    );
    fc.assert(
      fc.property(record, ([kind, a, b]) => {
        expect(run(kind, a, b).toString(2)).toBe(expected(kind, a, b).toString(2));
      }),
      { numRuns: 500 },
    );
  });
});
