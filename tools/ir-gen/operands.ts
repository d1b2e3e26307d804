/** The operand column of a row: which slots and immediates the micro-op carries, and how the interpreter reads them. */
import type { OpRow } from "./parse.ts";
import type { Typed, ValueType } from "./wasmToAs.ts";

/** Where each part of a micro-op lies in its 16 bytes. */
const FIELD_OFFSET = { d: 2, a: 4, b: 6, imm: 8, imm32: 8, aux: 12, c: 12 } as const;

/**
 * A slot's declared type: how many bytes a read or a write touches, and what zero-extends. u8..s32 read one lane of a
 * vector slot into an i64; lane8..lane64, lanef32 and lanef64, of results only, write one lane and nothing else.
 */
export type SlotType = ValueType | "v8" | "v16" | "v32" | "v64" | Lane;
type Lane = "u8" | "u16" | "u32" | "s8" | "s16" | "s32";

export interface Operand {
  readonly name: "a" | "b" | "c" | "d" | "imm" | "imm32" | "aux" | "bit" | "cond";
  readonly type?: SlotType;
}

export interface Operands {
  readonly list: readonly Operand[];
  readonly readsFlags: boolean;
}

/** @throws Error when a word is no operand. */
export function parseOperands(row: OpRow, text: string): Operands {
  const list: Operand[] = [];
  let readsFlags = false;
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const slot = /^([abcd]):(\w+)$/.exec(word);
    if (word === "reads-flags") readsFlags = true;
    else if (slot) list.push({ name: slot[1] as Operand["name"], type: slot[2] as SlotType });
    else if (word === "bit:b") list.push({ name: "bit" });
    else if (word === "imm" || word === "imm32" || word === "aux" || word === "cond") list.push({ name: word });
    else throw new Error(`${row.where}: '${word}' is not an operand`);
  }
  return { list, readsFlags };
}

/** Address of a slot, as an expression. */
export function slotAddress(name: "a" | "b" | "c" | "d"): string {
  return `(v + <usize>load<u16>(p, ${FIELD_OFFSET[name]}))`;
}

/** How each operand of a row is read. */
export function operandReaders(operands: Operands): Map<string, Typed> {
  const readers = new Map<string, Typed>([["v", { code: "v", type: "i32" }]]);
  for (const { name, type } of operands.list) {
    if (name === "imm") readers.set(name, { code: "load<i64>(p, 8)", type: "i64" });
    else if (name === "imm32") readers.set(name, { code: readSlot("i32", "(p, 8)"), type: "i32" });
    else if (name === "aux") readers.set(name, { code: readSlot("i32", "(p, 12)"), type: "i32" });
    else if (name === "cond") readers.set(name, { code: "(<i32>load<u16>(p, 2) >> 2)", type: "i32" });
    else if (name === "bit") readers.set(name, { code: "<i32>load<u16>(p, 6)", type: "i32" });
    else if (type && /^[us](8|16|32)$/.test(type)) {
      readers.set(name, { code: `<i64>load<${type.replace("s", "i")}>${slotAddress(name)}`, type: "i64" });
    } else readers.set(name, { code: readSlot(valueType(type), slotAddress(name)), type: valueType(type) });
  }
  return readers;
}

/**
 * 32-bit loads are unsigned ones: Binaryen's optimiser turns a signed i32 load that is zero-extended afterwards into
 * i64.load32_s, but extends unsigned loads as asked.
 */
function readSlot(type: ValueType, address: string): string {
  return type === "i32" ? `<i32>load<u32>${address}` : `load<${type}>${address}`;
}

function valueType(type: SlotType | undefined): ValueType {
  return type === undefined || /^v(8|16|32|64)$/.test(type) ? "i64" : (type as ValueType);
}

/** Statements that store `code` into slot d (or another one), extended as its type asks. */
export function storeResult(type: string, code: string, slot: "d" | "c" = "d"): string {
  const d = slotAddress(slot);
  const lane = /^lane(\d+)$/.exec(type);
  if (lane) return `store<u${lane[1]}>(${d}, <u${lane[1]}>${code});`;
  const float = /^lane(f\d+)$/.exec(type);
  if (float) return `store<${float[1]}>(${d}, ${code});`;
  switch (type) {
    case "i32":
      return `store<u64>(${d}, <u64><u32>${code});`;
    case "i64":
      return `store<i64>(${d}, ${code});`;
    case "v128":
      return `v128.store(${d}, ${code});`;
    case "f32":
      return `Slot.scalar(${d}, <u64>reinterpret<u32>(${code}));`;
    case "f64":
      return `Slot.scalar(${d}, reinterpret<u64>(${code}));`;
    default:
      return `Slot.scalar(${d}, <u64>${code});`;
  }
}
