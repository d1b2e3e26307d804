/**
 * Exceptions to EL1: entry, return, and the interrupt lines. DDI 0487 D1.10, D1.11.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */

import { cpsr } from "../aarch32/modes";
import { Mode } from "../aarch32/state";
import { flagsOf, setFlags } from "../exec/functions/flags";
import { leaveBlock } from "../exec/leave";
import { SLOT_PC, SLOT_SP, VCPU_CONTEXT, VCPU_EVENT, VCPU_IRQ_LINES, VCPU_MONITOR_SIZE } from "../layout";
import { Want } from "../mem/access";
import { debugEnabled, updateContext } from "./context";
import { Fault } from "./fault";
import { selectTranslation } from "./mmu";
import {
  Context,
  ELR_EL1,
  ESR_EL1,
  FAR_EL1,
  MDSCR_EL1,
  Mdscr,
  PSTATE_DAIF,
  PSTATE_EL,
  PSTATE_IL,
  PSTATE_SPSEL,
  PSTATE_SS,
  SP_EL0,
  SP_EL1,
  SPSR_EL1,
  STEP_SYNDROME,
  VBAR_EL1,
} from "./state";
import { enterUser32, inAarch32, leaveUser32 } from "./user32";
import { ignoresTopByte } from "./walk";

/** Exception classes (ESR_ELx.EC). */
export enum Ec {
  Unknown = 0x00,
  WfiWfe = 0x01,
  FpTrap = 0x07,
  IllegalState = 0x0e,
  Svc = 0x15,
  Hvc = 0x16,
  Smc = 0x17,
  SystemRegister = 0x18,
  InstructionAbortLower = 0x20,
  InstructionAbort = 0x21,
  PcAlignment = 0x22,
  DataAbortLower = 0x24,
  DataAbort = 0x25,
  SpAlignment = 0x26,
  FpException = 0x2c,
  SError = 0x2f,
  BreakpointLower = 0x30,
  Breakpoint = 0x31,
  SoftwareStepLower = 0x32,
  SoftwareStep = 0x33,
  WatchpointLower = 0x34,
  Watchpoint = 0x35,
  Brk = 0x3c,
}

/** Vector offsets within a group of VBAR_EL1. */
enum Vector {
  Synchronous = 0x000,
  Irq = 0x080,
  Fiq = 0x100,
  SError = 0x180,
}

/** ESR_ELx.IL: a 32-bit instruction. */
const IL: u32 = 1 << 25;
const DAIF_I: u32 = 1 << 7;
const DAIF_F: u32 = 1 << 6;
const DAIF_A: u32 = 1 << 8;
export const DAIF_ALL: u32 = 0x3c0;
/** ISS of data aborts: write not read; cache maintenance. */
const WNR: u32 = 1 << 6;
const CM: u32 = 1 << 8;

/** Vector groups of VBAR_EL1: the current level with SP_EL0 and with SP_EL1, the lower one in AArch64 and in AArch32 state. */
enum Group {
  Thread = 0x000,
  Handler = 0x200,
  Lower = 0x400,
  Lower32 = 0x600,
}

/** SPSR_EL1.M, of which M[4] says AArch32 state. */
const MODE: u32 = 0x1f;

/** PSTATE as SPSR_EL1 holds it, in the form of the execution state. */
export function pstate(v: usize): u32 {
  if (inAarch32(v)) return cpsr(v) | (load<u32>(v, PSTATE_SS) << 21);
  return (
    flagsOf(v) |
    (load<u32>(v, PSTATE_SS) << 21) |
    (load<u32>(v, PSTATE_IL) << 20) |
    load<u32>(v, PSTATE_DAIF) |
    (load<u32>(v, PSTATE_EL) << 2) |
    load<u32>(v, PSTATE_SPSEL)
  );
}

/** Makes `el` and `spsel` current: swaps the banked SP, the translation caches and the context. */
export function setLevel(v: usize, el: u32, spsel: u32): void {
  store<u64>(v + (load<u32>(v, PSTATE_SPSEL) == 0 ? SP_EL0 : SP_EL1), load<u64>(v, SLOT_SP));
  store<u32>(v, el, PSTATE_EL);
  store<u32>(v, spsel, PSTATE_SPSEL);
  store<u64>(v, load<u64>(v + (spsel == 0 ? SP_EL0 : SP_EL1)), SLOT_SP);
  selectTranslation(v);
  updateContext(v);
}

