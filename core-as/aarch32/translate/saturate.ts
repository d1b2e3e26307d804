/**
 * Saturation, which sets CPSR.Q where it changes a value. DDI 0487 F5.1.
 *
 * Temporaries beside that of operand2.ts: 1 is a high halfword, 2 and 3 are clamped values.
 */
import { Ir } from "../../ir/emit.gen";
import { R } from "../registers";
import { CPSR_Q } from "../state";
import { Shift, shifted } from "./operand2";

function add(d: u32, a: u32, b: u32): void {
  Ir.qAdd(CPSR_Q, a, b, CPSR_Q);
  Ir.qaddI32(d, a, b);
}

function subtract(d: u32, a: u32, b: u32): void {
  Ir.qSub(CPSR_Q, a, b, CPSR_Q);
  Ir.qsubI32(d, a, b);
}

function doubled(n: u32): u32 {
  const t = R.temporary(0);
  add(t, R.general(n), R.general(n));
  return t;
}

/** QADD: Rd = Rm + Rn. */
export function saturatingAdd(m: u32, n: u32, d: u32): void {
  add(R.general(d), R.general(m), R.general(n));
}

/** QSUB: Rd = Rm - Rn. */
export function saturatingSubtract(m: u32, n: u32, d: u32): void {
  subtract(R.general(d), R.general(m), R.general(n));
}

/** QDADD: Rd = Rm + 2 * Rn, both saturating. */
export function saturatingDoubleAdd(m: u32, n: u32, d: u32): void {
  add(R.general(d), R.general(m), doubled(n));
}

/** QDSUB: Rd = Rm - 2 * Rn, both saturating. */
export function saturatingDoubleSubtract(m: u32, n: u32, d: u32): void {
  subtract(R.general(d), R.general(m), doubled(n));
}

/** The greatest number of `bits` bits. */
function greatest(bits: u32): u32 {
  return (1 << bits) - 1;
}

/** d = a, but at least `least` and at most `most`; Q where that differs. */
function clamp(d: u32, a: u32, least: u32, most: u32): void {
  Ir.miniSI32(d, a, most);
  Ir.maxiSI32(d, d, least);
  Ir.qDiffer(CPSR_Q, a, d, CPSR_Q);
}

function saturate(least: u32, most: u32, arithmetic: u32, amount: u32, n: u32, d: u32): void {
  const value = shifted(R.general(n), arithmetic != 0 ? Shift.Asr : Shift.Lsl, amount);
  const clamped = R.temporary(2);
  clamp(clamped, value, least, most);
  Ir.movI32(R.general(d), clamped);
}

/** SSAT: to `bits` + 1 bits with the sign; Rn is shifted left, or right if `arithmetic`. */
export function signedSaturate(bits: u32, arithmetic: u32, amount: u32, n: u32, d: u32): void {
  saturate(~greatest(bits), greatest(bits), arithmetic, amount, n, d);
}

/** USAT: a signed number to `bits` bits without sign. */
export function unsignedSaturate(bits: u32, arithmetic: u32, amount: u32, n: u32, d: u32): void {
  saturate(0, greatest(bits), arithmetic, amount, n, d);
}

function saturateHalfwords(least: u32, most: u32, n: u32, d: u32): void {
  const low = R.temporary(0);
  const high = R.temporary(1);
  const clampedLow = R.temporary(2);
  const clampedHigh = R.temporary(3);
  Ir.fieldSI32(low, R.general(n), 16, 16);
  clamp(clampedLow, low, least, most);
  Ir.shrsiI32(high, R.general(n), 16);
  clamp(clampedHigh, high, least, most);
  Ir.shliI32(clampedHigh, clampedHigh, 16);
  Ir.mergeI32(R.general(d), clampedHigh, clampedLow, 0xffff);
}

/** SSAT16: each halfword to `bits` + 1 bits with the sign. */
export function signedSaturateHalfwords(bits: u32, n: u32, d: u32): void {
  saturateHalfwords(~greatest(bits), greatest(bits), n, d);
}

/** USAT16: each signed halfword to `bits` bits without sign. */
export function unsignedSaturateHalfwords(bits: u32, n: u32, d: u32): void {
  saturateHalfwords(0, greatest(bits), n, d);
}
