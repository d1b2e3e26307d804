/**
 * The double extended-precision format, and what all x87 operations do with operands that are no plain numbers. SDM volume 1,
 * 4.2, 4.8 and 8.5.
 *
 * An operand is an address of { u64 significand, u16 sign and exponent }. Operations write their result to an address and
 * say whether they did: false means that an exception which is not masked stopped them, and nothing changed but flags.
 *
 * BOUNDS: operands and results are registers, X87_OPERAND or X87_SCRATCH of the vCPU at `v`.
 */
import { EXCEPTIONS, Sw, X87_CONTROL, X87_EXPONENT, X87_STATUS } from "./layout";

export const BIAS: i32 = 0x3fff;
export const MAX_EXPONENT: i32 = 0x7fff;
export const SIGN: u32 = 0x8000;
export const INTEGER_BIT: u64 = 1 << 63;
/** Bit 62: set in a quiet NaN. */
export const QUIET_BIT: u64 = 1 << 62;

/** What a pattern is, in the order of how much it disturbs. */
export enum Kind {
  Zero = 0,
  /** Pseudo-denormals, too. */
  Denormal = 1,
  Normal = 2,
  Infinity = 3,
  QuietNaN = 4,
  SignallingNaN = 5,
  /** Unnormals, pseudo-infinities, pseudo-NaNs: invalid operands since the 387. */
  Unsupported = 6,
}

@final
export abstract class F80 {
  @inline static significand(r: usize): u64 {
    return load<u64>(r);
  }
  /** Sign in bit 15 and exponent. */
  @inline static head(r: usize): u32 {
    return load<u16>(r, X87_EXPONENT);
  }
  @inline static put(r: usize, head: u32, significand: u64): void {
    store<u64>(r, significand);
    store<u16>(r, <u16>head, X87_EXPONENT);
  }
  @inline static copy(to: usize, from: usize): void {
    store<u64>(to, load<u64>(from));
    store<u16>(to, load<u16>(from, X87_EXPONENT), X87_EXPONENT);
  }
  @inline static isNormal(head: u32, significand: u64): bool {
    return <i64>significand < 0 && (head & 0x7fff) - 1 < 0x7ffe;
  }
}

export function kindOf(head: u32, significand: u64): Kind {
  const exponent = head & 0x7fff;
  if (exponent == 0) return significand == 0 ? Kind.Zero : Kind.Denormal;
  if (<i64>significand >= 0) return Kind.Unsupported;
  if (exponent != 0x7fff) return Kind.Normal;
  if (significand == INTEGER_BIT) return Kind.Infinity;
  return (significand & QUIET_BIT) != 0 ? Kind.QuietNaN : Kind.SignallingNaN;
}

/** Sets flags. @returns whether all of them are masked */
export function raise(v: usize, flags: u32): bool {
  store<u32>(v, load<u32>(v, X87_STATUS) | flags, X87_STATUS);
  return (flags & EXCEPTIONS & ~load<u32>(v, X87_CONTROL)) == 0;
}

/** Sets C1: the last rounding went away from zero. */
export function roundedUp(v: usize): void {
  store<u32>(v, load<u32>(v, X87_STATUS) | Sw.C1, X87_STATUS);
}

/** The invalid-operation exception; its masked answer is the real indefinite. */
export function invalid(v: usize, dest: usize): bool {
  if (!raise(v, Sw.IE)) return false;
  indefinite(dest);
  return true;
}

export function indefinite(dest: usize): void {
  F80.put(dest, 0xffff, 0xc000000000000000);
}

/** Denormal operands: exponent of the value with its highest bit at bit 63. */
export function normalExponent(head: u32, significand: u64): i32 {
  const exponent = <i32>(head & 0x7fff);
  return exponent == 0 ? 1 - <i32>clz(significand) : exponent;
}
/** The significand with its highest bit at bit 63. */
export function normalSignificand(significand: u64): u64 {
  return significand << clz(significand);
}

/** The answer of an operation on one operand that is a NaN or unsupported. */
export function nanOf(v: usize, dest: usize, kind: Kind, head: u32, significand: u64): bool {
  if (kind == Kind.Unsupported) return invalid(v, dest);
  if (kind == Kind.SignallingNaN && !raise(v, Sw.IE)) return false;
  F80.put(dest, head, significand | QUIET_BIT);
  return true;
}

/** The answer of an operation on two operands of which one at least is a NaN or unsupported. SDM volume 1, table 4-7. */
export function nanOfTwo(v: usize, dest: usize, aHead: u32, a: u64, bHead: u32, b: u64): bool {
  const kindA = kindOf(aHead, a);
  const kindB = kindOf(bHead, b);
  if (kindA == Kind.Unsupported || kindB == Kind.Unsupported) return invalid(v, dest);
  if ((kindA == Kind.SignallingNaN || kindB == Kind.SignallingNaN) && !raise(v, Sw.IE)) return false;
  const second = kindA < Kind.QuietNaN || (kindB >= Kind.QuietNaN && prefersSecond(kindA, kindB, aHead, a, bHead, b));
  if (second) F80.put(dest, bHead, b | QUIET_BIT);
  else F80.put(dest, aHead, a | QUIET_BIT);
  return true;
}

/** Of two NaNs: a quiet one before a signalling one, then the larger significand, then the positive one. */
function prefersSecond(kindA: Kind, kindB: Kind, aHead: u32, a: u64, bHead: u32, b: u64): bool {
  if (kindA != kindB) return kindB == Kind.QuietNaN;
  if (a != b) return b > a;
  return bHead < aHead;
}
