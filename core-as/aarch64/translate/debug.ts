/** What stands before or instead of an instruction: software step, Illegal Execution State. DDI 0487 D2.12, D1.11.4. */
import { requestEvent } from "../../exec/leave";
import { Call } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import { Ec, raise } from "../exception";
import { PSTATE_SS, STEP_SYNDROME } from "../state";

/** ISS.ISV and ISS.EX of a Software Step exception. */
const ISV: u32 = 1 << 24;
const EX: u32 = 1 << 6;

/** Load-exclusive: bits 29..24 are 001000, L = 1, o2 = 0. */
const EXCLUSIVE_MASK: u32 = 0x3fc00000;
const LOAD_EXCLUSIVE: u32 = 0x08400000;

/** Starts the single instruction `word` (A64; 0 for another) of a software step; the exception is taken at the next block boundary. */
export function beginStep(word: u32): void {
  const exclusive = (word & EXCLUSIVE_MASK) == LOAD_EXCLUSIVE;
  Call.system(step.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, ISV | (exclusive ? EX : 0));
}

function step(v: usize, d: usize, a: usize, b: usize, syndrome: u32): i32 {
  // BOUNDS: v is a vCPU's base.
  store<u32>(v, 0, PSTATE_SS);
  store<u32>(v, syndrome, STEP_SYNDROME);
  requestEvent(v);
  return 0;
}

/** Any instruction while PSTATE.IL is set. */
export function illegalState(): void {
  Call.systemLast(raiseIllegalState.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

function raiseIllegalState(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raise(v, Ec.IllegalState, 0);
  return 1;
}
