/**
 * Which accesses of a loop are likely to find their page in locals: those whose address moves by steps from turn to turn.
 * An address that comes out of memory, a product or a mask may be anywhere, and is better looked up at once: a comparison
 * that fails every other time costs more than the look-up.
 */
import { SLOT_PC } from "../../../core-as/layout.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import { visitOperands } from "../operands.ts";
import { PARSED_ROWS, type Row } from "../rows.ts";
import { isTemporary, slotKind } from "../slots.ts";
import type { GroupedAccess } from "./groups.ts";

/** Results of these are near their operands, or constants. */
const STEPS = /^(mov|movk|const|addi?|subi?|addsi?|subsi?|addshl|subshl|adduxtw|addsxtw|sext32)\./;
/** By row, because every op of every loop asks. */
const STEPPING = new Set(PARSED_ROWS.filter(({ name }) => STEPS.test(name)));
/** Whether an op's result is near its operands, or a constant. */
export function isStep(source: CodeSource, op: number): boolean {
  return STEPPING.has(PARSED_ROWS[source.opCode(op)]);
}

/** So many accesses by one address that jumps about pay for what the first one finds out. */
const SHARED = 3;

/** The slots that an op has as operands, or those that it writes. */
function slotsOf(source: CodeSource, op: number, results: boolean): number[] {
  const slots: number[] = [];
  visitOperands(source, op, (slot, _access, write) => {
    if (write === results) slots.push(slot);
  });
  return slots;
}

/**
 * The slots of one loop that jump about: registers that do so where a block begins, and what a block made of slots so far while it is
 * being read. A register that was loaded and then set anew to a sum is no wanderer from there on.
 */
class Wanderers {
  private readonly registers = new Set<number>();
  private readonly inBlock = new Map<number, boolean>();

  constructor(
    private readonly source: CodeSource,
    blocks: readonly BlockView[],
  ) {
    for (let before = -1; before !== this.registers.size; ) {
      before = this.registers.size;
      for (const block of blocks) this.read(block, () => {});
    }
  }

  /** Calls `visit` for each op of the block, with what is known before it. */
  read(block: BlockView, visit: (op: number, row: Row) => void): void {
    this.inBlock.clear();
    for (let op = block.firstOp; op <= block.lastOp; op += OP_SIZE) {
      const row = PARSED_ROWS[this.source.opCode(op)];
      visit(op, row);
      const wanders = !STEPPING.has(row) || slotsOf(this.source, op, false).some((slot) => this.has(slot));
      for (const slot of slotsOf(this.source, op, true)) this.note(slot, wanders);
    }
  }

  has(slot: number): boolean {
    return this.inBlock.get(slot) ?? this.registers.has(slot);
  }

  private note(slot: number, wanders: boolean): void {
    this.inBlock.set(slot, wanders);
    if (wanders && !isTemporary(slotKind(slot))) this.registers.add(slot);
  }
}

/** What the accesses are named by, of which those with one name share the locals of a page. */
class Names {
  readonly byOp = new Map<number, string>();
  private readonly definitions = new Map<number, string>();

  constructor(
    private readonly source: CodeSource,
    private readonly groups: ReadonlyMap<number, GroupedAccess>,
  ) {}

  /** Names the accesses of a block in a loop with these wanderers. */
  block(block: BlockView, wanderers: Wanderers): void {
    const wandering = new Map<string, number[]>();
    this.definitions.clear();
    wanderers.read(block, (op, row) => {
      if (row.kind !== "pure" && row.kind !== "jump" && row.kind !== "call") this.access(op, row, wanderers, wandering);
      this.define(op, row);
    });
    for (const [name, ops] of wandering) {
      if (ops.length >= SHARED) for (const op of ops) this.byOp.set(op, name);
    }
  }

  private access(op: number, row: Row, wanderers: Wanderers, wandering: Map<string, number[]>): void {
    const grouped = this.groups.get(op);
    if (grouped?.first === false) return;
    const slot = this.source.a(op);
    const temporary = isTemporary(slotKind(slot));
    const address = temporary ? (this.definitions.get(slot) ?? `op ${op}`) : `${slot}`;
    const name = `${address} ${this.source.b(op)} ${(grouped?.group.writes ?? row.kind.startsWith("store")) ? "w" : "r"}`;
    if (slot === SLOT_PC || !wanderers.has(slot)) this.byOp.set(op, name);
    else wandering.set(name, [...(wandering.get(name) ?? []), op]);
  }

  /** A temporary that is the sum of registers has their names. */
  private define(op: number, row: Row): void {
    for (const slot of slotsOf(this.source, op, true)) {
      if (!isTemporary(slotKind(slot))) continue;
      const operands = slotsOf(this.source, op, false);
      const sum = STEPS.test(row.name) && operands.length > 0 && operands.every((each) => !isTemporary(slotKind(each)));
      if (sum) this.definitions.set(slot, operands.join("+"));
      else this.definitions.delete(slot);
    }
  }
}

/**
 * By memory micro-op in a loop: a name of the address that it uses, if that should have page locals.
 * @param loops one element a block: the innermost loop that it lies in, by indices of blocks
 * @param groups accesses that share look-ups, of which the first alone has a name
 */
export function pageNames(
  source: CodeSource,
  blocks: readonly BlockView[],
  loops: readonly (ReadonlySet<number> | undefined)[],
  groups: ReadonlyMap<number, GroupedAccess>,
): ReadonlyMap<number, string> {
  const names = new Names(source, groups);
  const known = new Map<ReadonlySet<number>, Wanderers>();
  for (const [node, loop] of loops.entries()) {
    if (loop === undefined) continue;
    const own = [...loop].map((each) => blocks[each]);
    const wanderers = known.get(loop) ?? new Wanderers(source, own);
    known.set(loop, wanderers);
    names.block(blocks[node], wanderers);
  }
  return names.byOp;
}
