/**
 * Arithmetic instructions on the register stack: empty registers, results, pops. SDM volume 1, 8.3.
 *
 * BOUNDS: `v` is a vCPU's base; registers are reached through X87.
 */
import { add, divide, multiply, squareRoot } from "./arithmetic";
import { fromDouble, fromSingle, isDenormalDouble, isDenormalSingle } from "./convert";
import { F80, indefinite, Kind, kindOf, raise, SIGN } from "./format";
import { fromInteger, roundToInteger, scale } from "./integer";
import { Sw, X87_OPERAND, X87_SCRATCH, X87_STATUS } from "./layout";
import { checkComparison, compare, examine, extract, Order, remainder, setCodes } from "./remainder";
import { Codes, stackUnderflow } from "./stack";
import { X87 } from "./state";

/** The eight operations of D8, DA, DC and DE, as ModR/M's reg has them. */
export enum Binary {
  Add = 0,
  Mul = 1,
  Com = 2,
  Comp = 3,
  Sub = 4,
  SubR = 5,
  Div = 6,
  DivR = 7,
}

/** dest = ST(0) op b, one of the six that calculate. */
function operate(v: usize, op: u32, dest: usize, b: usize): bool {
  const a = X87.st(v, 0);
  switch (op) {
    case Binary.Add:
      return add(v, dest, a, b, 0);
    case Binary.Mul:
      return multiply(v, dest, a, b);
    case Binary.Sub:
      return add(v, dest, a, b, SIGN);
    case Binary.SubR:
      return add(v, dest, b, a, SIGN);
    case Binary.Div:
      return divide(v, dest, a, b);
    default:
      return divide(v, dest, b, a);
  }
}

/** FADD .. FDIVR with ST(0) and ST(i): to ST(`dest`), which is one of them; then pops when `pops`. */
export function binary(v: usize, op: u32, dest: u32, i: u32, pops: bool): void {
  Codes.clearC1(v);
  if (!X87.isEmpty(v, 0) && !X87.isEmpty(v, i)) {
    if (!operate(v, op, X87.st(v, dest), X87.st(v, i))) return;
  } else {
    if (!stackUnderflow(v)) return;
    indefinite(X87.st(v, dest));
    X87.fill(v, dest);
  }
  if (pops) X87.pop(v);
}

/** The same with X87_OPERAND in place of ST(i); `denormal`: it was a denormal in memory. FCOM and FCOMP, too. */
export function binaryOperand(v: usize, op: u32, denormal: bool): void {
  Codes.clearC1(v);
  if (op == Binary.Com || op == Binary.Comp) return compareOperand(v, denormal, op == Binary.Comp);
  if (X87.isEmpty(v, 0)) {
    if (!stackUnderflow(v)) return;
    indefinite(X87.st(v, 0));
    X87.fill(v, 0);
    return;
  }
  if (denormal && countsDenormal(v, op) && !raise(v, Sw.DE)) return;
  operate(v, op, X87.st(v, 0), v + X87_OPERAND);
}

/** Whether no other exception comes before that of a denormal operand in memory. */
function countsDenormal(v: usize, op: u32): bool {
  const r = X87.st(v, 0);
  const kind = kindOf(F80.head(r), F80.significand(r));
  return kind < Kind.QuietNaN && !(op == Binary.DivR && kind == Kind.Zero);
}

function compareOperand(v: usize, denormal: bool, pops: bool): void {
  if (X87.isEmpty(v, 0)) {
    if (!stackUnderflow(v)) return setCodes(v, Order.Unordered);
    setCodes(v, Order.Unordered);
  } else {
    const operand = v + X87_OPERAND;
    const counts = denormal && countsDenormal(v, Binary.Com);
    const go = (!counts || raise(v, Sw.DE)) && checkComparison(v, X87.st(v, 0), operand, false);
    setCodes(v, compare(X87.st(v, 0), operand));
    if (!go) return;
  }
  if (pops) X87.pop(v);
}

/** FCOM, FCOMP, FCOMPP, FUCOM.. (`quiet`): ST(0) with ST(i), then `pops` pops. */
export function compareRegister(v: usize, i: u32, quiet: bool, pops: u32): void {
  Codes.clearC1(v);
  const go = comparable(v, i, quiet);
  setCodes(v, orderOf(v, i));
  if (!go) return;
  for (let n: u32 = 0; n < pops; n++) X87.pop(v);
}

