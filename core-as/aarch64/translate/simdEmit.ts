/**
 * What the Advanced SIMD translators share beside simd/emit.ts: refusal, and operations on registers.
 *
 * Fields keep the manual's names: q = 128-bit form, size = log2 of a lane's bytes, m, n, d = registers.
 */
import { append, Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { lanes } from "../../simd/emit";
import { Shape } from "../../simd/shape";
import { V, X } from "../registers";
import { cacheOfBase } from "../stack";
import { fpTrapped } from "./fpAccess";
import { unallocated } from "./system";

/**
 * Emits the exception of a reserved encoding or of the SIMD trap.
 * @returns true when it did; the handler then returns
 */
export function refused(reserved: bool): bool {
  if (!reserved) return fpTrapped();
  unallocated();
  return true;
}

/** Ends a 64-bit form: the upper half of d is zero. */
export function trim(q: u32, slot: u32): void {
  if (q == 0) Ir.low64(slot, slot);
}

/** An integer load or store of one lane at byte `offset` from Xn or SP. */
export function lanesMemory(first: u32, size: u32, slot: u32, n: u32, offset: u32): void {
  append(first + size, slot, X.sp(n), cacheOfBase(n), offset);
}

/** A vector instruction with one micro-op for every lane size from bytes on. */
export function lanewise(first: u32, q: u32, size: u32, d: u32, a: u32, b: u32): void {
  lanes(first, size, V.register(d), a, b);
  trim(q, V.register(d));
}

/** Calls `helper` with a description of a scalar: one lane, the rest of d cleared. */
export function callScalar(fn: u32, size: u32, unsigned: u32, flags: u32, shift: u32, d: u32, a: u32, b: u32): void {
  Call.pure(fn, d, a, b, Shape.pack(size, 1 << size, unsigned, flags, shift));
}

/** As `callScalar`, for results of twice the operands' size. */
export function callScalarLong(fn: u32, size: u32, flags: u32, d: u32, a: u32, b: u32): void {
  Call.pure(fn, d, a, b, Shape.pack(size, 2 << size, 0, flags, 0));
}

/**
 * Puts a 64-bit result in slot `from` into the lower half of Vd (the rest zero) or, in second-part forms, into the
 * upper.
 */
export function putHalf(second: u32, d: u32, from: u32): void {
  if (second == 0) Ir.movV128(V.register(d), from);
  else Ir.concatlow(V.register(d), V.register(d), from);
}

/** Slot of the half of Vn that a lengthening form reads, as eight bytes. */
export function halfOf(second: u32, n: u32): u32 {
  return V.register(n) + (second == 0 ? 0 : 8);
}

/** FMLA, or FMLS when `subtract`, of all lanes of 128-bit registers; arguments are slots. */
export function emitFused(double: u32, d: u32, n: u32, m: u32, subtract: bool): void {
  if (subtract) {
    if (double != 0) Ir.fmlsF64x2(d, n, m, d);
    else Ir.fmlsF32x4(d, n, m, d);
  } else if (double != 0) Ir.fmlaF64x2(d, n, m, d);
  else Ir.fmlaF32x4(d, n, m, d);
}
