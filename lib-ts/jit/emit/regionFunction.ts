/**
 * One region's function: (v, number of the entry) → REGION_BETWEEN and its like (layout.ts), or the micro-op with which the
 * interpreter goes on. It calls nothing on its usual ways: engines spare functions without calls the look at the stack's end.
 *
 *   block EXIT_RAISED           a function of the core took over
 *     block EXIT_MID            leave within a block
 *       block EXIT_MID_FLAGS    flags to memory
 *         block EXIT            leave between blocks
 *           block EXIT_FLAGS    flags to memory
 *             block EXIT_LOOP, EXIT_MID_LOOP of each loop: its registers to memory
 *               block for each way out that is seldom taken: where to go on
 *                 the blocks
 */
import {
  REGION_DEAD,
  REGION_HOT,
  SLOT_BUDGET,
  SLOT_PC,
  TURNSTILE_ENTRIES,
  TURNSTILE_OPEN,
  VCPU_REGION,
} from "../../../core-as/layout.ts";
import type { BlockFacts } from "../blockFacts.ts";
import { type CodeSource, OP_SIZE } from "../codeSource.ts";
import { innermostLoops } from "../graph/loops.ts";
import { Structure } from "../graph/structure.ts";
import type { Links } from "../links.ts";
import { entryGraph, type Region } from "../region.ts";
import { Residency, State } from "../residency.ts";
import { Op, PARSED_ROWS, type ParsedPureRow } from "../rows.ts";
import type { Usage } from "../usage.ts";
import { CodeWriter } from "../wasm/codeWriter.ts";
import type { ValueType } from "../wasm/valueType.ts";
import { emitCall, emitFloatCheck, emitNext, emitSystemCall, emitWideCall } from "./calls.ts";
import { deadStores } from "./deadStores.ts";
import {
  ARM_LABEL,
  Emitter,
  EXIT,
  EXIT_FLAGS,
  EXIT_LOOP,
  EXIT_MID,
  EXIT_MID_FLAGS,
  EXIT_MID_LOOP,
  EXIT_RAISED,
  LOCAL_LABEL,
  type ModuleFunctions,
} from "./emitter.ts";
import { emitExclusiveLoad, emitExclusiveStore } from "./exclusive.ts";
import { emitExit, emitFlagsExit, emitLoopExits, emitMidExit, emitRaisedExit } from "./exits.ts";
import { emitFetchCheck } from "./fetchCheck.ts";
import { flagKindsAtEntry } from "./flagFlow.ts";
import { loadPlainFloat } from "./float.ts";
import { code, ENTRY, Frame, I32_LOAD, I32_STORE, I64_LOAD, V } from "./frame.ts";
import { type GroupedAccess, groupsIn } from "./groups.ts";
import { type EmitEdge, emitBoundary, emitJump } from "./jumps.ts";
import { Landings } from "./landings.ts";
import { pageNames } from "./locality.ts";
import { emitMemory } from "./memory.ts";
import { emitPure } from "./pure.ts";
import { afterOp, beforeOp, enterNode } from "./registers.ts";
import { closeSkip, type OpenSkip, openSkip } from "./skip.ts";
import { emitX87 } from "./x87/emitX87.ts";
import { type X87Run, x87Runs } from "./x87/runs.ts";
import { X87Stack } from "./x87/stack.ts";

export interface RegionFunction {
  readonly body: Uint8Array;
  readonly seldom: readonly number[];
  readonly locals: readonly { readonly count: number; readonly type: ValueType }[];
  /** What the locals are. */
  readonly frame: Frame;
}

const NO_GROUPS: ReadonlyMap<number, GroupedAccess> = new Map();
const NO_RUNS: ReadonlyMap<number, X87Run> = new Map();

/** Reused for every function. */
const writer = new CodeWriter(1 << 16);

/** A region with the places in linear memory that its function counts and notes in. */
export interface RecordedRegion {
  readonly region: Region;
  /** Address of its record. */
  readonly record: number;
  /** Address of its turnstile, which counts how often it is entered. */
  readonly turnstile: number;
  /** Where the indirect jump at a micro-op notes its targets: `targetCells` u64. */
  readonly cells: (op: number) => number;
  /**
   * Whether the code may assume what mostly is so: accesses share look-ups (groups.ts), x87 instructions keep registers in locals
   * (x87/runs.ts). Not where it was often otherwise.
   */
  readonly assuming: boolean;
  /** Where direct jumps lead to other regions. */
  readonly links: Links;
}

