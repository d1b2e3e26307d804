/** Floating-point compare, conditional compare, conditional select. DDI 0487 C4.1.6. */
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_VZERO } from "../../layout";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";

/** NZCV of FPCompare(n, slot); quiet NaNs are invalid when `signaling` is 1. */
function compare(double: u32, n: u32, slot: u32, signaling: i32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fcmpF64(SLOT_DISCARD, V.register(n), slot, signaling);
  else Ir.fcmpF32(SLOT_DISCARD, V.register(n), slot, signaling);
}

/** FCMP. */
export function compareQuiet(double: u32, m: u32, n: u32): void {
  compare(double, n, V.register(m), 0);
}

/** FCMP with #0.0. */
export function compareZeroQuiet(double: u32, n: u32): void {
  compare(double, n, SLOT_VZERO, 0);
}

/** FCMPE. */
export function compareSignaling(double: u32, m: u32, n: u32): void {
  compare(double, n, V.register(m), 1);
}

/** FCMPE with #0.0. */
export function compareZeroSignaling(double: u32, n: u32): void {
  compare(double, n, SLOT_VZERO, 1);
}

/** FCCMP: compares when the condition holds, else NZCV = flags. */
export function compareConditionally(double: u32, m: u32, condition: u32, n: u32, flags: u32): void {
  conditional(double, m, condition, n, flags);
}

/** FCCMPE. */
export function compareConditionallySignaling(double: u32, m: u32, condition: u32, n: u32, flags: u32): void {
  conditional(double, m, condition | 0x10, n, flags);
}

/** `how`: condition in bits 3..0, signalling in bit 4, as the micro-op takes it. */
function conditional(double: u32, m: u32, how: i32, n: u32, flags: u32): void {
  if (fpTrapped()) return;
  const otherwise = <i32>(flags << 28);
  if (double != 0) Ir.fccmpF64(SLOT_DISCARD, V.register(n), V.register(m), how, otherwise);
  else Ir.fccmpF32(SLOT_DISCARD, V.register(n), V.register(m), how, otherwise);
}

/** FCSEL: n when the condition holds, else m. */
export function select(double: u32, m: u32, condition: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fselectF64(V.register(d), V.register(n), V.register(m), condition);
  else Ir.fselectF32(V.register(d), V.register(n), V.register(m), condition);
}
