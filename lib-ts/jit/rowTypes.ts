/** The shape of rows.gen.ts: what core-as/ir/ops.ir says of each micro-op, as data. */
import type { ValueType } from "./wasm/valueType.ts";

/** How a slot is read or written, as core-as/ir/ops.ir names it: a Wasm type, or a part of a vector slot. */
export type SlotAccess =
  | ValueType
  | "v8"
  | "v16"
  | "v32"
  | "v64"
  | "u8"
  | "u16"
  | "u32"
  | "s8"
  | "s16"
  | "s32"
  | "lane8"
  | "lane16"
  | "lane32"
  | "lane64"
  | "lanef32"
  | "lanef64";

/** `["a", "i64"]` for a slot and its type, `["imm"]` for a number. */
export type OperandData = readonly string[];

export interface PureRow {
  readonly name: string;
  readonly kind: "pure";
  /** How d is written, "-" for not at all. */
  readonly result: string;
  readonly operands: readonly OperandData[];
  /** Whether it looks at the condition flags as they were before. */
  readonly readsFlags: boolean;
  /** The record of condition flags: kind and its two values. */
  readonly flags: readonly string[];
  /** The semantics, in Wasm's stack order. */
  readonly tokens: readonly string[];
}

export interface MemoryRow {
  readonly name: string;
  readonly kind: "load" | "store" | "loadpair" | "storepair";
  readonly result: string;
  readonly access: string;
  readonly order: string;
}

export interface JumpRow {
  readonly name: string;
  readonly kind: "jump";
  readonly operands: readonly OperandData[];
  /** Whether it looks at the condition flags as they were before. */
  readonly readsFlags: boolean;
  readonly flags: readonly string[];
  /** When the jump is taken: `1`, `indirect`, or an expression. */
  readonly tokens: readonly string[];
}

export interface CallRow {
  readonly name: string;
  readonly kind: "call";
}

export type RowData = PureRow | MemoryRow | JumpRow | CallRow;

export interface FunctionType {
  readonly parameters: readonly string[];
  readonly result: string;
}
