/**
 * Which blocks a region is made of: everything that is reached from its head by direct jumps, calls and returns, as far
 * as it has been executed and within limits.
 */
import { JumpHint } from "../../core-as/abi.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "./codeSource.ts";
import type { Graph } from "./graph/dominators.ts";
import { NO_LOOP, outermostLoops } from "./graph/loops.ts";
import { Op, PARSED_ROWS } from "./rows.ts";

/** A block that became hot, where it was met. */
export interface HotBlock {
  readonly block: number;
  /** The translation-cache set that its address belongs to. */
  readonly set: number;
  readonly pc: bigint;
}

export interface RegionLimits {
  readonly blocks: number;
  readonly ops: number;
  /** A block joins when it was executed at least this often, out of the head's `threshold`. */
  readonly joinAfter: number;
  /** A block that so many regions have already is not taken into another one. */
  readonly copies: number;
  /** The count that `profile` ops begin with. */
  readonly threshold: number;
}

/** An edge of the region's flow graph. */
export interface Edge {
  /** How the jump takes it: `return` is an indirect jump whose target was guessed. */
  readonly kind: "taken" | "next" | "return";
  /** Index of the block in the region. */
  readonly to: number;
  /** The target lies in another page than the jump: whether it is mapped there is to be checked at run time. */
  readonly guarded: boolean;
}

export interface Region {
  /** Address of the head where it was met. */
  readonly pc: bigint;
  /** blocks[0] is the head. */
  readonly blocks: readonly BlockView[];
  readonly edges: readonly (readonly Edge[])[];
  /** Blocks that are entered from outside, too, by index, in ascending order; none lies in a loop that is entered elsewhere. */
  readonly entries: readonly number[];
}

/** A block that a region is to have besides its head, as an entry if that can be. */
export interface Root {
  readonly block: number;
  /** Bytes of virtual address behind the head. */
  readonly delta: number;
}

/** Addresses that the indirect jump at a micro-op was seen to leave a region for. */
export type SeenTargets = (op: number) => Iterable<bigint>;

/** By block: the blocks that its edges lead to. */
export function successorsOf(edges: Region["edges"]): number[][] {
  return edges.map((each) => each.map(({ to }) => to));
}

/** The region's blocks and, where it has several entries, one node more before all of them, behind which they come. */
export function entryGraph({ edges, entries }: Region): Graph {
  const successors = successorsOf(edges);
  return entries.length === 0
    ? { entry: 0, successors }
    : { entry: successors.length, successors: [...successors, [0, ...entries]] };
}

/** How many regions have the block already, without the one that is grown. */
export type CopiesOf = (block: number) => number;

/** What a region grows from, and with what in mind. */
export interface Growth {
  readonly hot: HotBlock;
  readonly roots: readonly Root[];
  readonly limits: RegionLimits;
  readonly seen: SeenTargets;
  readonly copies: CopiesOf;
}

const MAX_ENTRIES = 24;
/** Return sites that an indirect jump compares with, and targets that it was seen to go to. */
const MAX_RETURNS = 4;
/** Targets that an indirect jump remembers, at most: powers of two. Returns lead to callers, which do not belong together. */
const RETURN_CELLS = 8;
const SWITCH_CELLS = 64;
/** Distances beyond this are no neighbours: constants for them would not fit. */
const FAR = 2 ** 31;

/** Collects a region. One object a compilation. */
class Grower {
  private readonly blocks: BlockView[] = [];
  private readonly indexByDelta = new Map<number, number>();
  /** Addresses of the blocks. One that is mapped twice is in the region once: ways out tell the block by its micro-op. */
  private readonly members = new Set<number>();
  private readonly queue: number[] = [];
  private ops = 0;
  /** Distances from the head at which calls inside the region return. */
  private readonly returnSites: number[] = [];

  constructor(
    private readonly source: CodeSource,
    private readonly growth: Growth,
  ) {}

