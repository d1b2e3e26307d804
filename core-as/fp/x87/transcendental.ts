/**
 * The transcendental instructions on the register stack. SDM volume 1, 8.3.7 to 8.3.11.
 *
 * Results are within one unit in the last place of the true value, and in fact correctly rounded in all comparisons so far.
 * Processors answer within one unit too, with polynomials of their own: the last bit may differ from theirs.
 *
 * BOUNDS: `v` is a vCPU's base; registers are reached through X87.
 */
import { logarithm, logarithmPlusOne, powerOfTwoLessOne } from "./exponential";
import {
  BIAS,
  F80,
  indefinite,
  invalid,
  Kind,
  kindOf,
  nanOf,
  normalExponent,
  normalSignificand,
  raise,
  SIGN,
} from "./format";
import { Sw, X87_SCRATCH, X87_STATUS } from "./layout";
import { stackUnderflow } from "./stack";
import { X87 } from "./state";
import { arcTangent, exceedsRange, putOne, putSine, putTangent, reduce } from "./trigonometric";

/** D9 F0 .. FF by their low four bits. */
enum Which {
  F2XM1 = 0,
  FYL2X = 1,
  FPTAN = 2,
  FPATAN = 3,
  FYL2XP1 = 9,
  FSINCOS = 11,
  FSIN = 14,
  FCOS = 15,
}

export function transcendental(v: usize, which: u32): void {
  switch (which) {
    case Which.F2XM1:
      return power(v);
    case Which.FYL2X:
    case Which.FPATAN:
    case Which.FYL2XP1:
      return ofTwo(v, which);
    case Which.FSIN:
    case Which.FCOS:
      return angle(v, which);
    case Which.FPTAN:
    case Which.FSINCOS:
      return anglePair(v, which);
  }
}

function clear(v: usize, codes: u32): void {
  store<u32>(v, load<u32>(v, X87_STATUS) & ~codes, X87_STATUS);
}

function power(v: usize): void {
  clear(v, Sw.C1);
  const r = X87.st(v, 0);
  if (!X87.isEmpty(v, 0)) powerOfTwoLessOne(v, r, r);
  else if (stackUnderflow(v)) {
    indefinite(r);
    X87.fill(v, 0);
  }
}

/** ST(1) = f(ST(0), ST(1)), then a pop. */
function ofTwo(v: usize, which: u32): void {
  clear(v, Sw.C1);
  const a = X87.st(v, 0);
  const b = X87.st(v, 1);
  if (X87.isEmpty(v, 0) || X87.isEmpty(v, 1)) {
    if (!stackUnderflow(v)) return;
    indefinite(b);
    X87.fill(v, 1);
  } else if (!calculate(v, which, b, a, b)) return;
  X87.pop(v);
}

function calculate(v: usize, which: u32, dest: usize, a: usize, b: usize): bool {
  if (which == Which.FYL2X) return logarithm(v, dest, a, b);
  if (which == Which.FPATAN) return arcTangent(v, dest, a, b);
  return logarithmPlusOne(v, dest, a, b);
}

/** FSIN, FCOS. */
function angle(v: usize, which: u32): void {
  clear(v, Sw.C1 | Sw.C2);
  const r = X87.st(v, 0);
  if (X87.isEmpty(v, 0)) {
    if (!stackUnderflow(v)) return;
    indefinite(r);
    X87.fill(v, 0);
    return;
  }
  const x = F80.significand(r);
  const head = F80.head(r);
  if (exceedsRange(head, x)) {
    raise(v, Sw.C2);
    return;
  }
  const kind = kindOf(head, x);
  if (kind >= Kind.Infinity) return unusual(v, r, kind, head, x);
  if (kind == Kind.Zero) {
    if (which == Which.FCOS) putOne(r);
    return;
  }
  if (kind == Kind.Denormal && !raise(v, Sw.DE)) return;
  reduce(normalExponent(head, x) - BIAS, normalSignificand(x));
  putSine(v, r, which == Which.FCOS ? 0 : head & SIGN, u32(which == Which.FCOS));
}

function unusual(v: usize, r: usize, kind: Kind, head: u32, x: u64): void {
  if (kind == Kind.Infinity) invalid(v, r);
  else nanOf(v, r, kind, head, x);
}

/** FPTAN, FSINCOS: the result replaces ST(0), 1 or the cosine is pushed. */
function anglePair(v: usize, which: u32): void {
  clear(v, Sw.C1 | Sw.C2);
  const r = X87.st(v, 0);
  const empty = X87.isEmpty(v, 0);
  const full = !X87.isEmpty(v, 7);
  if (empty || full) {
    if (!raise(v, empty ? Sw.IE | Sw.SF : Sw.IE | Sw.SF | Sw.C1)) return;
    indefinite(r);
    X87.fill(v, 0);
    X87.push(v);
    return indefinite(X87.st(v, 0));
  }
  if (exceedsRange(F80.head(r), F80.significand(r))) {
    raise(v, Sw.C2);
    return;
  }
  const second = v + X87_SCRATCH;
  if (!pair(v, which, r, second)) return;
  X87.push(v);
  F80.copy(X87.st(v, 0), second);
}

function pair(v: usize, which: u32, r: usize, second: usize): bool {
  const x = F80.significand(r);
  const head = F80.head(r);
  const kind = kindOf(head, x);
  if (kind >= Kind.Infinity) {
    const go = kind == Kind.Infinity ? invalid(v, r) : nanOf(v, r, kind, head, x);
    F80.copy(second, r);
    return go;
  }
  putOne(second);
  if (kind == Kind.Zero) return true;
  if (kind == Kind.Denormal && !raise(v, Sw.DE)) return false;
  const sign = head & SIGN;
  reduce(normalExponent(head, x) - BIAS, normalSignificand(x));
  if (which == Which.FPTAN) return putTangent(v, r, sign);
  return putSine(v, second, 0, 1) && putSine(v, r, sign, 0);
}
