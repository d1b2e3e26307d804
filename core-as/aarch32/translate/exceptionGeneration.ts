/** Instructions that generate exceptions. DDI 0487 F5.1: SVC, HVC, SMC, BKPT, UDF. */
import { Call, Conditional, Jump } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import { breakpointAbort, exitHypercall, exitSecureCall, supervisorTrap } from "../helpers/exceptions";
import { Context } from "../state";
import { translationContext } from "../translate";
import { undefinedInstruction } from "./undefined";

/** Above what else is in an immediate: the instruction's length. */
const LENGTH_SHIFT: u32 = 16;

function last(fn: u32, imm: u32): void {
  Call.systemLast(fn, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, imm | ((Jump.next() - Jump.here()) << LENGTH_SHIFT));
}

function inUserMode(): bool {
  return (translationContext() & Context.Privileged) == 0;
}

/** SVC: its immediate is in the instruction alone. */
export function supervisorCall(): void {
  last(supervisorTrap.index, 0);
}

/** HVC #imm: undefined in User mode, else an exit to the VMM with PC behind the instruction. */
export function hypervisorCall(imm16: u32): void {
  if (inUserMode()) undefinedInstruction();
  else last(exitHypercall.index, imm16);
}

/** SMC: undefined in User mode, else an exit to the VMM with PC at the instruction, as a trapped SMC. */
export function secureMonitorCall(): void {
  if (inUserMode()) undefinedInstruction();
  else last(exitSecureCall.index, 0);
}

/** BKPT: executed whatever the condition of its IT block. */
export function breakpoint(): void {
  Conditional.end();
  last(breakpointAbort.index, 0);
}

/** UDF: permanently undefined. */
export function permanentlyUndefined(): void {
  undefinedInstruction();
}
