import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bits64, DOUBLE, doubles, Flag, FloatUnit, SINGLE, singles, value64 } from "../../../core-as/testing/float.ts";
import { CodeWriter } from "../wasm/codeWriter.ts";
import { buildModule } from "../wasm/module.ts";
import { Emitter, type ModuleFunctions } from "./emitter.ts";
import { code, Frame } from "./frame.ts";
import { pushInline } from "./inline.ts";

type OperandType = "f64" | "f32" | "v128";
type Written = (...operands: bigint[]) => bigint[] | undefined;

/**
 * `name` as regions write it out, on bit patterns: one word an operand, two where it is a vector. The result has two
 * words, or is undefined when the core's function is called instead.
 */
function written(name: string, type: OperandType, count: number): Written {
  const to = new CodeWriter();
  const frame = new Frame({ slots: new Map(), functions: new Set() });
  const e = new Emitter(undefined as never, to, frame, { imported: () => 0 } as unknown as ModuleFunctions, () => 0);
  const push = (index: number) => {
    to.i32Const(index * 16);
    to.memory(code(`${type}.load`), 0, 2);
  };
  const all = () => {
    to.localGet(0);
    for (let index = 1; index <= count; index++) push(index);
  };
  to.i32Const(0);
  to.i32Const(1);
  to.localSet(frame.plainFloat);
  pushInline(e, name, (index) => (index === undefined ? all() : push(index)));
  to.memory(code(`${type}.store`), 0, 2);
  return instantiate(to.bytes(), frame, type, count);
}

function instantiate(body: Uint8Array, frame: Frame, type: OperandType, count: number): Written {
  const params = ["i32" as const, ...Array.from({ length: count }, () => type)];
  const module = buildModule({
    types: [
      { params, results: [type] },
      { params: ["i32", "i32"], results: [] },
    ],
    imports: [
      { module: "t", name: "called", kind: "func", type: 0 },
      { module: "t", name: "memory", kind: "memory", min: 1 },
    ],
    functions: [{ type: 1, locals: frame.types.map((local) => ({ count: 1, type: local })), body }],
    exports: [{ name: "run", funcIndex: 1 }],
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const words = new BigUint64Array(memory.buffer);
  let called = false;
  const imports = {
    memory,
    called: () => {
      called = true;
      return 0;
    },
  };
  const run = new WebAssembly.Instance(new WebAssembly.Module(module), { t: imports }).exports.run as (
    v: number,
  ) => void;
  return (...operands) => {
    called = false;
    const size = type === "v128" ? 2 : 1;
    for (let index = 0; index < count; index++)
      words.set(operands.slice(index * size, (index + 1) * size), 2 + index * 2);
    try {
      run(0);
    } catch (error) {
      // Vectors cannot be passed to JavaScript: the call itself throws.
      if (!(error instanceof TypeError)) throw error;
      called = true;
    }
    return called ? undefined : [...words.subarray(0, 2)];
  };
}

const unit = new FloatUnit();
/** FPCR.AH: denormal operands are recorded. */
const ALTERNATE = 2;

/** What is not called for agrees with integer arithmetic under FPCR `control`, and raises nothing but Inexact. */
function agrees(
  name: string,
  soft: string,
  bits: 64 | 32,
  operands: fc.Arbitrary<readonly bigint[]>,
  count: number,
  control = 0,
) {
  const function_ = written(name, bits === 64 ? "f64" : "f32", count);
  let accepted = 0;
  fc.assert(
    fc.property(operands, (values) => {
      const result = function_(...values);
      if (result === undefined) return;
      accepted++;
      expect(result[0]).toBe(unit.soft(soft, bits === 64 ? DOUBLE : SINGLE, values, control));
      expect(unit.flags & ~Flag.inexact).toBe(0);
    }),
    { numRuns: 10_000 },
  );
  return accepted;
}

/** Two triples of doubles, c a b, as the three vectors of a fused multiply-add, and the lanes' results. */
function agreesInVectors(triples: fc.Arbitrary<readonly bigint[]>) {
  const function_ = written("fpMulAdd64x2", "v128", 3);
  let accepted = 0;
  fc.assert(
    fc.property(triples, triples, (x, y) => {
      const result = function_(x[0], y[0], x[1], y[1], x[2], y[2]);
      if (result === undefined) return;
      accepted++;
      for (const [lane, triple] of [x, y].entries()) {
        expect(result[lane]).toBe(unit.soft("multiplyAdd", DOUBLE, triple));
        expect(unit.flags & ~Flag.inexact).toBe(0);
      }
    }),
    { numRuns: 10_000 },
  );
  return accepted;
}

/** Singles: four lanes, two to a word. */
function agreesInQuads(triples: fc.Arbitrary<readonly bigint[]>) {
  const function_ = written("fpMulAdd32x4", "v128", 3);
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(triples, { minLength: 4, maxLength: 4 }), (lanes) => {
      const word = (operand: number, first: number) => lanes[first][operand] | (lanes[first + 1][operand] << 32n);
      const result = function_(...[0, 1, 2].flatMap((operand) => [word(operand, 0), word(operand, 2)]));
      if (result === undefined) return;
      accepted++;
      for (const [lane, triple] of lanes.entries()) {
        const bits = (result[lane >> 1] >> BigInt((lane & 1) * 32)) & 0xffffffffn;
        expect(bits).toBe(unit.soft("multiplyAdd", SINGLE, triple));
        expect(unit.flags & ~Flag.inexact).toBe(0);
      }
    }),
    { numRuns: 10_000 },
  );
  return accepted;
}