/** What is known of a region's blocks, of each and of all together, and where in the module's table its links begin. */
export interface RegionFacts {
  readonly facts: BlockFacts;
  readonly usage: Usage;
  readonly firstLink: number;
}

export function emitRegion(
  source: CodeSource,
  { region, record, turnstile, cells, assuming, links }: RecordedRegion,
  { facts, usage, firstLink }: RegionFacts,
  functions: ModuleFunctions,
): RegionFunction {
  writer.reset();
  const frame = new Frame(usage);
  const e = new Emitter(source, writer, frame, functions, cells);
  e.links = links.byDelta();
  e.firstLink = firstLink;
  const residency = new Residency(source, region, facts);
  emitEntryCount(e, record, turnstile);
  emitEntry(e);
  for (const label of [EXIT_RAISED, EXIT_MID, EXIT_MID_FLAGS, EXIT, EXIT_FLAGS]) writer.block(label);
  for (const { index } of residency.allLoops) {
    writer.block(EXIT_LOOP + index);
    writer.block(EXIT_MID_LOOP + index);
  }
  e.landings = Landings.open(e, region.blocks);
  emitBlocks(e, region, residency, assuming);
  writer.op(code("unreachable"));
  e.landings.close(e);
  for (const loop of residency.allLoops.toReversed()) emitLoopExits(e, loop);
  emitFlagsExit(e);
  emitExit(e);
  emitFlagsExit(e);
  emitMidExit(e, record);
  emitRaisedExit(e);
  const seldom = writer.seldomTaken;
  return { body: writer.bytes(), seldom, locals: frame.types.map((type) => ({ count: 1, type })), frame };
}

/** Nothing is done where the region is dead; nor where its entries are counted down: then it is worth another look first. */
function emitEntryCount(e: Emitter, record: number, turnstile: number): void {
  const { code: to, frame } = e;
  to.i32Const(turnstile);
  to.memory(I32_LOAD, TURNSTILE_OPEN, 2);
  to.op(code("i32.eqz"));
  to.ifSeldom(LOCAL_LABEL);
  to.i32Const(REGION_DEAD);
  to.op(code("return"));
  to.end();
  to.i32Const(turnstile);
  to.i32Const(turnstile);
  to.memory(I32_LOAD, TURNSTILE_ENTRIES, 2);
  to.i32Const(1);
  to.op(code("i32.sub"));
  to.localTee(frame.scratch);
  to.memory(I32_STORE, TURNSTILE_ENTRIES, 2);
  to.localGet(frame.scratch);
  to.op(code("i32.eqz"));
  to.ifSeldom(LOCAL_LABEL);
  to.localGet(V);
  to.i32Const(record);
  to.memory(I32_STORE, VCPU_REGION, 2);
  to.i32Const(REGION_HOT);
  to.op(code("return"));
  to.end();
}

function emitEntry(e: Emitter): void {
  const { code: to, frame } = e;
  loadPlainFloat(e);
  to.localGet(V);
  to.memory(I64_LOAD, SLOT_PC, 3);
  to.localSet(frame.base);
  to.localGet(V);
  to.memory(I64_LOAD, SLOT_BUDGET, 3);
  to.localSet(frame.budget);
}

/** On to the entry whose number is the parameter: PC, which is in `base`, becomes that of the head. */
function emitEntries(e: Emitter, { entries, blocks }: Region, emitEdge: (to: number) => void): void {
  const { code: to, frame } = e;
  for (let number = entries.length; number > 0; number--) to.block(ARM_LABEL + number);
  to.block(ARM_LABEL);
  to.localGet(ENTRY);
  to.op(code("br_table"));
  to.u32(entries.length);
  for (const number of [...entries.keys(), entries.length]) to.u32(to.depthOf(ARM_LABEL + number));
  for (const node of [0, ...entries]) {
    to.end();
    e.block = blocks[node];
    e.state = State.ofEntry();
    if (e.block.delta !== 0) {
      to.localGet(frame.base);
      to.i64ConstNumber(e.block.delta);
      to.op(code("i64.sub"));
      to.localSet(frame.base);
    }
    emitEdge(node);
  }
}

