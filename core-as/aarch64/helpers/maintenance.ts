/**
 * Cache and TLB maintenance at run time. All are for `Call.system` of ir/emit.ts; `a` is the slot of Xt.
 *
 * BOUNDS: `v` is a vCPU's base, `a` the address of a slot; what touches guest memory says more.
 */
import { PAGE_SIZE, SLOT_DATA, SLOT_TC, TLB_ADDEND, TLB_WRITE } from "../../layout";
import { slowWrite, Want } from "../../mem/access";
import {
  completeMaintenance,
  invalidateAll,
  invalidateAsid,
  invalidateAsidPage,
  invalidatePage,
} from "../../mem/maintenance";
import { Tlb } from "../../mem/sets";
import { fullFence } from "../../parallel/fence";
import { raiseAbort, raiseAlignment, raiseMaintenanceAbort } from "../exception";
import { NO_FAULT } from "../fault";
import { translateQuietly } from "../mmu";
import { PSTATE_EL, TCR_EL1 } from "../state";
import { isDeviceMemory, walk } from "../walk";

/** Bytes of a cache line and of the block that DC ZVA zeroes: CTR_EL0, DCZID_EL0. */
const LINE: u32 = 64;
const TCR_AS: u64 = (<u64>1) << 36;

/**
 * DC CVAC, CVAU, CIVAC, IC IVAU: caches are coherent, so only the translation counts. EL0 needs to be able to read.
 * BOUNDS: here and below, `a` is a slot's address.
 */
export function checkCleanAddress(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const va = load<u64>(a);
  const el0 = load<u32>(v, PSTATE_EL) == 0;
  const fault = el0 ? translateQuietly(v, va, Want.Read, true) : walk(v, va, false);
  if (fault == NO_FAULT) return 0;
  raiseMaintenanceAbort(v, va, fault);
  return 1;
}

/** DC IVAC. */
export function checkInvalidateAddress(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const va = load<u64>(a);
  const fault = translateQuietly(v, va, Want.Write, false);
  if (fault == NO_FAULT) return 0;
  raiseMaintenanceAbort(v, va, fault);
  return 1;
}

/** DC ZVA: at once where the page may be written fast, else as four stores. Device memory does not allow it. */
export function zeroBlock(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const va = load<u64>(a) & ~(<u64>LINE - 1);
  const entry = Tlb.entry(load<u32>(v, SLOT_TC), va);
  // BOUNDS: the plain write tag matches, so the page is RAM; the block is aligned to its size and lies in the page.
  if (load<u64>(entry, TLB_WRITE) == (va & ~(<u64>PAGE_SIZE - 1))) {
    memory.fill(<usize>(<u32>va + load<u32>(entry, TLB_ADDEND)), 0, LINE);
    return 0;
  }
  return zeroSlowly(v, load<u64>(a), va);
}

function zeroSlowly(v: usize, address: u64, va: u64): i32 {
  const fault = translateQuietly(v, address, Want.Write, load<u32>(v, PSTATE_EL) == 0);
  if (fault != NO_FAULT) {
    raiseAbort(v, address, Want.Write, fault);
    return 1;
  }
  if (isDeviceMemory(v)) {
    raiseAlignment(v, address, Want.Write);
    return 1;
  }
  for (let i: u32 = 0; i < LINE; i += 16) {
    // BOUNDS: SLOT_DATA has 32 bytes.
    v128.store(v, i64x2.splat(0), SLOT_DATA);
    if (!slowWrite(v, SLOT_TC, va + i, 16, 16)) return 1;
  }
  return 0;
}

/** The ASID in bits 63..48 of a TLBI operand, as wide as TCR_EL1.AS says. */
function asidOf(v: usize, operand: u64): u32 {
  const asid = <u32>(operand >> 48);
  return (load<u64>(v, TCR_EL1) & TCR_AS) != 0 ? asid : asid & 0xff;
}

/** DSB, where other threads see what it waits for. */
export function dataSynchronisation(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  fullFence(v);
  return completeMaintenance(v) ? 0 : 1;
}

export function flushTlb(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  invalidateAll(v);
  return 0;
}

/** Bits 43..0 of the operand are bits 55..12 of the address. */
export function flushTlbPage(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const operand = load<u64>(a);
  invalidateAsidPage(v, asidOf(v, operand), operand << 12);
  return 0;
}

export function flushTlbAsid(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  invalidateAsid(v, asidOf(v, load<u64>(a)));
  return 0;
}

export function flushTlbAllAsids(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  invalidatePage(v, load<u64>(a) << 12);
  return 0;
}
