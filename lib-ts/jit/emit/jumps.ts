/** From block to block inside a region, and out of it. */
import { type Edge, type Region, targetCells } from "../region.ts";
import type { ParsedJumpRow } from "../rows.ts";
import { emitDispatch } from "./dispatch.ts";
import { type Emitter, INNER_LABEL, MISS_LABEL } from "./emitter.ts";
import { code, I64_STORE } from "./frame.ts";
import { emitGuard, leaveLinked } from "./links.ts";
import { pushExpression, recordFlags } from "./pure.ts";
import { readSlot } from "./slotAccess.ts";

const WRAP = code("i32.wrap_i64");
const I64_NE = code("i64.ne");
const I64_EQ = code("i64.eq");
const I64_LE_S = code("i64.le_s");
const I64_SUB = code("i64.sub");
const I32_SUB = code("i32.sub");
const I32_MUL = code("i32.mul");
const I32_AND = code("i32.and");
const I32_SHR_U = code("i32.shr_u");

const CELL_SIZE = 8;
/** 2^32 divided by the golden ratio: it spreads neighbours. The upper bits of the product name the cell. */
const CELL_MULTIPLIER = 0x9e3779b1;
const WORD_BITS = 32;
/** From so many targets on, a table is faster than one comparison after the other. */
const MANY_TARGETS = 4;

/** Emits the edge to a node where it is taken: as the structure of the region has it. */
export type EmitEdge = (to: number) => void;

function emitInner(e: Emitter, region: Region, edge: Edge, emitEdge: EmitEdge): void {
  const { block, state, effects, flagKinds } = e;
  const { delta, at } = region.blocks[edge.to];
  if (edge.guarded) emitGuard(e, delta, at);
  emitEdge(edge.to);
  // The target's code may stand here and now have moved the emitter on.
  e.block = block;
  e.state = state;
  e.effects = effects;
  e.flagKinds = flagKinds;
}

/** The jump that ends a block. */
export function emitJump(e: Emitter, row: ParsedJumpRow, region: Region, node: number, emitEdge: EmitEdge): void {
  const { source, op, code: to } = e;
  const edges = region.edges[node];
  if (row.tokens[0] === "indirect") return emitIndirect(e, region, edges, emitEdge);
  if (row.flags.length > 0) recordFlags(e, row, row.flags, undefined, "i64");
  const go = (kind: Edge["kind"], distance: number) => {
    const edge = edges.find((candidate) => candidate.kind === kind);
    if (edge === undefined) leaveLinked(e, distance);
    else emitInner(e, region, edge, emitEdge);
  };
  const taken = source.imm32(op);
  const next = source.aux(op);
  if (row.condition === undefined) return go("taken", taken);
  pushExpression(e, row.condition);
  // A way to nothing that was executed is seldom taken.
  if (edges.some(({ kind }) => kind === "taken") || e.links.has(e.block.delta + taken)) to.if(INNER_LABEL);
  else to.ifSeldom(INNER_LABEL);
  go("taken", taken);
  to.end();
  go("next", next);
}

/** Targets inside the region are compared with; anything else leaves. */
function emitIndirect(e: Emitter, region: Region, edges: readonly Edge[], emitEdge: EmitEdge): void {
  const { code: to, frame, source, op } = e;
  readSlot(e, source.a(op), "i64");
  to.localSet(frame.address);
  if (edges.length >= MANY_TARGETS) emitSwitch(e, region, edges, emitEdge);
  else {
    for (const edge of edges) {
      compareTarget(e, region, edge, I64_EQ);
      to.if(INNER_LABEL);
      emitInner(e, region, edge, emitEdge);
      to.end();
    }
  }
  emitNoteTarget(e, op);
  to.localGet(frame.address);
  to.localSet(frame.exitPc);
  to.br(e.exit);
}

/** One jump through a table to the edge whose target it may be, and one comparison. */
function emitSwitch(e: Emitter, region: Region, edges: readonly Edge[], emitEdge: EmitEdge): void {
  const { code: to, frame } = e;
  const distances = edges.map((edge) => region.blocks[edge.to].delta);
  const pushDistance = () => {
    to.localGet(frame.address);
    to.op(WRAP);
    to.localGet(frame.base);
    to.op(WRAP);
    to.op(I32_SUB);
  };
  emitDispatch(to, distances, pushDistance, (index) => {
    compareTarget(e, region, edges[index], I64_NE);
    to.brIfSeldom(MISS_LABEL);
    emitInner(e, region, edges[index], emitEdge);
  });
}

/** Pushes how frame.address compares with where the edge goes. */
function compareTarget(e: Emitter, region: Region, edge: Edge, comparison: number): void {
  e.code.localGet(e.frame.address);
  e.pushPc(region.blocks[edge.to].delta - e.block.delta);
  e.code.op(comparison);
}

/** Notes where the jump goes, for the next form of the region: the cells are a hash table that forgets. */
function emitNoteTarget(e: Emitter, op: number): void {
  const { code: to, frame } = e;
  const size = targetCells(e.source, op) * CELL_SIZE;
  to.localGet(frame.address);
  to.op(WRAP);
  to.i32Const(CELL_MULTIPLIER);
  to.op(I32_MUL);
  to.i32Const(WORD_BITS - Math.log2(size));
  to.op(I32_SHR_U);
  to.i32Const(size - CELL_SIZE);
  to.op(I32_AND);
  to.localGet(frame.address);
  to.memory(I64_STORE, e.cells(op), 3);
}

/** The block boundary, as core-as/exec/chain.ts has it: leaves when the budget is used up, else charges the block. */
export function emitBoundary(e: Emitter): void {
  const { code: to, frame } = e;
  to.localGet(frame.budget);
  to.i64ConstNumber(0);
  to.op(I64_LE_S);
  e.leaveToIf(0);
  to.localGet(frame.budget);
  to.i64ConstNumber(e.block.cost);
  to.op(I64_SUB);
  to.localSet(frame.budget);
}
