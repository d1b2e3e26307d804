import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CC } from "../../../core-as/abi.ts";
import { SLOT_CC, SLOT_CC_A, SLOT_CC_B } from "../../../core-as/layout.ts";
import { TestCore } from "../../../core-as/testing/core.ts";
import { CodeWriter } from "../wasm/codeWriter.ts";
import { buildModule } from "../wasm/module.ts";
import { pushCarryIa32, pushConditionIa32 } from "./conditionsIa32.ts";
import { Emitter, type ModuleFunctions } from "./emitter.ts";
import { code, Frame, V } from "./frame.ts";

const CONDITIONS = Array.from({ length: 16 }, (_, condition) => condition);
const core = new TestCore();

/** What a region works out of the record in the vCPU: bit n is condition n, bit 16 the carry. */
function written(kind: number): (a: bigint, b: bigint) => number {
  const to = new CodeWriter();
  const frame = new Frame({ slots: new Map(), functions: new Set() });
  const e = new Emitter(undefined as never, to, frame, {} as ModuleFunctions, () => 0);
  frame.loadFlags(to);
  e.flagKind = kind;
  to.i32Const(0);
  for (const condition of [...CONDITIONS, 16]) {
    if (condition === 16) pushCarryIa32(e);
    else pushConditionIa32(e, condition);
    to.i32Const(condition);
    to.op(code("i32.shl"));
    to.op(code("i32.or"));
  }
  const module = buildModule({
    types: [{ params: ["i32"], results: ["i32"] }],
    imports: [{ module: "t", name: "memory", kind: "memory", min: 1 }],
    functions: [{ type: 0, locals: frame.types.map((type) => ({ count: 1, type })), body: to.bytes() }],
    exports: [{ name: "run", funcIndex: 0 }],
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const view = new DataView(memory.buffer);
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(module), { t: { memory } }).exports;
  return (a, b) => {
    view.setBigUint64(SLOT_CC_A, a, true);
    view.setBigUint64(SLOT_CC_B, b, true);
    return (run as (v: number) => number)(V);
  };
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
const KINDS = Object.keys(CC).filter((name) => /^(?!Add64|Sub64|Logic64|Raw)[A-Z][a-z]+\d*$/.test(name));

describe("conditions and carry as regions work them out agree with the core's", () => {
  it.each(KINDS)("after %s", (name) => {
    const kind = CC[name as keyof typeof CC];
    const run = written(kind);
    const second = SECOND[name.replace(/\d+$/, "")] ?? word;
    fc.assert(
      fc.property(word, second, (a, b) => {
        expect(run(a, b).toString(2)).toBe(expected(kind, a, b).toString(2));
      }),
      { numRuns: 500 },
    );
  });
});
