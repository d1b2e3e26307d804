/**
 * Registers whose writes change how the vCPU runs: translation, traps, interrupt masks, stack pointer.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { VCPU_IRQ_LINES } from "../../layout";
import { flushJumpsOf } from "../../mem/jumpCache";
import { flushAll } from "../../mem/tlb";
import { updateContext } from "../context";
import { DAIF_ALL, leaveAfter, pendingInterrupt, setLevel } from "../exception";
import { selectAddressSpace } from "../mmu";
import { PSTATE_DAIF, PSTATE_EL, SCTLR_EL1 } from "../state";

/** SCTLR_EL1: bits that may be written (no EE, E0E: little-endian only), and bits that are RES1. */
const CONTROL_WRITABLE: u64 = 0x040dd3bf;
const CONTROL_ONES: u64 = 0x30d00800;

/** SCTLR_EL1: every bit that matters changes translations or contexts. */
export function writeControl(v: usize, value: u64): void {
  store<u64>(v, (value & CONTROL_WRITABLE) | CONTROL_ONES, SCTLR_EL1);
  flushAll(v);
  updateContext(v);
}

/** After a write of TCR_EL1 or MAIR_EL1: what the translation caches hold was made under the old value. */
export function followTranslationControl(v: usize, value: u64): void {
  flushAll(v);
  selectAddressSpace(v);
}

/** After a write of TTBRx_EL1: perhaps another ASID. Entries of the same ASID stay until software invalidates them. */
export function followTableBase(v: usize, value: u64): void {
  selectAddressSpace(v);
}

/** After a write of CPACR_EL1: the jump caches know blocks of the old context. */
export function followContext(v: usize, value: u64): void {
  updateContext(v);
  flushJumpsOf(v);
}

/** SPSel: the other stack pointer becomes SP. */
export function writeStackSelect(v: usize, value: u64): void {
  setLevel(v, 1, <u32>value & 1);
}

export function readCurrentLevel(v: usize): u64 {
  return load<u32>(v, PSTATE_EL) << 2;
}

/** ISR_EL1: SError, IRQ and FIQ pending in bits 8..6. */
export function readInterruptStatus(v: usize): u64 {
  const lines = load<u32>(v, VCPU_IRQ_LINES);
  return ((lines & 4) << 6) | ((lines & 1) << 7) | ((lines & 2) << 5);
}

/** DAIF. @returns whether it left the block, because an interrupt is to be taken or debug exceptions came on */
export function writeInterruptMask(v: usize, value: u64): bool {
  return setInterruptMask(v, <u32>value & DAIF_ALL);
}

/** Sets PSTATE.DAIF at the running instruction; leaves the block after it when that makes anything pending. */
export function setInterruptMask(v: usize, daif: u32): bool {
  const old = load<u32>(v, PSTATE_DAIF);
  store<u32>(v, daif, PSTATE_DAIF);
  const debugChanged = ((old ^ daif) & 0x200) != 0;
  if (debugChanged) updateContext(v);
  if (!debugChanged && !pendingInterrupt(v)) return false;
  leaveAfter(v);
  return true;
}
