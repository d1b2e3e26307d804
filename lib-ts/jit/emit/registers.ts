/** Moves registers between memory and locals, as residency.ts has it. */
import type { Effects } from "../effects.ts";
import type { RegisterSet } from "../registerSet.ts";
import type { Loop, Residency } from "../residency.ts";
import type { Emitter } from "./emitter.ts";
import { I32_LOAD, V } from "./frame.ts";

/** What the op that comes needs in locals. */
export function beforeOp(e: Emitter, { reads, readsFlags }: Effects): void {
  const { state, frame, code: to } = e;
  if (state.loop !== undefined) return;
  for (const slot of reads) {
    if (state.registers.has(slot)) continue;
    frame.load(to, slot);
    state.registers.add(slot);
  }
  if (!readsFlags || state.flagsHere) return;
  frame.loadFlags(to);
  state.flagsHere = true;
}

/** What the op before wrote, to memory, but for the registers in `dead`. */
export function afterOp(e: Emitter, effects: Effects, dead: ReadonlySet<number>): void {
  const { state, frame, code: to } = e;
  if (state.loop !== undefined) return;
  state.step(effects);
  for (const slot of effects.writes) if (!dead.has(slot)) frame.store(to, slot);
}

/** On the way to a node: leaves the loop that the block is in, and makes what the node begins with. */
export function enterNode(e: Emitter, residency: Residency, node: number): void {
  const { state, frame, code: to } = e;
  const next = residency.atEntry(node);
  if (state.flagsNewer && !next.flagsNewer) frame.storeFlags(to);
  if (state.loop !== next.loop) {
    if (state.loop !== undefined) storeLoop(e, state.loop);
    if (next.loop !== undefined) enterLoop(e, next.loop, state.registers);
  }
  if (next.flagsHere && !state.flagsHere) frame.loadFlags(to);
}

function enterLoop(e: Emitter, loop: Loop, here: RegisterSet): void {
  const { frame, code: to } = e;
  for (const slot of loop.registers) if (!here.has(slot)) frame.load(to, slot);
  loadCaches(e, loop);
}

function loadCaches(e: Emitter, { caches }: Loop): void {
  const { frame, code: to } = e;
  for (const slot of caches) {
    to.localGet(V);
    to.memory(I32_LOAD, slot, 2);
    to.localSet(frame.cache(slot));
  }
}

/** What a loop wrote, to memory. */
export function storeLoop(e: Emitter, { written }: Loop): void {
  for (const slot of written) e.frame.store(e.code, slot);
}

/** Named slots of a function of the core, to memory, where they are newer in locals. */
export function spill(e: Emitter, slots: Iterable<number>): void {
  const { state, frame, code: to } = e;
  for (const slot of slots) if (frame.isTemporary(slot) || state.loop?.written.has(slot)) frame.store(to, slot);
}

/** A slot that a function of the core wrote. Outside of loops a register waits in memory until it is needed. */
export function reload({ state, frame, code: to }: Emitter, slot: number): void {
  if (frame.isTemporary(slot) || state.loop !== undefined) frame.load(to, slot);
}

/** After a function that may have changed any register, but no temporary. */
export function reloadRegisters({ state, frame, code: to }: Emitter): void {
  for (const slot of state.loop?.registers ?? []) frame.load(to, slot);
}

/** After a function that may have changed any register. */
export function reloadAll(e: Emitter): void {
  reloadRegisters(e);
  for (const slot of e.frame.temporaries) e.frame.load(e.code, slot);
}

/** After a change of translations, or of the caches in use. */
export function reloadCaches(e: Emitter): void {
  if (e.state.loop !== undefined) loadCaches(e, e.state.loop);
  e.frame.forgetPages(e.code);
}

/** Pushes the translation-cache set in `slot`. */
export function pushCache({ state, frame, code: to }: Emitter, slot: number): void {
  if (state.loop?.caches.has(slot)) to.localGet(frame.cache(slot));
  else {
    to.localGet(V);
    to.memory(I32_LOAD, slot, 2);
  }
}
