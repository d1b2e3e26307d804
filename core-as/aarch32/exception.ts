/**
 * Exceptions of AArch32 state: entry to its modes, and the interrupt lines. DDI 0487 G1.12 to G1.16. Where EL1 is in AArch64 state,
 * the same functions raise what EL1 gets.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { Ec, raise, raiseAbort as raiseAbortToEl1 } from "../aarch64/exception";
import { SCTLR_EL1, VBAR_EL1 } from "../aarch64/state";
import {
  raiseBreakpoint32,
  raiseFloatTrap32,
  raiseSupervisorCall32,
  raiseSystemAccess32,
  raiseWait32,
} from "../aarch64/user32";
import { instructionAddress, leaveBlock } from "../exec/leave";
import { SLOT_BLOCK, SLOT_OP, SLOT_PC, VCPU_IRQ_LINES } from "../layout";
import { Want } from "../mem/access";
import { updateContext } from "./context";
import { Fault, faultStatus } from "./fault";
import { advanceIfThen, ifThenState } from "./ifThen";
import { kernelIsAarch64 } from "./kernel";
import { cpsr, setMode, spsrAt } from "./modes";
import { LR, R } from "./registers";
import { CPSR_E, CPSR_IT, Cpsr, DFAR, DFSR, IFAR, IFSR, Mode, PSTATE_DAIF, PSTATE_IL, Sctlr } from "./state";

/** Vector offsets. */
enum Vector {
  Undefined = 0x04,
  SupervisorCall = 0x08,
  PrefetchAbort = 0x0c,
  DataAbort = 0x10,
  Irq = 0x18,
  Fiq = 0x1c,
}

const HIGH_VECTORS: u32 = 0xffff0000;
/** DFSR.WnR. */
const WNR: u32 = 1 << 11;
/** A `Fault` with its level. */
const STATUS: i32 = 0x3f;
/** DFSR.CM: cache maintenance. */
const CM: u32 = 1 << 13;
/** VCPU_IRQ_LINES. */
const LINE_IRQ: u32 = 1;
const LINE_FIQ: u32 = 2;
const LINE_ABORT: u32 = 4;

/** Takes an exception to `mode`; `masks`: the bits of A, I and F that it sets; `link`: R14 of the mode. */
function enter(v: usize, vector: u32, mode: u32, masks: u32, link: u32): void {
  const control = load<u32>(v, SCTLR_EL1);
  const before = cpsr(v);
  store<u64>(v, 0, CPSR_IT);
  store<u64>(v, (control & Sctlr.EE) != 0 ? <u64>Cpsr.E : 0, CPSR_E);
  store<u32>(v, 0, PSTATE_IL);
  store<u32>(v, load<u32>(v, PSTATE_DAIF) | masks, PSTATE_DAIF);
  setMode(v, mode);
  store<u64>(spsrAt(v), before);
  store<u64>(v + R.general(LR), link);
  const base = (control & Sctlr.V) != 0 ? HIGH_VECTORS : load<u32>(v, VBAR_EL1) & ~31;
  store<u64>(v, <u64>((base + vector) | ((control & Sctlr.TE) != 0 ? 1 : 0)), SLOT_PC);
}

/** Address of the instruction at fault, without PSTATE.T; leaves the block. */
function faultAddress(v: usize): u32 {
  return <u32>leaveBlock(v, false) & ~1;
}

/** Undefined Instruction: R14 is behind the instruction, as far as its first halfword goes in T32. */
export function raiseUndefinedInstruction(v: usize): void {
  if (kernelIsAarch64()) return raise(v, Ec.Unknown, 0);
  const thumb = (load<u32>(v, SLOT_PC) & 1) != 0;
  enter(v, Vector.Undefined, Mode.Und, Cpsr.I, faultAddress(v) + (thumb ? 2 : 4));
}

/** A floating-point or Advanced SIMD instruction that is not enabled. */
export function raiseFloatAccess(v: usize): void {
  if (kernelIsAarch64()) raiseFloatTrap32(v);
  else raiseUndefinedInstruction(v);
}

/** An access to a system register that EL1 traps: `ec` and `fields` are those of the syndrome of an AArch64 EL1. */
export function raiseSystemAccess(v: usize, ec: u32, fields: u32): void {
  if (kernelIsAarch64()) raiseSystemAccess32(v, ec, fields);
  else raiseUndefinedInstruction(v);
}

/** WFE or WFI, `length` bytes long, where EL0 may not wait. */
export function raiseWait(v: usize, event: bool, length: u32): void {
  if (kernelIsAarch64()) raiseWait32(v, event, length);
  else raiseUndefinedInstruction(v);
}

/** SVC: returns behind the instruction, which is `length` bytes long. */
export function raiseSupervisorCall(v: usize, imm16: u32, length: u32): void {
  if (kernelIsAarch64()) return raiseSupervisorCall32(v, imm16, length);
  leaveAfter(v, length);
  enter(v, Vector.SupervisorCall, Mode.Svc, Cpsr.I, load<u32>(v, SLOT_PC) & ~1);
}

/** Leaves the block behind the instruction of the running micro-op, `length` bytes long, which is done. */
export function leaveAfter(v: usize, length: u32): void {
  store<u64>(v, <u64>(<u32>leaveBlock(v, true) + length), SLOT_PC);
}

