/** A region in a few bytes, for as long as it lives: there are thousands, and only who looks inside asks for one. */
import type { CodeSource } from "./codeSource.ts";
import type { Edge, Region } from "./region.ts";

const KINDS: readonly Edge["kind"][] = ["taken", "next", "return"];
/** Of an edge: two bits for its kind, one for `guarded`, the rest for the block that it leads to. */
const KIND_MASK = 3;
const GUARDED = 4;
const TO_SHIFT = 3;
/** Words of a block before its edges. */
const HEADER = 3;
/** Beside the number of a block's edges: it is an entry. */
const ENTRY = 1 << 16;

export class PackedRegion {
  private constructor(
    readonly pc: bigint,
    /** For each block its address, its delta, the number of its edges with ENTRY, and these. */
    readonly words: Int32Array,
  ) {}

  static pack({ pc, blocks, edges, entries }: Region): PackedRegion {
    const words = new Int32Array(edges.reduce((sum, each) => sum + HEADER + each.length, 0));
    let next = 0;
    for (const [index, { at, delta }] of blocks.entries()) {
      words[next++] = at;
      words[next++] = delta;
      words[next++] = edges[index].length | (entries.includes(index) ? ENTRY : 0);
      for (const edge of edges[index]) words[next++] = packEdge(edge);
    }
    return new PackedRegion(pc, words);
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
      const at = this.words[next++] >>> 0;
      const delta = this.words[next++];
      const flags = this.words[next++];
      const count = flags & ~ENTRY;
      if (count !== flags) entries.push(blocks.length);
      blocks.push(source.block(at, delta));
      edges.push(Array.from({ length: count }, (_, index) => unpackEdge(this.words[next + index])));
      next += count;
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
