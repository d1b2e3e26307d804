/** What the core is told of regions, in its linear memory: records, the lists of each block, and the blocks that enter. */
import { Op } from "../../core-as/ir/ops.gen.ts";
import {
  BLOCK_HEADER,
  BLOCK_REGIONS,
  REGION_BLOCKS,
  REGION_HEAD,
  REGION_MORE,
  REGION_PLACE_SIZE,
  REGION_RECORD_SIZE,
  REGION_SLOT,
  REGION_SURPRISES,
  REGION_TURNSTILE,
  TURNSTILE_ENTRIES,
  TURNSTILE_OPEN,
  TURNSTILE_SIZE,
} from "../../core-as/layout.ts";
import type { BlockView, Region } from "../jit/index.ts";

const WORD = 4;
/** Of a list node behind a block: u32 next, u32 record. */
const NODE_SIZE = 8;
/** Turnstiles that are taken of the arena together. */
const TURNSTILES = 64;

/** Addresses of what a region's function begins and ends with. */
export interface RegionPlace {
  readonly record: number;
  readonly turnstile: number;
}

export interface NewRecord extends RegionPlace {
  /** Table index of the region's function. */
  readonly slot: number;
  /** Entries until it is hot enough to be formed anew. */
  readonly counter: number;
}

export class RegionRecords {
  private readonly turnstiles: number[] = [];

  /** @param takeArena gives bytes of the block store's arena */
  constructor(
    private readonly view: DataView,
    private readonly takeArena: (size: number) => number,
  ) {}

  /** Room for a region's record with the place of each block behind it, and the address of each entry: any block may become one. */
  take({ blocks }: Region): RegionPlace {
    const record = this.takeArena(REGION_RECORD_SIZE + (REGION_PLACE_SIZE + WORD) * blocks.length);
    return { record, turnstile: this.takeTurnstile() };
  }

  /** The block store was emptied. */
  clear(): void {
    this.turnstiles.length = 0;
  }

  private takeTurnstile(): number {
    if (this.turnstiles.length === 0) {
      const first = this.takeArena(TURNSTILES * TURNSTILE_SIZE);
      for (let index = TURNSTILES - 1; index >= 0; index--) this.turnstiles.push(first + index * TURNSTILE_SIZE);
    }
    return this.turnstiles.pop() as number;
  }

  /** Writes the region's record and membership, and lets its entries enter it. */
  write(region: Region, { record, turnstile, slot, counter }: NewRecord): void {
    const [head] = region.blocks;
    this.setU32(record + REGION_HEAD, head.at);
    this.setU32(record + REGION_SLOT, slot);
    this.setU32(record + REGION_TURNSTILE, turnstile);
    this.setU32(turnstile + TURNSTILE_OPEN, 1);
    this.setU32(turnstile + TURNSTILE_ENTRIES, counter);
    this.setU32(record + REGION_SURPRISES, 0);
    this.setU32(record + REGION_BLOCKS, region.blocks.length);
    this.setU32(record + REGION_MORE, region.entries.length);
    this.place(region, record + REGION_RECORD_SIZE);
    this.join(region, record);
    this.open(head, slot, 0);
    const entries = record + REGION_RECORD_SIZE + REGION_PLACE_SIZE * region.blocks.length;
    for (const [index, node] of region.entries.entries()) {
      const block = region.blocks[node];
      this.setU32(entries + WORD * index, block.at);
      // Another region may begin there since.
      if (this.view.getUint16(block.at + BLOCK_HEADER, true) === Op.Profile) this.open(block, slot, index + 1);
    }
  }

  /** Where each block is, in the order of the store, for a search by halves. */
  private place({ blocks }: Region, to: number): void {
    const sorted = [...blocks].sort((x, y) => x.at - y.at);
    for (const [index, { at, delta }] of sorted.entries()) {
      this.setU32(to + REGION_PLACE_SIZE * index, at);
      this.view.setInt32(to + REGION_PLACE_SIZE * index + WORD, delta, true);
    }
  }

  private join(region: Region, record: number): void {
    for (const { at } of region.blocks) {
      const node = this.takeArena(NODE_SIZE);
      this.setU32(node, this.view.getUint32(at + BLOCK_REGIONS, true));
      this.setU32(node + WORD, record);
      this.setU32(at + BLOCK_REGIONS, node);
    }
  }

  /** Has the block enter the function in `slot`: by entry `number` of it, and how far behind the head. */
  private open({ at, delta }: BlockView, slot: number, number: number): void {
    const op = at + BLOCK_HEADER;
    this.view.setUint16(op, Op.Enter, true);
    this.view.setUint16(op + 2, number, true);
    this.view.setInt32(op + 8, delta, true);
    this.setU32(op + 12, slot);
  }

  private setU32(address: number, value: number): void {
    this.view.setUint32(address, value, true);
  }
}