function vectorGroup(v: usize): u32 {
  if (load<u32>(v, PSTATE_EL) == 0) return inAarch32(v) ? Group.Lower32 : Group.Lower;
  return load<u32>(v, PSTATE_SPSEL) == 0 ? Group.Thread : Group.Handler;
}

/** Takes an exception to EL1 with `elr` as the preferred return address. */
function enter(v: usize, vector: u32, elr: u64): void {
  const group = vectorGroup(v);
  store<u64>(v, pstate(v), SPSR_EL1);
  store<u64>(v, group == Group.Lower32 ? elr & ~1 : elr, ELR_EL1);
  if (group == Group.Lower32) leaveUser32(v);
  store<u32>(v, DAIF_ALL, PSTATE_DAIF);
  store<u32>(v, 0, PSTATE_IL);
  store<u32>(v, 0, PSTATE_SS);
  setLevel(v, 1, 1);
  store<u64>(v, (load<u64>(v, VBAR_EL1) & ~0x7ff) + group + vector, SLOT_PC);
}

/**
 * Raises a synchronous exception at the instruction of the running micro-op (or at PC, between blocks).
 * @param ec class; @param iss syndrome
 */
export function raise(v: usize, ec: u32, iss: u32): void {
  const pc = leaveBlock(v, false);
  store<u64>(v, (ec << 26) | IL | iss, ESR_EL1);
  enter(v, Vector.Synchronous, pc);
}

/** As `raise`, for instructions whose exception returns after them (SVC). */
export function raiseAfter(v: usize, ec: u32, iss: u32): void {
  leaveAfter(v);
  store<u64>(v, (ec << 26) | IL | iss, ESR_EL1);
  enter(v, Vector.Synchronous, load<u64>(v, SLOT_PC));
}

/** Leaves the block after the instruction of the running micro-op, which is done. */
export function leaveAfter(v: usize): void {
  store<u64>(v, leaveBlock(v, true) + 4, SLOT_PC);
}

/** As `raise`, for classes that have a number for EL0 and the next one for EL1. */
function raiseByLevel(v: usize, ec: u32, iss: u32): void {
  raise(v, ec + (load<u32>(v, PSTATE_EL) == 0 ? 0 : 1), iss);
}

/** An abort at `va`: sets FAR_EL1 and picks the class for the current level. `status`: DFSC or IFSC. */
export function raiseAbort(v: usize, va: u64, want: u32, status: u32): void {
  store<u64>(v, va, FAR_EL1);
  if (want == Want.Execute) raiseByLevel(v, Ec.InstructionAbortLower, status);
  else raiseByLevel(v, Ec.DataAbortLower, status | (want == Want.Write ? WNR : 0));
}

/** A data abort on a cache maintenance instruction, which counts as a write. */
export function raiseMaintenanceAbort(v: usize, va: u64, status: u32): void {
  store<u64>(v, va, FAR_EL1);
  raiseByLevel(v, Ec.DataAbortLower, status | WNR | CM);
}

export function raiseAlignment(v: usize, va: u64, want: u32): void {
  raiseAbort(v, va, want, Fault.Alignment);
}

export function raiseUnsupportedExclusive(v: usize, va: u64, want: u32): void {
  raiseAbort(v, va, want, Fault.UnsupportedExclusive);
}

/** A load or store through SP while SP is not a multiple of 16 and SCTLR_EL1 has SA (SA0) set. D1.10.2 */
export function raiseSpAlignment(v: usize): void {
  raise(v, Ec.SpAlignment, 0);
}

/** A Breakpoint, Software Step or Watchpoint exception: `ec` is its class at EL0. */
function raiseDebug(v: usize, ec: u32, iss: u32): void {
  raiseByLevel(v, ec, Fault.Debug | iss);
}

/**
 * Before a fetch: the sign extension of a tagged address that a branch put into PC, then the PC alignment fault.
 * @returns false when it raised the fault
 */
