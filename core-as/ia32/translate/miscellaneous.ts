/** NOP, UD2, hints; flags. SDM volume 1, 5.1.11 and 5.1.13. */
import { leaveBlock } from "../../exec/leave";
import { ExitReason, requestExit } from "../../exit";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_PC, VM_VCPU_COUNT } from "../../layout";
import { invalidOpcode } from "../emitException";
import { Insn } from "../instruction";
import { Temporary } from "../operand";
import { EFLAGS_SYSTEM, Eflags } from "../state";

/** NOP, and hints that change nothing a program can see. */
export function nop(): void {}

/** PAUSE: another vCPU may run, if there is one. */
export function pause(): void {
  // BOUNDS: a field of the VM header.
  if (load<u32>(VM_VCPU_COUNT) < 2) return;
  Call.systemLast(exitYield.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, Insn.length);
}

function exitYield(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  // BOUNDS: v is a vCPU's base.
  store<u64>(v, leaveBlock(v, true) + length, SLOT_PC);
  requestExit(v, ExitReason.Yield);
  return 1;
}

/** UD2. */
export function undefinedInstruction(): void {
  invalidOpcode();
}

/** CLC (0), STC (1), CMC (2). */
export function changeCarry(change: u32): void {
  const flags = Temporary.at(0);
  Ir.eflagsGet(flags);
  if (change == 0) Ir.andiI32(flags, flags, ~Eflags.CF);
  else if (change == 1) Ir.oriI32(flags, flags, Eflags.CF);
  else Ir.xoriI32(flags, flags, Eflags.CF);
  Ir.eflagsSet(flags);
}

/** CLD (0), STD (1). */
export function setDirection(down: u32): void {
  if (down != 0) Ir.oriI32(EFLAGS_SYSTEM, EFLAGS_SYSTEM, Eflags.DF);
  else Ir.andiI32(EFLAGS_SYSTEM, EFLAGS_SYSTEM, ~Eflags.DF);
}
