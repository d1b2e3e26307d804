/**
 * What YIELD, WFE and WFI do at run time, for `Call.system` of ir/emit.ts. `length` is the instruction's, in bytes.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */

import { consumeEvent, mayPark, parkForEvent } from "../../aarch64/event";
import { SCTLR_EL1 } from "../../aarch64/state";
import { RunState } from "../../abi";
import { ExitReason, requestExit } from "../../exit";
import { VCPU_RUN_STATE } from "../../layout";
import { Parallel } from "../../parallel/exclusive";
import { anyLine, leaveAfter, raiseWait } from "../exception";
import { PSTATE_EL, Sctlr } from "../state";

/** Gives the turn to another vCPU, where they take turns. */
export function exitYield(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  if (Parallel.isOn()) return 0;
  leaveAfter(v, length);
  requestExit(v, ExitReason.Yield);
  return 1;
}

/** Whether SCTLR lets User mode wait: nTWE, nTWI. */
function mayWait(v: usize, control: u32): bool {
  return load<u32>(v, PSTATE_EL) != 0 || (load<u32>(v, SCTLR_EL1) & control) != 0;
}

/** WFE: takes the event if there is one, else parks the vCPU, or lets others run. */
export function waitEvent(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  if (consumeEvent(v)) return 0;
  if (!mayWait(v, Sctlr.nTWE)) {
    raiseWait(v, true, length);
    return 1;
  }
  if (!mayPark(v)) return exitYield(v, d, a, b, length);
  leaveAfter(v, length);
  parkForEvent(v);
  requestExit(v, ExitReason.Wait);
  return 1;
}

/** WFI: parks the vCPU until a line is up, masked or not. */
export function waitInterrupt(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  if (anyLine(v)) return 0;
  if (!mayWait(v, Sctlr.nTWI)) {
    raiseWait(v, false, length);
    return 1;
  }
  leaveAfter(v, length);
  store<u32>(v, RunState.WaitInterrupt, VCPU_RUN_STATE);
  requestExit(v, ExitReason.Wait);
  return 1;
}
