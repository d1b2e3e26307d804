/**
 * A small language for functions of the core that regions write out instead of calling: Wasm's stack notation, as in
 * core-as/ir/ops.ir, with locals.
 *
 *   x=  x:       pop into local x; copy the top of the stack into it. A local has the type of its first value.
 *   x            push parameter or local x
 *   7  7L        an i32 and an i64
 *   f64:0x…      a constant by its bits; also f32, and f64x2 or f32x4 with all lanes alike
 *   shuffle8:0,2,…  i8x16.shuffle by lanes of 8, 16, 32 or 64 bits
 *   name:1       an instruction on a lane
 *   load64:8     a load of 16, 32 or 64 bits, zero-extended, at the address on the stack and so many bytes further
 *   store64:8    a store of a value to the address below it
 *   if else end  what is between runs where the i32 on the stack is not zero, or is
 */
import { signatureOf } from "../expression.ts";
import { CodeWriter } from "../wasm/codeWriter.ts";
import { OPCODES, type OpcodeName } from "../wasm/opcodes.ts";
import type { ValueType } from "../wasm/valueType.ts";
import { code } from "./frame.ts";

/** Finished bytes, or what is done with the local of that number. */
export type Step = Uint8Array | { readonly what: "get" | "set" | "tee"; readonly local: number };

const LANE_RESULTS: Record<string, ValueType> = { i64x2: "i64", i32x4: "i32", f64x2: "f64", f32x4: "f32" };
const writer = new CodeWriter(64);
const ACCESSES: Record<string, OpcodeName> = {
  load16: "i32.load16_u",
  load32: "i32.load",
  load64: "i64.load",
  store16: "i32.store16",
  store32: "i32.store",
  store64: "i64.store",
};
/** Blocks without a result. */
const BRANCHES: Record<string, readonly number[]> = { if: [0x04, 0x40], else: [0x05], end: [0x0b] };

export class InlineParser {
  private readonly stack: ValueType[] = [];

  /** @param names parameters, whose types are `types`; locals are added to both */
  constructor(
    private readonly names: string[],
    readonly types: ValueType[],
  ) {}

  /** @throws Error naming a token that means nothing */
  parse(text: string): Step[] {
    return text
      .split(/\s+/)
      .filter((token) => token !== "")
      .map((token) => this.step(token));
  }

  private step(token: string): Step {
    const named = /^(\w+)([=:]?)$/.exec(token);
    if (named && !(token in BRANCHES) && !/^\d/.test(token)) return this.local(named[1], named[2]);
    writer.reset();
    if (/^-?(0x)?[0-9a-f]+L?$/i.test(token)) this.integer(token);
    else if (token.startsWith("shuffle")) this.shuffle(token);
    else if (/^[if]\d+(x\d+)?:/.test(token)) this.constant(token);
    else if (/^(load|store)\d+:/.test(token)) this.access(token);
    else if (token in BRANCHES) this.branch(token);
    else this.instruction(token);
    return writer.bytes();
  }

  private local(name: string, suffix: string): Step {
    let local = this.names.indexOf(name);
    if (suffix === "") {
      if (local < 0) throw new Error(`'${name}' is read before it is set`);
      this.stack.push(this.types[local]);
      return { what: "get", local };
    }
    const type = this.stack.at(-1) as ValueType;
    if (local < 0) local = this.names.push(name) - 1;
    this.types[local] ??= type;
    if (suffix === "=") this.stack.pop();
    return { what: suffix === "=" ? "set" : "tee", local };
  }

  private integer(token: string): void {
    const wide = token.endsWith("L");
    if (wide) writer.i64Const(BigInt(token.slice(0, -1)));
    else writer.i32Const(Number(token));
    this.stack.push(wide ? "i64" : "i32");
  }

  private constant(token: string): void {
    const [type, number] = token.split(":");
    const bits = BigInt(number);
    if (type === "f64" || type === "f32") {
      writer.op(code(`${type}.const`));
      if (type === "f64") writer.f64bits(bits);
      else writer.f32bits(Number(bits));
      this.stack.push(type);
      return;
    }
    const lanes = type === "f64x2" ? bits : bits | (bits << 32n);
    writer.op(code("v128.const"));
    writer.f64bits(lanes);
    writer.f64bits(lanes);
    this.stack.push("v128");
  }

  private shuffle(token: string): void {
    const [, bits, lanes] = /^shuffle(\d+):([\d,]+)$/.exec(token) ?? [];
    const size = Number(bits) / 8;
    writer.op(code("i8x16.shuffle"));
    for (const lane of lanes.split(",")) for (let i = 0; i < size; i++) writer.byte(Number(lane) * size + i);
    this.stack.pop();
  }

  private access(token: string): void {
    const [, direction, bits, offset] = /^(load|store)(\d+):(\d+)$/.exec(token) ?? [];
    const name = ACCESSES[`${direction}${bits}`];
    writer.memory(code(name), Number(offset), 0);
    if (direction === "store") this.stack.splice(-2);
    else this.stack.splice(-1, 1, name.startsWith("i64") ? "i64" : "i32");
  }

  private branch(token: string): void {
    for (const byte of BRANCHES[token]) writer.byte(byte);
    if (token === "if") this.stack.pop();
  }

  private instruction(token: string): void {
    const [name, lane] = token.split(":");
    const opcode = name.startsWith("select.") ? "select" : name;
    if (!Object.hasOwn(OPCODES, opcode)) throw new Error(`'${token}' is no instruction`);
    writer.op(code(opcode));
    if (lane === undefined) {
      const { parameters, result } = signatureOf(name);
      this.stack.splice(this.stack.length - parameters.length, parameters.length, result);
      return;
    }
    writer.byte(Number(lane));
    if (name.endsWith("replace_lane")) this.stack.pop();
    else this.stack.splice(-1, 1, LANE_RESULTS[name.split(".")[0]]);
  }
}
