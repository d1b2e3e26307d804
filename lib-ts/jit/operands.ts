/** Which slots a micro-op reads and writes, and how. */
import type { CodeSource } from "./codeSource.ts";
import { Op, PARSED_ROWS } from "./rows.ts";
import type { MemoryRow, SlotAccess } from "./rowTypes.ts";

/** `whole`: a function gets the slot's address. */
export type Access = SlotAccess | "whole";

export type VisitOperand = (slot: number, access: Access, write: boolean) => void;

/** The slot in field `field` of a micro-op. */
export function slotOf(source: CodeSource, op: number, field: string): number {
  return field === "a" ? source.a(op) : field === "b" ? source.b(op) : field === "c" ? source.c(op) : source.d(op);
}

/** Calls `visit` for every slot that the op names as operand or result, zero and discarded ones too. */
export function visitOperands(source: CodeSource, op: number, visit: VisitOperand): void {
  const row = PARSED_ROWS[source.opCode(op)];
  if (row.kind === "call") visitCall(source, op, visit);
  else if (row.kind === "pure" || row.kind === "jump") {
    for (const [field, access] of row.operands) if (access) visit(slotOf(source, op, field), access as Access, false);
    if (row.kind === "pure" && row.result !== "-") visit(source.d(op), row.result as Access, true);
  } else visitMemory(source, op, row, visit);
}

function visitMemory(source: CodeSource, op: number, { kind, result }: MemoryRow, visit: VisitOperand): void {
  const stores = kind === "store" || kind === "storepair";
  visit(source.a(op), "i64", false);
  visit(source.d(op), result as Access, !stores);
  if (kind === "loadpair" || kind === "storepair") visit(source.c(op), result as Access, !stores);
}

function visitCall(source: CodeSource, op: number, visit: VisitOperand): void {
  switch (source.opCode(op)) {
    case Op.Call:
    case Op.Callw:
    case Op.Callx:
    case Op.CallxWide:
      visit(source.a(op), "whole", false);
      visit(source.b(op), "whole", false);
      visit(source.d(op), "whole", true);
      return;
    case Op.CallxLoad:
    case Op.CallxStore:
      visit(source.a(op), "i64", false);
      visit(source.b(op), "i64", false);
      visit(source.d(op), "i64", true);
      return;
    case Op.CallxFetch:
      visit(source.a(op), "i64", false);
      visit(source.b(op), "i64", false);
  }
}

/** Whether a vector slot that is written so keeps the rest of its register: single lanes do, scalars clear it. */
export function keepsRest(access: string): boolean {
  return access.startsWith("lane") || access === "i64" || access === "i32";
}
