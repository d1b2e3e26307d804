/**
 * Accesses of a region by one address: the first of them looks into the translation cache for all, for the bytes from the
 * lowest to the highest, and the others find the linear-memory address in a local. A frame that is saved and restored, an
 * object whose fields are read: most of what a kernel does to memory is of this kind, and a look-up is thirteen
 * instructions of the host.
 *
 * The first access stands on every way to the others, in their block or in one before; of a loop, in the same turn. A group whose bytes
 * lie in two pages leaves the region each time (crossings are counted, and the region is formed anew without groups): so accesses
 * that step through memory in a loop are in none.
 */
import { SLOT_PC, SLOT_TC_STACK } from "../../../core-as/layout.ts";
import { type CodeSource, OP_SIZE } from "../codeSource.ts";
import { reversePostorder } from "../graph/dominators.ts";
import { NO_LOOP, outermostLoops } from "../graph/loops.ts";
import { entryGraph, type Region, successorsOf } from "../region.ts";
import { Op, PARSED_ROWS } from "../rows.ts";
import type { MemoryRow } from "../rowTypes.ts";
import { RegisterValues } from "./registerValues.ts";
import { Steppers } from "./steppers.ts";

/** Bytes that a group may span: more are more likely to lie in two pages. */
const MAX_SPAN = 512;

export const SIZES: Readonly<Record<string, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  u64: 8,
  f32: 4,
  f64: 8,
  v128: 16,
};

/** Accesses that share a look-up. */
export interface AccessGroup {
  /** Bytes from the lowest to the highest. */
  readonly span: number;
  /** Whether the page must be writable. */
  readonly writes: boolean;
}

/** The place of one access in its group. */
export interface GroupedAccess {
  readonly group: AccessGroup;
  /** Whether it is the first, which looks up. */
  readonly first: boolean;
  /** Distance of the group's lowest byte from the value of the address register. */
  readonly start: number;
  /** Distance of the access from the group's lowest byte. */
  readonly offset: number;
}

interface Member {
  readonly op: number;
  /** Distance from the root, and what the register had of that. */
  readonly at: number;
  readonly delta: number;
}

/** A group while it grows. */
class Gathering implements AccessGroup {
  readonly members: Member[] = [];
  lowest = Number.POSITIVE_INFINITY;
  highest = Number.NEGATIVE_INFINITY;
  writes = false;

  constructor(
    /** The region's block that looks up. */
    readonly home: number,
  ) {}

  get span(): number {
    return this.highest - this.lowest;
  }

  /**
   * Whether the access fits in. A page that is only read where it is looked up may be read-only, so what other blocks,
   * which need not be met, write there does not count.
   */
  takes(at: number, size: number, writes: boolean, node: number): boolean {
    if (writes && !this.writes && node !== this.home) return false;
    return Math.max(this.highest, at + size) - Math.min(this.lowest, at) <= MAX_SPAN;
  }

  add(member: Member, size: number, writes: boolean): void {
    this.members.push(member);
    this.lowest = Math.min(this.lowest, member.at);
    this.highest = Math.max(this.highest, member.at + size);
    this.writes ||= writes;
  }
}

/** What is known at one point: registers, and by address and kind of access the group whose place is in a local. */
class Known {
  constructor(
    readonly values: RegisterValues,
    readonly open = new Map<string, Gathering>(),
  ) {}

  copy(): Known {
    return new Known(this.values.copy(), new Map(this.open));
  }

  meet(other: Known): void {
    this.values.meet(other.values);
    for (const [key, group] of this.open) if (other.open.get(key) !== group) this.open.delete(key);
  }

  clear(): void {
    this.values.clear();
    this.open.clear();
  }
}

/** Whether the row's address wraps at 32 bits. */
const isWord = ({ order }: MemoryRow): boolean => order.startsWith("word");

const CHANGE_NOTHING: ReadonlySet<number> = new Set([Op.Profile, Op.Enter, Op.Skip, Op.CallxFloat, Op.CallxFetch]);
/** Accesses that must be aligned whatever the memory look at their addresses, each for itself. */
const ALIGNED_ORDERS = new Set(["atomic", "word-aligned", "word-lanes", "words"]);

function isPair({ kind }: MemoryRow): boolean {
  return kind === "loadpair" || kind === "storepair";
}

/** The constant in a memory op's address, if it is near. */
function displacement(source: CodeSource, op: number, row: MemoryRow): number | undefined {
  const low = source.imm32(op) | 0;
  if (isPair(row) || isWord(row) || row.order === "lanes") return low;
  return source.aux(op) === low >> 31 ? low : undefined;
}

