/** The regions that were installed, by their heads and by their blocks: which of them a block that became hot belongs to. */
import { Op } from "../../core-as/ir/ops.gen.ts";
import { BLOCK_HEADER, BLOCK_REGIONS, REGION_HEAD, REGION_TURNSTILE, TURNSTILE_OPEN } from "../../core-as/layout.ts";
import { type CodeSource, canEnter, type HotBlock, type PackedRegion, type Root } from "../jit/index.ts";
import type { Rooted } from "./regionPlan.ts";

/** Forms that a head has at most. Targets of indirect jumps become known over time; each form costs the engine its optimisation anew. */
export const MAX_FORMS = 4;
/** Forms besides that only add entries. */
const MAX_AMENDED = 4;

/** What is known of a head that has a region. */
export interface Formed {
  readonly record: number;
  readonly forms: number;
  readonly amended: number;
  readonly ways: number;
  readonly counter: number;
  readonly assuming: boolean;
  readonly region: PackedRegion;
}

export class FormedRegions {
  private readonly byHead = new Map<number, Formed>();

  constructor(private readonly source: CodeSource) {}

  of(head: number): Formed | undefined {
    return this.byHead.get(head);
  }

  set(head: number, formed: Formed): void {
    this.byHead.set(head, formed);
  }

  clear(): void {
    this.byHead.clear();
  }

  /** How many live regions have the block. */
  copiesOf(block: number): number {
    return this.recordsOf(block).length;
  }

  /**
   * The head of a region that has the block already, with what the region is to be entered by: all that it is, and the block.
   * Undefined when there is none, or none that may have one entry more.
   */
  owner(hot: HotBlock): Rooted | undefined {
    if (this.source.opCode(hot.block + BLOCK_HEADER) === Op.Enter) {
      const own = this.byHead.get(hot.block);
      return own && { hot, roots: this.rootsOf(own) };
    }
    for (const record of this.recordsOf(hot.block)) {
      const found = this.enteredBy(hot, record);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private enteredBy(hot: HotBlock, record: number): Rooted | undefined {
    const head = this.source.u32(record + REGION_HEAD);
    const formed = this.byHead.get(head);
    if (formed?.record !== record || formed.amended >= MAX_AMENDED) return undefined;
    const region = formed.region.unpack(this.source);
    const index = region.blocks.findIndex(({ at }) => at === hot.block);
    if (index < 0 || !canEnter(region, index)) return undefined;
    const { delta } = region.blocks[index];
    const roots = [...this.rootsOf(formed), { block: hot.block, delta }];
    return { hot: { block: head, set: hot.set, pc: hot.pc - BigInt(delta) }, roots };
  }

  /** The entries that the region has besides its head, those of them that are still alive. */
  private rootsOf({ region }: Formed): Root[] {
    const { blocks, entries } = region.unpack(this.source);
    const alive = entries.map((index) => blocks[index]).filter(({ cost }) => cost > 0);
    return alive.map(({ at, delta }) => ({ block: at, delta }));
  }

  /** Records of the live regions that have the block. */
  private recordsOf(block: number): number[] {
    const records: number[] = [];
    for (let node = this.source.u32(block + BLOCK_REGIONS); node !== 0; node = this.source.u32(node)) {
      const record = this.source.u32(node + 4);
      if (this.source.u32(this.source.u32(record + REGION_TURNSTILE) + TURNSTILE_OPEN) !== 0) records.push(record);
    }
    return records;
  }
}
