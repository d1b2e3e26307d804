/** Data processing with one, two and three sources. DDI 0487 C4.1.5. */
import { Ir } from "../../ir/emit.gen";
import { X } from "../registers";
import { unallocated } from "./system";

/** RBIT. */
export function reverseBits(is64: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.rbitI64(X.to(d), X.from(n));
  else Ir.rbitI32(X.to(d), X.from(n));
}

/** REV16: swaps the bytes of each halfword. */
export function reverseBytes16(is64: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.rev16I64(X.to(d), X.from(n));
  else Ir.rev16I32(X.to(d), X.from(n));
}

/** REV (32-bit). */
export function reverseBytes32(n: u32, d: u32): void {
  Ir.revI32(X.to(d), X.from(n));
}

/** REV32: reverses the bytes of each word. */
export function reverseBytesOfWords(n: u32, d: u32): void {
  Ir.rev32I64(X.to(d), X.from(n));
}

/** REV (64-bit). */
export function reverseBytes64(n: u32, d: u32): void {
  Ir.revI64(X.to(d), X.from(n));
}

/** CLZ. */
export function countLeadingZeros(is64: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.clzI64(X.to(d), X.from(n));
  else Ir.clzI32(X.to(d), X.from(n));
}

/** CLS. */
export function countLeadingSigns(is64: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.clsI64(X.to(d), X.from(n));
  else Ir.clsI32(X.to(d), X.from(n));
}

/** UDIV: division by zero gives zero. */
export function divideUnsigned(is64: u32, m: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.divUI64(X.to(d), X.from(n), X.from(m));
  else Ir.divUI32(X.to(d), X.from(n), X.from(m));
}

/** SDIV. */
export function divideSigned(is64: u32, m: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.divSI64(X.to(d), X.from(n), X.from(m));
  else Ir.divSI32(X.to(d), X.from(n), X.from(m));
}

/** LSLV: by Xm modulo the register's size. */
export function shiftLeft(is64: u32, m: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.shlI64(X.to(d), X.from(n), X.from(m));
  else Ir.shlI32(X.to(d), X.from(n), X.from(m));
}

/** LSRV. */
export function shiftRight(is64: u32, m: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.shruI64(X.to(d), X.from(n), X.from(m));
  else Ir.shruI32(X.to(d), X.from(n), X.from(m));
}

/** ASRV. */
export function shiftRightSigned(is64: u32, m: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.shrsI64(X.to(d), X.from(n), X.from(m));
  else Ir.shrsI32(X.to(d), X.from(n), X.from(m));
}

/** RORV. */
export function rotateRight(is64: u32, m: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.rotrI64(X.to(d), X.from(n), X.from(m));
  else Ir.rotrI32(X.to(d), X.from(n), X.from(m));
}

/** CRC32B, CRC32H, CRC32W, CRC32X: the last with a 64-bit source, and only it has sf = 1. */
export function checksum(is64: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (is64 != u32(size == 3)) return unallocated();
  switch (size) {
    case 0:
      return Ir.crc328(X.to(d), X.from(n), X.from(m));
    case 1:
      return Ir.crc3216(X.to(d), X.from(n), X.from(m));
    case 2:
      return Ir.crc3232(X.to(d), X.from(n), X.from(m));
    default:
      return Ir.crc3264(X.to(d), X.from(n), X.from(m));
  }
}

/** CRC32CB, CRC32CH, CRC32CW, CRC32CX: the Castagnoli polynomial. */
export function checksumCastagnoli(is64: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (is64 != u32(size == 3)) return unallocated();
  switch (size) {
    case 0:
      return Ir.crc32c8(X.to(d), X.from(n), X.from(m));
    case 1:
      return Ir.crc32c16(X.to(d), X.from(n), X.from(m));
    case 2:
      return Ir.crc32c32(X.to(d), X.from(n), X.from(m));
    default:
      return Ir.crc32c64(X.to(d), X.from(n), X.from(m));
  }
}

/** MADD: Xd = Xa + Xn * Xm; MUL when Xa is XZR. */
export function multiplyAdd(is64: u32, m: u32, a: u32, n: u32, d: u32): void {
  if (is64 != 0) {
    if (a == 31) Ir.mulI64(X.to(d), X.from(n), X.from(m));
    else Ir.maddI64(X.to(d), X.from(n), X.from(m), X.from(a));
  } else {
    if (a == 31) Ir.mulI32(X.to(d), X.from(n), X.from(m));
    else Ir.maddI32(X.to(d), X.from(n), X.from(m), X.from(a));
  }
}

/** MSUB: Xd = Xa - Xn * Xm. */
export function multiplySubtract(is64: u32, m: u32, a: u32, n: u32, d: u32): void {
  if (is64 != 0) Ir.msubI64(X.to(d), X.from(n), X.from(m), X.from(a));
  else Ir.msubI32(X.to(d), X.from(n), X.from(m), X.from(a));
}

/** SMADDL: Xd = Xa + Wn * Wm; SMULL when Xa is XZR. */
export function multiplyAddLong(m: u32, a: u32, n: u32, d: u32): void {
  if (a == 31) return Ir.mulwideS(X.to(d), X.from(n), X.from(m));
  Ir.mulwideS(X.temporary(0), X.from(n), X.from(m));
  Ir.addI64(X.to(d), X.from(a), X.temporary(0));
}

/** SMSUBL. */
export function multiplySubtractLong(m: u32, a: u32, n: u32, d: u32): void {
  Ir.mulwideS(X.temporary(0), X.from(n), X.from(m));
  Ir.subI64(X.to(d), X.from(a), X.temporary(0));
}

/** UMADDL; UMULL when Xa is XZR. */
export function multiplyAddLongUnsigned(m: u32, a: u32, n: u32, d: u32): void {
  if (a == 31) return Ir.mulwideU(X.to(d), X.from(n), X.from(m));
  Ir.mulwideU(X.temporary(0), X.from(n), X.from(m));
  Ir.addI64(X.to(d), X.from(a), X.temporary(0));
}

/** UMSUBL. */
export function multiplySubtractLongUnsigned(m: u32, a: u32, n: u32, d: u32): void {
  Ir.mulwideU(X.temporary(0), X.from(n), X.from(m));
  Ir.subI64(X.to(d), X.from(a), X.temporary(0));
}

/** SMULH. */
export function multiplyHigh(m: u32, n: u32, d: u32): void {
  Ir.mulhighS(X.to(d), X.from(n), X.from(m));
}

/** UMULH. */
export function multiplyHighUnsigned(m: u32, n: u32, d: u32): void {
  Ir.mulhighU(X.to(d), X.from(n), X.from(m));
}
