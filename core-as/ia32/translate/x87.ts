/** x87 FPU. SDM volume 1, chapter 8. */

import { X87_CONTROL } from "../../fp/x87/layout";
import { sizeOf } from "../../fp/x87/store";
import { Call, Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { emitRaise } from "../emitException";
import { NO_ERROR_CODE } from "../exception";
import { Insn } from "../instruction";
import { Memory, Operand, Temporary } from "../operand";
import { Context, Gpr, Vector } from "../state";
import { x87CompareToFlags, x87Memory, x87MoveIf, x87Register } from "../x87/arithmetic";
import {
  WHOLE,
  x87ClearExceptions,
  x87Initialise,
  x87LoadControl,
  x87LoadState,
  x87StatusWord,
  x87StoreState,
  x87Wait,
} from "../x87/control";
import { HERE_SHIFT, SEGMENT_SHIFT } from "../x87/entry";
import { REAL, WIDE } from "../x87/environment";
import { FORMAT_SHIFT, POPS, x87Load, x87Store } from "../x87/transfer";

const VALUE: u32 = 0;
const UPPER: u32 = 1;
const ADDRESS: u32 = 2;

/** Whether the instruction raises #NM: CR0.EM or CR0.TS. */
function unavailable(): bool {
  if ((Insn.context & (Context.Em | Context.Ts)) == 0) return false;
  emitRaise(Vector.NM, NO_ERROR_CODE);
  return true;
}

/** See entry.ts. */
function packed(): u32 {
  return ((Insn.opcode & 7) << 8) | Insn.modrm | ((<u32>Jump.here()) << HERE_SHIFT) | (Insn.segment << SEGMENT_SHIFT);
}

/** Emits the linear address of the memory operand. @returns its slot, where `Memory` points, too */
function addressed(): u32 {
  Memory.address();
  if (Memory.offset != 0) {
    Ir.addiI32(Temporary.at(ADDRESS), Memory.slot, Memory.offset);
    Memory.slot = Temporary.at(ADDRESS);
    Memory.offset = 0;
  }
  return Memory.slot;
}

/** Everything that has registers as operands only. */
export function x87Registers(): void {
  if (unavailable()) return;
  Call.system(x87Register.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, packed());
}

/** FADD .. FIDIVR with an operand in memory of `size` bytes. */
export function x87WithMemory(size: u32): void {
  if (unavailable()) return;
  const address = addressed();
  Memory.read(Temporary.at(VALUE), size);
  Call.system(x87Memory.index, SLOT_DISCARD, Temporary.at(VALUE), address, packed());
}

/** FLD, FILD, FBLD of a format. */
export function x87LoadMemory(format: u32): void {
  if (unavailable()) return;
  const address = addressed();
  const size = sizeOf(format);
  Memory.read(Temporary.at(VALUE), min(size, 8));
  if (size > 8) Memory.read(Temporary.at(UPPER), 2, 8);
  const upper = size > 8 ? Temporary.at(UPPER) : SLOT_DISCARD;
  Call.system(x87Load.index, upper, Temporary.at(VALUE), address, packed() | (format << FORMAT_SHIFT));
}

/** FST, FIST, FBSTP of a format. */
export function x87StoreMemory(format: u32, pops: u32): void {
  if (unavailable()) return;
  const address = addressed();
  const number = packed() | (format << FORMAT_SHIFT) | (pops != 0 ? POPS : 0);
  Call.system(x87Store.index, SLOT_DISCARD, address, Memory.cache, number);
}

/** FCMOVcc: the condition, tttn. */
export function x87ConditionalMove(condition: u32): void {
  if (unavailable()) return;
  Ir.setIa32(Temporary.at(VALUE), condition);
  Call.system(x87MoveIf.index, SLOT_DISCARD, Temporary.at(VALUE), SLOT_DISCARD, packed());
}

/** FCOMI, FCOMIP, FUCOMI, FUCOMIP. */
export function x87CompareFlags(): void {
  if (unavailable()) return;
  Call.system(x87CompareToFlags.index, Temporary.at(VALUE), SLOT_DISCARD, SLOT_DISCARD, packed());
  Ir.eflagsSet(Temporary.at(VALUE));
}

/** FWAIT. */
export function x87Waiting(): void {
  if (Insn.has(Context.WaitTs)) return emitRaise(Vector.NM, NO_ERROR_CODE);
  Call.system(x87Wait.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** FNSTSW: to AX, or to memory. */
export function x87StoreStatus(): void {
  if (unavailable()) return;
  if (Insn.isMemory) Memory.address();
  Call.pure(x87StatusWord.index, Temporary.at(VALUE), SLOT_DISCARD, SLOT_DISCARD, 0);
  if (Insn.isMemory) Memory.write(Temporary.at(VALUE), 2);
  else Operand.setRegister(Gpr.Eax, 2, Temporary.at(VALUE));
}

/** FNSTCW. */
export function x87StoreControl(): void {
  if (unavailable()) return;
  Memory.address();
  Ir.movI32(Temporary.at(VALUE), X87_CONTROL);
  Memory.write(Temporary.at(VALUE), 2);
}

/** FLDCW. */
export function x87SetControl(): void {
  if (unavailable()) return;
  Memory.address();
  Memory.read(Temporary.at(VALUE), 2);
  Call.system(x87LoadControl.index, SLOT_DISCARD, Temporary.at(VALUE), SLOT_DISCARD, 0);
}

/** FNCLEX. */
export function x87Clear(): void {
  if (unavailable()) return;
  Call.pure(x87ClearExceptions.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** FNINIT. */
export function x87Reset(): void {
  if (unavailable()) return;
  Call.pure(x87Initialise.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** FNENI, FNDISI and FNSETPM of older processors do nothing. */
export function x87Nothing(): void {
  unavailable();
}

function imageFormat(whole: u32): u32 {
  const real: u32 = (Insn.context & Context.Protected) != 0 ? 0 : REAL;
  return (Insn.operandSize == 4 ? WIDE : 0) | real | (whole != 0 ? WHOLE : 0);
}

/** FNSTENV, and FNSAVE when `whole`. */
export function x87Save(whole: u32): void {
  if (unavailable()) return;
  const address = addressed();
  Call.system(x87StoreState.index, SLOT_DISCARD, address, Memory.cache, imageFormat(whole));
}

/** FLDENV, and FRSTOR when `whole`. */
export function x87Restore(whole: u32): void {
  if (unavailable()) return;
  const address = addressed();
  Call.system(x87LoadState.index, SLOT_DISCARD, address, Memory.cache, imageFormat(whole));
}
