/**
 * Instructions that the VMM wants to see before they do anything, as under VMX. Faults by privilege level come first (SDM volume 3,
 * 25.1.1).
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; VM_INTERCEPTS is a fixed address.
 */
import { leaveBlock } from "../exec/leave";
import { ExitReason, requestExit } from "../exit";
import { EXIT_SYNDROME, VM_INTERCEPTS } from "../layout";

/** Basic exit reasons (SDM volume 3, appendix C) of the instructions that can be intercepted. */
export enum Intercept {
  Cpuid = 10,
  Hlt = 12,
  MsrRead = 31,
  MsrWrite = 32,
}

/** Whether the running instruction is left, at it, because the VMM asked for `reason`. */
export function intercepted(v: usize, reason: u32): bool {
  if (((load<u64>(VM_INTERCEPTS) >> <u64>reason) & 1) == 0) return false;
  leaveBlock(v, false);
  store<u64>(v, <u64>reason, EXIT_SYNDROME);
  requestExit(v, ExitReason.Intercept);
  return true;
}