/** How many edges lead to each node. */
function waysTo(successors: readonly (readonly number[])[]): number[] {
  const ways = successors.map(() => 0);
  for (const targets of successors) for (const to of targets) ways[to]++;
  return ways;
}

class Grouper {
  private readonly groups: Gathering[] = [];
  private roots = 0;
  private node = 0;
  private here!: Known;
  /** What steps in the loop that the node is in. */
  private steppers: Steppers | undefined;

  constructor(
    private readonly source: CodeSource,
    private readonly region: Region,
  ) {}

  find(): ReadonlyMap<number, GroupedAccess> {
    const { blocks, edges, entries } = this.region;
    const successors = successorsOf(edges);
    const steppers = this.steppersByNode(outermostLoops(successors));
    const known: Known[] = [];
    const waysIn = waysTo(successors);
    for (const node of [0, ...entries]) known[node] = this.nothing();
    for (const node of reversePostorder(entryGraph(this.region))) {
      if (node === blocks.length) continue;
      this.node = node;
      this.steppers = steppers[node];
      // Where a way in is not known yet, it comes back from a loop that begins here.
      this.here = waysIn[node] === 0 ? known[node] : this.nothing();
      this.read();
      for (const to of successors[node]) {
        waysIn[to]--;
        if (known[to] === undefined) known[to] = this.here.copy();
        else known[to].meet(this.here);
      }
    }
    return this.byOp();
  }

  /** By node: what steps in its loop; undefined outside of loops. */
  private steppersByNode(loops: Int32Array): (Steppers | undefined)[] {
    const byLoop = new Map<number, Steppers>();
    return Array.from(loops, (loop) => {
      const known = byLoop.get(loop);
      if (known !== undefined || loop === NO_LOOP) return known;
      const blocks = this.region.blocks.filter((_, node) => loops[node] === loop);
      const made = new Steppers(this.source, blocks);
      byLoop.set(loop, made);
      return made;
    });
  }

  private nothing(): Known {
    return new Known(RegisterValues.unknown(this.source, () => this.roots++));
  }

  private read(): void {
    const { firstOp, lastOp, delta } = this.region.blocks[this.node];
    this.here.values.blockDelta = delta;
    let sure = firstOp;
    for (let op = firstOp; op <= lastOp; op += OP_SIZE) {
      const row = PARSED_ROWS[this.source.opCode(op)];
      if (row.kind === "call") this.call(op);
      else if (row.kind !== "pure" && row.kind !== "jump" && op >= sure) this.access(op, row);
      this.here.values.define(op, op >= sure);
      // What a condition may step over looks up for itself, and leaves values that nothing is known of.
      if (this.source.opCode(op) === Op.Skip) sure = op + OP_SIZE * (1 + this.source.aux(op));
    }
  }

  /** Functions that may change translations, or the caches in use; some may change registers that they do not name. */
  private call(op: number): void {
    const code = this.source.opCode(op);
    const pure = code === Op.Call && this.source.d(op) !== SLOT_TC_STACK;
    if (!pure && !CHANGE_NOTHING.has(code)) this.here.clear();
  }

  private access(op: number, row: MemoryRow): void {
    const { source, here, node } = this;
    const distance = displacement(source, op, row);
    if (distance === undefined || ALIGNED_ORDERS.has(row.order) || source.a(op) === SLOT_PC) return;
    const { root, delta, narrow } = here.values.of(source.a(op));
    if (narrow && !isWord(row)) return;
    if (this.steppers?.has(source.a(op))) return;
    const size = SIZES[row.access] * (isPair(row) ? 2 : 1);
    const writes = row.kind.startsWith("store");
    const key = `${root} ${source.b(op)} ${isWord(row)}`;
    const member = { op, at: delta + distance, delta };
    let group = here.open.get(key);
    if (!group?.takes(member.at, size, writes, node)) {
      group = new Gathering(node);
      this.groups.push(group);
      here.open.set(key, group);
    }
    group.add(member, size, writes);
  }

  private byOp(): ReadonlyMap<number, GroupedAccess> {
    const byOp = new Map<number, GroupedAccess>();
    for (const group of this.groups) {
      if (group.members.length < 2) continue;
      for (const [index, { op, at, delta }] of group.members.entries()) {
        byOp.set(op, { group, first: index === 0, start: group.lowest - delta, offset: at - group.lowest });
      }
    }
    return byOp;
  }
}

/** The accesses of a region that share look-ups, by micro-op. */
export function groupsIn(source: CodeSource, region: Region): ReadonlyMap<number, GroupedAccess> {
  return new Grouper(source, region).find();
}
