import { describe, expect, it } from "vitest";
import { accepts, onParameters, PLAIN_INSTRUCTIONS, referenceBodies } from "../testing/reference.ts";
import { CodeWriter } from "./codeWriter.ts";
import { OPCODES, type Opcode, type OpcodeName, opcodeNamed } from "./opcodes.ts";
import { InstructionUnknown } from "./wasmError.ts";

const ALL = Object.values(OPCODES);
const MEMORY_ACCESSES = ALL.filter(({ immediates }) => immediates.startsWith("memarg"));

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

describe("the table of opcodes", () => {
  it("encodes every plain instruction as Binaryen does", () => {
    const ours = PLAIN_INSTRUCTIONS.map(onParameters);
    const theirs = referenceBodies(`(module (memory 1 1 shared) ${ours.map(({ folded }) => folded).join("\n")})`);

    // Loads and stores, scalar constants, scalar arithmetic, saturating truncations, vectors, atomics.
    expect(PLAIN_INSTRUCTIONS.length).toBe(23 + 4 + 128 + 8 + 236 + 66);
    expect(ours.map(({ folded, bytes }) => `${folded} ${hexOf(bytes)}0b`)).toEqual(
      theirs.map((body, index) => `${ours[index].folded} ${hexOf(body)}`),
    );
  });

  const three = "(local.get 0) (local.get 1) (local.get 2)";
  const getThree = "200020012002";
  it.each<[OpcodeName, string, string]>([
    ["unreachable", "(unreachable)", "00"],
    ["nop", "(nop)", "01"],
    ["block", "(block $l (br $l))", "02400c000b"],
    ["loop", "(loop $l (br_if $l (local.get 0)))", "034020000d000b"],
    ["else", "(if (local.get 0) (then (nop)) (else (nop)))", "200004400105010b"],
    ["br_table", "(block $a (block $b (br_table $a $b (local.get 0))))", "0240024020000e0101000b0b"],
    ["return", "(return)", "0f"],
    ["call", "(call $f)", "1000"],
    ["call_indirect", "(call_indirect $t2 (type $v) (local.get 0))", "2000110001"],
    ["return_call", "(return_call $f)", "1200"],
    ["return_call_indirect", "(return_call_indirect $t2 (type $v) (local.get 0))", "2000130001"],
    ["drop", "(drop (select (local.get 0) (local.get 1) (local.get 2)))", `${getThree}1b1a`],
    ["local.tee", "(local.set 0 (local.tee 1 (local.get 2)))", "200222012100"],
    ["global.set", "(global.set $g (global.get $g))", "23002400"],
    ["table.set", "(table.set $t2 (local.get 0) (table.get $t2 (local.get 1)))", "2000200125012601"],
    ["ref.is_null", "(drop (ref.is_null (ref.func $f)))", "d200d11a"],
    ["memory.grow", "(drop (memory.grow (memory.size)))", "3f0040001a"],
    ["memory.init", `(memory.init $d2 ${three})`, `${getThree}fc080100`],
    ["data.drop", "(data.drop $d2)", "fc0901"],
    ["memory.copy", `(memory.copy ${three})`, `${getThree}fc0a0000`],
    ["memory.fill", `(memory.fill ${three})`, `${getThree}fc0b00`],
    ["table.init", `(table.init $t2 $e2 ${three})`, `${getThree}fc0c0101`],
    ["elem.drop", "(elem.drop $e2)", "fc0d01"],
    ["table.copy", `(table.copy $t $t2 ${three})`, `${getThree}fc0e0001`],
    ["table.grow", "(drop (table.grow $t2 (ref.func $f) (local.get 0)))", "d2002000fc0f011a"],
    ["table.size", "(drop (table.size $t2))", "fc10011a"],
    ["table.fill", "(table.fill $t2 (local.get 0) (ref.func $f) (local.get 1))", "2000d2002001fc1101"],
    ["atomic.fence", "(atomic.fence)", "fe0300"],
  ])("has the opcode of %s in Binaryen's encoding", (name, text, body) => {
    const [, bytes] = referenceBodies(`(module
      (type $v (func)) (memory 1 1 shared) (global $g (mut i32) (i32.const 0))
      (table $t 1 funcref) (table $t2 1 funcref) (elem $e func $f) (elem $e2 func $f) (data $d "a") (data $d2 "b")
      (func $f) (func (param i32 i32 i32) ${text}))`);
    const opcode = new CodeWriter();
    opcode.op(OPCODES[name].code);

    expect(hexOf(bytes)).toBe(`${body}0b`);
    expect(body).toContain(hexOf(opcode.bytes()));
  });

  it("has the two instructions that Binaryen spells otherwise", () => {
    const typedSelect = (code: CodeWriter) => {
      for (const local of [1, 1, 0]) code.localGet(local);
      code.op(OPCODES.select_t.code);
      code.u32(1);
      code.byte(0x7e);
      code.op(OPCODES.drop.code);
    };
    const nullReference = (code: CodeWriter) => {
      code.op(OPCODES["ref.null"].code);
      code.byte(0x70);
      code.op(OPCODES["ref.is_null"].code);
      code.localSet(0);
    };
    expect(accepts(typedSelect)).toBe(true);
    expect(accepts(nullReference)).toBe(true);
  });

  it("lacks no numeric, vector, memory or atomic instruction that the engine has", () => {
    const known = new Set(ALL.map(({ code }) => code));
    const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const codes = [
      ...range(0x28, 0xcf),
      ...range(0xfc0000, 0xfc0011),
      ...range(0xfd0000, 0xfd00ff),
      ...range(0xfe0000, 0xfe004e),
    ];
    const guesses = [[], [0], [0, 0], [0, 0, 0], [1, 0], [2, 0], [3, 0], new Array(16).fill(0)];
    const missing = codes.filter(
      (code) =>
        !known.has(code) &&
        guesses.some((bytes) =>
          accepts((to) => {
            to.op(OPCODES.unreachable.code);
            to.op(code);
            to.append(Uint8Array.from(bytes));
            to.op(OPCODES.unreachable.code);
          }),
        ),
    );
    expect(missing).toEqual([]);
  });

  it("knows the natural alignment of every access: the largest that the engine takes", () => {
    const takes = (opcode: Opcode, align: number) =>
      accepts((code) => {
        code.op(OPCODES.unreachable.code);
        code.memory(opcode.code, 0, align);
        if (opcode.immediates === "memarg_lane") code.byte(0);
        code.op(OPCODES.unreachable.code);
      });
    const largest = (opcode: Opcode) => [4, 3, 2, 1, 0].find((align) => takes(opcode, align));

    expect(MEMORY_ACCESSES.map((opcode) => [opcode.name, opcode.align])).toEqual(
      MEMORY_ACCESSES.map((opcode) => [opcode.name, largest(opcode)]),
    );
  });

  it("refuses names that are none", () => {
    expect(opcodeNamed("i64.atomic.load8_u")).toBe(OPCODES["i64.atomic.load8_u"]);
    expect(() => opcodeNamed("i64.addd")).toThrow(InstructionUnknown);
    expect(() => opcodeNamed("toString")).toThrow(InstructionUnknown);
  });
});
