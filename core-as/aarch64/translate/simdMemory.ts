/**
 * Advanced SIMD load and store structures. DDI 0487 C4.1.4, C3.2.10.
 *
 * Every load goes into temporaries first: only when the last access has not faulted do registers change, the base
 * register last of all. A multiple-structure access is one stretch of memory, read and written in whole registers.
 */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { lanes, oneDouble } from "../../simd/emit";
import { gatherStructures, scatterStructures } from "../helpers/simdStructures";
import { V, X } from "../registers";
import { baseMoved, cacheOfBase } from "../stack";
import { lanesMemory, refused, trim } from "./simdEmit";

/** Structures of one element are plain registers; others have no 1D arrangement. */
function reservedStructures(elements: u32, q: u32, size: u32): bool {
  return elements > 1 && oneDouble(q, size);
}

/** Loads one register's worth at byte `offset` from Xn into a slot. */
function emitLoadPart(q: u32, size: u32, slot: u32, n: u32, offset: u32): void {
  if (q != 0) Ir.ldLanesV128(slot, X.sp(n), offset, 1 << size, cacheOfBase(n));
  else Ir.ldLanesV64(slot, X.sp(n), offset, 1 << size, cacheOfBase(n));
}

/** Stores one register's worth: whole doublewords at a time, or single elements of structures. */
function emitStorePart(elements: u32, q: u32, size: u32, slot: u32, n: u32, offset: u32): void {
  const piece: u32 = elements == 1 ? 8 : 1 << size;
  const lanes: u32 = (1 << size) | (piece << 8);
  if (q != 0) Ir.stLanesV128(slot, X.sp(n), offset, lanes, cacheOfBase(n));
  else Ir.stLanesV64(slot, X.sp(n), offset, lanes, cacheOfBase(n));
}

/** LD1 to LD4 (multiple structures) of `registers` registers in structures of `elements`. */
function emitLoad(elements: u32, registers: u32, q: u32, size: u32, n: u32, t: u32): void {
  if (registers == 1) return emitLoadPart(q, size, V.register(t), n, 0);
  for (let i: u32 = 0; i < registers; i++) emitLoadPart(q, size, V.temporary(i), n, i << (3 + q));
  if (elements > 1) return callStructures(gatherStructures.index, elements, q, size, t);
  for (let i: u32 = 0; i < registers; i++) Ir.movV128(V.register((t + i) & 31), V.temporary(i));
}

/** ST1 to ST4 (multiple structures). */
function emitStore(elements: u32, registers: u32, q: u32, size: u32, n: u32, t: u32): void {
  if (elements > 1) callStructures(scatterStructures.index, elements, q, size, t);
  for (let i: u32 = 0; i < registers; i++) {
    emitStorePart(elements, q, size, elements > 1 ? V.temporary(i) : V.register((t + i) & 31), n, i << (3 + q));
  }
}

/** Between registers from Vt on and temporaries from 0 on. */
function callStructures(fn: u32, elements: u32, q: u32, size: u32, t: u32): void {
  Call.wide(fn, V.temporary(0), V.temporary(0), V.temporary(0), t | (elements << 5) | (size << 8) | (q << 10));
}

/** Write-back: Xn plus Xm, or plus the bytes transferred when m is 31. */
function emitPostIndex(m: u32, n: u32, bytes: u32): void {
  if (m == 31) Ir.addiI64(X.sp(n), X.sp(n), bytes);
  else Ir.addI64(X.sp(n), X.sp(n), X.from(m));
  baseMoved(n, m == 31 ? bytes : 1);
}

export function loadStructures(elements: u32, registers: u32, q: u32, size: u32, n: u32, t: u32): void {
  if (refused(reservedStructures(elements, q, size))) return;
  emitLoad(elements, registers, q, size, n, t);
}

export function loadStructuresPost(elements: u32, registers: u32, q: u32, size: u32, m: u32, n: u32, t: u32): void {
  if (refused(reservedStructures(elements, q, size))) return;
  emitLoad(elements, registers, q, size, n, t);
  emitPostIndex(m, n, registers << (3 + q));
}

