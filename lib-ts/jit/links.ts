/**
 * Links of a region: the blocks that its direct jumps leave it for. Where such a block is compiled, the region's function goes on with the
 * function that the block enters, by a tail call, and not by way of the loop in the core (core-as/exec/regions.ts).
 *
 * Whether it is compiled says the block's *cell* in linear memory; the function stands in a table that the module of the region has
 * for itself, for engines keep a copy of an imported one with each instance.
 */
import type { CodeSource } from "./codeSource.ts";
import { directTargets, type Region } from "./region.ts";

export interface Link {
  /** Address of the block in the store. */
  readonly block: number;
  /** Address of its cell. */
  readonly cell: number;
  /** Number of the link in its region. */
  readonly index: number;
}

/** A cell has the number of the entry and this. */
export const FIRST_ENTRY = 1;
const WORDS = 3;

/** Links in a form that can be sent. */
export class Links {
  static readonly NONE = Links.of(new Int32Array(0));

  private constructor(
    /** For each link the distance of its block from the region's head, the block, and its cell. */
    readonly words: Int32Array,
  ) {}

  /** What `words` of another one were. */
  static of(words: Int32Array): Links {
    return new Links(words);
  }

  /**
   * Blocks of the same page go with the block that jumps there; those of another page are what the jump cache of translation-cache set `set` has now.
   * @param cellOf the cell of a block
   */
  static from(source: CodeSource, region: Region, set: number, cellOf: (block: number) => number): Links {
    const targets = outsideOf(source, region, set);
    return new Links(Int32Array.from([...targets].flatMap(([delta, block]) => [delta, block, cellOf(block)])));
  }

  get count(): number {
    return this.words.length / WORDS;
  }

  /** Address of the block that link number `index` leads to. */
  blockOf(index: number): number {
    return this.words[index * WORDS + 1] >>> 0;
  }

  /** By the distance of the block from the region's head. */
  byDelta(): ReadonlyMap<number, Link> {
    return new Map(Array.from({ length: this.count }, (_, index) => [this.words[index * WORDS], this.at(index)]));
  }

  private at(index: number): Link {
    return { block: this.blockOf(index), cell: this.words[index * WORDS + 2] >>> 0, index };
  }
}

/** Blocks that direct jumps of the region go to outside of it, by their distance from the head. */
function outsideOf(source: CodeSource, region: Region, set: number): Map<number, number> {
  const found = new Map<number, number>();
  for (const [index, block] of region.blocks.entries()) {
    for (const distance of directTargets(source, block)) {
      const delta = block.delta + distance;
      if (region.edges[index].some(({ to }) => region.blocks[to].delta === delta)) continue;
      const known = found.get(delta);
      const guest = source.inPage(block, distance);
      if (guest !== undefined) {
        const at = source.findBlock(guest, block.context);
        // Nothing is looked at on the way within a page: where another one is mapped to the same addresses, too, there is no link.
        found.set(delta, known === undefined || known === at ? at : 0);
      } else if (known === undefined) {
        const at = source.jumpTarget(set, region.pc + BigInt(delta));
        if (at !== 0 && source.block(at, delta).context === block.context) found.set(delta, at);
      }
    }
  }
  return new Map([...found].filter(([, at]) => at !== 0));
}
