import { describe, expect, it } from "vitest";
import { CodeWriter } from "./codeWriter.ts";
import { buildModule, type ModuleSpec } from "./module.ts";
import { OPCODES } from "./opcodes.ts";

type Numeric = (...args: (number | bigint)[]) => number | bigint;

function body(write: (code: CodeWriter) => void): Uint8Array {
  const code = new CodeWriter();
  write(code);
  return code.bytes();
}

function instantiate(spec: ModuleSpec, env: WebAssembly.ModuleImports = {}): Record<string, Numeric> {
  const module = new WebAssembly.Module(buildModule(spec));
  return new WebAssembly.Instance(module, { env }).exports as Record<string, Numeric>;
}

describe("module builder", () => {
  it("builds the smallest module there is from an empty spec", () => {
    const bytes = buildModule({ types: [], imports: [], functions: [] });
    expect([...bytes]).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    expect(WebAssembly.validate(bytes)).toBe(true);
  });

  it("says which branches are seldom taken, from the start of their function's locals on", () => {
    const to = new CodeWriter();
    to.block(1);
    to.localGet(0);
    to.brIfSeldom(1);
    to.localGet(0);
    to.ifSeldom(2);
    to.end();
    to.end();
    const imports = [{ module: "env", name: "f", kind: "func", type: 0 } as const];
    const locals = [{ count: 3, type: "i64" } as const];
    const spec = { type: 0, locals, body: to.bytes(), seldom: to.seldomTaken };
    const bytes = buildModule({ types: [{ params: ["i32"], results: [] }], imports, functions: [spec] });
    const module = new WebAssembly.Module(bytes);

    const [section] = WebAssembly.Module.customSections(module, "metadata.code.branch_hint");

    // One function, number 1, with two hints: each an offset behind 3 bytes of locals, a length, and "not taken".
    expect([...new Uint8Array(section)]).toEqual([1, 1, 2, 3 + 4, 1, 0, 3 + 8, 1, 0]);
    expect(to.seldomTaken.map((offset) => spec.body[offset])).toEqual([OPCODES.br_if.code, OPCODES.if.code]);
  });

  it("gives the module a table of its own, which is exported and empty", () => {
    const code = body((to) => {
      to.localGet(0);
      to.op(OPCODES.return_call_indirect.code);
      to.u32(0);
      to.u32(0);
    });
    const types = [
      { params: [], results: ["i32"] },
      { params: ["i32"], results: ["i32"] },
    ] as const;
    const one = { type: 0, locals: [], body: body((to) => to.i32Const(1)) };
    const functions = [one, { type: 1, locals: [], body: code }];
    const exports = ["one", "call"].map((name, funcIndex) => ({ name, funcIndex }));
    const made = instantiate({ types, imports: [], functions, exports, table: { name: "t", size: 3 } });
    const table = made.t as unknown as WebAssembly.Table;
    expect([table.length, table.get(2)]).toEqual([3, null]);
    table.set(2, made.one);

    expect(made.call(2)).toBe(1);
    expect(() => made.call(1)).toThrow(WebAssembly.RuntimeError);
  });

  it("gives functions several locals of every type, behind their parameters", () => {
    const locals = [
      { count: 2, type: "i64" },
      { count: 1, type: "v128" },
      { count: 200, type: "f64" },
      { count: 1, type: "f32" },
      { count: 1, type: "i32" },
    ] as const;
    const code = body((to) => {
      to.localGet(0);
      to.localSet(206);
      to.localGet(206);
      to.op(OPCODES["f32.convert_i32_s"].code);
      to.localTee(205);
      to.op(OPCODES["f64.promote_f32"].code);
      to.localSet(204);
      to.localGet(204);
      to.op(OPCODES["f64x2.splat"].code);
      to.localSet(4);
      to.localGet(4);
      to.op(OPCODES["f64x2.extract_lane"].code);
      to.byte(1);
      to.op(OPCODES["i64.trunc_sat_f64_s"].code);
      to.localSet(3);
      to.localGet(3);
      to.localGet(1);
      to.op(OPCODES["i64.add"].code);
    });
    const { f } = instantiate({
      types: [{ params: ["i32", "i64"], results: ["i64"] }],
      imports: [],
      functions: [{ type: 0, locals, body: code }],
      exports: [{ name: "f", funcIndex: 0 }],
    });
    expect(f(-7, 10n)).toBe(3n);
  });

  it("imports a shared memory and works on it", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
    const { f } = instantiate(
      {
        types: [{ params: ["i32"], results: ["i32"] }],
        imports: [{ module: "env", name: "memory", kind: "memory", min: 1, max: 4, shared: true }],
        functions: [
          {
            type: 0,
            locals: [],
            body: body((to) => {
              to.localGet(0);
              to.i32Const(5);
              to.memory(OPCODES["i32.atomic.rmw.add"].code, 0x1000, OPCODES["i32.atomic.rmw.add"].align);
            }),
          },
        ],
        exports: [{ name: "f", funcIndex: 0 }],
      },
      { memory },
    );
    const words = new Int32Array(memory.buffer);
    words[0x1010 / 4] = 37;

    expect(f(0x10)).toBe(37);
    expect(words[0x1010 / 4]).toBe(42);
  });

  it("imports a memory that is not shared, with and without a maximum", () => {
    const size = body((to) => {
      to.op(OPCODES["memory.size"].code);
      to.byte(0);
    });
    const spec = (max?: number): ModuleSpec => ({
      types: [{ params: [], results: ["i32"] }],
      imports: [{ module: "env", name: "memory", kind: "memory", min: 1, max }],
      functions: [{ type: 0, locals: [], body: size }],
      exports: [{ name: "pages", funcIndex: 0 }],
    });
    const bounded = new WebAssembly.Memory({ initial: 2, maximum: 3 });

    expect(instantiate(spec(3), { memory: bounded }).pages()).toBe(2);
    expect(instantiate(spec(), { memory: new WebAssembly.Memory({ initial: 1 }) }).pages()).toBe(1);
    expect(() => instantiate(spec(2), { memory: bounded })).toThrow(WebAssembly.LinkError);
  });

  it("numbers imported functions first", () => {
    const calls: (number | bigint)[][] = [];
    const { f } = instantiate(
      {
        types: [
          { params: ["i32", "i64"], results: ["i64"] },
          { params: ["i32"], results: ["i64"] },
        ],
        imports: [
          { module: "env", name: "first", kind: "func", type: 0 },
          { module: "env", name: "naïve", kind: "func", type: 0 },
        ],
        functions: [
          {
            type: 1,
            locals: [],
            body: body((to) => {
              to.localGet(0);
              to.i64ConstNumber(-5);
              to.call(1);
            }),
          },
        ],
        exports: [{ name: "f", funcIndex: 2 }],
      },
      {
        first: () => 0n,
        naïve: (...args: (number | bigint)[]) => {
          calls.push(args);
          return 9n;
        },
      },
    );
    expect(f(3)).toBe(9n);
    expect(calls).toEqual([[3, -5n]]);
  });

  it("puts functions into the imported table, where call_indirect finds them", () => {
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 300 });
    const constant = (n: number) => ({ type: 0, locals: [], body: body((to) => to.i32Const(n)) });
    const { dispatch } = instantiate(
      {
        types: [
          { params: [], results: ["i32"] },
          { params: ["i32"], results: ["i32"] },
        ],
        imports: [{ module: "env", name: "table", kind: "table", min: 1 }],
        functions: [
          constant(10),
          constant(20),
          {
            type: 1,
            locals: [],
            body: body((to) => {
              to.localGet(0);
              to.op(OPCODES.call_indirect.code);
              to.u32(0);
              to.u32(0);
            }),
          },
        ],
        exports: [{ name: "dispatch", funcIndex: 2 }],
        elements: [
          { tableOffset: 4, funcs: [1, 0] },
          { tableOffset: 299, funcs: [0] },
        ],
      },
      { table },
    );
    expect([4, 5, 299].map((slot) => dispatch(slot))).toEqual([20, 10, 10]);
    expect((table.get(4) as Numeric)()).toBe(20);
    expect(() => dispatch(6)).toThrow(WebAssembly.RuntimeError);
  });

  it("leaves the checking to the engine", () => {
    const bytes = buildModule({
      types: [{ params: [], results: ["i32"] }],
      imports: [],
      functions: [{ type: 0, locals: [], body: new Uint8Array(0) }],
    });
    expect(WebAssembly.validate(bytes)).toBe(false);
  });
});
