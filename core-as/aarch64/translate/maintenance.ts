/** Cache, TLB and address translation instructions. DDI 0487 C5.3 to C5.5. */
import { Call, Jump } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import {
  checkCleanAddress,
  checkInvalidateAddress,
  flushTlb,
  flushTlbAllAsids,
  flushTlbAsid,
  flushTlbPage,
  zeroBlock,
} from "../helpers/maintenance";
import { translateForProgram } from "../helpers/translateAddress";
import { X } from "../registers";
import { Context } from "../state";
import { Trap } from "../sysreg/access";
import { translationContext } from "../translate";
import { guardEl0, unallocated } from "./system";

function atEl0(): bool {
  return (translationContext() & Context.El1) == 0;
}

/** Ends the block: translations or instructions may have changed. Undefined at EL0. */
function privileged(fn: u32, t: u32, imm: u32): void {
  if (atEl0()) unallocated();
  else Call.systemLast(fn, SLOT_DISCARD, X.from(t), SLOT_DISCARD, imm);
}

/** Key of a cache instruction that EL0 may be allowed to use: op0 1, op1 3, CRn 7, op2 1. */
function cacheKey(crm: u32): u32 {
  return (1 << 14) | (3 << 11) | (7 << 7) | (crm << 3) | 1;
}

/** IC IALLU, IALLUIS: stores have killed stale code already; what follows is looked up anew. */
export function invalidateAllInstructions(): void {
  if (atEl0()) unallocated();
  else Jump.toNext();
}

/** IC IVAU: the same for a line, whose address must translate. */
export function invalidateInstructions(t: u32): void {
  clean(5, t);
}

/** DC IVAC: needs write permission. */
export function invalidateData(t: u32): void {
  privileged(checkInvalidateAddress.index, t, 0);
}

/** Set and way operations: there is nothing to clean, caches are coherent with everything. */
export function setWay(): void {
  if (atEl0()) unallocated();
}

function clean(crm: u32, t: u32): void {
  if (atEl0()) guardEl0(Trap.UCI, 0, cacheKey(crm), t);
  Call.system(checkCleanAddress.index, SLOT_DISCARD, X.from(t), SLOT_DISCARD, 0);
}

export function cleanData(t: u32): void {
  clean(10, t);
}
export function cleanToUnification(t: u32): void {
  clean(11, t);
}
export function cleanAndInvalidateData(t: u32): void {
  clean(14, t);
}

/** DC ZVA: zeroes the 64 bytes around the address. */
export function zeroData(t: u32): void {
  if (atEl0()) guardEl0(Trap.DZE, 0, cacheKey(4), t);
  Call.system(zeroBlock.index, SLOT_DISCARD, X.from(t), SLOT_DISCARD, 0);
}

/** AT: bit 0 of the immediate asks for a write, bit 1 for the rights of EL0. */
export function translateEl1Read(t: u32): void {
  privileged(translateForProgram.index, t, 0);
}
export function translateEl1Write(t: u32): void {
  privileged(translateForProgram.index, t, 1);
}
export function translateEl0Read(t: u32): void {
  privileged(translateForProgram.index, t, 2);
}
export function translateEl0Write(t: u32): void {
  privileged(translateForProgram.index, t, 3);
}

export function invalidateTlb(): void {
  privileged(flushTlb.index, 31, 0);
}
/** By address and ASID; last level only or not is the same here. */
export function invalidateTlbPage(t: u32): void {
  privileged(flushTlbPage.index, t, 0);
}
export function invalidateTlbAsid(t: u32): void {
  privileged(flushTlbAsid.index, t, 0);
}
export function invalidateTlbAllAsids(t: u32): void {
  privileged(flushTlbAllAsids.index, t, 0);
}