export function checkProgramCounter(v: usize): bool {
  let pc = load<u64>(v, SLOT_PC);
  const extended = <u64>(<i64>(pc << 8) >> 8);
  if (extended != pc && ignoresTopByte(v, pc)) {
    pc = extended;
    store<u64>(v, pc, SLOT_PC);
  }
  if ((pc & 3) == 0) return true;
  store<u64>(v, pc, FAR_EL1);
  raise(v, Ec.PcAlignment, 0);
  return false;
}

/**
 * Exception return from EL1: PSTATE from SPSR_EL1, PC from ELR_EL1. An illegal SPSR keeps the level and sets PSTATE.IL
 * (D1.11.4). An exception return clears the exclusive monitor and sets the event register.
 */
export function exceptionReturn(v: usize): void {
  const spsr = load<u32>(v, SPSR_EL1);
  const steppable = (load<u32>(v, MDSCR_EL1) & Mdscr.SS) != 0 && !debugEnabled(v);
  store<u32>(v, 0, VCPU_MONITOR_SIZE);
  store<u32>(v, 1, VCPU_EVENT);
  store<u32>(v, 0, STEP_SYNDROME);
  if ((spsr & MODE) == Mode.Usr) enterUser32(v, load<u32>(v, ELR_EL1), spsr);
  else returnToAarch64(v, spsr);
  store<u32>(v, steppable && debugEnabled(v) ? (spsr >> 21) & 1 : 0, PSTATE_SS);
}

/** Whether AArch64 state has the level and the stack pointer that SPSR_EL1.M says. */
export function isLevel(spsr: u32): bool {
  const el = (spsr >> 2) & 3;
  return (spsr & 0x12) == 0 && el <= 1 && (el == 1 || (spsr & 1) == 0);
}

function returnToAarch64(v: usize, spsr: u32): void {
  const legal = isLevel(spsr);
  store<u64>(v, load<u64>(v, ELR_EL1), SLOT_PC);
  setFlags(v, spsr);
  store<u32>(v, spsr & DAIF_ALL, PSTATE_DAIF);
  store<u32>(v, legal ? (spsr >> 20) & 1 : 1, PSTATE_IL);
  if (legal) setLevel(v, (spsr >> 2) & 3, spsr & 1);
  else updateContext(v);
}

/** A step block was left before its instruction was done: the step is still to be made. */
export function notRetired(v: usize, context: u32): void {
  if ((context & Context.Step) != 0) store<u32>(v, 1, PSTATE_SS);
}

/** Whether an exception is to be taken before the next instruction: an unmasked line, or the end of a software step. */
export function pendingInterrupt(v: usize): bool {
  if (stepDone(v)) return true;
  const lines = load<u32>(v, VCPU_IRQ_LINES);
  return lines != 0 && pick(v, lines) != 0;
}

/** Software step is active and its one instruction is done. D2.12 */
function stepDone(v: usize): bool {
  return (load<u32>(v, VCPU_CONTEXT) & Context.Step) != 0 && load<u32>(v, PSTATE_SS) == 0;
}

/** Whether any line is up, masked or not: what wakes WFI. */
export function anyLine(v: usize): bool {
  return load<u32>(v, VCPU_IRQ_LINES) != 0;
}

/** The vector offset of the line to take, 0 when all are masked. SError before FIQ before IRQ. */
function pick(v: usize, lines: u32): u32 {
  const daif = load<u32>(v, PSTATE_DAIF);
  if ((lines & 4) != 0 && (daif & DAIF_A) == 0) return Vector.SError;
  if ((lines & 2) != 0 && (daif & DAIF_F) == 0) return Vector.Fiq;
  if ((lines & 1) != 0 && (daif & DAIF_I) == 0) return Vector.Irq;
  return 0;
}

/** Takes what `pendingInterrupt` found, between blocks. */
export function takeInterrupt(v: usize): void {
  if (stepDone(v)) {
    raiseDebug(v, Ec.SoftwareStepLower, load<u32>(v, STEP_SYNDROME));
    return;
  }
  const vector = pick(v, load<u32>(v, VCPU_IRQ_LINES));
  if (vector == 0) return;
  if (vector == Vector.SError) {
    store<u64>(v, ((<u64>Ec.SError) << 26) | IL, ESR_EL1);
    atomic.and<u32>(v, ~4, VCPU_IRQ_LINES);
  }
  enter(v, vector, load<u64>(v, SLOT_PC));
}
