/** Which slots a region reads and writes, and how: what its locals are made for. */
import type { BlockFacts } from "./blockFacts.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "./codeSource.ts";
import { type Access, visitOperands } from "./operands.ts";
import { PARSED_ROWS } from "./rows.ts";
import { type SlotKind, slotKind, vectorOf } from "./slots.ts";

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
  readonly functions: ReadonlySet<string>;
}

const FLOAT_CLASS: Partial<Record<Access, "f64" | "f32">> = {
  f64: "f64",
  v64: "f64",
  lanef64: "f64",
  f32: "f32",
  v32: "f32",
  lanef32: "f32",
};

class Collector implements Usage {
  readonly slots = new Map<number, SlotUse>();
  readonly functions = new Set<string>();

  block(source: CodeSource, block: BlockView): void {
    for (let op = block.firstOp; op <= block.lastOp; op += OP_SIZE) {
      const row = PARSED_ROWS[source.opCode(op)];
      if (row.kind === "pure" || row.kind === "jump") for (const name of row.functions) this.functions.add(name);
      visitOperands(source, op, (slot, access, write) => this.use(slot, access, write));
    }
  }

  add(usage: Usage): void {
    for (const name of usage.functions) this.functions.add(name);
    for (const { slot, kind, written, type } of usage.slots.values()) this.note(slot, kind, written, type);
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

/** The slots and functions of one block. */
export function usageIn(source: CodeSource, block: BlockView): Usage {
  const collector = new Collector();
  collector.block(source, block);
  return collector;
}

/** Those of a region's blocks together. */
export function usageOf(facts: BlockFacts, blocks: readonly BlockView[]): Usage {
  const collector = new Collector();
  for (const block of blocks) collector.add(facts.of(block).usage);
  return collector;
}