/** An abort at `va`, with what aarch32/fault.ts calls its status. */
export function raiseAbort(v: usize, va: u64, want: u32, fault: i32): void {
  if (kernelIsAarch64()) return raiseAbortToEl1(v, va, want, fault);
  if (want == Want.Execute) {
    store<u64>(v, <u64>(<u32>va), IFAR);
    // IFSR has no domain.
    store<u64>(v, faultStatus(v, fault & STATUS), IFSR);
    enter(v, Vector.PrefetchAbort, Mode.Abt, Cpsr.A | Cpsr.I, faultAddress(v) + 4);
    return;
  }
  store<u64>(v, <u64>(<u32>va), DFAR);
  store<u64>(v, faultStatus(v, fault) | (want == Want.Write ? WNR : 0), DFSR);
  enter(v, Vector.DataAbort, Mode.Abt, Cpsr.A | Cpsr.I, faultAddress(v) + 8);
}

/** Cache maintenance by address failed: reported as a write, whatever it was. */
export function raiseMaintenanceAbort(v: usize, va: u64, fault: i32): void {
  store<u64>(v, <u64>(<u32>va), DFAR);
  store<u64>(v, faultStatus(v, fault) | WNR | CM, DFSR);
  enter(v, Vector.DataAbort, Mode.Abt, Cpsr.A | Cpsr.I, faultAddress(v) + 8);
}

/** BKPT, outside of halting debug: a prefetch abort that says so. */
export function raiseBreakpoint(v: usize, imm16: u32, length: u32): void {
  if (kernelIsAarch64()) return raiseBreakpoint32(v, imm16, length);
  store<u64>(v, faultStatus(v, Fault.Debug), IFSR);
  enter(v, Vector.PrefetchAbort, Mode.Abt, Cpsr.A | Cpsr.I, faultAddress(v) + 4);
}

export function raiseAlignment(v: usize, va: u64, want: u32): void {
  raiseAbort(v, va, want, Fault.Alignment);
}

export function raiseUnsupportedExclusive(v: usize, va: u64, want: u32): void {
  raiseAbort(v, va, want, Fault.UnsupportedExclusive);
}

/** Before a fetch: addresses have 32 bits, and in A32 state bit 1 does not count. @returns true: it never raises */
export function checkProgramCounter(v: usize): bool {
  const pc = load<u32>(v, SLOT_PC);
  store<u64>(v, (pc & 1) != 0 ? pc : pc & ~3, SLOT_PC);
  return true;
}

/**
 * A block is left at the micro-op in SLOT_OP: ITSTATE of its instruction, or of the one behind it when it is `retired`, goes to its
 * place.
 */
export function leavingBlock(v: usize, retired: bool): void {
  if ((load<u32>(v, SLOT_PC) & 1) == 0) return;
  const state = ifThenState(load<u32>(v, SLOT_BLOCK), load<u32>(v, SLOT_OP));
  store<u64>(v, retired ? advanceIfThen(state) : state, CPSR_IT);
}

/** Whether an interrupt is to be taken before the next instruction. */
export function pendingInterrupt(v: usize): bool {
  const lines = load<u32>(v, VCPU_IRQ_LINES);
  return lines != 0 && pick(v, lines) != 0;
}

/** Whether any line is up, masked or not: what wakes WFI. */
export function anyLine(v: usize): bool {
  return load<u32>(v, VCPU_IRQ_LINES) != 0;
}

/** The line to take, 0 when all are masked: asynchronous abort before FIQ before IRQ. */
function pick(v: usize, lines: u32): u32 {
  const masks = load<u32>(v, PSTATE_DAIF);
  if ((lines & LINE_ABORT) != 0 && (masks & Cpsr.A) == 0) return LINE_ABORT;
  if ((lines & LINE_FIQ) != 0 && (masks & Cpsr.F) == 0) return LINE_FIQ;
  if ((lines & LINE_IRQ) != 0 && (masks & Cpsr.I) == 0) return LINE_IRQ;
  return 0;
}

/** Takes what `pendingInterrupt` found, between blocks. */
export function takeInterrupt(v: usize): void {
  const next = <u32>instructionAddress(v) & ~1;
  switch (pick(v, load<u32>(v, VCPU_IRQ_LINES))) {
    case LINE_ABORT:
      atomic.and<u32>(v, ~LINE_ABORT, VCPU_IRQ_LINES);
      store<u64>(v, faultStatus(v, Fault.AsynchronousExternal), DFSR);
      return enter(v, Vector.DataAbort, Mode.Abt, Cpsr.A | Cpsr.I, next + 8);
    case LINE_FIQ:
      return enter(v, Vector.Fiq, Mode.Fiq, Cpsr.A | Cpsr.I | Cpsr.F, next + 4);
    case LINE_IRQ:
      return enter(v, Vector.Irq, Mode.Irq, Cpsr.A | Cpsr.I, next + 4);
  }
}

/** PSTATE.IL is set: an Undefined Instruction exception, which clears it. */
export function raiseIllegal(v: usize): void {
  if (kernelIsAarch64()) return raise(v, Ec.IllegalState, 0);
  raiseUndefinedInstruction(v);
  updateContext(v);
}
