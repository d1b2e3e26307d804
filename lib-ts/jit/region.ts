/**
 * Which blocks a region is made of: everything that is reached from its head by direct jumps, calls and returns, as far
 * as it has been executed and within limits.
 */
import { JumpHint } from "../../core-as/abi.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "./codeSource.ts";
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
}

/** Addresses that the indirect jump at a micro-op was seen to leave a region for. */
export type SeenTargets = (op: number) => Iterable<bigint>;

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
    private readonly hot: HotBlock,
    private readonly limits: RegionLimits,
    private readonly seen: SeenTargets,
  ) {}

  grow(): Region {
    this.add(this.hot.block, 0);
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) this.follow(this.blocks[next]);
    return { pc: this.hot.pc, blocks: this.blocks, edges: this.blocks.map((block) => this.edgesOf(block)) };
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
    if (this.blocks.length >= this.limits.blocks || this.ops >= this.limits.ops) return false;
    const at = this.find(from, distance);
    if (at === 0 || this.members.has(at) || !this.isWarm(at, from.context)) return false;
    this.add(at, delta);
    return true;
  }

  private find(from: BlockView, distance: number): number {
    const guest = this.source.inPage(from, distance);
    if (guest !== undefined) return this.source.findBlock(guest, from.context);
    return this.source.jumpTarget(this.hot.set, this.hot.pc + BigInt(from.delta + distance));
  }

  private isWarm(at: number, context: number): boolean {
    const { firstOp, context: own, cost } = this.source.block(at, 0);
    if (own !== context || cost === 0) return false;
    const code = this.source.opCode(firstOp);
    if (code === Op.Enter) return true;
    const executed = this.limits.threshold - this.source.imm32(firstOp);
    return code === Op.Profile && (executed >= this.limits.joinAfter || executed < 0);
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
    return [...this.seen(block.lastOp)]
      .map((pc) => Number(BigInt.asIntN(64, pc - this.hot.pc)))
      .filter((delta) => Math.abs(delta) < FAR);
  }
}

/** Distances from the block's start to the targets of its last jump. */
function directTargets(source: CodeSource, block: BlockView): number[] {
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

/** The region with `hot` as its head. `seen`: what earlier forms of it saw of its indirect jumps. */
export function growRegion(source: CodeSource, hot: HotBlock, limits: RegionLimits, seen: SeenTargets): Region {
  return new Grower(source, hot, limits, seen).grow();
}
