import { describe, expect, it } from "vitest";
import { X87_REGISTERS, X87_TOP } from "../../../../core-as/fp/x87/layout.ts";
import { BLOCK_HEADER, BLOCK_OP_COUNT, SLOT_DISCARD, SLOT_T, SLOT_X } from "../../../../core-as/layout.ts";
import { CodeSource, OP_SIZE } from "../../codeSource.ts";
import { Op } from "../../rows.ts";
import { x87Runs } from "./runs.ts";

const BLOCK = 0x100;

interface Fields {
  readonly op: Op;
  readonly packed?: number;
  readonly d?: number;
}

const FLD64: Fields = { op: Op.X87Load64 };
const FADDP: Fields = { op: Op.X87Add, packed: 0x6c1 };
const FMUL_ST2: Fields = { op: Op.X87Multiply, packed: 0x0ca };
const FSTP_ST1: Fields = { op: Op.X87Fst, packed: 0x5d9 };
const FLD_ST7: Fields = { op: Op.X87Fld, packed: 0x1c7 };
const POP: Fields = { op: Op.X87Pop, d: X87_TOP };
const FSQRT: Fields = { op: Op.X87Register };
const ADD: Fields = { op: Op.AddiI32, d: SLOT_X };
const MMX: Fields = { op: Op.MovI64, d: X87_REGISTERS };
const JUMP: Fields = { op: Op.Jump };

/** The runs of a block: numbers of their first and last ops, and what must be full and empty. */
function runs(...ops: readonly Fields[]) {
  const view = new DataView(new ArrayBuffer(0x400));
  view.setUint32(BLOCK + BLOCK_OP_COUNT, ops.length, true);
  for (const [index, { op, packed = 0, d = SLOT_DISCARD }] of ops.entries()) {
    const at = BLOCK + BLOCK_HEADER + index * OP_SIZE;
    view.setUint16(at, op, true);
    view.setUint16(at + 2, d, true);
    view.setUint16(at + 4, SLOT_T, true);
    view.setUint32(at + 8, packed, true);
  }
  const block = new CodeSource(view.buffer, () => 0).block(BLOCK, 0);
  const number = (op: number) => (op - block.firstOp) / OP_SIZE;
  return [...x87Runs(new CodeSource(view.buffer, () => 0), block).values()].map(({ first, last, full, empty }) => ({
    ops: [number(first), number(last)],
    full: full.toString(2),
    empty: empty.toString(2),
  }));
}

describe("x87Runs", () => {
  it("asks for registers by their places at the start, whatever was pushed and popped since", () => {
    expect(runs(FLD64, FADDP, FMUL_ST2, JUMP)).toEqual([{ ops: [0, 2], full: "101", empty: "10000000" }]);
  });

  it("knows what a copy has filled and a pop has emptied", () => {
    expect(runs(FSTP_ST1, FLD64, FADDP)).toEqual([{ ops: [0, 2], full: "1", empty: "0" }]);
  });

  it("goes on over other instructions, and ends at functions of the x87 and at MMX registers", () => {
    expect(runs(FLD64, ADD, FADDP).map(({ ops }) => ops)).toEqual([[0, 2]]);
    expect(runs(FLD64, FADDP, FSQRT, FLD64, FADDP).map(({ ops }) => ops)).toEqual([
      [0, 1],
      [3, 4],
    ]);
    expect(runs(FLD64, MMX, FADDP)).toEqual([]);
  });

  it("ends where the stack would be wrong for sure, and leaves out what always is", () => {
    expect(runs(FLD64, POP, POP, FADDP, FLD_ST7, FLD64).map(({ ops }) => ops)).toEqual([[0, 3]]);
    expect(runs(POP, FMUL_ST2, FSTP_ST1, FSTP_ST1, FMUL_ST2).map(({ ops }) => ops)).toEqual([[0, 4]]);
  });
});
