/** Floating-point system registers. DDI 0487 F6.1: VMRS, VMSR. */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { FPCR, FPSR, SLOT_DISCARD } from "../../layout";
import { ControlBits, FloatRegister, readFloatRegister, writeFloatRegister } from "../helpers/floatStatus";
import { PC, R } from "../registers";
import { Context, FPSCR_NZCV } from "../state";
import { translationContext } from "../translate";
import { fpTrapped } from "./fpAccess";
import { undefinedInstruction } from "./undefined";

/** VMRS APSR_nzcv, FPSCR. */
export function moveFlags(): void {
  if (fpTrapped()) return;
  Ir.nzcvSet(FPSCR_NZCV);
}

/** VMRS. */
export function moveFromStatus(register: u32, t: u32): void {
  if (t == PC) return undefinedInstruction();
  if (register != FloatRegister.FPSCR) return other(readFloatRegister.index, register, R.general(t), SLOT_DISCARD);
  if (fpTrapped()) return;
  const to = R.temporary(0);
  Ir.orI32(to, FPCR, FPSR);
  Ir.orI32(R.general(t), to, FPSCR_NZCV);
}

/** VMSR. Bits for short vectors and trapped exceptions, which this processor has not, stay zero. */
export function moveToStatus(register: u32, t: u32): void {
  if (t == PC) return undefinedInstruction();
  if (register != FloatRegister.FPSCR) return other(writeFloatRegister.index, register, SLOT_DISCARD, R.general(t));
  if (fpTrapped()) return;
  Ir.andiI32(FPSCR_NZCV, R.general(t), ControlBits.Flags);
  Ir.andiI32(FPCR, R.general(t), ControlBits.Control);
  Ir.andiI32(FPSR, R.general(t), ControlBits.Status);
}

/** The others are for privileged modes, and do not depend on FPEXC.EN. Whoever writes one may enable floating point. */
function other(fn: u32, register: u32, d: u32, a: u32): void {
  if ((translationContext() & Context.Privileged) == 0) return undefinedInstruction();
  Call.systemLast(fn, d, a, SLOT_DISCARD, register);
}
