/**
 * Exceptions: how an instruction is given up for one, and what becomes of one that comes while another is delivered. SDM volume
 * 3, chapter 6.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { RunState } from "../abi";
import { leaveBlock } from "../exec/leave";
import { ExitReason, requestExit } from "../exit";
import { Block } from "../ir/block";
import { Op } from "../ir/ops.gen";
import { EXIT_REGISTER, EXIT_SYNDROME, SLOT_BUDGET, SLOT_OP, SLOT_PC, VCPU_RUN_STATE } from "../layout";
import { instructionNotRetired } from "./debug";
import { Cause, deliver } from "./interrupts";
import { Seg } from "./segmentRegisters";
import { DELIVERING, NMI_BLOCKED, Segment, Vector } from "./state";

/** For `raise`: the exception has no error code. */
export const NO_ERROR_CODE: i32 = -1;

/** In DELIVERING: something is delivered. Vectors above 31 stand for events that combine with nothing. */
const ACTIVE: u32 = 0x100;
const BENIGN: u32 = 0x20;

/**
 * Raises `vector` at the instruction of the running micro-op, or at PC between blocks, and delivers it: PC is its handler's.
 * @param errorCode what the handler finds on its stack, or NO_ERROR_CODE
 */
export function raise(v: usize, vector: u32, errorCode: i32): void {
  leaveBlock(v, false);
  // So that a handler that faults itself comes to the end of its budget.
  store<i64>(v, load<i64>(v, SLOT_BUDGET) - 1, SLOT_BUDGET);
  const first = load<u32>(v, DELIVERING);
  if (first == 0 || first == (ACTIVE | BENIGN)) store<u64>(v, vector, EXIT_SYNDROME);
  if (first == (ACTIVE | Vector.DF) && combines(Vector.PF, vector)) return shutDown(v);
  const double = first != 0 && combines(first & ~ACTIVE, vector);
  const second = double ? <u32>Vector.DF : vector;
  store<u32>(v, ACTIVE | second, DELIVERING);
  const cause = second == Vector.DB ? Cause.Trap : Cause.Fault;
  deliver(v, second, cause, double ? 0 : errorCode, instructionPointer(v));
  store<u32>(v, first, DELIVERING);
}

/** Delivers external interrupt `vector`, between blocks. */
export function deliverInterrupt(v: usize, vector: u32): void {
  store<u32>(v, ACTIVE | BENIGN, DELIVERING);
  deliver(v, vector, Cause.Trap, NO_ERROR_CODE, instructionPointer(v));
  store<u32>(v, 0, DELIVERING);
}

/** Delivers a non-maskable interrupt, between blocks; further ones wait for the next IRET. SDM volume 3, 6.7.1 */
export function deliverNmi(v: usize): void {
  store<u32>(v, 1, NMI_BLOCKED);
  deliverInterrupt(v, Vector.NMI);
}

/** EIP between blocks. */
export function instructionPointer(v: usize): u32 {
  return load<u32>(v, SLOT_PC) - Seg.base(v, Segment.Cs);
}

/** Whether `second`, raised while `first` is delivered, makes a double fault of the two. SDM volume 3, table 6-5 */
function combines(first: u32, second: u32): bool {
  if (first == Vector.PF) return second == Vector.PF || isContributory(second);
  return isContributory(first) && isContributory(second);
}

function isContributory(vector: u32): bool {
  return vector == Vector.DE || (vector >= <u32>Vector.TS && vector <= <u32>Vector.GP);
}

/**
 * A fault while a double fault is delivered: nothing but a reset helps (SDM volume 3, 6.15, #DF). PC is the instruction whose
 * exception came first, and EXIT_SYNDROME the vector of that.
 */
function shutDown(v: usize): void {
  store<u32>(v, RunState.Off, VCPU_RUN_STATE);
  requestExit(v, ExitReason.Shutdown);
}

/** An access that is not aligned: #GP where the instruction wants it aligned (SDM volume 1, 4.1.1), else #AC. */
export function raiseAlignment(v: usize, va: u64, want: u32): void {
  // BOUNDS: SLOT_OP names the micro-op that accesses memory.
  const op = Block.opCode(load<u32>(v, SLOT_OP));
  raise(v, op == Op.LdwAlignedV128 || op == Op.StwAlignedV128 ? Vector.GP : Vector.AC, 0);
}

/** A block of this context is left before the instruction in it is done. */
export function notRetired(v: usize, context: u32): void {
  instructionNotRetired(v, context);
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
