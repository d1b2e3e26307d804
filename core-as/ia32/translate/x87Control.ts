/** x87 FPU: control. SDM volume 1, 8.3.11. */
import { X87_CONTROL } from "../../fp/x87/layout";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { emitRaise } from "../emitException";
import { NO_ERROR_CODE } from "../exception";
import { Insn } from "../instruction";
import { Memory, Operand, Temporary } from "../operand";
import { Context, Gpr, Vector } from "../state";
import {
  LENGTH_SHIFT,
  WHOLE,
  x87ClearExceptions,
  x87Initialise,
  x87LoadControl,
  x87LoadState,
  x87StatusWord,
  x87StoreState,
  x87Wait,
} from "../x87/control";
import { REAL, WIDE } from "../x87/environment";
import { x87Address, x87Unavailable } from "./x87";

const VALUE: u32 = 0;

/** FWAIT. */
export function x87Waiting(): void {
  if (Insn.has(Context.WaitTs)) return emitRaise(Vector.NM, NO_ERROR_CODE);
  if (Insn.has(Context.X87Traps)) Call.system(x87Wait.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** FNSTSW: to AX, or to memory. */
export function x87StoreStatus(): void {
  if (x87Unavailable()) return;
  const value = Temporary.at(VALUE);
  if (Insn.isMemory) Memory.address();
  Call.pure(x87StatusWord.index, value, SLOT_DISCARD, SLOT_DISCARD, 0);
  if (Insn.isMemory) Memory.write(value, 2);
  else Operand.setRegister(Gpr.Eax, 2, value);
}

/** FNSTCW. */
export function x87StoreControl(): void {
  if (x87Unavailable()) return;
  Memory.address();
  Ir.movI32(Temporary.at(VALUE), X87_CONTROL);
  Memory.write(Temporary.at(VALUE), 2);
}

/** FLDCW. */
export function x87SetControl(): void {
  if (x87Unavailable()) return;
  Memory.address();
  Memory.read(Temporary.at(VALUE), 2);
  Call.system(x87LoadControl.index, SLOT_DISCARD, Temporary.at(VALUE), SLOT_DISCARD, Insn.length);
}

/** FNCLEX. */
export function x87Clear(): void {
  if (x87Unavailable()) return;
  Call.pure(x87ClearExceptions.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** FNINIT. */
export function x87Reset(): void {
  if (x87Unavailable()) return;
  Call.system(x87Initialise.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, Insn.length);
}

/** FNENI, FNDISI and FNSETPM of older processors do nothing. */
export function x87Nothing(): void {
  x87Unavailable();
}

function image(whole: u32): u32 {
  const real: u32 = (Insn.context & Context.Protected) != 0 ? 0 : REAL;
  return (Insn.operandSize == 4 ? WIDE : 0) | real | (whole != 0 ? WHOLE : 0) | (Insn.length << LENGTH_SHIFT);
}

/** FNSTENV, and FNSAVE when `whole`. */
export function x87Save(whole: u32): void {
  if (x87Unavailable()) return;
  const address = x87Address();
  Call.system(x87StoreState.index, SLOT_DISCARD, address, Memory.cache, image(whole));
}

/** FLDENV, and FRSTOR when `whole`. */
export function x87Restore(whole: u32): void {
  if (x87Unavailable()) return;
  const address = x87Address();
  Call.system(x87LoadState.index, SLOT_DISCARD, address, Memory.cache, image(whole));
}