  grow(): Region {
    const { hot, roots } = this.growth;
    this.add(hot.block, 0);
    for (const { block, delta } of roots) {
      if (!this.members.has(block) && !this.indexByDelta.has(delta)) this.add(block, delta);
    }
    const rooted = this.blocks.length;
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) this.follow(this.blocks[next]);
    const edges = this.blocks.map((block) => this.edgesOf(block));
    return { pc: hot.pc, blocks: this.blocks, edges, entries: this.entries(edges, rooted) };
  }

  /** Roots, and blocks that nothing else leads to: where calls that leave the region return. */
  private entries(edges: readonly (readonly Edge[])[], rooted: number): number[] {
    const successors = successorsOf(edges);
    const loops = outermostLoops(successors);
    const entries: number[] = [];
    const reached = new Set<number>();
    reach(successors, 0, reached);
    for (let index = 1; index < this.blocks.length && entries.length < MAX_ENTRIES; index++) {
      const isRoot = index < rooted;
      // What is reached already needs no entry, unless it was asked for; and a loop that is reached has one.
      if (reached.has(index) && !(isRoot && loops[index] === NO_LOOP)) continue;
      // A block that only returns lead to may be where another region begins.
      if (!isRoot && this.source.opCode(this.blocks[index].firstOp) !== Op.Profile) continue;
      entries.push(index);
      reach(successors, index, reached);
    }
    return entries;
  }

  private add(at: number, delta: number): void {
    const view = this.source.block(at, delta);
    this.ops += (view.lastOp - view.firstOp) / OP_SIZE;
    this.indexByDelta.set(delta, this.blocks.length);
    this.members.add(at);
    this.queue.push(this.blocks.length);
    this.blocks.push(view);
  }

  /** Adds what lies behind the jump that ends `block`. */
  private follow(block: BlockView): void {
    for (const distance of directTargets(this.source, block)) this.reach(block, distance);
    for (const delta of this.seenFrom(block)) this.reach(block, delta - block.delta);
    const next = otherwise(this.source, block);
    if (next !== undefined) this.reach(block, next);
    const site = returnSite(this.source, block);
    if (site !== undefined && this.reach(block, site)) this.returnSites.push(block.delta + site);
  }

  /** Whether the block `distance` bytes from the start of `from` is, now, in the region. */
  private reach(from: BlockView, distance: number): boolean {
    const delta = from.delta + distance;
    if (this.indexByDelta.has(delta)) return true;
    const { limits, copies } = this.growth;
    if (this.blocks.length >= limits.blocks || this.ops >= limits.ops) return false;
    const at = this.find(from, distance);
    if (at === 0 || this.members.has(at) || !this.isWarm(at, from.context) || copies(at) >= limits.copies) return false;
    this.add(at, delta);
    return true;
  }

  private find(from: BlockView, distance: number): number {
    const guest = this.source.inPage(from, distance);
    if (guest !== undefined) return this.source.findBlock(guest, from.context);
    const { set, pc } = this.growth.hot;
    return this.source.jumpTarget(set, pc + BigInt(from.delta + distance));
  }

  private isWarm(at: number, context: number): boolean {
    const { firstOp, context: own, cost } = this.source.block(at, 0);
    if (own !== context || cost === 0) return false;
    const code = this.source.opCode(firstOp);
    if (code === Op.Enter) return true;
    const { threshold, joinAfter } = this.growth.limits;
    const executed = threshold - this.source.imm32(firstOp);
    return code === Op.Profile && (executed >= joinAfter || executed < 0);
  }

  private edgesOf(block: BlockView): Edge[] {
    const { source } = this;
    const op = block.lastOp;
    const row = PARSED_ROWS[source.opCode(op)];
    if (row.kind !== "jump") return [];
    if (row.tokens[0] === "indirect") return this.returnEdges(block);
    const edge = (kind: Edge["kind"], distance: number) => this.edge(kind, block, block.delta + distance);
    const taken = edge("taken", source.imm32(op));
    return row.tokens[0] === "1" ? taken : [...taken, ...edge("next", source.aux(op))];
  }

  private edge(kind: Edge["kind"], from: BlockView, delta: number): Edge[] {
    const to = this.indexByDelta.get(delta);
    if (to === undefined) return [];
    const guest = this.source.inPage(from, delta - from.delta);
    // Two ways to the same address that found different pages there: only the first one stays inside.
    if (guest !== undefined && guest !== this.blocks[to].guest) return [];
    return [{ kind, to, guarded: guest === undefined }];
  }

  private returnEdges(block: BlockView): Edge[] {
    const sites = isReturn(this.source, block.lastOp) ? this.returnSites.slice(0, MAX_RETURNS) : [];
    const next = otherwise(this.source, block);
    const nexts = next === undefined ? [] : [block.delta + next];
    const guesses = new Set([...nexts, ...sites, ...this.seenFrom(block)]);
    return [...guesses].flatMap((delta) => this.edge("return", block, delta));
  }

  /** Distances from the head to where the indirect jump that ends `block` was seen to go. */
  private seenFrom(block: BlockView): number[] {
    const { seen, hot } = this.growth;
    return [...seen(block.lastOp)]
      .map((pc) => Number(BigInt.asIntN(64, pc - hot.pc)))
      .filter((delta) => Math.abs(delta) < FAR);
  }
}

/** Distances from the block's start to the targets of its last jump. */
export function directTargets(source: CodeSource, block: BlockView): number[] {
  const op = block.lastOp;
  const row = PARSED_ROWS[source.opCode(op)];
  if (row.kind !== "jump" || row.tokens[0] === "indirect") return [];
  return row.tokens[0] === "1" ? [source.imm32(op)] : [source.imm32(op), source.aux(op)];
}

/** For a block that ends with a call: the distance of the instruction behind it, where the callee returns. */
function returnSite(source: CodeSource, block: BlockView): number | undefined {
  const op = block.lastOp;
  const jumps = source.opCode(op) === Op.Goto || source.opCode(op) === Op.Jump;
  return jumps && (source.d(op) & JumpHint.Call) !== 0 ? block.bytes : undefined;
}

/** For a block that ends with an indirect jump on a condition, as ir/emit.ts makes it: the distance of where it goes otherwise. */
function otherwise(source: CodeSource, { firstOp, lastOp, bytes }: BlockView): number | undefined {
  const select = lastOp - OP_SIZE;
  if (source.opCode(lastOp) !== Op.Jump || select < firstOp || source.opCode(select) !== Op.SelectI32) return undefined;
  return source.d(select) === source.a(lastOp) ? bytes : undefined;
}

function isReturn(source: CodeSource, op: number): boolean {
  return source.opCode(op) === Op.Jump && (source.d(op) & JumpHint.Return) !== 0;
}

/** How many u64 cells the indirect jump at `op` has to note its targets. */
export function targetCells(source: CodeSource, op: number): number {
  return isReturn(source, op) ? RETURN_CELLS : SWITCH_CELLS;
}

/** Whether a region may be entered at its block number `index`: a loop has one entry. */
export function canEnter({ edges }: Region, index: number): boolean {
  return outermostLoops(successorsOf(edges))[index] === NO_LOOP;
}

/** Adds what `from` leads to. */
function reach(successors: readonly (readonly number[])[], from: number, reached: Set<number>): void {
  if (reached.has(from)) return;
  reached.add(from);
  for (const to of successors[from]) reach(successors, to, reached);
}

/** The region with `growth.hot` as its head. */
export function growRegion(source: CodeSource, growth: Growth): Region {
  return new Grower(source, growth).grow();
}
