/** What a block's micro-ops say of it, found out once for all regions of a module that it is in. */
import type { BlockView, CodeSource } from "./codeSource.ts";
import { type Effects, effectsIn } from "./effects.ts";
import { type Usage, usageIn } from "./usage.ts";

export interface Facts {
  /** One element a micro-op. */
  readonly effects: readonly Effects[];
  readonly usage: Usage;
}

/** One object a module: blocks may change between two. */
export class BlockFacts {
  private readonly known = new Map<number, Facts>();

  constructor(private readonly source: CodeSource) {}

  of(block: BlockView): Facts {
    const known = this.known.get(block.at);
    if (known !== undefined) return known;
    const facts = { effects: effectsIn(this.source, block), usage: usageIn(this.source, block) };
    this.known.set(block.at, facts);
    return facts;
  }
}
