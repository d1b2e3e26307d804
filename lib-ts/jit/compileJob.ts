/** Regions to be compiled on another thread: what that takes of the core's memory goes along, as a copy. */
import { BLOCK_HEADER, BLOCK_OP_COUNT } from "../../core-as/layout.ts";
import { CodeSource, OP_SIZE } from "./codeSource.ts";
import { type CompileOptions, compileRegions, type PlacedRegion } from "./compile.ts";
import { packPlaces, unpackPlaces } from "./packedPlaces.ts";
import { Op } from "./rows.ts";

/** Of a micro-op: itself, and the u16 that says where its instruction is. */
const BYTES_AN_OP = OP_SIZE + 2;
const WORD = 4;
/** Bytes of a shuffle's selectors. */
const SELECTORS = 16;
/** The block store of any machine ends below 192 MiB: one step is all that is ever taken. */
const GRANULE = (192 << 20) / WORD;

export interface CompileJob {
  /** Table slots of the regions' functions, in the order of the regions. */
  readonly slots: readonly number[];
  /** The regions, as `packPlaces` has them. */
  readonly places: Int32Array;
  readonly options: CompileOptions;
  /** For each piece of memory its address and its size in bytes, multiples of 4; then all their bytes. */
  readonly ranges: Int32Array;
  readonly code: Int32Array;
}

/** @param words the core's linear memory */
export function packJob(
  source: CodeSource,
  words: Int32Array,
  placed: readonly PlacedRegion[],
  options: CompileOptions,
): CompileJob {
  const pieces = piecesOf(source, placed);
  const total = [...pieces.values()].reduce((sum, size) => sum + size, 0);
  const code = new Int32Array(total / WORD);
  let next = 0;
  for (const [at, size] of pieces) {
    code.set(words.subarray(at / WORD, (at + size) / WORD), next);
    next += size / WORD;
  }
  const ranges = Int32Array.from([...pieces].flat());
  return { slots: placed.map(({ slot }) => slot), places: packPlaces(source, placed), options, ranges, code };
}

/** What is read of memory, by address: its size. Blocks, and the selectors of their shuffles, which are data of the core. */
function piecesOf(source: CodeSource, placed: readonly PlacedRegion[]): Map<number, number> {
  const pieces = new Map<number, number>();
  for (const { at, firstOp, lastOp } of placed.flatMap(({ region }) => region.blocks)) {
    if (pieces.has(at)) continue;
    pieces.set(at, sizeOf(source, at));
    for (let op = firstOp; op <= lastOp; op += OP_SIZE) {
      if (source.opCode(op) === Op.Shuffle) pieces.set(source.imm32(op), SELECTORS);
    }
  }
  return pieces;
}

/** Bytes of a block in the store, up to a multiple of 4. */
function sizeOf(source: CodeSource, at: number): number {
  return BLOCK_HEADER + Math.ceil((source.u32(at + BLOCK_OP_COUNT) * BYTES_AN_OP) / WORD) * WORD;
}

/** Compiles jobs. Keeps a memory of its own, in which blocks lie where the core has them; what no job brought is never touched. */
export class JobCompiler {
  private memory = new Int32Array(0);

  /** The bytes of the job's module, as `compileRegions` makes them. */
  compile({ places, options, ranges, code }: CompileJob): Uint8Array<ArrayBuffer> {
    this.takeCode(ranges, code);
    const source = new CodeSource(this.memory.buffer, () => 0);
    return compileRegions(source, unpackPlaces(source, places), options);
  }

  private takeCode(ranges: Int32Array, code: Int32Array): void {
    let next = 0;
    for (let i = 0; i < ranges.length; i += 2) {
      const [at, size] = [ranges[i] / WORD, ranges[i + 1] / WORD];
      this.reach(at + size);
      this.memory.set(code.subarray(next, next + size), at);
      next += size;
    }
  }

  /** Pages of a fresh array take no memory before they are written. */
  private reach(words: number): void {
    if (this.memory.length >= words) return;
    const larger = new Int32Array(Math.ceil(words / GRANULE) * GRANULE);
    larger.set(this.memory);
    this.memory = larger;
  }
}
