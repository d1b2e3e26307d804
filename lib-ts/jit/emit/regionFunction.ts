/**
 * One region's function: (v) → 0 when SLOT_PC names the next block, REGION_STOP when the vCPU has an exit reason, or the
 * micro-op of SLOT_BLOCK with which the interpreter goes on.
 *
 *   registers, flags and what else is needed into locals
 *   block EXIT_RAISED    a function of the core took over: what it left alone to memory, then to the block it leads to
 *     block EXIT_MID     leave within a block: registers and temporaries to memory
 *       block EXIT       leave between blocks: registers to memory, then on to the next region if there is one
 *         the blocks
 */
import {
  BLOCK_HEADER,
  REGION_ENTRIES,
  REGION_STOP,
  SLOT_BLOCK,
  SLOT_BUDGET,
  SLOT_PC,
  SLOT_SP,
  TC_JUMP_CACHE,
} from "../../../core-as/layout.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import { nodesInLoops } from "../graph/loops.ts";
import { Structure } from "../graph/structure.ts";
import type { Region } from "../region.ts";
import { Op, PARSED_ROWS } from "../rows.ts";
import { isTemporary } from "../slots.ts";
import type { Usage } from "../usage.ts";
import { CodeWriter } from "../wasm/codeWriter.ts";
import type { ValueType } from "../wasm/valueType.ts";
import { emitCall, emitNext, emitSystemCall, emitWideCall } from "./calls.ts";
import { Emitter, EXIT, EXIT_MID, EXIT_RAISED, LOCAL_LABEL, type ModuleFunctions } from "./emitter.ts";
import { emitExclusiveLoad, emitExclusiveStore } from "./exclusive.ts";
import { flagKindsAtEntry } from "./flagFlow.ts";
import { loadPlainFloat } from "./float.ts";
import { code, Frame, I32_LOAD, I32_STORE, I64_LOAD, I64_STORE, V } from "./frame.ts";
import { emitBoundary, emitJump, pushJumpEntry } from "./jumps.ts";
import { emitMemory, reservePages } from "./memory.ts";
import { emitPure } from "./pure.ts";

const I64_ADD = code("i64.add");
const I64_SUB = code("i64.sub");
const RETURN = code("return");

export interface RegionFunction {
  readonly body: Uint8Array;
  readonly locals: readonly { readonly count: number; readonly type: ValueType }[];
  /** What the locals are. */
  readonly frame: Frame;
}

/** Reused for every function. */
const writer = new CodeWriter(1 << 16);

/** A region with the places in linear memory that its function counts and notes in. */
export interface RecordedRegion {
  readonly region: Region;
  /** Address of its record, which counts how often it is entered. */
  readonly record: number;
  /** Where the indirect jump at a micro-op notes its targets: `targetCells` u64. */
  readonly cells: (op: number) => number;
}

/** @param usage that of the region's blocks */
export function emitRegion(
  source: CodeSource,
  { region, record, cells }: RecordedRegion,
  usage: Usage,
  functions: ModuleFunctions,
): RegionFunction {
  writer.reset();
  const frame = new Frame(usage);
  const e = new Emitter(source, writer, frame, functions, cells);
  emitEntryCount(e, record);
  emitEntry(e, region);
  writer.block(EXIT_RAISED);
  writer.block(EXIT_MID);
  writer.block(EXIT);
  emitBlocks(e, region);
  writer.op(code("unreachable"));
  writer.end();
  emitExit(e);
  writer.end();
  emitMidExit(e, region);
  writer.end();
  emitRaisedExit(e);
  return { body: writer.bytes(), locals: frame.types.map((type) => ({ count: 1, type })), frame };
}

/** Counts down to the moment when the region is worth another look. */
function emitEntryCount(e: Emitter, record: number): void {
  const { code: to, frame } = e;
  to.i32Const(record);
  to.i32Const(record);
  to.memory(I32_LOAD, REGION_ENTRIES, 2);
  to.i32Const(1);
  to.op(code("i32.sub"));
  to.localTee(frame.scratch);
  to.memory(I32_STORE, REGION_ENTRIES, 2);
  to.localGet(frame.scratch);
  to.op(code("i32.eqz"));
  to.if(LOCAL_LABEL);
  to.localGet(V);
  to.i32Const(record);
  to.call(e.functions.regionHot);
  to.end();
}

