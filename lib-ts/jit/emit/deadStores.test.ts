import { describe, expect, it } from "vitest";
import { BLOCK_HEADER, BLOCK_OP_COUNT, SLOT_T, SLOT_X } from "../../../core-as/layout.ts";
import { CodeSource, OP_SIZE } from "../codeSource.ts";
import { effectsIn } from "../effects.ts";
import { Op } from "../rows.ts";
import { deadStores } from "./deadStores.ts";
import type { GroupedAccess } from "./groups.ts";

const BLOCK = 0x100;
const X1 = SLOT_X + 8;
const X2 = SLOT_X + 16;
const add = (d: number): Fields => ({ op: Op.AddiI64, d, a: X2 });
const load = (d: number): Fields => ({ op: Op.LdI64, d, a: X2 });

interface Fields {
  readonly op: Op;
  readonly d: number;
  readonly a: number;
}

/** By op: the registers it need not store, when the ops with numbers in `grouped` find their memory looked up. */
function dead(ops: readonly Fields[], grouped: readonly number[] = []): number[][] {
  const view = new DataView(new ArrayBuffer(0x400));
  view.setUint32(BLOCK + BLOCK_OP_COUNT, ops.length, true);
  for (const [index, { op, d, a }] of ops.entries()) {
    const at = BLOCK + BLOCK_HEADER + index * OP_SIZE;
    view.setUint16(at, op, true);
    view.setUint16(at + 2, d, true);
    view.setUint16(at + 4, a, true);
  }
  const source = new CodeSource(view.buffer, () => 0);
  const block = source.block(BLOCK, 0);
  const group = { group: { span: 8, writes: false }, first: false, start: 0, offset: 0 };
  const groups = new Map<number, GroupedAccess>(
    grouped.map((number) => [block.firstOp + number * OP_SIZE, group] as const),
  );
  return deadStores(source, block, effectsIn(source, block), groups).map((slots) => [...slots]);
}

describe("deadStores", () => {
  it("names a register that the next op writes again", () => {
    expect(dead([add(X1), add(X1), add(X2)])).toEqual([[X1], [], []]);
  });

  it("keeps what an access may leave the region with, but not what it loads itself", () => {
    expect(dead([add(X1), load(X1), add(X1)])).toEqual([[], [X1], []]);
  });

  it("looks through accesses that were looked up before", () => {
    expect(dead([add(X1), load(X2), add(X1)], [1])).toEqual([[X1], [], []]);
    expect(dead([add(X1), load(X1)], [1])).toEqual([[X1], []]);
  });

  it("keeps everything before functions of the core, and temporaries are no registers", () => {
    expect(dead([add(X1), { op: Op.Call, d: SLOT_T, a: X2 }, add(X1)])).toEqual([[], [], []]);
    expect(dead([add(SLOT_T), add(SLOT_T)])).toEqual([[], []]);
  });
});
