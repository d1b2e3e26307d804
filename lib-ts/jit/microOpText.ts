/** Micro-ops as text, for people: the row's name, then its operands in the words of core-as/ir/ops.ir. */
import {
  SLOT_CC,
  SLOT_SP,
  SLOT_T,
  SLOT_TC,
  SLOT_TC_STACK,
  SLOT_TC_USER,
  SLOT_V,
  SLOT_VT,
  SLOT_X,
} from "../../core-as/layout.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "./codeSource.ts";
import { PARSED_ROWS, type Row } from "./rows.ts";
import { slotKind, vectorOf } from "./slots.ts";

const FIXED_NAMES = new Map<number, string>([
  [SLOT_SP, "sp"],
  [SLOT_TC, "tc"],
  [SLOT_TC_USER, "tc.user"],
  [SLOT_TC_STACK, "tc.stack"],
  [SLOT_CC, "flags"],
]);

/** What a slot is called: `x3`, `t0`, `v2`, `v2+8` for a lane, `zero`; a number for a field without a name. */
export function slotName(slot: number): string {
  const fixed = FIXED_NAMES.get(slot);
  if (fixed !== undefined) return fixed;
  const vector = (letters: string, first: number) =>
    `${letters}${(vectorOf(slot) - first) / 16}${slot % 16 === 0 ? "" : `+${slot % 16}`}`;
  switch (slotKind(slot)) {
    case "integer":
      return `x${(slot - SLOT_X) / 8}`;
    case "temporary":
      return `t${(slot - SLOT_T) / 8}`;
    case "vector":
      return vector("v", SLOT_V);
    case "vectorTemporary":
      return vector("vt", SLOT_VT);
    case "zero":
    case "vectorZero":
      return "zero";
    case "discard":
    case "vectorDiscard":
      return "discard";
    case "pc":
      return "pc";
    default:
      return `slot ${slot}`;
  }
}

/** The block's micro-ops, a line each; distances of jumps are bytes from the block's start. */
export function blockText(source: CodeSource, block: BlockView): string[] {
  const lines: string[] = [];
  for (let op = block.firstOp; op <= block.lastOp; op += OP_SIZE) {
    const row = PARSED_ROWS[source.opCode(op)];
    lines.push(`${row.name} ${operandsOf(source, op, row).join(", ")}`.trimEnd());
  }
  return lines;
}

function operandsOf(source: CodeSource, op: number, row: Row): string[] {
  switch (row.kind) {
    case "pure":
      return [...(row.result === "-" ? [] : [slotName(source.d(op))]), ...namedOperands(source, op, row.operands)];
    case "jump":
      return [...namedOperands(source, op, row.operands), ...targetsOf(source, op, row.tokens[0])];
    case "call":
      return callOperands(source, op, row.name);
    default: {
      const pair = row.kind === "loadpair" || row.kind === "storepair";
      const second = pair ? [slotName(source.c(op))] : [];
      const address = `[${slotName(source.a(op))} + ${source.imm32(op)}] by ${slotName(source.b(op))}`;
      return [slotName(source.d(op)), ...second, address];
    }
  }
}

function namedOperands(source: CodeSource, op: number, operands: readonly (readonly string[])[]): string[] {
  return operands.map(([field]) => {
    switch (field) {
      case "a":
        return slotName(source.a(op));
      case "b":
        return slotName(source.b(op));
      case "c":
        return slotName(source.c(op));
      case "bit":
        return `${source.b(op)}`;
      case "cond":
        return `cond ${source.d(op) >> 2}`;
      case "imm32":
        return `${source.imm32(op)}`;
      case "aux":
        return `${source.aux(op)}`;
      default:
        return immediate(source, op);
    }
  });
}

/** The 64-bit number of a micro-op: small ones as they are, others in hexadecimal. */
function immediate(source: CodeSource, op: number): string {
  const value = (BigInt(source.aux(op)) << 32n) | BigInt(source.imm32(op) >>> 0);
  return value >= -0xffffn && value <= 0xffffn ? `${value}` : `0x${BigInt.asUintN(64, value).toString(16)}`;
}

function targetsOf(source: CodeSource, op: number, condition: string): string[] {
  if (condition === "indirect") return [];
  const taken = `to ${source.imm32(op)}`;
  return condition === "1" ? [taken] : [taken, `else ${source.aux(op)}`];
}

function callOperands(source: CodeSource, op: number, name: string): string[] {
  if (name === "skip") return [`${source.aux(op)} unless cond ${source.imm32(op)}`];
  if (!name.startsWith("call")) return name === "next" ? [`${source.imm32(op)}`] : [];
  const slots = [source.d(op), source.a(op), source.b(op)].map(slotName);
  return [...slots, `${source.imm32(op)}`, `function ${source.aux(op)}`];
}
