/** Placed regions as one array of words, which is sent to another thread faster than objects are. */
import type { CodeSource } from "./codeSource.ts";
import type { PlacedRegion } from "./compile.ts";
import { Links } from "./links.ts";
import { PackedRegion } from "./packedRegion.ts";
import { PARSED_ROWS } from "./rows.ts";

const WORD_BITS = 32n;
/** Of a place, before its parts: the head's address in two halves, slot, record, turnstile, whether it is assuming, and the sizes of the parts in words. */
const HEADER = 9;

/** The parts of a place are the words of its region, those of its links, and for each indirect jump the micro-op and the address of its cells. */
export function packPlaces(source: CodeSource, placed: readonly PlacedRegion[]): Int32Array<ArrayBuffer> {
  const places = placed.map((place) => {
    const parts = [PackedRegion.pack(place.region).words, place.links.words, cellsOf(source, place)];
    return { place, parts, size: parts.reduce((sum, { length }) => sum + length, HEADER) };
  });
  const words = new Int32Array(places.reduce((sum, { size }) => sum + size, 0));
  let next = 0;
  for (const { place, parts } of places) {
    const { region, slot, record, turnstile, assuming } = place;
    const halves = [region.pc, region.pc >> WORD_BITS].map((half) => Number(BigInt.asIntN(32, half)));
    words.set([...halves, slot, record, turnstile, assuming ? 1 : 0, ...parts.map(({ length }) => length)], next);
    next += HEADER;
    for (const part of parts) {
      words.set(part, next);
      next += part.length;
    }
  }
  return words;
}

function cellsOf(source: CodeSource, { region, cells }: PlacedRegion): Int32Array {
  const jumps = region.blocks.map(({ lastOp }) => lastOp).filter((op) => isIndirect(source, op));
  return Int32Array.from(jumps.flatMap((op) => [op, cells(op)]));
}

function isIndirect(source: CodeSource, op: number): boolean {
  const row = PARSED_ROWS[source.opCode(op)];
  return row.kind === "jump" && row.tokens[0] === "indirect";
}

/** What was packed, while the blocks are where `source` reads them. */
export function unpackPlaces(source: CodeSource, words: Int32Array): PlacedRegion[] {
  const placed: PlacedRegion[] = [];
  for (let next = 0; next < words.length; ) {
    const [low, high, slot, record, turnstile, assuming, ...sizes] = words.subarray(next, next + HEADER);
    next += HEADER;
    const [region, links, cells] = sizes.map((size) => {
      next += size;
      return words.subarray(next - size, next);
    });
    const pc = BigInt.asUintN(64, (BigInt(high) << WORD_BITS) | BigInt(low >>> 0));
    const cellByOp = new Map(
      Array.from({ length: cells.length / 2 }, (_, index) => [cells[2 * index] >>> 0, cells[2 * index + 1] >>> 0]),
    );
    placed.push({
      region: PackedRegion.of(pc, region).unpack(source),
      slot,
      record: record >>> 0,
      turnstile: turnstile >>> 0,
      assuming: assuming !== 0,
      links: Links.of(links),
      cells: (op) => cellByOp.get(op) as number,
    });
  }
  return placed;
}
