/** Which kind of flags each block of a region begins with, where all ways to it agree. */
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import type { Region } from "../region.ts";
import { Op, PARSED_ROWS } from "../rows.ts";
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
  let skipped = before;
  let skipEnd = 0;
  for (let op = block.firstOp; op <= block.lastOp; op += OP_SIZE) {
    if (op === skipEnd && kind !== skipped) kind = MIXED;
    if (source.opCode(op) === Op.Skip) {
      skipped = kind;
      skipEnd = op + OP_SIZE * (1 + source.aux(op));
    }
    if (source.opCode(op) === Op.CallxWide) kind = MIXED;
    const row = PARSED_ROWS[source.opCode(op)];
    if ((row.kind !== "pure" && row.kind !== "jump") || row.flags.length === 0) continue;
    kind = recorded(row.flags, kind);
  }
  return kind;
}

/** What is known of the flags at the start of a block. */
export interface FlagsAtEntry {
  /** Their kind, where all ways to the block agree. */
  readonly kind: number | undefined;
  /** Where they do not: the kind that one way inside the region brings. */
  readonly guess: number | undefined;
}

/** One element a block. The head may be entered with any kind. */
export function flagKindsAtEntry(source: CodeSource, region: Region): FlagsAtEntry[] {
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
  const guesses = guess(source, region, kinds);
  return kinds.map((kind, node) =>
    kind >= 0 ? { kind, guess: undefined } : { kind: undefined, guess: guesses[node] },
  );
}

/** For blocks that more than one kind reaches: that of the last block before it, in the order of their numbers, which ends loops. */
function guess(source: CodeSource, region: Region, kinds: readonly number[]): (number | undefined)[] {
  const guesses: (number | undefined)[] = region.blocks.map(() => undefined);
  for (const [node, block] of region.blocks.entries()) {
    const after = kindAfter(source, block, kinds[node]);
    if (after >= 0 && after < OR_RAW) for (const { to } of region.edges[node]) guesses[to] = after;
  }
  return guesses;
}
