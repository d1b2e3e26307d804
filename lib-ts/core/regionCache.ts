/**
 * The compiled regions of one VM: takes hot blocks from the core's queue, has them compiled, and puts their functions
 * into the core's table; evicts when there are too many.
 *
 * All of it happens between two slices, so that a slice never waits for more than what one call of `serve` compiles; or, where
 * threads run the vCPUs, while all of them stand still.
 */
import { Op } from "../../core-as/ir/ops.gen.ts";
import {
  BLOCK_COST,
  BLOCK_HEADER,
  REGION_SURPRISES,
  VM_ARENA_END,
  VM_ARENA_NEXT,
  VM_CODE_EPOCH,
  VM_HOT_THRESHOLD,
  VM_STAT_LEFT_BETWEEN,
  VM_STAT_LEFT_SYSTEM,
  VM_STAT_LEFT_WITHIN,
} from "../../core-as/layout.ts";
import {
  CodeSource,
  type CompileOptions,
  compileRegions,
  growRegion,
  type HotBlock,
  hasTailCalls,
  LINKS,
  Links,
  PackedRegion,
  type PlacedRegion,
  packJob,
  type Region,
  type RegionLimits,
  regionName,
} from "../jit/index.ts";
import { AwaitedRegions } from "./awaitedRegions.ts";
import { type Formed, FormedRegions, MAX_FORMS } from "./formedRegions.ts";
import { HotQueue } from "./hotQueue.ts";
import { InstalledRegions } from "./installedRegions.ts";
import type { CoreExports } from "./module.ts";
import { type CompileAnswer, type CompiledModule, moduleOf, type RegionCompiler } from "./regionCompiler.ts";
import { type LinkSites, RegionLinks } from "./regionLinks.ts";
import { RegionPlan, type Rooted } from "./regionPlan.ts";
import { RegionRecords } from "./regionRecords.ts";
import { RegionSlots } from "./regionSlots.ts";
import { entriesLeft, entriesOf, type Installed, type RegionStats } from "./regionStats.ts";
import { SeenTargets } from "./seenTargets.ts";
import type { Exclusively, RegionReceivers } from "./spreadCompiler.ts";
import type { Thresholds } from "./thresholds.ts";

/** A form that has more blocks, edges between them or entries is a better one. */
function waysIn({ blocks, edges, entries }: Region): number {
  return edges.reduce((sum, each) => sum + each.length, blocks.length + entries.length);
}

const FORM_PATIENCE = 4;
/** The counter of a last form: it is not looked at again, unless it is often surprised. */
const LAST_COUNTER = 0xffffffff;
/** A surprise costs about as much as assumptions save in so many entries. */
const SURPRISE_SHARE = 32;
/** What is gained by another form, beside what compiling at all gains. */
const ENTRIES_AN_EXECUTION = 8;
/** Regions that a block may be in, by first forms and by those that proved themselves: their loops want all that they call. */
const COPIES = 4;
const GROWN_COPIES = 32;
/** Regions that one call of `serve` compiles at most. */
const BATCH = 128;
/** What the core needs for its largest block, and more: regions leave so much of the arena alone. */
const ARENA_RESERVE = 1 << 20;
const WASM_PAGE = 0x10000;

/** Who else has a part in it. */
export interface RegionCacheHelpers {
  /** Compiles on another thread; undefined: all is compiled here. */
  readonly compiler?: RegionCompiler;
  /** The threads that run the vCPUs; undefined: this one does. Their `compiler` answers for all of them. */
  readonly threads?: RegionReceivers;
  readonly exclusively: Exclusively;
}

export class RegionCache {
  readonly source: CodeSource;
  /** Limits of regions formed for the first time, and of those that proved themselves. */
  private readonly limits: readonly [RegionLimits, RegionLimits];
  private readonly installed: InstalledRegions;
  private readonly formed: FormedRegions;
  /** Heads whose next form is to have more entries, and is none of those that learn. */
  private readonly amended = new Set<number>();
  private readonly queue: HotQueue;
  private readonly slots: RegionSlots;
  private readonly records: RegionRecords;
  readonly options: CompileOptions;
  private readonly targets: SeenTargets;
  private readonly links: RegionLinks;
  /** Whether regions are linked: a table of links is one thread's. */
  private readonly linking: boolean;
  private epoch: number;
  private readonly words: Int32Array;
  /** Regions that are being compiled on another thread, where there is one. */
  private readonly elsewhere: AwaitedRegions | undefined;
  private servedAt = 0;
  private modules = 0;
  private compiledBytes = 0;
  private compiled = 0;
  private compileMs = 0;
  private refused: string | undefined;

