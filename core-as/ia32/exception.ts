/**
 * Exceptions: how an instruction is given up for one. SDM volume 3, chapter 6.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { leaveBlock } from "../exec/leave";
import { ExitReason, requestExit } from "../exit";
import { EXIT_REGISTER, EXIT_SYNDROME, SLOT_PC } from "../layout";
import { Vector } from "./state";

/** For `raise`: the exception has no error code. */
export const NO_ERROR_CODE: i32 = -1;

/** Raises `vector` at the instruction of the running micro-op, or at PC between blocks. */
export function raise(v: usize, vector: u32, errorCode: i32): void {
  leaveBlock(v, false);
  store<u64>(v, vector, EXIT_SYNDROME);
  requestExit(v, ExitReason.Shutdown);
}

/** Delivers an external interrupt between instructions. */
export function deliverInterrupt(v: usize, vector: u32): void {
  raise(v, vector, NO_ERROR_CODE);
}

export function raiseAlignment(v: usize, va: u64, want: u32): void {
  raise(v, Vector.AC, 0);
}

/** Before a fetch: linear addresses have 32 bits. */
export function checkProgramCounter(v: usize): bool {
  store<u64>(v, load<u64>(v, SLOT_PC) & 0xffffffff, SLOT_PC);
  return true;
}

/** A device access names no register: the instruction itself runs again. */
export function describeAccess(v: usize): void {
  store<u32>(v, 0xff, EXIT_REGISTER);
  store<u64>(v, 0, EXIT_SYNDROME);
}