/** Few significant bits, and their neighbours: their sums and products often lie half-way between two numbers. */
const short = fc
  .tuple(fc.integer({ min: -7, max: 7 }), fc.integer({ min: -120, max: 120 }), fc.integer({ min: -1, max: 1 }))
  .map(([factor, exponent, step]) => BigInt.asUintN(64, bits64(factor * 2 ** exponent) + BigInt(step)));
/** Products and what nearly cancels them. */
const near = fc
  .tuple(doubles, doubles, fc.integer({ min: -3, max: 3 }))
  .map(([a, b, step]) => [BigInt.asUintN(64, bits64(-(value64(a) * value64(b))) + BigInt(step)), a, b]);
/** Products of neighbours of one, with addends whose last place is about the product's error. */
const last = fc
  .tuple(fc.bigInt(0n, 1n << 53n), fc.bigInt(0n, 1n << 53n), fc.integer({ min: -110, max: 110 }), fc.bigInt(0n, 7n))
  .map(([a, b, exponent, c]) => [bits64(2 ** exponent) + c, bits64(1) ^ (a >> 1n), bits64(1) ^ (b >> 1n)]);
const triples64 = fc.oneof(near, last, fc.tuple(short, short, short), fc.tuple(doubles, doubles, doubles));
const short32 = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 100, max: 150 }), fc.integer({ min: -1, max: 1 }))
  .map(([top, exponent, step]) => BigInt(((exponent << 23) | (top << 15)) + step));
const triples32 = fc.oneof(fc.tuple(short32, short32, short32), fc.tuple(singles, singles, singles));

describe("floating-point functions written out", () => {
  it.each([
    ["fpAdd", "add"],
    ["fpSub", "subtract"],
    ["fpMul", "multiply"],
    ["fpDiv", "divide"],
  ])("%s agrees with integer arithmetic", (name, soft) => {
    const pairs64 = fc.oneof(fc.tuple(doubles, doubles), fc.tuple(short, short));
    const pairs32 = fc.oneof(fc.tuple(singles, singles), fc.tuple(short32, short32));
    expect(agrees(`${name}64`, soft, 64, pairs64, 2)).toBeGreaterThan(2000);
    expect(agrees(`${name}32`, soft, 32, pairs32, 2)).toBeGreaterThan(2000);
  });

  it.each([
    ["sseAdd", "add", 2],
    ["sseSub", "subtract", 2],
    ["sseMul", "multiply", 2],
    ["sseDiv", "divide", 2],
    ["sseSqrt", "squareRoot", 1],
  ])("%s agrees with integer arithmetic, and leaves denormal operands to it", (name, soft, count) => {
    const some = (numbers: fc.Arbitrary<bigint>) => fc.array(numbers, { minLength: count, maxLength: count });
    expect(agrees(`${name}64`, soft, 64, some(fc.oneof(doubles, short)), count, ALTERNATE)).toBeGreaterThan(1500);
    expect(agrees(`${name}32`, soft, 32, some(fc.oneof(singles, short32)), count, ALTERNATE)).toBeGreaterThan(1500);
  });

  it("fused multiply-add agrees with integer arithmetic, near halves and near zero", () => {
    expect(agrees("fpMulAdd64", "multiplyAdd", 64, triples64, 3)).toBeGreaterThan(4000);
    expect(agrees("fpMulAdd32", "multiplyAdd", 32, triples32, 3)).toBeGreaterThan(2000);
  });

  it("fused multiply-add of vectors agrees with integer arithmetic in every lane", () => {
    expect(agreesInVectors(triples64)).toBeGreaterThan(1000);
    expect(agreesInQuads(fc.tuple(short32, short32, short32))).toBeGreaterThan(1000);
  });

  it("square roots agree with integer arithmetic", () => {
    expect(agrees("fpSqrt64", "squareRoot", 64, fc.tuple(fc.oneof(doubles, short)), 1)).toBeGreaterThan(2000);
    expect(agrees("fpSqrt32", "squareRoot", 32, fc.tuple(fc.oneof(singles, short32)), 1)).toBeGreaterThan(2000);
  });
});
