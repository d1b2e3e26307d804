/** Which kinds of flags each block of a region may begin with. */
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import type { Region } from "../region.ts";
import { Op, PARSED_ROWS } from "../rows.ts";
import { eitherFlags, type FlagKinds, recordedFlags, UNKNOWN_FLAGS } from "./flagKinds.ts";

/** Code for each kind stands wherever flags are read, so that more leave to the interpreter. */
const MAX_KINDS = 4;

/** What is known behind the block when `before` is at its start. */
function kindsAfter(source: CodeSource, block: BlockView, before: FlagKinds): FlagKinds {
  let kinds = before;
  let skipped = before;
  let skipEnd = 0;
  for (let op = block.firstOp; op <= block.lastOp; op += OP_SIZE) {
    if (op === skipEnd) kinds = eitherFlags(kinds, skipped);
    if (source.opCode(op) === Op.Skip) {
      skipped = kinds;
      skipEnd = op + OP_SIZE * (1 + source.aux(op));
    }
    if (source.opCode(op) === Op.CallxWide) kinds = UNKNOWN_FLAGS;
    const row = PARSED_ROWS[source.opCode(op)];
    if ((row.kind !== "pure" && row.kind !== "jump") || row.flags.length === 0) continue;
    kinds = recordedFlags(row.flags, kinds);
  }
  return kinds;
}

function isWithin(a: FlagKinds, b: FlagKinds): boolean {
  return (b.open || !a.open) && a.likely.every((kind) => b.likely.includes(kind));
}

/** One element a block. Entries may be entered with any kind. */
export function flagKindsAtEntry(source: CodeSource, region: Region): FlagKinds[] {
  const entries: (FlagKinds | undefined)[] = region.blocks.map(() => undefined);
  const queue = [0, ...region.entries];
  for (const node of queue) entries[node] = UNKNOWN_FLAGS;
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const after = kindsAfter(source, region.blocks[node], entries[node] ?? UNKNOWN_FLAGS);
    for (const { to } of region.edges[node]) {
      const known = entries[to];
      if (known !== undefined && isWithin(after, known)) continue;
      entries[to] = known === undefined ? after : eitherFlags(known, after);
      queue.push(to);
    }
  }
  return limited(withLikeliestFirst(source, region, entries));
}

/** The likeliest kinds are those of the last block before, in the order of their numbers, which ends loops. */
function withLikeliestFirst(
  source: CodeSource,
  region: Region,
  entries: readonly (FlagKinds | undefined)[],
): FlagKinds[] {
  const sorted = entries.map((entry) => entry ?? UNKNOWN_FLAGS);
  for (const [node, block] of region.blocks.entries()) {
    const after = kindsAfter(source, block, entries[node] ?? UNKNOWN_FLAGS);
    for (const { to } of region.edges[node]) sorted[to] = eitherFlags(after, sorted[to]);
  }
  return sorted;
}

function limited(entries: readonly FlagKinds[]): FlagKinds[] {
  return entries.map(({ likely, open }) => ({
    likely: likely.slice(0, MAX_KINDS),
    open: open || likely.length > MAX_KINDS,
  }));
}
