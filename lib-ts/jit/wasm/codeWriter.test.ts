import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CodeWriter } from "./codeWriter.ts";
import { buildModule } from "./module.ts";
import { OPCODES } from "./opcodes.ts";
import type { ValueType } from "./valueType.ts";
import { LabelNotOpen, NestingBroken } from "./wasmError.ts";

function written(write: (code: CodeWriter) => void): number[] {
  const code = new CodeWriter();
  write(code);
  return [...code.bytes()];
}

/** What a function with that body returns for an i32 parameter. */
function run(result: ValueType, write: (code: CodeWriter) => void, parameter = 0): unknown {
  const code = new CodeWriter();
  write(code);
  const module = buildModule({
    types: [{ params: ["i32"], results: [result] }],
    imports: [],
    functions: [{ type: 0, locals: [{ count: 2, type: "i32" }], body: code.bytes() }],
    exports: [{ name: "f", funcIndex: 0 }],
  });
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
  return (f as (n: number) => unknown)(parameter);
}

describe("numbers", () => {
  it("writes the unsigned examples of the DWARF standard, section 7.6", () => {
    expect(written((code) => code.u32(2))).toEqual([2]);
    expect(written((code) => code.u32(127))).toEqual([0x7f]);
    expect(written((code) => code.u32(128))).toEqual([0x80, 1]);
    expect(written((code) => code.u32(12857))).toEqual([0xb9, 0x64]);
    expect(written((code) => code.u32(0xffff_ffff))).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  });

  it("writes the signed examples of the DWARF standard", () => {
    expect(written((code) => code.s32(-2))).toEqual([0x7e]);
    expect(written((code) => code.s32(127))).toEqual([0xff, 0]);
    expect(written((code) => code.s32(-127))).toEqual([0x81, 0x7f]);
    expect(written((code) => code.s32(-128))).toEqual([0x80, 0x7f]);
    expect(written((code) => code.s64(-129n))).toEqual([0xff, 0x7e]);
  });

  it("takes 32-bit numbers modulo 2^32", () => {
    expect(written((code) => code.s32(0xffff_ffff))).toEqual([0x7f]);
    expect(written((code) => code.u32(-1))).toEqual(written((code) => code.u32(0xffff_ffff)));
  });

  it("gives the engine every i32 constant", () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        expect(run("i32", (code) => code.i32Const(n))).toBe(n);
      }),
      { examples: [[0x3f], [0x40], [-0x40], [-0x41], [-0x8000_0000], [0x7fff_ffff]], numRuns: 50 },
    );
  });

  it("gives the engine every i64 constant, modulo 2^64", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (n) => {
        expect(run("i64", (code) => code.i64Const(n))).toBe(BigInt.asIntN(64, n));
      }),
      { examples: [[0x3fn], [0x40n], [-0x41n], [2n ** 31n], [-(2n ** 31n)], [2n ** 32n - 1n], [2n ** 63n - 1n]] },
    );
  });

  it("writes the same constant from a safe integer and from two halves as from a bigint", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        const wanted = written((code) => code.i64Const(BigInt(n)));
        expect(written((code) => code.i64ConstNumber(n))).toEqual(wanted);
        expect(written((code) => code.i64ConstHalves(n, Number(BigInt(n) >> 32n)))).toEqual(wanted);
      }),
      { examples: [[-1], [2 ** 31], [-(2 ** 31)], [2 ** 32], [-(2 ** 32) - 1], [2 ** 53 - 1]] },
    );
  });

  it("writes the bits of floating-point constants", () => {
    const f32 = (code: CodeWriter) => {
      code.op(OPCODES["f32.const"].code);
      code.f32bits(0x3fc0_0000);
    };
    const f64 = (code: CodeWriter) => {
      code.op(OPCODES["f64.const"].code);
      code.f64bits(0xc004_0000_0000_0001n);
    };
    expect(run("f32", f32)).toBe(1.5);
    expect(run("f64", f64)).toBe(-2.5 - 2 ** -51);
  });
});