function emitEntry(e: Emitter, region: Region): void {
  const { code: to, frame } = e;
  frame.loadCaches(to);
  frame.load(to, () => true);
  frame.loadFlags(to);
  loadPlainFloat(e);
  to.localGet(V);
  to.memory(I64_LOAD, SLOT_PC, 3);
  to.localSet(frame.base);
  // Whoever entered has charged the head already; its boundary does it for jumps back to it, and now once more.
  to.localGet(V);
  to.memory(I64_LOAD, SLOT_BUDGET, 3);
  to.i64ConstNumber(region.blocks[0].cost);
  to.op(I64_ADD);
  to.localSet(frame.budget);
}

function emitBlocks(e: Emitter, region: Region): void {
  const successors = region.edges.map((edges) => edges.map(({ to }) => to));
  const structure = new Structure({ entry: 0, successors });
  const looping = nodesInLoops(successors);
  const kinds = flagKindsAtEntry(e.source, region);
  const { code: to } = e;
  for (const [node, block] of region.blocks.entries()) {
    e.block = block;
    e.inLoop = looping[node];
    reservePages(e);
  }
  structure.walk({
    openBlock: (label) => to.block(label),
    openLoop: (label) => to.loop(label),
    close: () => to.end(),
    branch: (label) => to.br(label),
    leave: (_from, target) => e.leaveTo(region.blocks[target].delta - e.block.delta),
    node(node, emitEdge) {
      e.block = region.blocks[node];
      e.flagKind = kinds[node];
      e.inLoop = looping[node];
      emitBoundary(e);
      emitOps(e, region, node, emitEdge);
    },
  });
}

function emitOps(e: Emitter, region: Region, node: number, emitEdge: (to: number) => void): void {
  const { firstOp, lastOp } = e.block;
  for (let op = firstOp; op <= lastOp; op += OP_SIZE) {
    e.op = op;
    const row = PARSED_ROWS[e.source.opCode(op)];
    if (row.kind === "pure") emitPure(e, row);
    else if (row.kind === "jump") emitJump(e, row, region, node, emitEdge);
    else if (row.kind === "call") emitCallRow(e);
    else emitMemory(e, row);
  }
}

function emitCallRow(e: Emitter): void {
  switch (e.source.opCode(e.op)) {
    case Op.Profile:
    case Op.Enter:
      return;
    case Op.Call:
      return emitCall(e);
    case Op.Callw:
      return emitWideCall(e);
    case Op.CallxLoad:
      return emitExclusiveLoad(e);
    case Op.CallxStore:
      return emitExclusiveStore(e);
    case Op.Callx:
      return emitSystemCall(e);
    case Op.Next:
      return emitNext(e);
    default:
      throw new Error(`micro-op ${e.source.opCode(e.op)} has no place in a region`);
  }
}

function storeExitPc(e: Emitter): void {
  e.code.localGet(V);
  e.code.localGet(e.frame.exitPc);
  e.code.memory(I64_STORE, SLOT_PC, 3);
  e.code.localGet(V);
  e.code.localGet(e.frame.budget);
  e.code.memory(I64_STORE, SLOT_BUDGET, 3);
}

/** Between blocks: straight on to the next region, if its block is in the jump cache and compiled. */
function emitExit(e: Emitter): void {
  const { code: to, frame, functions } = e;
  frame.store(to, ({ kind }) => !isTemporary(kind));
  frame.storeFlags(to);
  storeExitPc(e);
  if (functions.tailCalls) emitChain(e);
  to.i32Const(0);
  to.op(RETURN);
}

