/** Where indirect jumps of regions were seen to go: cells in the block store's arena, which the regions write. */
import { type CodeSource, targetCells } from "../jit/index.ts";

const CELL_SIZE = 8;

/** Where one indirect jump notes its targets, and those that were found there so far. */
interface TargetCells {
  readonly at: number;
  readonly count: number;
  readonly seen: Set<bigint>;
}

export class SeenTargets {
  private readonly cells = new Map<number, TargetCells>();

  /** @param takeArena so many bytes of the block store's arena: their address */
  constructor(
    private readonly source: CodeSource,
    private readonly view: DataView,
    private readonly takeArena: (size: number) => number,
  ) {}

  /** Address of the cells of the indirect jump at micro-op `op`. */
  cellsOf(op: number): number {
    const known = this.cells.get(op);
    if (known !== undefined) return known.at;
    const count = targetCells(this.source, op);
    const at = this.takeArena(count * CELL_SIZE);
    for (let cell = 0; cell < count; cell++) this.view.setBigUint64(at + cell * CELL_SIZE, 0n, true);
    this.cells.set(op, { at, count, seen: new Set() });
    return at;
  }

  /** Targets share cells, and a region notes only those that it does not have: what was seen once is kept. */
  of(op: number): Iterable<bigint> {
    const cells = this.cells.get(op);
    if (cells === undefined) return [];
    const { at, count, seen } = cells;
    for (let cell = 0; cell < count && seen.size < count; cell++) {
      const pc = this.view.getBigUint64(at + cell * CELL_SIZE, true);
      if (pc !== 0n) seen.add(pc);
    }
    return seen;
  }

  /** The block store was emptied. */
  clear(): void {
    this.cells.clear();
  }
}
