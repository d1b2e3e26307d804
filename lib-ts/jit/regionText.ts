/** The Wasm text of a region's function, with names for what has one: for people and for golden files. */
import { BLOCK_HEADER } from "../../core-as/layout.ts";
import { type CodeSource, OP_SIZE } from "./codeSource.ts";
import { compileBody } from "./compile.ts";
import type { RecordedRegion } from "./emit/regionFunction.ts";
import { functionText } from "./wasm/text.ts";

/** A place in linear memory: `[from, to)` is `name`, or `name` with the number of the micro-op. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/**
 * Emits the region's function once more and prints it. Addresses of blocks, their micro-ops, the region's record and its turnstile
 * are printed as `$block0.op3`, `$record` and `$turnstile`, so that the same code has the same text wherever it lies.
 */
export function regionText(source: CodeSource, recorded: Omit<RecordedRegion, "cells">): string {
  const { body, names } = compileBody(source, { ...recorded, slot: 0, cells: () => 0 });
  return symbolic(functionText(body, names), placesOf(recorded));
}

function placesOf({ region: { blocks }, record, turnstile, links }: Omit<RecordedRegion, "cells">): Place[] {
  const places = blocks.map(({ at, lastOp }, index) => ({ from: at, to: lastOp + OP_SIZE, name: `$block${index}` }));
  const linked = [...links.byDelta().values()].flatMap(({ index, block, cell }): [string, number][] => [
    [`$linked${index}`, block],
    [`$cell${index}`, cell],
  ]);
  const named: [string, number][] = [["$record", record], ["$turnstile", turnstile], ...linked];
  return [...named.map(([name, from]) => ({ from, to: from + 1, name })), ...places];
}

function symbolic(text: string, places: readonly Place[]): string {
  return text
    .replace(/i32\.const 0x([0-9a-f]+)$/gm, (whole, digits: string) => {
      const address = Number.parseInt(digits, 16);
      const place = places.find(({ from, to }) => address >= from && address < to);
      return place === undefined ? whole : `i32.const ${nameIn(place, address)}`;
    })
    .replace(/i32\.const \d+(\n *call \$call(Pure|System))/g, "i32.const $$function$1");
}

function nameIn({ from, name }: Place, address: number): string {
  return address === from ? name : `${name}.op${(address - from - BLOCK_HEADER) / OP_SIZE}`;
}