  constructor(
    private readonly core: CoreExports,
    private readonly memory: WebAssembly.Memory,
    private readonly view: DataView,
    private readonly thresholds: Thresholds,
    private readonly helpers: RegionCacheHelpers,
  ) {
    const { hot: threshold, blocks, ops, grownBlocks, grownOps } = thresholds;
    view.setUint32(VM_HOT_THRESHOLD, threshold, true);
    const joinAfter = Math.max(1, threshold >> 1);
    this.limits = [
      { blocks, ops, copies: COPIES, threshold, joinAfter },
      { blocks: grownBlocks, ops: grownOps, copies: GROWN_COPIES, threshold, joinAfter },
    ];
    this.source = new CodeSource(memory.buffer, (address, context) => core.findBlock(address, context) >>> 0);
    this.queue = new HotQueue(view);
    this.formed = new FormedRegions(this.source);
    this.records = new RegionRecords(view, (size) => this.takeArena(size));
    this.targets = new SeenTargets(this.source, view, (size) => this.takeArena(size));
    const { compiler, threads } = helpers;
    this.options = {
      memoryPages: memory.buffer.byteLength / WASM_PAGE,
      sharedMemory: typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer,
    };
    this.slots = new RegionSlots(core, (slot) => threads?.forget(slot));
    this.links = new RegionLinks(view, core.table, (size) => this.takeArena(size));
    this.linking = thresholds.links !== 0 && threads === undefined && hasTailCalls();
    this.installed = new InstalledRegions(view, core, (region) => this.release(region));
    this.elsewhere = compiler && new AwaitedRegions(compiler, () => threads?.ready());
    this.epoch = this.u32(VM_CODE_EPOCH);
    this.words = new Int32Array(memory.buffer);
  }

  /** Compiles what became hot, if it is worth a batch now. @param instructions retired so far */
  serve(instructions: number): void {
    if (this.elsewhere?.answered) this.timed(() => this.takeAnswers());
    const { count } = this.queue;
    if (count === 0) return;
    const { batch, patience } = this.thresholds;
    if (count < batch && instructions - this.servedAt < patience && !this.isUrgent()) return;
    this.servedAt = instructions;
    if (this.helpers.threads === undefined) this.elsewhere?.listen();
    this.timed(() => {
      this.installed.look();
      const hot = this.takeQueue();
      if (this.refused !== undefined) return;
      // Little room is left: the core would empty its store soon. Until then nothing could be compiled any more.
      if (this.arenaLeft() <= ARENA_RESERVE) this.core.forgetTranslations();
      else this.compile(hot);
    });
  }

  /** Whether a block of the queue was executed, or a region entered, so often since it came there that it is dear to wait. */
  private isUrgent(): boolean {
    return this.queue.some((block) => this.overdue(block) >= this.thresholds.urgent);
  }

  /** Executions of a block since it became hot, or a share of the entries of a region since it is to be formed anew: counters go on below 0. */
  private overdue(block: number): number {
    if (this.firstOp(block) === Op.Profile) return -this.source.imm32(block + BLOCK_HEADER);
    const record = this.formed.of(block)?.record;
    return record === undefined ? 0 : -(entriesLeft(this.view, record) | 0) / ENTRIES_AN_EXECUTION;
  }

  private timed(work: () => void): void {
    const start = performance.now();
    this.helpers.exclusively(() => {
      this.forgetFlushed();
      work();
    });
    this.compileMs += performance.now() - start;
  }

  /** Regions that may be entered now, in the order in which they were made. */
  get alive(): Installed[] {
    this.forgetFlushed();
    return this.installed.alive;
  }

  get stats(): RegionStats {
    return {
      regions: this.alive.length,
      modules: this.modules,
      compiledBytes: this.compiledBytes,
      liveBytes: this.installed.liveBytes,
      regionsCompiled: this.compiled,
      regionsEvicted: this.installed.evicted,
      compileMs: Math.round(this.compileMs),
      left: {
        betweenBlocks: this.counter(VM_STAT_LEFT_BETWEEN),
        bySystemCall: this.counter(VM_STAT_LEFT_SYSTEM),
        withinBlock: this.counter(VM_STAT_LEFT_WITHIN),
      },
      refused: this.refused,
    };
  }

