/**
 * Function bodies in WebAssembly's text format, one instruction a line, indented by nesting: for dumps of compiled
 * regions and for golden files. What is printed is what an assembler of the text format reads.
 */
import { hex } from "../../errors.ts";
import { BodyReader } from "./bodyReader.ts";
import type { Opcode } from "./opcodes.ts";
import { VALUE_TYPE_CODES, VOID_BLOCK } from "./valueType.ts";
import { NestingBroken } from "./wasmError.ts";

/** Names for indices, without the `$`; `undefined` leaves the number. */
export interface TextNames {
  local?(index: number): string | undefined;
  func?(index: number): string | undefined;
}

const TYPE_NAMES = new Map(Object.entries(VALUE_TYPE_CODES).map(([name, code]) => [code, name]));
const REFERENCES = new Map([
  [0x70, "func"],
  [0x6f, "extern"],
]);
/** From here on constants are printed in hexadecimal: they are addresses and masks. */
const HEX_FROM = 0x10000n;

/** How wide a number is, how much of it is the fraction, and how to read it from the upper end of eight bytes. */
interface FloatFormat {
  readonly bytes: 4 | 8;
  readonly fractionBits: bigint;
  read(view: DataView): number;
}

const F32: FloatFormat = { bytes: 4, fractionBits: 23n, read: (view) => view.getFloat32(4, true) };
const F64: FloatFormat = { bytes: 8, fractionBits: 52n, read: (view) => view.getFloat64(0, true) };

/**
 * The text of a body as `CodeWriter.bytes` returns it: without locals and the function's own `end`. Constructs are
 * labelled `$1`, `$2`, ... in the order in which they open; a branch to the function's own label keeps its depth.
 *
 * @throws OpcodeUnknown for bytes that begin no instruction
 * @throws BodyTruncated when the body ends inside an instruction
 * @throws NestingBroken for an `end` or `else` too many, and when a construct is left open
 */
export function functionText(body: Uint8Array, names: TextNames = {}): string {
  const reader = new BodyReader(body);
  const printer = new Printer(reader, names);
  while (!reader.atEnd) printer.instruction();
  return printer.finish();
}

class Printer {
  private readonly lines: string[] = [];
  private readonly labels: string[] = [];
  private opened = 0;

  constructor(
    private readonly reader: BodyReader,
    private readonly names: TextNames,
  ) {}

  instruction(): void {
    const opcode = this.reader.opcode();
    const closes = opcode.name === "end" || opcode.name === "else";
    if (closes && this.labels.length === 0) throw new NestingBroken(opcode.name, 0);
    const depth = this.labels.length - (closes ? 1 : 0);
    if (opcode.name === "end") this.labels.pop();
    const mnemonic = opcode.name === "select_t" ? "select" : opcode.name;
    const words = [mnemonic, ...this.immediates(opcode)].filter((word) => word !== "");
    this.lines.push("  ".repeat(depth) + words.join(" "));
  }

  finish(): string {
    if (this.labels.length > 0) throw new NestingBroken("the end of the body", this.labels.length);
    return this.lines.map((line) => `${line}\n`).join("");
  }

  /** The words behind the instruction's name. */
  private immediates(opcode: Opcode): string[] {
    const { reader } = this;
    switch (opcode.immediates) {
      case "none":
        return [];
      case "block":
        return this.openConstruct();
      case "label":
        return [this.label(reader.u32())];
      case "labels":
        return Array.from({ length: reader.u32() + 1 }, () => this.label(reader.u32()));
      case "func":
        return [named(reader.u32(), this.names.func)];
      case "local":
        return [named(reader.u32(), this.names.local)];
      case "global":
      case "table":
      case "elem":
      case "data":
        return [`${reader.u32()}`];
      default:
        return this.operands(opcode);
    }
  }

  private operands({ immediates, align }: Opcode): string[] {
    const { reader } = this;
    switch (immediates) {
      case "i32":
        return [integer(BigInt(reader.s32()))];
      case "i64":
        return [integer(reader.s64())];
      case "f32":
        return [float(reader.bits(4), F32)];
      case "f64":
        return [float(reader.bits(8), F64)];
      case "v128":
        return ["i32x4", ...Array.from({ length: 4 }, () => hex(reader.bits(4)))];
      case "memarg":
        return this.memarg(align);
      case "memarg_lane":
        return [...this.memarg(align), `${reader.byte()}`];
      case "lane":
        return [`${reader.byte()}`];
      case "shuffle":
        return Array.from({ length: 16 }, () => `${reader.byte()}`);
      default:
        return this.indices(immediates);
    }
  }

  /** Kinds with an order of their own in the text, and those whose zero bytes the text leaves out. */
  private indices(immediates: Opcode["immediates"]): string[] {
    const { reader } = this;
    switch (immediates) {
      case "call": {
        const type = reader.u32();
        return [unlessZero(reader.u32()), `(type ${type})`];
      }
      case "types":
        return [`(result ${Array.from({ length: reader.u32() }, () => typeName(reader.byte())).join(" ")})`];
      case "ref":
        return [typeName(reader.byte())];
      case "tables":
        return [`${reader.u32()}`, `${reader.u32()}`];
      case "elem_table": {
        const segment = reader.u32();
        return [unlessZero(reader.u32()), `${segment}`];
      }
      case "data_memory": {
        const segment = reader.u32();
        return [unlessZero(reader.u32()), `${segment}`];
      }
      case "memories":
        return [unlessZero(reader.u32()), unlessZero(reader.u32())];
      default:
        return [unlessZero(reader.u32())];
    }
  }

  private openConstruct(): string[] {
    const type = this.reader.byte();
    const name = `$${++this.opened}`;
    this.labels.push(name);
    return [name, type === VOID_BLOCK ? "" : `(result ${typeName(type)})`];
  }

  private label(depth: number): string {
    return this.labels[this.labels.length - 1 - depth] ?? `${depth}`;
  }

  /** An alignment is printed when it is not the natural one, in bytes. */
  private memarg(naturalAlign: number): string[] {
    const align = this.reader.u32();
    const offset = this.reader.u32();
    return [offset === 0 ? "" : `offset=${offset}`, align === naturalAlign ? "" : `align=${2 ** align}`];
  }
}

function named(index: number, nameOf: ((index: number) => string | undefined) | undefined): string {
  const name = nameOf?.(index);
  return name === undefined ? `${index}` : `$${name}`;
}

function unlessZero(index: number): string {
  return index === 0 ? "" : `${index}`;
}

function typeName(code: number): string {
  return TYPE_NAMES.get(code) ?? REFERENCES.get(code) ?? hex(code);
}

function integer(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  return magnitude < HEX_FROM ? `${value}` : `${value < 0n ? "-" : ""}${hex(magnitude)}`;
}

/** A number that reads back as the same bits: the payload of a NaN is kept. */
function float(bits: bigint, { bytes, fractionBits, read }: FloatFormat): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits << BigInt(64 - bytes * 8), true);
  const value = read(view);
  const sign = bits >> BigInt(bytes * 8 - 1) === 1n ? "-" : "";
  if (Number.isNaN(value)) return `${sign}nan:${hex(bits & ((1n << fractionBits) - 1n))}`;
  return sign + (Number.isFinite(value) ? `${Math.abs(value)}` : "inf");
}