export function storeStructures(elements: u32, registers: u32, q: u32, size: u32, n: u32, t: u32): void {
  if (refused(reservedStructures(elements, q, size))) return;
  emitStore(elements, registers, q, size, n, t);
}

export function storeStructuresPost(elements: u32, registers: u32, q: u32, size: u32, m: u32, n: u32, t: u32): void {
  if (refused(reservedStructures(elements, q, size))) return;
  emitStore(elements, registers, q, size, n, t);
  emitPostIndex(m, n, registers << (3 + q));
}

/** Byte offset of the lane that Q:S:size names; the bits below the lane's number are those its size uses. */
function laneOffset(size: u32, q: u32, s: u32, low: u32): u32 {
  switch (size) {
    case 0:
      return (q << 3) | (s << 2) | low;
    case 1:
      return ((q << 2) | (s << 1) | low) << 1;
    case 2:
      return ((q << 1) | s) << 2;
    default:
      return q << 3;
  }
}

/** Loads one element for each of `elements` registers into integer temporaries. */
function loadElements(elements: u32, size: u32, n: u32): void {
  for (let i: u32 = 0; i < elements; i++) {
    lanesMemory(Op.LdU8, size, X.temporary(i), n, i << size);
  }
}

function emitLoadLane(elements: u32, size: u32, offset: u32, n: u32, t: u32): void {
  loadElements(elements, size, n);
  for (let i: u32 = 0; i < elements; i++) {
    lanes(Op.Setlane8, size, V.register((t + i) & 31) + offset, X.temporary(i), 0);
  }
}

function emitStoreLane(elements: u32, size: u32, offset: u32, n: u32, t: u32): void {
  for (let i: u32 = 0; i < elements; i++) {
    lanes(Op.GetlaneU8, size, X.temporary(i), V.register((t + i) & 31) + offset, 0);
    lanesMemory(Op.St8, size, X.temporary(i), n, i << size);
  }
}

/** LD1 to LD4 (single structure): one lane of each register, the others keep their values. */
export function loadLane(elements: u32, size: u32, q: u32, s: u32, low: u32, n: u32, t: u32): void {
  if (refused(false)) return;
  emitLoadLane(elements, size, laneOffset(size, q, s, low), n, t);
}

export function loadLanePost(elements: u32, size: u32, q: u32, s: u32, low: u32, m: u32, n: u32, t: u32): void {
  if (refused(false)) return;
  emitLoadLane(elements, size, laneOffset(size, q, s, low), n, t);
  emitPostIndex(m, n, elements << size);
}

/** ST1 to ST4 (single structure). */
export function storeLane(elements: u32, size: u32, q: u32, s: u32, low: u32, n: u32, t: u32): void {
  if (refused(false)) return;
  emitStoreLane(elements, size, laneOffset(size, q, s, low), n, t);
}

export function storeLanePost(elements: u32, size: u32, q: u32, s: u32, low: u32, m: u32, n: u32, t: u32): void {
  if (refused(false)) return;
  emitStoreLane(elements, size, laneOffset(size, q, s, low), n, t);
  emitPostIndex(m, n, elements << size);
}

function emitReplicate(elements: u32, q: u32, size: u32, n: u32, t: u32): void {
  loadElements(elements, size, n);
  for (let i: u32 = 0; i < elements; i++) {
    const register = V.register((t + i) & 31);
    lanes(Op.SplatI8x16, size, register, X.temporary(i), 0);
    trim(q, register);
  }
}

/** LD1R to LD4R: one structure to all lanes. */
export function loadReplicate(elements: u32, q: u32, size: u32, n: u32, t: u32): void {
  if (refused(false)) return;
  emitReplicate(elements, q, size, n, t);
}

export function loadReplicatePost(elements: u32, q: u32, size: u32, m: u32, n: u32, t: u32): void {
  if (refused(false)) return;
  emitReplicate(elements, q, size, n, t);
  emitPostIndex(m, n, elements << size);
}