function emitChain(e: Emitter): void {
  const { code: to, frame } = e;
  to.block(LOCAL_LABEL);
  to.localGet(frame.budget);
  to.i64ConstNumber(0);
  to.op(code("i64.le_s"));
  to.brIf(LOCAL_LABEL);
  pushJumpEntry(e, frame.exitPc);
  to.localSet(frame.scratch);
  to.localGet(frame.scratch);
  to.memory(I64_LOAD, TC_JUMP_CACHE, 3);
  to.localGet(frame.exitPc);
  to.op(code("i64.ne"));
  to.brIf(LOCAL_LABEL);
  to.localGet(frame.scratch);
  to.memory(I32_LOAD, TC_JUMP_CACHE + 8, 2);
  to.localSet(frame.exitBlock);
  emitUnlessCompiled(e, LOCAL_LABEL);
  to.localGet(V);
  to.localGet(frame.budget);
  to.localGet(frame.exitBlock);
  to.memory(code("i64.load32_u"), 0, 2);
  to.op(I64_SUB);
  to.memory(I64_STORE, SLOT_BUDGET, 3);
  to.localGet(V);
  to.localGet(frame.exitBlock);
  to.memory(I32_STORE, SLOT_BLOCK, 2);
  emitTailCall(e);
  to.end();
}

/** Sets exitPc and exitBlock for the block that exitOp lies in: a search by halves over the blocks in store order. */
function emitFindBlock(e: Emitter, blocks: readonly BlockView[]): void {
  const { code: to, frame } = e;
  if (blocks.length === 1) {
    e.block = blocks[0];
    e.pushPc(0);
    to.localSet(frame.exitPc);
    to.i32Const(e.block.at);
    to.localSet(frame.exitBlock);
    return;
  }
  const middle = blocks.length >> 1;
  to.localGet(frame.exitOp);
  to.i32Const(blocks[middle].at);
  to.op(code("i32.lt_u"));
  to.if(LOCAL_LABEL);
  emitFindBlock(e, blocks.slice(0, middle));
  to.else_();
  emitFindBlock(e, blocks.slice(middle));
  to.end();
}

/** Within a block: the interpreter needs the temporaries too. */
function emitMidExit(e: Emitter, region: Region): void {
  const { code: to, frame } = e;
  emitFindBlock(
    e,
    [...region.blocks].sort((x, y) => x.at - y.at),
  );
  frame.store(to, () => true);
  frame.storeFlags(to);
  storeExitPc(e);
  to.localGet(V);
  to.localGet(frame.exitBlock);
  to.memory(I32_STORE, SLOT_BLOCK, 2);
  to.localGet(frame.exitOp);
  to.op(RETURN);
}

/** Branches to `label` unless the block in exitBlock begins with a region. */
function emitUnlessCompiled(e: Emitter, label: number): void {
  const { code: to, frame } = e;
  to.localGet(frame.exitBlock);
  to.memory(code("i32.load16_u"), BLOCK_HEADER, 1);
  to.i32Const(Op.Enter);
  to.op(code("i32.ne"));
  to.brIf(label);
}

/** Goes on with the region of the block in exitBlock. */
function emitTailCall(e: Emitter): void {
  const { code: to, frame, functions } = e;
  to.localGet(V);
  to.localGet(frame.exitBlock);
  to.memory(I32_LOAD, BLOCK_HEADER + 12, 2);
  to.op(code("return_call"));
  to.u32(functions.nextRegion);
}

/**
 * After a system call that ended its block, or an exception: SP, flags, PC and budget are in memory already, and may be
 * others than before. The core looks at events and finds the next block.
 */
function emitRaisedExit(e: Emitter): void {
  const { code: to, frame, functions } = e;
  frame.store(to, ({ slot, kind }) => !isTemporary(kind) && slot !== SLOT_SP);
  to.localGet(V);
  to.call(functions.regionResolve);
  to.localTee(frame.exitBlock);
  to.op(code("i32.eqz"));
  to.if(LOCAL_LABEL);
  to.i32Const(REGION_STOP);
  to.op(RETURN);
  to.end();
  if (functions.tailCalls) {
    to.block(LOCAL_LABEL);
    emitUnlessCompiled(e, LOCAL_LABEL);
    emitTailCall(e);
    to.end();
  }
  to.localGet(frame.exitBlock);
  to.i32Const(BLOCK_HEADER);
  to.op(code("i32.add"));
}
