import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CodeWriter } from "../wasm/codeWriter.ts";
import { buildModule } from "../wasm/module.ts";
import { emitDispatch, perfectHash } from "./dispatch.ts";
import { MISS_LABEL } from "./emitter.ts";
import { code } from "./frame.ts";

const MISSED = -1;

/** A function that answers with the number of its argument's arm, each of which compares, or with MISSED. */
function dispatcher(keys: readonly number[]): (key: number) => number {
  const to = new CodeWriter();
  const pushKey = () => to.localGet(0);
  emitDispatch(to, keys, pushKey, (index) => {
    pushKey();
    to.i32Const(keys[index]);
    to.op(code("i32.ne"));
    to.brIf(MISS_LABEL);
    to.i32Const(index);
    to.op(code("return"));
  });
  to.i32Const(MISSED);
  const module = buildModule({
    types: [{ params: ["i32"], results: ["i32"] }],
    imports: [],
    functions: [{ type: 0, locals: [], body: to.bytes() }],
    exports: [{ name: "run", funcIndex: 0 }],
  });
  return new WebAssembly.Instance(new WebAssembly.Module(module)).exports.run as (key: number) => number;
}

const distinctKeys = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 80 });

describe("a perfect hash", () => {
  it("gives every key a place of its own", () => {
    fc.assert(
      fc.property(distinctKeys, (keys) => {
        const { slots } = perfectHash(keys);
        expect(slots.filter((index) => index >= 0).sort((a, b) => a - b)).toEqual([...keys.keys()]);
      }),
    );
  });

  it("of targets a few bytes apart has a small table", () => {
    const targets = Array.from({ length: 40 }, (_, index) => index * 4 - 80);
    expect(perfectHash(targets).slots.length).toBeLessThanOrEqual(512);
  });
});

describe("a dispatch", () => {
  it("goes to the arm of each key, and behind all arms for others", () => {
    fc.assert(
      fc.property(distinctKeys, fc.integer(), (keys, other) => {
        const run = dispatcher(keys);
        expect(keys.map(run)).toEqual([...keys.keys()]);
        expect(run(other)).toBe(keys.indexOf(other));
      }),
      { numRuns: 30 },
    );
  });
});
