/**
 * Links from region to region (lib-ts/jit/links.ts): the cells of blocks, which say how they are entered, and the tables of modules, in
 * which the functions stand that links lead to. The core sets a cell to 0 when its block enters no region any more.
 */
import { Op } from "../../core-as/ir/ops.gen.ts";
import { BLOCK_CELL, BLOCK_HEADER } from "../../core-as/layout.ts";
import { FIRST_ENTRY, type Links, type Region } from "../jit/index.ts";

const WORD = 4;
/** Cells that are taken of the arena together: what links look at lies close by. */
const CELLS = 256;

/** Where the links of a region stand: from `first` on in its module's table, which is undefined where no region of the module has any. */
export interface LinkSites {
  readonly table: WebAssembly.Table | undefined;
  readonly first: number;
}

interface Site {
  readonly table: WebAssembly.Table;
  readonly index: number;
}

export class RegionLinks {
  private readonly unused: number[] = [];
  /** By block: the elements of tables that are to have the function which it enters. */
  private readonly sites = new Map<number, Site[]>();

  /**
   * @param functions the core's table
   * @param takeArena gives bytes of the block store's arena
   */
  constructor(
    private readonly view: DataView,
    private readonly functions: WebAssembly.Table,
    private readonly takeArena: (size: number) => number,
  ) {}

  /** The address of the block's cell. */
  cellOf(block: number): number {
    const known = this.u32(block + BLOCK_CELL);
    if (known !== 0) return known;
    const cell = this.takeCell();
    this.setU32(block + BLOCK_CELL, cell);
    this.setU32(cell, this.isEntered(block) ? this.entryOf(block) : 0);
    return cell;
  }

  private takeCell(): number {
    if (this.unused.length === 0) {
      const first = this.takeArena(CELLS * WORD);
      for (let index = CELLS - 1; index >= 0; index--) this.unused.push(first + index * WORD);
    }
    return this.unused.pop() as number;
  }

  /** The region is in the table, and its blocks enter it: from now on its links lead on, and others lead to it. */
  join(region: Region, links: Links, { table, first }: LinkSites): void {
    if (table !== undefined) {
      for (let index = 0; index < links.count; index++) this.add(links.blockOf(index), { table, index: first + index });
    }
    for (const block of entriesOf(region)) this.open(block);
  }

  private add(block: number, site: Site): void {
    const others = this.sites.get(block);
    if (others === undefined) this.sites.set(block, [site]);
    else others.push(site);
    if (this.isEntered(block)) site.table.set(site.index, this.functionOf(block));
  }

  private open(block: number): void {
    const cell = this.u32(block + BLOCK_CELL);
    if (cell === 0 || !this.isEntered(block)) return;
    const region = this.functionOf(block);
    for (const { table, index } of this.sites.get(block) ?? []) table.set(index, region);
    this.setU32(cell, this.entryOf(block));
  }

  /** The region is dead. What still has its function would keep it in memory. */
  leave(region: Region, links: Links, { table, first }: LinkSites): void {
    for (let index = 0; index < links.count; index++) this.remove(links.blockOf(index), table, first + index);
    for (const block of entriesOf(region)) {
      // Another region begins there since.
      if (this.isEntered(block)) continue;
      for (const site of this.sites.get(block) ?? []) site.table.set(site.index, null);
    }
  }

  private remove(block: number, table: WebAssembly.Table | undefined, index: number): void {
    const left = this.sites.get(block)?.filter((site) => site.table !== table || site.index !== index) ?? [];
    if (left.length > 0) this.sites.set(block, left);
    else this.sites.delete(block);
  }

  /** The block store was emptied. */
  clear(): void {
    this.unused.length = 0;
    this.sites.clear();
  }

  private isEntered(block: number): boolean {
    return this.view.getUint16(block + BLOCK_HEADER, true) === Op.Enter;
  }

  /** What the cell has of a block that is entered. */
  private entryOf(block: number): number {
    return this.view.getUint16(block + BLOCK_HEADER + 2, true) + FIRST_ENTRY;
  }

  private functionOf(block: number): unknown {
    return this.functions.get(this.u32(block + BLOCK_HEADER + 12));
  }

  private u32(address: number): number {
    return this.view.getUint32(address, true);
  }
  private setU32(address: number, value: number): void {
    this.view.setUint32(address, value, true);
  }
}

/** The blocks that may enter a region. */
function entriesOf({ blocks, entries }: Region): number[] {
  return [0, ...entries].map((index) => blocks[index].at);
}
