/**
 * Registers that an op writes and a later one writes again, before anything can look at them in memory: outside of loops the first
 * value stays in its local alone. Four POPs move the stack pointer once.
 */
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import type { Effects } from "../effects.ts";
import { Op, PARSED_ROWS } from "../rows.ts";
import type { GroupedAccess } from "./groups.ts";

const NONE: ReadonlySet<number> = new Set();

/**
 * Whether registers in memory may be looked at from the op: it leaves the region, calls, or may do so. A `skip` counts, too, and of x87
 * instructions, which call functions, the one that does not: a run may begin with it.
 */
function mayLook(source: CodeSource, op: number, groups: ReadonlyMap<number, GroupedAccess>): boolean {
  const code = source.opCode(op);
  const row = PARSED_ROWS[code];
  if (row.kind === "pure") return row.readsFlags || row.functions.length > 0 || code === Op.X87Pop;
  return groups.get(op)?.first !== false;
}

/** By op of a block: the registers that it need not store. */
export function deadStores(
  source: CodeSource,
  { firstOp }: BlockView,
  effects: readonly Effects[],
  groups: ReadonlyMap<number, GroupedAccess>,
): readonly ReadonlySet<number>[] {
  const dead: ReadonlySet<number>[] = [];
  let later = new Set<number>();
  for (let number = effects.length - 1; number >= 0; number--) {
    const op = firstOp + number * OP_SIZE;
    const { writes } = effects[number];
    dead[number] = writes.some((slot) => later.has(slot)) ? new Set(writes.filter((slot) => later.has(slot))) : NONE;
    // It looks before it writes.
    if (mayLook(source, op, groups)) later = new Set();
    else for (const slot of writes) later.add(slot);
  }
  return dead;
}