  private takeQueue(): HotBlock[] {
    return this.queue.take().filter(({ block }) => {
      const op = this.firstOp(block);
      return this.u32(block + BLOCK_COST) !== 0 && (op === Op.Profile || op === Op.Enter);
    });
  }

  private compile(hot: readonly HotBlock[]): void {
    this.installed.makeRoom(Math.min(hot.length, BATCH));
    const placed = this.place(hot.slice(0, BATCH));
    if (placed.length === 0) return;
    if (this.elsewhere?.usable)
      this.elsewhere.ask(this.epoch, placed, packJob(this.source, this.words, placed, this.options));
    else this.finish(placed, this.compileHere(placed));
  }

  /** Installs what came back from the other thread since the last time. */
  private takeAnswers(): void {
    for (const { epoch, placed, answer } of this.elsewhere?.take() ?? []) {
      // The block store was emptied meanwhile: nothing of it is left.
      if (epoch !== this.epoch) for (const { slot } of placed) this.slots.free(slot);
      else if (answer !== undefined) this.finish(placed, answer);
      else this.finishHere(placed);
    }
  }

  /** The thread that was asked has ended, and the guest has gone on: blocks may have been killed, which can be compiled no more. */
  private finishHere(placed: readonly PlacedRegion[]): void {
    const whole = placed.filter(({ region }) => this.isWhole(region));
    for (const each of placed) if (!whole.includes(each)) this.abandon(each);
    if (whole.length > 0) this.finish(whole, this.compileHere(whole));
  }

  private abandon({ slot, region }: PlacedRegion): void {
    this.slots.free(slot);
    this.countAnew(region.blocks[0].at);
  }

  private compileHere(placed: readonly PlacedRegion[]): CompileAnswer {
    return moduleOf(compileRegions(this.source, placed, this.options));
  }

  private finish(placed: readonly PlacedRegion[], answer: CompileAnswer): void {
    const made = "refused" in answer ? answer : this.slots.instantiate(answer.module, this.memory);
    if ("refused" in made) {
      this.refused = made.refused;
      for (const { slot } of placed) this.slots.free(slot);
      return;
    }
    const { bytes } = answer as CompiledModule;
    this.modules++;
    this.compiledBytes += bytes;
    const table = made.exports[LINKS] as WebAssembly.Table | undefined;
    let first = 0;
    for (const [index, each] of placed.entries()) {
      if (this.isWhole(each.region)) {
        this.slots.set(each.slot, made.exports[regionName(index)]);
        this.install(each, Math.ceil(bytes / placed.length), { table, first });
      } else this.abandon(each);
      first += each.links.count;
    }
  }

  /** Whether all its blocks are still what they were: a block that was killed costs nothing. */
  private isWhole({ blocks }: Region): boolean {
    return blocks.every(({ at }) => this.u32(at + BLOCK_COST) !== 0);
  }

  /**
   * Regions for the heads. Blocks of a function become hot together: those that the region of one before them has become entries of
   * it. In its loops they count anew, for the times that they are entered from elsewhere; so do those of regions that are underway.
   */
  private place(hot: readonly HotBlock[]): PlacedRegion[] {
    const underway = this.elsewhere?.underway ?? new Map<number, number>();
    const plan = new RegionPlan((block) => this.formed.copiesOf(block) + (underway.get(block) ?? 0));
    for (const head of hot) {
      if (this.firstOp(head.block) === Op.Profile && (underway.has(head.block) || plan.enter(head.block))) continue;
      const owner = this.formed.owner(head);
      if (owner !== undefined && this.formFor(owner, plan)) {
        if (owner.hot.block !== head.block) this.amended.add(owner.hot.block);
        continue;
      }
      if (owner === undefined || owner.hot.block !== head.block) this.formFor({ hot: head, roots: [] }, plan);
    }
    // Whether they become entries is seen later; and until then they are as warm as they are.
    for (const { block } of hot) this.countAnew(block);
    return plan.placed();
  }

