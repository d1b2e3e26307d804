import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onParameters, PLAIN_INSTRUCTIONS, referenceBodies, referenceModule } from "../testing/reference.ts";
import { CodeWriter } from "./codeWriter.ts";
import { buildModule } from "./module.ts";
import { OPCODES } from "./opcodes.ts";
import { functionText } from "./text.ts";
import { BodyTruncated, NestingBroken, OpcodeUnknown } from "./wasmError.ts";

function textOf(write: (code: CodeWriter) => void): string {
  const code = new CodeWriter();
  write(code);
  return functionText(code.bytes());
}

/** Every construct once, one inside the other. */
function writeLoop(code: CodeWriter): void {
  code.block(10);
  code.loop(20);
  code.localGet(0);
  code.op(OPCODES["i32.eqz"].code);
  code.brIf(10);
  code.localGet(0);
  code.memory(OPCODES["i32.load8_u"].code, 16, 0);
  code.if(30, "i32");
  code.i32Const(-1);
  code.else_();
  code.localGet(1);
  code.call(2);
  code.end();
  code.localSet(0);
  code.br(20);
  code.end();
  code.end();
}

/** Collatz steps from n to 1, -1 for zero: every kind of branch, the one to the function's own label among them. */
function writeCollatz(code: CodeWriter): void {
  code.block(1);
  code.loop(2);
  code.block(3);
  code.block(4);
  code.localGet(0);
  code.op(OPCODES.br_table.code);
  for (const n of [2, code.depthOf(3), code.depthOf(1), code.depthOf(4)]) code.u32(n);
  code.end();
  writeCollatzStep(code);
  code.br(2);
  code.end();
  code.i32Const(-1);
  code.op(OPCODES.br.code);
  code.u32(code.depth);
  code.end();
  code.end();
  code.localGet(1);
}

function writeCollatzStep(code: CodeWriter): void {
  code.localGet(0);
  code.i32Const(1);
  code.op(OPCODES["i32.and"].code);
  code.if(5, "i32");
  code.localGet(0);
  code.i32Const(3);
  code.op(OPCODES["i32.mul"].code);
  code.i32Const(1);
  code.op(OPCODES["i32.add"].code);
  code.else_();
  code.localGet(0);
  code.i32Const(1);
  code.op(OPCODES["i32.shr_u"].code);
  code.end();
  code.localSet(0);
  code.localGet(1);
  code.i32Const(1);
  code.op(OPCODES["i32.add"].code);
  code.localSet(1);
}

function exported(module: Uint8Array<ArrayBuffer>): (parameter: number) => number {
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
  return f as (parameter: number) => number;
}

/** Whatever Binaryen makes of a body that it is given as text, less the `end`. */
function assembled(text: string): number[] {
  const [body] = referenceBodies(`(module (func ${text}))`);
  return [...body.slice(0, -1)];
}

