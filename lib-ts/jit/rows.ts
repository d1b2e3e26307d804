/** The micro-op rows with their semantics parsed: what the region compiler looks up for every op. */
import { Op } from "../../core-as/ir/ops.gen.ts";
import { type Expression, functionsIn, parseExpression } from "./expression.ts";
import { BEGIN_WITH, ROWS } from "./rows.gen.ts";
import type { CallRow, JumpRow, MemoryRow, PureRow } from "./rowTypes.ts";

export interface ParsedPureRow extends PureRow {
  /** Undefined where the row records flags only. */
  readonly value: Expression | undefined;
  readonly functions: readonly string[];
}

export interface ParsedJumpRow extends JumpRow {
  /** Undefined for `1` and `indirect`. */
  readonly condition: Expression | undefined;
  readonly functions: readonly string[];
}

export type Row = ParsedPureRow | ParsedJumpRow | MemoryRow | CallRow;

/** Conditions that the compiler writes out itself, so that no call is made. */
const INLINED = new Set(["conditionHolds", "compared64", "compared32"]);

function callsOf(expression: Expression | undefined): string[] {
  if (expression === undefined) return [];
  return functionsIn(expression).filter((name) => !INLINED.has(name));
}

function parse(row: (typeof ROWS)[number]): Row {
  if (row.kind === "pure") {
    const value = row.tokens.length === 0 ? undefined : parseExpression(row.tokens, row.operands);
    return { ...row, value, functions: callsOf(value) };
  }
  if (row.kind === "jump") {
    const unconditional = row.tokens[0] === "1" || row.tokens[0] === "indirect";
    const condition = unconditional ? undefined : parseExpression(row.tokens, row.operands);
    return { ...row, condition, functions: callsOf(condition) };
  }
  return row;
}

/** One element a micro-op; the index is its code. */
export const PARSED_ROWS: readonly Row[] = ROWS.map(parse);

/** The micro-op at whose place `code` stands: itself, or the first of a sequence (core-as/ir/sequences.ir). */
export function plainOp(code: number): number {
  return code < ROWS.length ? code : BEGIN_WITH[code - ROWS.length];
}

export { Op };
