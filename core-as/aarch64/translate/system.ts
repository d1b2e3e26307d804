/** Exception generation, hints, barriers, PSTATE and system registers. DDI 0487 C4.1.3. */
import { Barrier, Call, Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, VCPU_MONITOR_SIZE, VM_VCPU_COUNT } from "../../layout";
import { Parallel } from "../../parallel/exclusive";
import {
  exitHypercall,
  exitSecureCall,
  exitYield,
  raiseBreakpoint,
  raiseUndefined,
  returnToLevel,
  setEvents,
  setOwnEvent,
  supervisorTrap,
  waitEvent,
  waitInterrupt,
} from "../helpers/exceptions";
import { dataSynchronisation } from "../helpers/maintenance";
import { clearMask, selectStackPointer, setMask } from "../helpers/pstate";
import { X } from "../registers";
import { Context, PSTATE_DAIF } from "../state";
import { Allow, checkAccess, systemSyndrome, Trap } from "../sysreg/access";
import { accessOf, emitRead, emitWrite, systemRegister } from "../sysreg.gen";
import { translationContext } from "../translate";
import { fpTrapped } from "./fpAccess";

/** PSTATE.D in the immediate of DAIFSet and DAIFClr. */
const IMMEDIATE_D: u32 = 8;

function atEl0(): bool {
  return (translationContext() & Context.El1) == 0;
}

function last(fn: u32, imm: u32): void {
  Call.systemLast(fn, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, imm);
}

/** Any word without a row, and any row whose fields are not allocated: Undefined Instruction. */
export function unallocated(): void {
  last(raiseUndefined.index, 0);
}

/** HLT, while halting debug is not enabled. */
export function unallocatedHalt(imm: u32): void {
  unallocated();
}

export function supervisorCall(imm: u32): void {
  last(supervisorTrap.index, imm);
}

/** HVC #imm: undefined at EL0, else an exit to the VMM with PC after the instruction. */
export function hypervisorCall(imm: u32): void {
  if (atEl0()) unallocated();
  else last(exitHypercall.index, imm);
}

/** SMC #imm: undefined at EL0, else an exit to the VMM with PC at the instruction, as a trapped SMC. */
export function secureMonitorCall(imm: u32): void {
  if (atEl0()) unallocated();
  else last(exitSecureCall.index, imm);
}

/** BRK #imm: a Breakpoint Instruction exception whose syndrome holds the immediate. */
export function breakpoint(imm: u32): void {
  last(raiseBreakpoint.index, imm);
}

export function returnFromException(): void {
  if (atEl0()) unallocated();
  else last(returnToLevel.index, 0);
}

export function hintNop(): void {}

/** YIELD: another vCPU may run, if there is one. */
export function yieldHint(): void {
  // BOUNDS: a field of the VM header.
  if (load<u32>(VM_VCPU_COUNT) > 1) last(exitYield.index, 0);
}
export function waitForEvent(): void {
  last(waitEvent.index, 0);
}
export function waitForInterrupt(): void {
  last(waitInterrupt.index, 0);
}
export function sendEvent(): void {
  Call.system(setEvents.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}
export function sendEventLocal(): void {
  Call.system(setOwnEvent.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** CLREX: opens the exclusive monitor. The word after its size is not used. */
export function clearExclusive(): void {
  Ir.constI64(VCPU_MONITOR_SIZE, 0);
}

/** DMB, of whatever kind. */
export function memoryBarrier(): void {
  Barrier.full();
}

/** DSB, of whatever kind. */
export function completionBarrier(): void {
  if (Parallel.isOn()) Call.system(dataSynchronisation.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** ISB: what follows is fetched anew. */
export function instructionBarrier(): void {
  Jump.toNext();
}

export function selectStack(imm: u32): void {
  if (atEl0()) unallocated();
  else last(selectStackPointer.index, imm & 1);
}

/** Conditional EL0 access: traps with the syndrome of the instruction unless `trap` is granted. */
export function guardEl0(trap: u32, isRead: u32, key: u32, t: u32): void {
  const packed = (trap << 25) | systemSyndrome(isRead, key, t);
  Call.system(checkAccess.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, packed);
}

/** Key of MSR DAIFSet (op2 6) and DAIFClr (op2 7): op0 0, op1 3, CRn 4. */
function maskKey(imm: u32, op2: u32): u32 {
  return (3 << 11) | (4 << 7) | (imm << 3) | op2;
}

export function maskInterrupts(imm: u32): void {
  if (atEl0()) guardEl0(Trap.UMA, 0, maskKey(imm, 6), 31);
  if ((imm & IMMEDIATE_D) == 0) Ir.oriI64(PSTATE_DAIF, PSTATE_DAIF, imm << 6);
  else last(setMask.index, imm << 6);
}

export function unmaskInterrupts(imm: u32): void {
  if (atEl0()) guardEl0(Trap.UMA, 0, maskKey(imm, 7), 31);
  Call.system(clearMask.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, imm << 6);
}

/** Row of a register that may be accessed at this level, or -1 when the trap or the undefined exception was emitted. */
function accessible(key: u32, t: u32, isRead: bool): i32 {
  const row = systemRegister(key);
  const access = row < 0 ? 0 : accessOf(row);
  const el0 = atEl0();
  const needed: u32 = el0 ? (isRead ? Allow.ReadEl0 : Allow.WriteEl0) : isRead ? Allow.ReadEl1 : Allow.WriteEl1;
  const noStack = (access & Allow.StackPointer) != 0 && (translationContext() & Context.SpEl0) != 0;
  if ((access & needed) == 0 || noStack) {
    unallocated();
    return -1;
  }
  if ((access & Allow.FloatingPoint) != 0 && fpTrapped()) return -1;
  if (el0 && access >> 8 != 0) guardEl0(access >> 8, isRead ? 1 : 0, key, t);
  return row;
}

/** The upper bit of op0, which is fixed in MRS and MSR: op0 is 2 or 3. */
const OP0_HIGH: u32 = 0x8000;

/** MRS Xt, register. `encoding`: the low bit of op0, op1, CRn, CRm, op2. */
export function moveFromSystem(encoding: u32, t: u32): void {
  const key = encoding | OP0_HIGH;
  const row = accessible(key, t, true);
  if (row >= 0) emitRead(row, X.to(t));
}

/** MSR register, Xt. */
export function moveToSystem(encoding: u32, t: u32): void {
  const key = encoding | OP0_HIGH;
  const row = accessible(key, t, false);
  if (row >= 0) emitWrite(row, X.from(t));
}
