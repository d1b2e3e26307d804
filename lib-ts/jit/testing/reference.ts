/**
 * An assembler that is not ours, for tests: Binaryen, which comes with the AssemblyScript compiler, and the engine's own
 * validator.
 */
import binaryen from "assemblyscript/binaryen";
import { CodeWriter } from "../wasm/codeWriter.ts";
import { buildModule, type ModuleImport } from "../wasm/module.ts";
import { OPCODES, type Opcode } from "../wasm/opcodes.ts";
import type { ValueType } from "../wasm/valueType.ts";

const TYPES: readonly ValueType[] = ["i32", "i64", "f32", "f64", "v128"];
const IMPORTS: readonly ModuleImport[] = [{ module: "env", name: "m", kind: "memory", min: 1, max: 1, shared: true }];

interface Signature {
  readonly params: readonly ValueType[];
  readonly result: ValueType | undefined;
}

/** Whether the engine accepts a function with one local of each type (numbered like TYPES) and that body. */
export function accepts(write: (code: CodeWriter) => void): boolean {
  const code = new CodeWriter();
  write(code);
  const locals = TYPES.map((type) => ({ count: 1, type }));
  const functions = [{ type: 0, locals, body: code.bytes() }];
  return WebAssembly.validate(buildModule({ types: [{ params: [], results: [] }], imports: IMPORTS, functions }));
}

/**
 * What the engine says an instruction takes and leaves. In unreachable code the operand stack holds whatever is asked
 * for, so that one operand can be found out at a time: with an operand too many, every type is right.
 */
function signatureOf(writeInstruction: (code: CodeWriter) => void): Signature {
  const allows = (before: readonly ValueType[], after: (code: CodeWriter) => void) =>
    accepts((code) => {
      code.op(OPCODES.unreachable.code);
      for (const type of before) code.localGet(TYPES.indexOf(type));
      writeInstruction(code);
      after(code);
      code.op(OPCODES.unreachable.code);
    });
  const only = (types: readonly ValueType[]) => (types.length === TYPES.length ? undefined : types[0]);
  const params: ValueType[] = [];
  for (;;) {
    const next = only(TYPES.filter((type) => allows([type, ...params], () => {})));
    if (next === undefined) break;
    params.unshift(next);
  }
  return { params, result: only(TYPES.filter((_, local) => allows(params, (code) => code.localSet(local)))) };
}

/** A module in the text format, as Binaryen encodes it: some constructs become others that do the same. */
export function referenceModule(text: string): Uint8Array<ArrayBuffer> {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  const bytes = Uint8Array.from(module.emitBinary());
  module.dispose();
  return bytes;
}

/** The bodies of all functions of a module in the text format: without locals, with `end`. */
export function referenceBodies(text: string): Uint8Array[] {
  return bodiesOf(referenceModule(text));
}

function bodiesOf(bytes: Uint8Array): Uint8Array[] {
  let at = 8;
  const u32 = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  for (;;) {
    const id = bytes[at++];
    const size = u32();
    if (id === 10) break;
    at += size;
  }
  return Array.from({ length: u32() }, () => {
    const end = u32() + at;
    for (let groups = u32(); groups > 0; groups--) {
      u32();
      at++;
    }
    const body = bytes.slice(at, end);
    at = end;
    return body;
  });
}

const PLAIN_KINDS = ["none", "memarg", "memarg_lane", "lane", "shuffle", "i32", "i64", "f32", "f64", "v128"];

/** Instructions with operands and a result of fixed types, and immediates that are no indices. */
export const PLAIN_INSTRUCTIONS: readonly Opcode[] = Object.values(OPCODES).filter(
  ({ code, immediates, name }) =>
    PLAIN_KINDS.includes(immediates) && (code >= 0x28 || immediates !== "none") && name !== "ref.is_null",
);

export interface SampleFunction {
  /** Parameters and result in the text format. */
  readonly header: string;
  /** Our body, without `end`. */
  readonly bytes: Uint8Array;
  /** The same function, as the text format has it when operands stand inside instructions. */
  readonly folded: string;
}

/** A function that is one instruction on all its parameters. */
export function onParameters(opcode: Opcode): SampleFunction {
  const sample = sampleImmediates(opcode);
  const write = (code: CodeWriter) => {
    code.op(opcode.code);
    code.append(Uint8Array.from(sample.bytes));
  };
  const { params, result } = signatureOf(write);
  const code = new CodeWriter();
  for (const index of params.keys()) code.localGet(index);
  write(code);
  const header = `(param ${params.join(" ")}) ${result === undefined ? "" : `(result ${result})`}`;
  const operands = params.map((_, index) => `(local.get ${index})`).join(" ");
  return { header, bytes: code.bytes(), folded: `(func ${header} (${opcode.name} ${sample.text} ${operands}))` };
}

/** Immediates that are right for any instruction of that kind, as bytes and as text. */
function sampleImmediates({ immediates, align }: Opcode): { bytes: readonly number[]; text: string } {
  const sixteen = Array.from({ length: 16 }, (_, index) => index);
  switch (immediates) {
    case "none":
      return { bytes: [], text: "" };
    case "memarg":
      return { bytes: [align, 0x90, 0x01], text: "offset=144" };
    case "memarg_lane":
      return { bytes: [align, 0x90, 0x01, 1], text: "offset=144 1" };
    case "lane":
      return { bytes: [1], text: "1" };
    case "shuffle":
      return { bytes: sixteen, text: sixteen.join(" ") };
    case "i32":
    case "i64":
      return { bytes: [0x80, 0x7f], text: "-128" };
    case "f32":
      return { bytes: [0, 0, 0xc0, 0x3f], text: "1.5" };
    case "f64":
      return { bytes: [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], text: "1.5" };
    case "v128":
      return { bytes: sixteen, text: `i8x16 ${sixteen.join(" ")}` };
    default:
      throw new Error(`no sample for immediates of kind ${immediates}`);
  }
}
