/** Calls of the core's functions from a region: what they may touch is in memory meanwhile. */
import {
  SLOT_BLOCK,
  SLOT_BUDGET,
  SLOT_OP,
  SLOT_PC,
  SLOT_TC_STACK,
  VCPU_FLOAT_OFF,
  VM_CODE_GENERATION,
} from "../../../core-as/layout.ts";
import { OP_SIZE } from "../codeSource.ts";
import { Op } from "../rows.ts";
import { slotKind, vectorOf } from "../slots.ts";
import { type Emitter, EXIT_RAISED } from "./emitter.ts";
import { UNKNOWN_FLAGS } from "./flagKinds.ts";
import { loadPlainFloat } from "./float.ts";
import { code, I32_LOAD, I32_STORE, I64_LOAD, I64_STORE, V } from "./frame.ts";
import { reload, reloadAll, reloadCaches, reloadRegisters, spill, storeLoop } from "./registers.ts";

const I32_ADD = code("i32.add");
const I32_XOR = code("i32.xor");

/** The local's slot behind `slot`, if it has a local. */
function wholeSlot(e: Emitter, slot: number): number | undefined {
  const kind = slotKind(slot);
  const whole = kind === "vector" || kind === "vectorTemporary" ? vectorOf(slot) : slot;
  return e.frame.has(whole) ? whole : undefined;
}

/** The slots with locals that the op names. */
function namedSlots(e: Emitter): Set<number> {
  const { source, op } = e;
  const named = [source.d(op), source.a(op), source.b(op)].map((slot) => wholeSlot(e, slot));
  return new Set(named.filter((slot) => slot !== undefined));
}

/** v, the addresses of d, a and b, the number; then the call. */
function emitIndirectCall(e: Emitter, gate: number): void {
  const { code: to, source, op } = e;
  to.localGet(V);
  for (const slot of [source.d(op), source.a(op), source.b(op)]) {
    to.localGet(V);
    to.i32Const(slot);
    to.op(I32_ADD);
  }
  to.i32Const(source.imm32(op));
  to.i32Const(source.aux(op));
  to.call(gate);
}

/** A pure function of the slots named. */
export function emitCall(e: Emitter): void {
  const { source, op } = e;
  const result = wholeSlot(e, source.d(op));
  spill(e, namedSlots(e));
  emitIndirectCall(e, e.functions.callPure);
  if (result !== undefined) reload(e, result);
  // Pages met through an aligned SP must not serve a misaligned one.
  if (source.d(op) === SLOT_TC_STACK) reloadCaches(e);
  loadPlainFloat(e);
}

/** A function that also touches registers which are not named. */
export function emitWideCall(e: Emitter): void {
  if (e.state.loop !== undefined) storeLoop(e, e.state.loop);
  e.storeTemporaries(e.op);
  emitIndirectCall(e, e.functions.callPure);
  reloadAll(e);
}

/**
 * A function that may raise an exception, exit, or change machine state. It touches no other registers than those named,
 * SP and the flags; any, where the op is `callx.wide`, and only then the flags inside of loops.
 */
export function emitSystemCall(e: Emitter): void {
  const { frame, code: to, source, op } = e;
  const result = wholeSlot(e, source.d(op));
  for (const slot of namedSlots(e)) if (frame.isTemporary(slot)) frame.store(to, slot);
  settleSystem(e);
  to.i32Const(0);
  to.memory(I32_LOAD, VM_CODE_GENERATION, 2);
  to.localSet(frame.scratch);
  emitIndirectCall(e, e.functions.callSystem);
  to.brIf(EXIT_RAISED);
  if (source.opCode(op + OP_SIZE) === Op.Next) return;
  if (source.opCode(op) === Op.CallxWide) {
    reloadRegisters(e);
    forgetFlags(e);
  }
  if (result !== undefined) reload(e, result);
  reloadCaches(e);
  loadPlainFloat(e);
  to.localGet(V);
  to.memory(I64_LOAD, SLOT_BUDGET, 3);
  to.localSet(frame.budget);
  leaveIfCodeChanged(e);
}

/** Everything that a system function finds in memory goes there. */
export function settleSystem(e: Emitter): void {
  const { state } = e;
  if (state.loop !== undefined) storeLoop(e, state.loop);
  if (state.flagsNewer) e.frame.storeFlags(e.code);
  storePosition(e);
}

/** The function may have changed the flags; outside of loops they are loaded again anyway. */
function forgetFlags(e: Emitter): void {
  if (e.state.loop?.usesFlags) e.frame.loadFlags(e.code);
  e.flagKinds = UNKNOWN_FLAGS;
}

/** Where the region is, for whoever looks at the vCPU meanwhile. */
function storePosition(e: Emitter): void {
  const { code: to, frame } = e;
  to.localGet(V);
  e.pushPc(0);
  to.memory(I64_STORE, SLOT_PC, 3);
  to.localGet(V);
  to.localGet(frame.budget);
  to.memory(I64_STORE, SLOT_BUDGET, 3);
  to.localGet(V);
  to.i32Const(e.block.at);
  to.memory(I32_STORE, SLOT_BLOCK, 2);
  to.localGet(V);
  to.i32Const(e.op);
  to.memory(I32_STORE, SLOT_OP, 2);
}

/** The function may have killed a block of this very region. */
function leaveIfCodeChanged(e: Emitter): void {
  const { code: to, frame } = e;
  to.localGet(frame.scratch);
  to.i32Const(0);
  to.memory(I32_LOAD, VM_CODE_GENERATION, 2);
  to.op(I32_XOR);
  e.leaveAtIf(e.op + OP_SIZE);
}

/** Leaves where floating point is not enabled: the interpreter raises the exception. */
export function emitFloatCheck(e: Emitter): void {
  e.code.localGet(V);
  e.code.memory(I32_LOAD, VCPU_FLOAT_OFF, 2);
  e.leaveAtIf(e.op);
}

/** Ends the block after a system call: events are looked at. */
export function emitNext(e: Emitter): void {
  const { code: to } = e;
  to.localGet(V);
  e.pushPc(e.source.imm32(e.op));
  to.memory(I64_STORE, SLOT_PC, 3);
  to.br(EXIT_RAISED);
}
