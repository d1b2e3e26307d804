/**
 * Arithmetic, comparison and logic on floating-point numbers. SDM volume 1, 5.5.1.2 to 5.5.1.4, 5.6.1.2 to 5.6.1.4.
 * `form`: 0 packed single, 1 packed double, 2 scalar single, 3 scalar double.
 */
import { append } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { Insn } from "../instruction";
import { Temporary } from "../operand";
import { Simd, sseExists, W } from "../simd";
import { Checked } from "../sseExceptions";

export function add(form: u32): void {
  arithmetic(Op.SseaddF32x4, form);
}
export function subtract(form: u32): void {
  arithmetic(Op.SsesubF32x4, form);
}
export function multiply(form: u32): void {
  arithmetic(Op.SsemulF32x4, form);
}
export function divide(form: u32): void {
  arithmetic(Op.SsedivF32x4, form);
}
export function minimum(form: u32): void {
  arithmetic(Op.SseminF32x4, form);
}
export function maximum(form: u32): void {
  arithmetic(Op.SsemaxF32x4, form);
}
export function squareRoot(form: u32): void {
  arithmetic(Op.SsesqrtF32x4, form);
}

/** `first`: the row of form 0; those of the others follow it. */
function arithmetic(first: u32, form: u32): void {
  if (!sseExists()) return;
  const source = W.of(form, Simd.temporary(0));
  append(first + form, Checked.vector(Simd.v), Simd.v, source, 0);
  Checked.endVector(Simd.v);
}

/** RCPPS, RCPSS: no exceptions, and the rounding mode does not matter. */
export function reciprocal(form: u32): void {
  estimate(Op.SsercpF32x4, form);
}
/** RSQRTPS, RSQRTSS. */
export function reciprocalRoot(form: u32): void {
  estimate(Op.SsersqrtF32x4, form);
}

function estimate(first: u32, form: u32): void {
  if (!sseExists()) return;
  const source = W.of(form, Simd.temporary(0));
  append(first + (form >> 1), Simd.v, 0, source, 0);
}

/** CMPPS, CMPPD, CMPSS, CMPSD: the predicate is in the low three bits of the immediate. */
export function compare(form: u32): void {
  arithmetic(firstComparison(form) + (Insn.immediate & 7) - form, form);
}

function firstComparison(form: u32): u32 {
  switch (form) {
    case 0:
      return Op.SsecmpEqF32x4;
    case 1:
      return Op.SsecmpEqF64x2;
    case 2:
      return Op.SsecmpEqF32;
    default:
      return Op.SsecmpEqF64;
  }
}

/** UCOMISS, UCOMISD; COMISS, COMISD, to which quiet NaNs are invalid, too. */
export function compareOrdered(isDouble: u32, signalling: u32): void {
  if (!sseExists()) return;
  const source = W.scalar(isDouble, Simd.temporary(0));
  const result = Temporary.at(0);
  const flags = Checked.integer(result);
  if (isDouble != 0) Ir.ssecomiF64(flags, Simd.v, source, signalling);
  else Ir.ssecomiF32(flags, Simd.v, source, signalling);
  Checked.endInteger(result);
  Ir.eflagsSet(result);
}

export function and(): void {
  logical(Op.AndV128);
}
export function or(): void {
  logical(Op.OrV128);
}
export function exclusiveOr(): void {
  logical(Op.XorV128);
}

function logical(op: u32): void {
  if (!sseExists()) return;
  append(op, Simd.v, Simd.v, W.all(Simd.temporary(0)), 0);
}

/** ANDNPS, ANDNPD: the destination is complemented. */
export function andNot(): void {
  if (!sseExists()) return;
  const source = W.all(Simd.temporary(0));
  Ir.andnV128(Simd.v, source, Simd.v);
}
