/**
 * Cache maintenance, TLB maintenance, address translation: registers that are instructions. DDI 0487 G8.2.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { PAR_EL1 } from "../../aarch64/state";
import { WALK_ADDRESS, WALK_SHIFT } from "../../layout";
import { Want } from "../../mem/access";
import { ASID_IN_VIEWS } from "../../mem/addressSpace";
import {
  completeMaintenance,
  invalidateAll,
  invalidateAsid,
  invalidateAsidPage,
  invalidatePage,
} from "../../mem/maintenance";
import { fullFence } from "../../parallel/fence";
import { raiseMaintenanceAbort } from "../exception";
import { DOMAIN_FAULT, faultStatus, NO_FAULT, usesLongDescriptors } from "../fault";
import { translateQuietly } from "../mmu";
import { lastAttribute, lastShareability, walk } from "../walk";

/** PAR bits. */
const FAULT: u64 = 1;
const SUPERSECTION: u64 = 1 << 1;
const SHAREABLE: u64 = 1 << 7;
const NOT_OUTER_SHAREABLE: u64 = 1 << 10;
const LONG: u64 = 1 << 11;
/** log2 of the size of a supersection. */
const SUPERSECTION_SHIFT: u32 = 24;

/** ISB, and what needs no more than the end of the block: what follows is fetched anew. */
export function synchronise(v: usize, value: u64): void {}

/** CP15DSB. @returns whether it gave the instruction up */
export function completeBarrier(v: usize, value: u64): bool {
  fullFence(v);
  return !completeMaintenance(v);
}

/** CP15DMB. */
export function barrier(v: usize, value: u64): void {
  fullFence(v);
}

/** By address: no rights are needed, but a translation. @returns whether it raised an abort */
export function maintainAddress(v: usize, value: u64): bool {
  const fault = walk(v, <u32>value, false);
  if (fault == NO_FAULT || (fault & 0x3f & ~3) == DOMAIN_FAULT) return false;
  raiseMaintenanceAbort(v, value, fault);
  return true;
}

export function flushTlb(v: usize, value: u64): void {
  invalidateAll(v);
}
/** The address is in bits 31..12, the ASID in 7..0. */
export function flushTlbPage(v: usize, value: u64): void {
  invalidateAsidPage(v, <u32>value & 0xff, <u32>value & 0xfffff000, ASID_IN_VIEWS);
}
export function flushTlbAsid(v: usize, value: u64): void {
  invalidateAsid(v, <u32>value & 0xff, ASID_IN_VIEWS);
}
export function flushTlbAllAsids(v: usize, value: u64): void {
  invalidatePage(v, <u32>value & 0xfffff000);
}

export function translatePrivilegedRead(v: usize, value: u64): void {
  translate(v, value, Want.Read, false);
}
export function translatePrivilegedWrite(v: usize, value: u64): void {
  translate(v, value, Want.Write, false);
}
export function translateUserRead(v: usize, value: u64): void {
  translate(v, value, Want.Read, true);
}
export function translateUserWrite(v: usize, value: u64): void {
  translate(v, value, Want.Write, true);
}

function translate(v: usize, va: u64, want: u32, user: bool): void {
  const fault = translateQuietly(v, va, want, user);
  const long = usesLongDescriptors(v);
  if (fault != NO_FAULT) store<u64>(v, long ? LONG | failure(v, fault) : failure(v, fault), PAR_EL1);
  else store<u64>(v, long ? longSuccess(v) : shortSuccess(v), PAR_EL1);
}

/** F and FS or FST: the status as DFSR has it, its bit 10 next to the others. */
function failure(v: usize, fault: i32): u64 {
  const status = faultStatus(v, fault);
  if (usesLongDescriptors(v)) return FAULT | ((status & 0x3f) << 1);
  return FAULT | ((status & 15) << 1) | ((status >> 5) & 0x20);
}

function longSuccess(v: usize): u64 {
  const address = load<u64>(v, WALK_ADDRESS) & 0x000000fffffff000;
  return ((<u64>lastAttribute()) << 56) | address | LONG | (lastShareability() << 7);
}

function shortSuccess(v: usize): u64 {
  const address = load<u64>(v, WALK_ADDRESS);
  const sharing = lastShareability();
  const shared = (sharing != 0 ? SHAREABLE : 0) | (sharing == 3 ? NOT_OUTER_SHAREABLE : 0);
  const attributes = shortAttributes(lastAttribute()) | shared;
  if (load<u32>(v, WALK_SHIFT) != SUPERSECTION_SHIFT) return (address & 0xfffff000) | attributes;
  return (address & 0xff000000) | ((address >> 16) & 0xff0000) | SUPERSECTION | attributes;
}

/** Inner attributes in bits 6..4, outer in 3..2, from MAIR's form. */
function shortAttributes(memory: u32): u64 {
  if (memory >> 4 == 0) return memory == 0 ? 1 << 4 : 3 << 4;
  const inner = memory & 15;
  const outer = memory >> 4;
  return (innerPolicy(inner) << 4) | (outerPolicy(outer) << 2);
}

function innerPolicy(policy: u32): u32 {
  return policy == 0xf ? 5 : policy == 0xa ? 6 : policy == 0xe ? 7 : 0;
}

function outerPolicy(policy: u32): u32 {
  return policy == 0xf ? 1 : policy == 0xa ? 2 : policy == 0xe ? 3 : 0;
}