describe("the text of a function body", () => {
  it("indents constructs, labels them in order, and names the targets of branches", () => {
    expect(textOf(writeLoop)).toBe(
      [
        "block $1",
        "  loop $2",
        "    local.get 0",
        "    i32.eqz",
        "    br_if $1",
        "    local.get 0",
        "    i32.load8_u offset=16",
        "    if $3 (result i32)",
        "      i32.const -1",
        "    else",
        "      local.get 1",
        "      call 2",
        "    end",
        "    local.set 0",
        "    br $2",
        "  end",
        "end",
        "",
      ].join("\n"),
    );
  });

  it("uses the names that it is given, and numbers where there is none", () => {
    const code = new CodeWriter();
    writeLoop(code);
    const text = functionText(code.bytes(), {
      local: (index) => ["x19"][index],
      func: (index) => (index === 2 ? "slowRead" : undefined),
    });
    expect(text).toContain("local.get $x19\n");
    expect(text).toContain("local.get 1\n");
    expect(text).toContain("call $slowRead\n");
  });

  it("keeps the depth of a branch to the function's own label, and prints tables of branches", () => {
    const code = new CodeWriter();
    code.block(1);
    code.block(2);
    code.localGet(0);
    code.op(OPCODES.br_table.code);
    for (const n of [2, 1, 0, 2]) code.u32(n);
    code.end();
    code.end();
    expect(functionText(code.bytes())).toBe(
      "block $1\n  block $2\n    local.get 0\n    br_table $1 $2 2\n  end\nend\n",
    );
  });

  it.each<[string, readonly number[]]>([
    ["call_indirect (type 3)", [0x11, 3, 0]],
    ["return_call_indirect 1 (type 3)", [0x13, 3, 1]],
    ["return_call 5", [0x12, 5]],
    ["select (result i64)", [0x1c, 1, 0x7e]],
    ["global.get 1", [0x23, 1]],
    ["ref.null extern", [0xd0, 0x6f]],
    ["memory.grow", [0x40, 0]],
    ["memory.copy", [0xfc, 10, 0, 0]],
    ["memory.init 4", [0xfc, 8, 4, 0]],
    ["table.init 1 2", [0xfc, 12, 2, 1]],
    ["table.copy 0 1", [0xfc, 14, 0, 1]],
    ["atomic.fence", [0xfe, 3, 0]],
    ["i64.load align=1", [0x29, 0, 0]],
    ["i32.atomic.load offset=4294967295", [0xfe, 0x10, 2, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ["i32.const -0x80000000", [0x41, 0x80, 0x80, 0x80, 0x80, 0x78]],
    ["i32.const 65535", [0x41, 0xff, 0xff, 0x03]],
    ["v128.const i32x4 0x1 0x0 0x0 0x80000000", [0xfd, 12, 1, ...new Array(14).fill(0), 0x80]],
  ])("prints %s", (text, bytes) => {
    expect(functionText(Uint8Array.from(bytes))).toBe(`${text}\n`);
  });
});

describe("read back by Binaryen, the text", () => {
  it("does the same for structured control", () => {
    const code = new CodeWriter();
    writeCollatz(code);
    const ours = buildModule({
      types: [{ params: ["i32"], results: ["i32"] }],
      imports: [],
      functions: [{ type: 0, locals: [{ count: 1, type: "i32" }], body: code.bytes() }],
      exports: [{ name: "f", funcIndex: 0 }],
    });
    const text = functionText(code.bytes());
    const theirs = referenceModule(`(module (func (export "f") (param i32) (result i32) (local i32) ${text}))`);
    const numbers = [0, 1, 2, 3, 6, 27];

    expect(numbers.map(exported(ours))).toEqual([-1, 0, 1, 7, 8, 111]);
    expect(numbers.map(exported(theirs))).toEqual([-1, 0, 1, 7, 8, 111]);
  });

  it("gives the same bytes for every instruction without an index", () => {
    const ours = PLAIN_INSTRUCTIONS.map(onParameters);
    const texts = ours.map(({ header, bytes }) => `(func ${header} ${functionText(bytes)})`);
    const theirs = referenceBodies(`(module (memory 1 1 shared) ${texts.join("\n")})`);

    expect(theirs.map((body) => body.slice(0, -1))).toEqual(ours.map(({ bytes }) => bytes));
  });

  it("gives the same bits for every integer", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer(), (long, short) => {
        const code = new CodeWriter();
        code.i64Const(long);
        code.op(OPCODES.drop.code);
        code.i32Const(short);
        code.op(OPCODES.drop.code);
        expect(assembled(functionText(code.bytes()))).toEqual([...code.bytes()]);
      }),
      { numRuns: 50, examples: [[-(2n ** 63n), -(2 ** 31)] as [bigint, number], [65535n, 65536], [-65536n, -65535]] },
    );
  });

  it.each([
    ["zero", 0x0000_0000, 0n],
    ["minus zero", 0x8000_0000, 1n << 63n],
    ["the smallest number", 1, 1n],
    ["the largest number", 0x7f7f_ffff, 0x7fef_ffff_ffff_ffffn],
    ["a tenth", 0x3dcc_cccd, 0x3fb9_9999_9999_999an],
    ["minus infinity", 0xff80_0000, 0xfff0_0000_0000_0000n],
    ["the canonical NaN", 0x7fc0_0000, 0x7ff8_0000_0000_0000n],
    ["a signalling NaN with a payload", 0xffa0_0001, 0xfff4_0000_0000_0001n],
  ])("gives the same bits for %s", (_, f32, f64) => {
    const code = new CodeWriter();
    code.op(OPCODES["f32.const"].code);
    code.f32bits(f32);
    code.op(OPCODES.drop.code);
    code.op(OPCODES["f64.const"].code);
    code.f64bits(f64);
    code.op(OPCODES.drop.code);
    expect(assembled(functionText(code.bytes()))).toEqual([...code.bytes()]);
  });
});

describe("bytes that are no body", () => {
  it.each<[string, readonly number[], number, string]>([
    ["a byte without a meaning", [0x01, 0x27], 1, "0x27"],
    ["a gap in the vector instructions", [0xfd, 0x9a, 0x01], 0, "0xfd009a"],
    ["a number that would run into the next prefix", [0x01, 0x01, 0xfd, 0x83, 0x80, 0x04], 2, "0xfd"],
  ])("are named with their place: %s", (_, bytes, offset, code) => {
    const print = () => functionText(Uint8Array.from(bytes));
    expect(print).toThrow(OpcodeUnknown);
    expect(print).toThrow(`opcode ${code}, found at byte ${offset} of the body`);
  });

  it.each<[string, readonly number[], number]>([
    ["an opcode", [0x01, 0xfd], 1],
    ["a number", [0x20, 0x80], 0],
    ["a constant", [0x01, 0x44, 0, 0, 0, 0, 0, 0, 0], 1],
  ])("are refused when they end inside %s", (_, bytes, offset) => {
    const print = () => functionText(Uint8Array.from(bytes));
    expect(print).toThrow(BodyTruncated);
    expect(print).toThrow(`instruction at byte ${offset}`);
  });

  it.each<[string, readonly number[]]>([
    ["an end too many", [0x02, 0x40, 0x0b, 0x0b]],
    ["an else without an if", [0x05]],
    ["an open block", [0x01, 0x02, 0x40]],
  ])("are refused for %s", (_, bytes) => {
    expect(() => functionText(Uint8Array.from(bytes))).toThrow(NestingBroken);
  });
});