function emitBlocks(e: Emitter, region: Region, residency: Residency, assuming: boolean): void {
  const graph = entryGraph(region);
  const structure = new Structure(graph);
  const kinds = flagKindsAtEntry(e.source, region);
  const { code: to } = e;
  e.groups = assuming ? groupsIn(e.source, region) : NO_GROUPS;
  e.pageNames = pageNames(e.source, region.blocks, innermostLoops(graph.successors, structure.order), e.groups);
  // `forgetPages` must know all page locals before the first code is written.
  for (const name of e.pageNames.values()) e.frame.pages(name);
  e.state = State.ofEntry();
  if (graph.entry === 0) enterNode(e, residency, 0);
  structure.walk({
    openBlock: (label) => to.block(label),
    openLoop: (label) => to.loop(label),
    close: () => to.end(),
    branch: (label) => to.br(label),
    leave: (_from, target) => e.leaveTo(region.blocks[target].delta - e.block.delta),
    node(node, emitEdge) {
      const enter = (target: number) => {
        enterNode(e, residency, target);
        emitEdge(target);
      };
      if (node === region.blocks.length) return emitEntries(e, region, enter);
      e.block = region.blocks[node];
      e.state = residency.atEntry(node).copy();
      e.flagKinds = kinds[node];
      emitBoundary(e);
      e.runs = assuming ? x87Runs(e.source, e.block) : NO_RUNS;
      emitOps(e, region, residency, node, enter);
    },
  });
}

function emitOps(e: Emitter, region: Region, residency: Residency, node: number, emitEdge: EmitEdge): void {
  const { firstOp } = e.block;
  e.effects = residency.effects[node];
  const dead = deadStores(e.source, e.block, e.effects, e.groups);
  let skip: OpenSkip | undefined;
  for (const [number, effects] of e.effects.entries()) {
    e.op = firstOp + number * OP_SIZE;
    if (skip?.end === number) {
      closeSkip(e, skip);
      skip = undefined;
    }
    beforeOp(e, effects);
    const row = PARSED_ROWS[e.source.opCode(e.op)];
    if (row.kind === "jump") {
      e.state.step(effects);
      emitJump(e, row, region, node, emitEdge);
      continue;
    }
    const run = e.runs.get(e.op);
    if (run !== undefined) e.x87 = X87Stack.begin(e, run);
    if (e.source.opCode(e.op) === Op.Skip) skip = openSkip(e, number);
    else if (row.kind === "pure") emitPureOp(e, row);
    else if (row.kind === "call") emitCallRow(e);
    else emitMemory(e, row);
    afterOp(e, effects, dead[number]);
    if (e.x87?.run.last === e.op) endRun(e, e.x87);
  }
}

function emitPureOp(e: Emitter, row: ParsedPureRow): void {
  if (e.x87 === undefined || !emitX87(e, e.x87, row)) emitPure(e, row);
}

function endRun(e: Emitter, stack: X87Stack): void {
  stack.store(e);
  e.x87 = undefined;
}

function emitCallRow(e: Emitter): void {
  switch (e.source.opCode(e.op)) {
    case Op.Profile:
    case Op.Enter:
      return;
    case Op.Fence:
      e.code.op(code("atomic.fence"));
      return e.code.byte(0);
    case Op.Call:
      return emitCall(e);
    case Op.Callw:
      return emitWideCall(e);
    case Op.CallxLoad:
      return emitExclusiveLoad(e);
    case Op.CallxStore:
      return emitExclusiveStore(e);
    case Op.Callx:
    case Op.CallxWide:
      return emitSystemCall(e);
    case Op.CallxFetch:
      return emitFetchCheck(e);
    case Op.CallxFloat:
      return emitFloatCheck(e);
    case Op.Next:
      return emitNext(e);
    default:
      throw new Error(`micro-op ${e.source.opCode(e.op)} has no place in a region`);
  }
}
