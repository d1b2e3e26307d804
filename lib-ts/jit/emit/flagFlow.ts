/** Which kind of flags each block of a region begins with, where all ways to it agree. */
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import type { Region } from "../region.ts";
import { PARSED_ROWS } from "../rows.ts";
import { CC, type FlagKind, OR_RAW } from "./flagKinds.ts";

/** Nothing is known yet, or more than one kind may come. */
const UNVISITED = -1;
const MIXED = -2;

/** The kind after an op that records flags, when it was `before`. */
function recorded(flags: readonly string[], before: number): number {
  if (flags[0] === "@conditionalCompare") return CC[flags[1] as FlagKind] + OR_RAW;
  if (flags[0] !== "@unlessZero") return CC[flags[0] as FlagKind];
  const kind = CC[flags[1] as FlagKind];
  return kind === before ? kind : MIXED;
}

/** The kind after the block when `before` holds at its start. */
function kindAfter(source: CodeSource, block: BlockView, before: number): number {
  let kind = before;
  for (let op = block.firstOp; op <= block.lastOp; op += OP_SIZE) {
    const row = PARSED_ROWS[source.opCode(op)];
    if ((row.kind !== "pure" && row.kind !== "jump") || row.flags.length === 0) continue;
    kind = recorded(row.flags, kind);
  }
  return kind;
}

/** One element a block: its kind, or undefined. The head may be entered with any. */
export function flagKindsAtEntry(source: CodeSource, region: Region): (number | undefined)[] {
  const kinds = region.blocks.map(() => UNVISITED);
  kinds[0] = MIXED;
  const queue = [0];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const after = kindAfter(source, region.blocks[node], kinds[node]);
    for (const { to } of region.edges[node]) {
      const merged = kinds[to] === UNVISITED || kinds[to] === after ? after : MIXED;
      if (merged === kinds[to]) continue;
      kinds[to] = merged;
      queue.push(to);
    }
  }
  return kinds.map((kind) => (kind >= 0 ? kind : undefined));
}
