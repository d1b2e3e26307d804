/** What is known of the regions of a VM, for the cache itself and for those who look at it. */
import type { PackedRegion } from "../jit/index.ts";

/** What the compiled tier did and holds. */
export interface RegionStats {
  /** Regions that may be entered now; modules made; bytes of Wasm made; bytes that live regions have. */
  readonly regions: number;
  readonly modules: number;
  readonly compiledBytes: number;
  readonly liveBytes: number;
  readonly regionsCompiled: number;
  readonly regionsEvicted: number;
  /** Milliseconds spent compiling, on the vCPU's thread. */
  readonly compileMs: number;
  /** How regions were left that the interpreter had entered; regions that follow one another count once. */
  readonly left: { readonly betweenBlocks: number; readonly bySystemCall: number; readonly withinBlock: number };
  /** Why nothing is compiled any more, if so. */
  readonly refused: string | undefined;
}

/** A region whose function is in the table. */
export interface Installed {
  readonly record: number;
  readonly slot: number;
  readonly bytes: number;
  readonly region: PackedRegion;
  /** What its counter of entries began with, counting down. */
  readonly counter: number;
  /** How many forms its head has had, this one included. */
  readonly forms: number;
  /** The counter when room was last made. */
  counted: number;
}
