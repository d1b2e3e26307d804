/**
 * Conversions between floating point and integers or fixed point. DDI 0487 C4.1.6. `scale` fields count down from the
 * width.
 */
import { ToInteger } from "../../exec/functions/floatConvert";
import { Rounding } from "../../fp/status";
import { Ir } from "../../ir/emit.gen";
import { V, X } from "../registers";
import { fpTrapped } from "./fpAccess";

/** FPToFixed into a general register. */
function toInteger(double: u32, n: u32, d: u32, how: i32, fractionBits: i32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.ftointF64(X.to(d), V.register(n), how, fractionBits);
  else Ir.ftointF32(X.to(d), V.register(n), how, fractionBits);
}

/** FixedToFP of a signed general register. */
function signed(wide: u32, double: u32, n: u32, d: u32, fractionBits: i32): void {
  if (fpTrapped()) return;
  if (wide != 0) {
    if (double != 0) Ir.ffromsF64(V.register(d), X.from(n), fractionBits);
    else Ir.ffromsF32(V.register(d), X.from(n), fractionBits);
  } else if (double != 0) Ir.ffroms32F64(V.register(d), X.from(n), fractionBits);
  else Ir.ffroms32F32(V.register(d), X.from(n), fractionBits);
}

/** FixedToFP of an unsigned general register. */
function unsigned(wide: u32, double: u32, n: u32, d: u32, fractionBits: i32): void {
  if (fpTrapped()) return;
  if (wide != 0) {
    if (double != 0) Ir.ffromuF64(V.register(d), X.from(n), fractionBits);
    else Ir.ffromuF32(V.register(d), X.from(n), fractionBits);
  } else if (double != 0) Ir.ffromu32F64(V.register(d), X.from(n), fractionBits);
  else Ir.ffromu32F32(V.register(d), X.from(n), fractionBits);
}

function width(wide: u32): i32 {
  return wide != 0 ? ToInteger.Wide : 0;
}

/** SCVTF (fixed-point), Wn. */
export function signedFixedWord(double: u32, scale: u32, n: u32, d: u32): void {
  signed(0, double, n, d, 32 - scale);
}

/** SCVTF (fixed-point), Xn. */
export function signedFixed(double: u32, scale: u32, n: u32, d: u32): void {
  signed(1, double, n, d, 64 - scale);
}

/** UCVTF (fixed-point), Wn. */
export function unsignedFixedWord(double: u32, scale: u32, n: u32, d: u32): void {
  unsigned(0, double, n, d, 32 - scale);
}

/** UCVTF (fixed-point), Xn. */
export function unsignedFixed(double: u32, scale: u32, n: u32, d: u32): void {
  unsigned(1, double, n, d, 64 - scale);
}

/** FCVTZS (fixed-point), Wd. */
export function toSignedFixedWord(double: u32, scale: u32, n: u32, d: u32): void {
  toInteger(double, n, d, ToInteger.Signed | Rounding.TowardZero, 32 - scale);
}

/** FCVTZS (fixed-point), Xd. */
export function toSignedFixed(double: u32, scale: u32, n: u32, d: u32): void {
  toInteger(double, n, d, ToInteger.Signed | Rounding.TowardZero | ToInteger.Wide, 64 - scale);
}

/** FCVTZU (fixed-point), Wd. */
export function toUnsignedFixedWord(double: u32, scale: u32, n: u32, d: u32): void {
  toInteger(double, n, d, Rounding.TowardZero, 32 - scale);
}

/** FCVTZU (fixed-point), Xd. */
export function toUnsignedFixed(double: u32, scale: u32, n: u32, d: u32): void {
  toInteger(double, n, d, Rounding.TowardZero | ToInteger.Wide, 64 - scale);
}

/** SCVTF (integer). */
export function fromSigned(wide: u32, double: u32, n: u32, d: u32): void {
  signed(wide, double, n, d, 0);
}

/** UCVTF (integer). */
export function fromUnsigned(wide: u32, double: u32, n: u32, d: u32): void {
  unsigned(wide, double, n, d, 0);
}

/** FCVTNS. */
export function toSignedTiesToEven(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | ToInteger.Signed | Rounding.TiesToEven, 0);
}

/** FCVTNU. */
export function toUnsignedTiesToEven(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | Rounding.TiesToEven, 0);
}

/** FCVTAS. */
export function toSignedTiesAway(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | ToInteger.Signed | Rounding.TiesAway, 0);
}

/** FCVTAU. */
export function toUnsignedTiesAway(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | Rounding.TiesAway, 0);
}

/** FCVTPS. */
export function toSignedTowardPlus(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | ToInteger.Signed | Rounding.TowardPlus, 0);
}

/** FCVTPU. */
export function toUnsignedTowardPlus(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | Rounding.TowardPlus, 0);
}

/** FCVTMS. */
export function toSignedTowardMinus(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | ToInteger.Signed | Rounding.TowardMinus, 0);
}

/** FCVTMU. */
export function toUnsignedTowardMinus(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | Rounding.TowardMinus, 0);
}

/** FCVTZS. */
export function toSignedTowardZero(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | ToInteger.Signed | Rounding.TowardZero, 0);
}

/** FCVTZU. */
export function toUnsignedTowardZero(wide: u32, double: u32, n: u32, d: u32): void {
  toInteger(double, n, d, width(wide) | Rounding.TowardZero, 0);
}