describe("instructions", () => {
  it("writes prefixed opcodes as the prefix and a LEB128 number", () => {
    expect(written((code) => code.op(OPCODES["i64.add"].code))).toEqual([0x7c]);
    expect(written((code) => code.op(OPCODES["i8x16.swizzle"].code))).toEqual([0xfd, 0x0e]);
    expect(written((code) => code.op(OPCODES["i64x2.add"].code))).toEqual([0xfd, 0xce, 0x01]);
  });

  it("writes the alignment of an access before its offset", () => {
    expect(written((code) => code.memory(OPCODES["i64.load"].code, 0x1_0000, 3))).toEqual([0x29, 3, 0x80, 0x80, 4]);
  });

  it("keeps what it has when the buffer grows", () => {
    const code = new CodeWriter(16);
    code.append(Uint8Array.from({ length: 15 }, (_, index) => index));
    code.u32(0xffff_ffff);
    code.append(new Uint8Array(100).fill(7));

    expect(code.length).toBe(120);
    expect([...code.bytes()]).toEqual([
      ...Array.from({ length: 15 }, (_, index) => index),
      ...[0xff, 0xff, 0xff, 0xff, 0x0f],
      ...new Array(100).fill(7),
    ]);
  });

  it("starts afresh after a reset, and leaves earlier copies alone", () => {
    const code = new CodeWriter();
    code.localGet(1);
    const first = code.bytes();
    code.block(1);
    code.reset();
    code.localSet(2);

    expect([...first]).toEqual([0x20, 1]);
    expect([...code.bytes()]).toEqual([0x21, 2]);
  });
});

describe("structured control", () => {
  it("counts the constructs between a branch and its label", () => {
    const bytes = written((code) => {
      code.block(70);
      code.loop(80);
      code.if(90);
      code.br(70);
      code.brIf(80);
      code.br(90);
      code.end();
      code.end();
      code.end();
    });
    expect(bytes).toEqual([0x02, 0x40, 0x03, 0x40, 0x04, 0x40, 0x0c, 2, 0x0d, 1, 0x0c, 0, 0x0b, 0x0b, 0x0b]);
  });

  it("branches to the inner one of two constructs with one label, and to the outer one behind it", () => {
    const bytes = written((code) => {
      code.block(5);
      code.block(5);
      code.br(5);
      code.end();
      code.br(5);
      code.end();
    });
    expect(bytes).toEqual([0x02, 0x40, 0x02, 0x40, 0x0c, 0, 0x0b, 0x0c, 0, 0x0b]);
  });

  it("makes loops and conditions that run: the sum of 1 to n", () => {
    const sum = (code: CodeWriter) => {
      code.block(1);
      code.loop(2);
      code.localGet(0);
      code.op(OPCODES["i32.eqz"].code);
      code.brIf(1);
      code.localGet(0);
      code.localGet(1);
      code.op(OPCODES["i32.add"].code);
      code.localSet(1);
      code.localGet(0);
      code.i32Const(-1);
      code.op(OPCODES["i32.add"].code);
      code.localSet(0);
      code.br(2);
      code.end();
      code.end();
      code.localGet(1);
    };
    expect(run("i32", sum, 100)).toBe(5050);
  });

  it("makes both arms of an if with a result", () => {
    const choose = (code: CodeWriter) => {
      code.localGet(0);
      code.if(1, "f64");
      code.op(OPCODES["f64.const"].code);
      code.f64bits(0x3ff0_0000_0000_0000n);
      code.else_();
      code.op(OPCODES["f64.const"].code);
      code.f64bits(0x4000_0000_0000_0000n);
      code.end();
    };
    expect(run("f64", choose, 1)).toBe(1);
    expect(run("f64", choose, 0)).toBe(2);
  });

  it("nests deeper than its stack of labels was made for", () => {
    const code = new CodeWriter();
    for (let label = 0; label < 200; label++) code.block(label);
    expect(code.depth).toBe(200);
    expect(code.depthOf(0)).toBe(199);
    expect(code.depthOf(150)).toBe(49);
  });

  it("refuses branches to labels that are not open, and bodies that are not balanced", () => {
    const code = new CodeWriter();
    code.block(1);
    code.end();

    expect(() => code.br(1)).toThrow(LabelNotOpen);
    expect(() => code.brIf(2)).toThrow("no open block, loop or if has the label 2");
    expect(() => code.end()).toThrow(NestingBroken);
    expect(() => code.else_()).toThrow(NestingBroken);
    expect([...code.bytes()]).toEqual([0x02, 0x40, 0x0b]);
    code.loop(3);
    expect(() => code.bytes()).toThrow("1 constructs are open");
  });
});
