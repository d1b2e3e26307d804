/** The ends of a region's function, to which every way out branches: what they do is said at regionFunction.ts. */
import {
  BLOCK_COST,
  BLOCK_HEADER,
  CROSSING_COST,
  REGION_CROSSINGS,
  REGION_ENTRIES,
  REGION_STOP,
  SLOT_BLOCK,
  SLOT_BUDGET,
  SLOT_PC,
  TC_JUMP_CACHE,
} from "../../../core-as/layout.ts";
import type { BlockView } from "../codeSource.ts";
import type { Region } from "../region.ts";
import { type Loop, State } from "../residency.ts";
import { Op } from "../rows.ts";
import { type Emitter, EXIT, EXIT_FLAGS, EXIT_MID, EXIT_MID_FLAGS, LOCAL_LABEL } from "./emitter.ts";
import { code, I32_LOAD, I32_STORE, I64_LOAD, I64_STORE, V } from "./frame.ts";
import { emitFindJump } from "./jumps.ts";
import { storeLoop } from "./registers.ts";

const I32_ADD = code("i32.add");
const RETURN = code("return");

function storeExitPc(e: Emitter): void {
  e.code.localGet(V);
  e.code.localGet(e.frame.exitPc);
  e.code.memory(I64_STORE, SLOT_PC, 3);
  e.code.localGet(V);
  e.code.localGet(e.frame.budget);
  e.code.memory(I64_STORE, SLOT_BUDGET, 3);
}

/** Out of a loop, within a block and between blocks. */
export function emitLoopExits(e: Emitter, loop: Loop): void {
  e.code.end();
  storeLoop(e, loop);
  e.code.br(loop.writesFlags ? EXIT_MID_FLAGS : EXIT_MID);
  e.code.end();
  storeLoop(e, loop);
  e.code.br(loop.writesFlags ? EXIT_FLAGS : EXIT);
}

export function emitFlagsExit(e: Emitter): void {
  e.code.end();
  e.frame.storeFlags(e.code);
}

/**
 * Within a block, because the page of a group of accesses was not found. One that lies in two pages is counted, and makes
 * the next look at the region come sooner: it may have to do without groups.
 */
export function emitGroupExit(e: Emitter, record: number): void {
  const { code: to, frame } = e;
  to.br(EXIT_MID);
  to.end();
  to.localGet(frame.scratch);
  to.op(code("i32.eqz"));
  to.brIf(EXIT_MID);
  to.i32Const(record);
  to.i32Const(record);
  to.memory(I32_LOAD, REGION_CROSSINGS, 2);
  to.i32Const(1);
  to.op(I32_ADD);
  to.memory(I32_STORE, REGION_CROSSINGS, 2);
  to.i32Const(record);
  to.i32Const(record);
  to.memory(I32_LOAD, REGION_ENTRIES, 2);
  to.localTee(frame.scratch);
  to.i32Const(CROSSING_COST);
  to.op(code("i32.sub"));
  // What is left at last is the one entry that asks for the look; a count that has run out already stays so.
  to.localGet(frame.scratch);
  to.i32Const(0);
  to.op(code("i32.ne"));
  to.localGet(frame.scratch);
  to.i32Const(CROSSING_COST);
  to.op(code("i32.gt_u"));
  to.op(code("select"));
  to.memory(I32_STORE, REGION_ENTRIES, 2);
}

/** Between blocks: straight on to the next region, if its block is in the jump cache and compiled. */
export function emitExit(e: Emitter): void {
  const { code: to, functions } = e;
  to.end();
  e.state = State.ofEntry();
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
  emitFindJump(e, frame.exitPc);
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

/** Within a block. */
export function emitMidExit(e: Emitter, region: Region): void {
  const { code: to, frame } = e;
  to.end();
  emitFindBlock(
    e,
    [...region.blocks].sort((x, y) => x.at - y.at),
  );
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

/** Takes back what the core charged for the block in exitBlock: regions charge their blocks by themselves. */
function emitDischarge(e: Emitter): void {
  const { code: to, frame } = e;
  to.localGet(V);
  to.localGet(V);
  to.memory(I64_LOAD, SLOT_BUDGET, 3);
  to.localGet(frame.exitBlock);
  to.memory(code("i64.load32_u"), BLOCK_COST, 2);
  to.op(code("i64.add"));
  to.memory(I64_STORE, SLOT_BUDGET, 3);
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
 * After a system call that ended its block, or an exception: registers, flags, PC and budget are in memory already, and may
 * be others than before. The core looks at events and finds the next block.
 */
export function emitRaisedExit(e: Emitter): void {
  const { code: to, frame, functions } = e;
  to.end();
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
    emitDischarge(e);
    emitTailCall(e);
    to.end();
  }
  to.localGet(frame.exitBlock);
  to.i32Const(BLOCK_HEADER);
  to.op(I32_ADD);
}
