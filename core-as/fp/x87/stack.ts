/**
 * The register stack: what instructions do that only move numbers. SDM volume 1, 8.1.2, 8.3.2 and 8.5.1.1.
 *
 * Functions that end in an instruction's whole effect return nothing: an exception that is not masked shows in the status
 * word, and the next waiting instruction reports it.
 *
 * BOUNDS: `v` is a vCPU's base; registers are reached through X87.
 */
import { F80, indefinite, raise } from "./format";
import { Sw, X87_OPERAND, X87_STATUS, X87_TOP } from "./layout";
import { Rounding, roundingOf } from "./round";
import { X87 } from "./state";

/** Every instruction that says nothing else of C1 clears it. */
@final
export abstract class Codes {
  @inline static clearC1(v: usize): void {
    store<u32>(v, load<u32>(v, X87_STATUS) & ~(<u32>Sw.C1), X87_STATUS);
  }
}

/** An operand is an empty register. @returns whether the exception is masked */
export function stackUnderflow(v: usize): bool {
  return raise(v, Sw.IE | Sw.SF);
}

/** Makes room for a push. @returns whether there is: else the indefinite was pushed, or nothing when that is not masked */
export function pushed(v: usize): bool {
  if (X87.isEmpty(v, 7)) {
    X87.push(v);
    return true;
  }
  if (raise(v, Sw.IE | Sw.SF | Sw.C1)) {
    X87.push(v);
    indefinite(X87.st(v, 0));
  }
  return false;
}

/** Pushes the operand in X87_OPERAND. */
export function pushOperand(v: usize): void {
  if (pushed(v)) F80.copy(X87.st(v, 0), v + X87_OPERAND);
}

/** FLD ST(i). */
export function loadRegister(v: usize, i: u32): void {
  Codes.clearC1(v);
  // An empty source comes before a full place to push to.
  if (X87.isEmpty(v, i)) {
    if (!stackUnderflow(v)) return;
    X87.push(v);
    return indefinite(X87.st(v, 0));
  }
  const source = X87.st(v, i);
  if (pushed(v)) F80.copy(X87.st(v, 0), source);
}

/** FST ST(i), FSTP ST(i). */
export function storeRegister(v: usize, i: u32, pops: bool): void {
  Codes.clearC1(v);
  if (!X87.isEmpty(v, 0)) F80.copy(X87.st(v, i), X87.st(v, 0));
  else if (stackUnderflow(v)) indefinite(X87.st(v, i));
  else return;
  X87.fill(v, i);
  if (pops) X87.pop(v);
}

/** D9 D8+i, an FSTP ST(i) that no manual has: an empty ST(0) is no exception, it is popped. */
export function storeRegisterQuietly(v: usize, i: u32): void {
  if (!X87.isEmpty(v, 0)) return storeRegister(v, i, true);
  Codes.clearC1(v);
  X87.pop(v);
}

/** FFREE ST(i), and FFREEP, which pops and which no manual has. */
export function free(v: usize, i: u32, pops: bool): void {
  Codes.clearC1(v);
  X87.empty(v, i);
  if (pops) X87.pop(v);
}

/** FXCH ST(i). */
export function exchange(v: usize, i: u32): void {
  Codes.clearC1(v);
  const first = X87.st(v, 0);
  const second = X87.st(v, i);
  const emptyFirst = X87.isEmpty(v, 0);
  const emptySecond = X87.isEmpty(v, i);
  if (emptyFirst || emptySecond) {
    if (!stackUnderflow(v)) return;
    if (emptyFirst) indefinite(first);
    if (emptySecond) indefinite(second);
    X87.fill(v, 0);
    X87.fill(v, i);
  }
  const significand = F80.significand(first);
  const head = F80.head(first);
  F80.copy(first, second);
  F80.put(second, head, significand);
}

/** FCMOVcc ST(0), ST(i). */
export function moveIf(v: usize, i: u32, condition: bool): void {
  if (X87.isEmpty(v, 0) || X87.isEmpty(v, i)) {
    Codes.clearC1(v);
    if (!stackUnderflow(v)) return;
    indefinite(X87.st(v, 0));
    X87.fill(v, 0);
  } else if (condition) F80.copy(X87.st(v, 0), X87.st(v, i));
}

/** FCHS: `flip` is SIGN; FABS: `clear` is. */
export function changeSign(v: usize, flip: u32, clear: u32): void {
  Codes.clearC1(v);
  const r = X87.st(v, 0);
  if (!X87.isEmpty(v, 0)) F80.put(r, (F80.head(r) & ~clear) ^ flip, F80.significand(r));
  else if (stackUnderflow(v)) {
    indefinite(r);
    X87.fill(v, 0);
  }
}

/** FINCSTP (1) and FDECSTP (7): TOP moves, tags stay. */
export function rotate(v: usize, by: u32): void {
  Codes.clearC1(v);
  store<u32>(v, (load<u32>(v, X87_TOP) + by) & 7, X87_TOP);
}

/** FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ: by the low bits of ModR/M. The processor has them with 66 bits. */
export function loadConstant(v: usize, which: u32): void {
  Codes.clearC1(v);
  if (!pushed(v)) return;
  const mode = roundingOf(v);
  const down = u64(mode == Rounding.Down || mode == Rounding.Zero);
  const r = X87.st(v, 0);
  switch (which) {
    case 0:
      return F80.put(r, 0x3fff, 0x8000000000000000);
    case 1:
      return F80.put(r, 0x4000, 0xd49a784bcd1b8afe + u64(mode == Rounding.Up));
    case 2:
      return F80.put(r, 0x3fff, 0xb8aa3b295c17f0bc - down);
    case 3:
      return F80.put(r, 0x4000, 0xc90fdaa22168c235 - down);
    case 4:
      return F80.put(r, 0x3ffd, 0x9a209a84fbcff799 - down);
    case 5:
      return F80.put(r, 0x3ffe, 0xb17217f7d1cf79ac - down);
    default:
      return F80.put(r, 0, 0);
  }
}