  private countAnew(head: number): void {
    if (this.firstOp(head) === Op.Profile) this.setU32(head + BLOCK_HEADER + 8, this.thresholds.hot);
  }

  /** Has the plan a region of that head with those roots; false when it would be the one that is there already. */
  private formFor(rooted: Rooted, plan: RegionPlan): boolean {
    if (plan.extend(rooted.hot.block, rooted.roots)) return true;
    const placed = this.form(rooted, plan);
    if (placed !== undefined) plan.add(placed);
    return placed !== undefined;
  }

  /** The region of a head, and a place for it; undefined when it would be the one that is there already. */
  private form({ hot, roots }: Rooted, plan: RegionPlan): PlacedRegion | undefined {
    const known = this.firstOp(hot.block) === Op.Enter ? this.formed.of(hot.block) : undefined;
    const limits = this.limits[known === undefined ? 0 : 1];
    const own = new Set(known?.region.unpack(this.source).blocks.map(({ at }) => at));
    const copies = (block: number) => plan.copies(block) - (own.has(block) ? 1 : 0);
    const region = growRegion(this.source, { hot, roots, limits, seen: (op) => this.targets.of(op), copies });
    const surprises = known !== undefined && this.surprisesOften(known);
    if (known !== undefined && waysIn(region) <= known.ways && !surprises) return undefined;
    const assuming = (known?.assuming ?? true) && !surprises;
    return {
      region,
      slot: this.slots.take(),
      ...this.records.take(region),
      cells: (op) => this.targets.cellsOf(op),
      assuming,
      links: this.linking ? Links.from(this.source, region, hot.set, (block) => this.links.cellOf(block)) : Links.NONE,
    };
  }

  /** Whether something is not as it assumes so often that it is better off without assumptions. */
  private surprisesOften({ record, counter, assuming }: Formed): boolean {
    return assuming && this.u32(record + REGION_SURPRISES) * SURPRISE_SHARE > entriesOf(this.view, counter, record);
  }

  /** Writes the region's record and membership, lets its blocks enter it, and links it. */
  private install(
    { region, slot, record, turnstile, assuming, links }: PlacedRegion,
    bytes: number,
    sites: LinkSites,
  ): void {
    const head = region.blocks[0].at;
    const before = this.formed.of(head);
    if (before !== undefined) this.core.dropRegion(before.record);
    const amends = before !== undefined && this.amended.delete(head);
    const forms = amends ? before.forms : (before?.forms ?? 0) + 1;
    const amended = (before?.amended ?? 0) + (amends ? 1 : 0);
    const counter = forms >= MAX_FORMS ? LAST_COUNTER : this.thresholds.grow * FORM_PATIENCE ** (forms - 1);
    this.records.write(region, { record, turnstile, slot, counter });
    const made = { record, forms, counter, assuming, region: PackedRegion.pack(region) };
    this.formed.set(head, { ...made, amended, ways: waysIn(region) });
    this.installed.add({ ...made, slot, bytes, links, sites, counted: counter });
    this.links.join(region, links, sites);
    this.compiled++;
  }

  /** The core emptied its block store: no region can be entered any more. */
  private forgetFlushed(): void {
    if (this.u32(VM_CODE_EPOCH) === this.epoch) return;
    this.epoch = this.u32(VM_CODE_EPOCH);
    this.links.clear();
    this.installed.clear();
    this.formed.clear();
    this.amended.clear();
    this.targets.clear();
    this.records.clear();
  }

  /** Nothing enters the region any more. */
  private release({ slot, region, links, sites }: Installed): void {
    this.slots.free(slot);
    this.links.leave(region.unpack(this.source), links, sites);
  }

  private arenaLeft(): number {
    return this.u32(VM_ARENA_END) - this.u32(VM_ARENA_NEXT);
  }

  private takeArena(size: number): number {
    const at = this.u32(VM_ARENA_NEXT);
    this.setU32(VM_ARENA_NEXT, at + Math.ceil(size / 16) * 16);
    return at;
  }

  private firstOp(block: number): number {
    return this.view.getUint16(block + BLOCK_HEADER, true);
  }
  private counter(address: number): number {
    return Number(this.view.getBigUint64(address, true));
  }
  private u32(address: number): number {
    return this.view.getUint32(address, true);
  }
  private setU32(address: number, value: number): void {
    this.view.setUint32(address, value, true);
  }
}
