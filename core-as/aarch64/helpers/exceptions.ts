/**
 * What exception-generating instructions and hints do at run time. All are for `Call.system` of ir/emit.ts.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { RunState } from "../../abi";
import { leaveBlock } from "../../exec/leave";
import { ExitReason, requestExit } from "../../exit";
import { EXIT_SYNDROME, VCPU_EVENT, VCPU_RUN_STATE } from "../../layout";
import { Parallel } from "../../parallel/exclusive";
import { consumeEvent, mayPark, parkForEvent, setAllEvents } from "../event";
import { anyLine, Ec, exceptionReturn, leaveAfter, raise, raiseAfter } from "../exception";
import { PSTATE_EL, SCTLR_EL1, Sctlr } from "../state";

/** ESR_ELx.IL, and the condition field of an instruction that always executes. */
const IL: u64 = 1 << 25;
const ALWAYS: u32 = (1 << 24) | (0xe << 20);
const WFE: u32 = 1;

export function raiseUndefined(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raise(v, Ec.Unknown, 0);
  return 1;
}

export function raiseBreakpoint(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raise(v, Ec.Brk, imm);
  return 1;
}

export function supervisorTrap(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raiseAfter(v, Ec.Svc, imm);
  return 1;
}

export function exitHypercall(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  leaveAfter(v);
  store<u64>(v, ((<u64>Ec.Hvc) << 26) | IL | imm, EXIT_SYNDROME);
  requestExit(v, ExitReason.Hypercall);
  return 1;
}

export function exitSecureCall(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  leaveBlock(v, false);
  store<u64>(v, ((<u64>Ec.Smc) << 26) | IL | imm, EXIT_SYNDROME);
  requestExit(v, ExitReason.SecureCall);
  return 1;
}

export function returnToLevel(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  leaveBlock(v, true);
  exceptionReturn(v);
  return 1;
}

/** Gives the turn to another vCPU, where they take turns. */
export function exitYield(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (Parallel.isOn()) return 0;
  leaveAfter(v);
  requestExit(v, ExitReason.Yield);
  return 1;
}

/** Whether SCTLR_EL1 lets EL0 wait: nTWE, nTWI. */
function mayWait(v: usize, control: u32): bool {
  return load<u32>(v, PSTATE_EL) != 0 || (load<u32>(v, SCTLR_EL1) & control) != 0;
}

/** WFE: takes the event if there is one, else parks the vCPU, or lets others run. */
export function waitEvent(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (consumeEvent(v)) return 0;
  if (!mayWait(v, Sctlr.nTWE)) {
    raise(v, Ec.WfiWfe, ALWAYS | WFE);
    return 1;
  }
  if (!mayPark(v)) return exitYield(v, d, a, b, imm);
  leaveAfter(v);
  parkForEvent(v);
  requestExit(v, ExitReason.Wait);
  return 1;
}

/** WFI: parks the vCPU until a line is up, masked or not. */
export function waitInterrupt(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (anyLine(v)) return 0;
  if (!mayWait(v, Sctlr.nTWI)) {
    raise(v, Ec.WfiWfe, ALWAYS);
    return 1;
  }
  leaveAfter(v);
  store<u32>(v, RunState.WaitInterrupt, VCPU_RUN_STATE);
  requestExit(v, ExitReason.Wait);
  return 1;
}

/** SEV: an event for every vCPU. */
export function setEvents(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  setAllEvents();
  return 0;
}

export function setOwnEvent(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  store<u32>(v, 1, VCPU_EVENT);
  return 0;
}