function comparable(v: usize, i: u32, quiet: bool): bool {
  if (X87.isEmpty(v, 0) || X87.isEmpty(v, i)) {
    Codes.clearC1(v);
    return stackUnderflow(v);
  }
  return checkComparison(v, X87.st(v, 0), X87.st(v, i), quiet);
}

function orderOf(v: usize, i: u32): u32 {
  if (X87.isEmpty(v, 0) || X87.isEmpty(v, i)) return Order.Unordered;
  return compare(X87.st(v, 0), X87.st(v, i));
}

/** FCOMI, FCOMIP, FUCOMI, FUCOMIP. @returns ZF, PF and CF where EFLAGS has them, or -1 when they stay as they are */
export function compareToFlags(v: usize, i: u32, quiet: bool, pops: bool): i32 {
  const go = comparable(v, i, quiet);
  const codes = orderOf(v, i);
  if (go && pops) X87.pop(v);
  // C0 is CF, C2 is PF, C3 is ZF.
  return <i32>(codes >> 8);
}

/** FTST. */
export function test(v: usize): void {
  F80.put(v + X87_OPERAND, 0, 0);
  Codes.clearC1(v);
  compareOperand(v, false, false);
}

/** FXAM. */
export function examineTop(v: usize): void {
  const r = X87.st(v, 0);
  if (!X87.isEmpty(v, 0)) return setCodes(v, examine(r));
  setCodes(v, Sw.C3 | Sw.C0 | ((F80.head(r) & SIGN) != 0 ? Sw.C1 : 0));
}

/** Instructions with ST(0) as operand and result. */
export enum Unary {
  SquareRoot = 0,
  RoundToInteger = 1,
}

export function unary(v: usize, op: Unary): void {
  Codes.clearC1(v);
  const r = X87.st(v, 0);
  if (X87.isEmpty(v, 0)) return refill(v);
  if (op == Unary.SquareRoot) squareRoot(v, r, r);
  else roundToInteger(v, r, r);
}

/** ST(0) is empty: the indefinite, where that is masked. */
function refill(v: usize): void {
  if (!stackUnderflow(v)) return;
  indefinite(X87.st(v, 0));
  X87.fill(v, 0);
}

/** FSCALE. */
export function scaleTop(v: usize): void {
  Codes.clearC1(v);
  if (X87.isEmpty(v, 0) || X87.isEmpty(v, 1)) return refill(v);
  scale(v, X87.st(v, 0), X87.st(v, 0), X87.st(v, 1));
}

/** FPREM, FPREM1. */
export function remainderTop(v: usize, nearest: bool): void {
  store<u32>(v, load<u32>(v, X87_STATUS) & ~(<u32>Sw.C1 | <u32>Sw.C2), X87_STATUS);
  if (X87.isEmpty(v, 0) || X87.isEmpty(v, 1)) return refill(v);
  remainder(v, X87.st(v, 0), X87.st(v, 0), X87.st(v, 1), nearest);
}

/** FXTRACT: the exponent replaces ST(0), the significand is pushed. */
export function extractTop(v: usize): void {
  Codes.clearC1(v);
  if (X87.isEmpty(v, 0)) {
    if (!stackUnderflow(v)) return;
    indefinite(X87.st(v, 0));
    X87.fill(v, 0);
    X87.push(v);
    indefinite(X87.st(v, 0));
    return;
  }
  if (!X87.isEmpty(v, 7)) {
    if (raise(v, Sw.IE | Sw.SF | Sw.C1)) {
      indefinite(X87.st(v, 0));
      X87.push(v);
      indefinite(X87.st(v, 0));
    }
    return;
  }
  const scratch = v + X87_SCRATCH;
  if (!extract(v, scratch, scratch + 16, X87.st(v, 0))) return;
  F80.copy(X87.st(v, 0), scratch);
  X87.push(v);
  F80.copy(X87.st(v, 0), scratch + 16);
}

/** Converts a single, double, 32- or 16-bit integer (`format` 0..3: D8, DA, DC, DE) to X87_OPERAND. @returns whether it was denormal */
export function loadOperand(v: usize, format: u32, value: u64): bool {
  const operand = v + X87_OPERAND;
  switch (format) {
    case 0:
      fromSingle(operand, <u32>value);
      return isDenormalSingle(<u32>value);
    case 1:
      fromInteger(operand, <i64>(<i32>value));
      return false;
    case 2:
      fromDouble(operand, value);
      return isDenormalDouble(value);
    default:
      fromInteger(operand, <i64>(<i16>value));
      return false;
  }
}
