/**
 * Accesses of one block by one address: the first of them looks into the translation cache for all, for the bytes from the
 * lowest to the highest, and the others find the linear-memory address in a local. A frame that is saved, an object whose
 * fields are read: half of what a kernel does to memory is of this kind, and a look-up is fifteen instructions of the host.
 *
 * Outside of loops only. There locals of pages do the same, turn after turn, and need no luck: a group whose bytes lie in
 * two pages leaves the region each time (crossings are counted, and the region is formed anew without groups).
 */
import { SLOT_PC, SLOT_TC_STACK } from "../../../core-as/layout.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import { slotOf, visitOperands } from "../operands.ts";
import { Op, PARSED_ROWS } from "../rows.ts";
import type { MemoryRow } from "../rowTypes.ts";

/** Bytes that a group may span: more are more likely to lie in two pages. */
const MAX_SPAN = 512;
/** Addresses further from a register's first value than this are no neighbours. */
const FAR = 2 ** 30;

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
  span: number;
  /** Whether the page must be writable. */
  writes: boolean;
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

/**
 * What a register holds: `delta` bytes more than `root`, which stands for a value that nothing else is known of. A `narrow` one is that
 * in its lower 32 bits only, which is enough for addresses of 32 bits.
 */
interface Value {
  readonly root: number;
  readonly delta: number;
  readonly narrow: boolean;
}

interface Member {
  readonly op: number;
  /** Distance from the root, and what the register had of that. */
  readonly at: number;
  readonly delta: number;
  readonly size: number;
  readonly writes: boolean;
}

/** Whether the row's address wraps at 32 bits. */
const isWord = ({ order }: MemoryRow): boolean => order.startsWith("word");

const CHANGE_NOTHING: ReadonlySet<number> = new Set([Op.Profile, Op.Enter, Op.Skip, Op.CallxFloat]);
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

class Grouper {
  readonly byOp = new Map<number, GroupedAccess>();
  private readonly values = new Map<number, Value>();
  private readonly open = new Map<string, Member[]>();
  private roots = 0;

  constructor(private readonly source: CodeSource) {}

  read({ firstOp, lastOp }: BlockView): void {
    let sure = firstOp;
    for (let op = firstOp; op <= lastOp; op += OP_SIZE) {
      const row = PARSED_ROWS[this.source.opCode(op)];
      if (row.kind === "call") this.call(op);
      else if (row.kind !== "pure" && row.kind !== "jump" && op >= sure) this.access(op, row);
      this.define(op, op >= sure);
      // What a condition may step over looks up for itself, and leaves values that nothing is known of.
      if (this.source.opCode(op) === Op.Skip) sure = op + OP_SIZE * (1 + this.source.aux(op));
    }
    this.closeAll();
  }

  /** Functions that may change translations, or the caches in use. */
  private call(op: number): void {
    const code = this.source.opCode(op);
    const pure = code === Op.Call && this.source.d(op) !== SLOT_TC_STACK;
    if (pure || CHANGE_NOTHING.has(code)) return;
    this.closeAll();
    // Some may change registers that they do not name.
    this.values.clear();
  }

  private access(op: number, row: MemoryRow): void {
    const { source } = this;
    const distance = displacement(source, op, row);
    if (distance === undefined || ALIGNED_ORDERS.has(row.order) || source.a(op) === SLOT_PC) return;
    const { root, delta, narrow } = this.value(source.a(op));
    if (narrow && !isWord(row)) return;
    const size = SIZES[row.access] * (isPair(row) ? 2 : 1);
    const member = { op, at: delta + distance, delta, size, writes: row.kind.startsWith("store") };
    const key = `${root} ${source.b(op)} ${isWord(row)}`;
    const members = this.open.get(key) ?? [];
    if (members.length > 0 && spanOf([...members, member]) > MAX_SPAN) {
      this.close(members);
      members.length = 0;
    }
    members.push(member);
    this.open.set(key, members);
  }

  private closeAll(): void {
    for (const members of this.open.values()) this.close(members);
    this.open.clear();
  }

  private close(members: readonly Member[]): void {
    if (members.length < 2) return;
    const lowest = lowestOf(members);
    const group = { span: spanOf(members), writes: members.some(({ writes }) => writes) };
    for (const [index, { op, at, delta }] of members.entries()) {
      this.byOp.set(op, { group, first: index === 0, start: lowest - delta, offset: at - lowest });
    }
  }

  private value(slot: number): Value {
    const known = this.values.get(slot);
    if (known !== undefined) return known;
    const made = { root: this.roots++, delta: 0, narrow: false };
    this.values.set(slot, made);
    return made;
  }

  /** What the op, which is executed for sure or on a condition, leaves in the slots that it writes. */
  private define(op: number, sure: boolean): void {
    const moved = sure ? this.moved(op) : undefined;
    visitOperands(this.source, op, (slot, _access, write) => {
      if (write) this.values.delete(slot);
    });
    if (moved !== undefined) this.values.set(slotOf(this.source, op, "d"), moved);
  }

  /** The result of a move, or of adding a constant. */
  private moved(op: number): Value | undefined {
    const { source } = this;
    const code = source.opCode(op);
    if (code === Op.MovI64) return this.value(source.a(op));
    if (code === Op.MovI32) return { ...this.value(source.a(op)), narrow: true };
    if (code !== Op.AddiI64 && code !== Op.AddiI32) return undefined;
    const { root, delta, narrow } = this.value(source.a(op));
    const by = source.imm32(op) | 0;
    const isNear = code === Op.AddiI32 || source.aux(op) === by >> 31;
    const sum = delta + by;
    return isNear && Math.abs(sum) < FAR ? { root, delta: sum, narrow: narrow || code === Op.AddiI32 } : undefined;
  }
}

function lowestOf(members: readonly Member[]): number {
  return Math.min(...members.map(({ at }) => at));
}

function spanOf(members: readonly Member[]): number {
  return Math.max(...members.map(({ at, size }) => at + size)) - lowestOf(members);
}

/** The accesses of a block that share look-ups, by micro-op. */
export function groupsIn(source: CodeSource, block: BlockView): ReadonlyMap<number, GroupedAccess> {
  const grouper = new Grouper(source);
  grouper.read(block);
  return grouper.byOp;
}
