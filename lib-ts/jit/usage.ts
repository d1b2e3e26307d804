/** Which slots a region reads and writes, and how: what its locals are made for. */
import { type BlockView, type CodeSource, OP_SIZE } from "./codeSource.ts";
import { PARSED_ROWS, type Row } from "./rows.ts";
import type { SlotAccess } from "./rowTypes.ts";
import { type SlotKind, slotKind, vectorOf } from "./slots.ts";

/** `whole`: a function gets the slot's address. */
export type Access = SlotAccess | "whole";

export interface SlotUse {
  readonly slot: number;
  readonly kind: SlotKind;
  written: boolean;
  /** Wasm type of its local. */
  type: "i64" | "f64" | "f32" | "v128";
}

export interface Usage {
  /** By slot; vectors under their whole register's. */
  readonly slots: ReadonlyMap<number, SlotUse>;
  readonly flagsWritten: boolean;
  readonly functions: ReadonlySet<string>;
}

const FLOAT_CLASS: Partial<Record<Access, "f64" | "f32">> = { f64: "f64", v64: "f64", f32: "f32", v32: "f32" };

class Collector {
  readonly slots = new Map<number, SlotUse>();
  readonly functions = new Set<string>();
  flagsWritten = false;

  constructor(private readonly source: CodeSource) {}

  block(block: BlockView): void {
    for (let op = block.firstOp; op <= block.lastOp; op += OP_SIZE) this.op(PARSED_ROWS[this.source.opCode(op)], op);
  }

  private op(row: Row, op: number): void {
    const { source } = this;
    if (row.kind === "pure" || row.kind === "jump") {
      for (const name of row.functions) this.functions.add(name);
      for (const [field, access] of row.operands)
        if (access) this.use(slotOf(source, op, field), access as Access, false);
      if (row.flags.length > 0) this.flagsWritten = true;
      if (row.kind === "pure" && row.result !== "-") this.use(source.d(op), row.result as Access, true);
      return;
    }
    if (row.kind === "call") {
      if (row.name.startsWith("call")) this.call(op);
      return;
    }
    const stores = row.kind === "store" || row.kind === "storepair";
    this.use(source.a(op), "i64", false);
    this.use(source.d(op), row.result as Access, !stores);
    if (row.kind === "loadpair" || row.kind === "storepair") this.use(source.c(op), row.result as Access, !stores);
  }

  private call(op: number): void {
    this.use(this.source.d(op), "whole", true);
    this.use(this.source.a(op), "whole", false);
    this.use(this.source.b(op), "whole", false);
  }

  private use(slot: number, access: Access, write: boolean): void {
    const kind = slotKind(slot);
    if (kind === "integer" || kind === "temporary") this.note(slot, kind, write, "i64");
    else if (kind === "vector" || kind === "vectorTemporary") {
      this.note(vectorOf(slot), kind, write, (slot === vectorOf(slot) ? FLOAT_CLASS[access] : undefined) ?? "v128");
    }
  }

  private note(slot: number, kind: SlotKind, write: boolean, type: SlotUse["type"]): void {
    const use = this.slots.get(slot);
    if (use === undefined) {
      this.slots.set(slot, { slot, kind, written: write, type });
      return;
    }
    use.written ||= write;
    if (use.type !== type) use.type = "v128";
  }
}

/** The slot in field `field` of a micro-op. */
export function slotOf(source: CodeSource, op: number, field: string): number {
  return field === "a" ? source.a(op) : field === "b" ? source.b(op) : field === "c" ? source.c(op) : source.d(op);
}

export function usageOf(source: CodeSource, blocks: readonly BlockView[]): Usage {
  const collector = new Collector(source);
  for (const block of blocks) collector.block(block);
  return collector;
}
