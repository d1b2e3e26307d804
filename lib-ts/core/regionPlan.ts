/** The regions that one batch is to compile, while they are chosen: which blocks they have, and where they are entered. */
import { canEnter, type HotBlock, type PlacedRegion, type Root } from "../jit/index.ts";

/** A head, and what its region is to have besides. */
export interface Rooted {
  readonly hot: HotBlock;
  readonly roots: readonly Root[];
}

export class RegionPlan {
  private readonly chosen: PlacedRegion[] = [];
  private readonly counts = new Map<number, number>();

  /** @param made how many regions have a block, without those of this plan */
  constructor(private readonly made: (block: number) => number) {}

  copies(block: number): number {
    return this.made(block) + (this.counts.get(block) ?? 0);
  }

  add(placed: PlacedRegion): void {
    this.chosen.push(placed);
    for (const { at } of placed.region.blocks) this.counts.set(at, (this.counts.get(at) ?? 0) + 1);
  }

  placed(): PlacedRegion[] {
    return this.chosen;
  }

  /** Whether regions of this plan have the block; makes it an entry of one of them where it may be. */
  enter(block: number): boolean {
    if (!this.counts.has(block)) return false;
    for (const [place, each] of this.chosen.entries()) {
      const { region } = each;
      const index = region.blocks.findIndex(({ at }) => at === block);
      if (index <= 0 || !canEnter(region, index)) continue;
      if (!region.entries.includes(index)) {
        const entries = [...region.entries, index].sort((a, b) => a - b);
        this.chosen[place] = { ...each, region: { ...region, entries } };
      }
      return true;
    }
    return true;
  }

  /** Makes roots entries of the region with that head, if this plan has one; those that may not be are left out. */
  extend(head: number, roots: readonly Root[]): boolean {
    if (!this.chosen.some(({ region }) => region.blocks[0].at === head)) return false;
    for (const { block } of roots) this.enter(block);
    return true;
  }
}
