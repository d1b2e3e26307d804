/** A region in a few bytes, for as long as it lives: there are thousands, and only who looks inside asks for one. */
import type { CodeSource } from "./codeSource.ts";
import type { Edge, Region } from "./region.ts";

const KINDS: readonly Edge["kind"][] = ["taken", "next", "return"];
/** Of an edge: two bits for its kind, one for `guarded`, the rest for the block that it leads to. */
const KIND_MASK = 3;
const GUARDED = 4;
const TO_SHIFT = 3;
/** Beside the number of a block's edges: it is an entry. */
const ENTRY = 1 << 16;

export class PackedRegion {
  private constructor(
    readonly pc: bigint,
    /** For each block its address, its delta, the number of its edges with ENTRY, and these. */
    readonly words: Int32Array,
  ) {}

  static pack({ pc, blocks, edges, entries }: Region): PackedRegion {
    const packed = blocks.flatMap(({ at, delta }, index) => [
      at,
      delta,
      edges[index].length | (entries.includes(index) ? ENTRY : 0),
      ...edges[index].map(packEdge),
    ]);
    return new PackedRegion(pc, Int32Array.from(packed));
  }

  /** What `words` of another one were. */
  static of(pc: bigint, words: Int32Array): PackedRegion {
    return new PackedRegion(pc, words);
  }

  /** The region as it was, while its blocks are in the store. */
  unpack(source: CodeSource): Region {
    const blocks: Region["blocks"][number][] = [];
    const edges: Edge[][] = [];
    const entries: number[] = [];
    for (let next = 0; next < this.words.length; ) {
      const [at, delta, flags] = this.words.subarray(next, next + 3);
      const count = flags & ~ENTRY;
      if (count !== flags) entries.push(blocks.length);
      blocks.push(source.block(at >>> 0, delta));
      edges.push(Array.from(this.words.subarray(next + 3, next + 3 + count), unpackEdge));
      next += 3 + count;
    }
    return { pc: this.pc, blocks, edges, entries };
  }
}

function packEdge({ kind, to, guarded }: Edge): number {
  return (to << TO_SHIFT) | (guarded ? GUARDED : 0) | KINDS.indexOf(kind);
}

function unpackEdge(edge: number): Edge {
  return { kind: KINDS[edge & KIND_MASK], to: edge >> TO_SHIFT, guarded: (edge & GUARDED) !== 0 };
}
