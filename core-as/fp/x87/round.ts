/**
 * Rounding to the register format: precision and rounding control, underflow and overflow. SDM volume 1, 4.8.4, 4.9.1, 8.1.5.
 *
 * A value on its way is (sign, exponent, hi:lo): bit 63 of `hi` is the integer bit, the lowest bit of `lo` is sticky, and the
 * biased exponent may lie outside of its range.
 *
 * BOUNDS: `v` is a vCPU's base, `dest` a register, X87_OPERAND or X87_SCRATCH.
 */
import { F80, INTEGER_BIT, MAX_EXPONENT, raise, roundedUp } from "./format";
import { Sw, X87_CONTROL, X87_STATUS } from "./layout";

/** RC of the control word. */
export enum Rounding {
  Nearest = 0,
  Down = 1,
  Up = 2,
  Zero = 3,
}

/** PC and RC, and their value after FNINIT: 64 bits, to nearest. */
const PC_RC: u32 = 0xf00;
const EXTENDED_NEAREST: u32 = 0x300;
/** What an unmasked underflow or overflow scales its result by. */
const SCALE: i32 = 24576;

/** Of the last `roundBits`: the significand, whether it is inexact, went up, or became a power of two one exponent higher. */
let rounded: u64 = 0;
let inexact: bool = false;
let increased: bool = false;
let carried: bool = false;

@final
export abstract class Rounded {
  @inline static significand(): u64 {
    return rounded;
  }
  @inline static isInexact(): bool {
    return inexact;
  }
  @inline static isIncreased(): bool {
    return increased;
  }
  @inline static isCarried(): bool {
    return carried;
  }
}

export function roundingOf(v: usize): u32 {
  return (load<u32>(v, X87_CONTROL) >> 10) & 3;
}

/** Bits of a 64-bit significand that the precision control cuts off. */
function discardedBits(v: usize): u32 {
  switch ((load<u32>(v, X87_CONTROL) >> 8) & 3) {
    case 0:
      return 40;
    case 2:
      return 11;
    default:
      return 0;
  }
}

/** Rounds by precision and rounding control, and stores. `sign` is SIGN or 0. */
export function round(v: usize, dest: usize, sign: u32, exponent: i32, hi: u64, lo: u64): bool {
  if ((load<u32>(v, X87_CONTROL) & PC_RC) != EXTENDED_NEAREST || <u32>(exponent - 1) >= 0x7ffd) {
    return roundTo(v, dest, sign, exponent, hi, lo, discardedBits(v));
  }
  if (lo == 0) {
    F80.put(dest, sign | exponent, hi);
    return true;
  }
  // More than half, or half and odd: up.
  const up = u64(lo > INTEGER_BIT - (hi & 1));
  const sum = hi + up;
  const carry = u32(sum < up);
  F80.put(dest, sign | (exponent + carry), sum | ((<u64>carry) << 63));
  store<u32>(v, load<u32>(v, X87_STATUS) | Sw.PE | ((<u32>up) << 9), X87_STATUS);
  return true;
}

/** As `round`, to 64 bits whatever the precision control says. */
export function roundExtended(v: usize, dest: usize, sign: u32, exponent: i32, hi: u64, lo: u64): bool {
  return roundTo(v, dest, sign, exponent, hi, lo, 0);
}

function roundTo(v: usize, dest: usize, sign: u32, exponent: i32, hi: u64, lo: u64, discard: u32): bool {
  roundBits(sign, hi, lo, discard, roundingOf(v));
  const head = exponent + i32(carried);
  if (head <= 0) return underflow(v, dest, sign, exponent, hi, lo, discard);
  if (head >= MAX_EXPONENT) return overflow(v, dest, sign, head, discard);
  F80.put(dest, sign | head, rounded);
  notePrecision(v);
  return true;
}

function notePrecision(v: usize): void {
  if (inexact) raise(v, Sw.PE);
  if (increased) roundedUp(v);
}

/** Cuts `discard` (0..63) low bits off `hi`, rounding: the answer is in Rounded. */
export function roundBits(sign: u32, hi: u64, lo: u64, discard: u32, mode: u32): void {
  const unit: u64 = (<u64>1) << discard;
  const kept = hi & ~(unit - 1);
  // What is cut off, aligned so that half is bit 63, the rest sticky.
  const rest = discard == 0 ? lo : (hi << (64 - discard)) | u64(lo != 0);
  inexact = rest != 0;
  increased = inexact && goesUp(sign, (kept & unit) != 0, rest, mode);
  rounded = increased ? kept + unit : kept;
  carried = increased && rounded == 0;
  if (carried) rounded = INTEGER_BIT;
}

function goesUp(sign: u32, odd: bool, rest: u64, mode: u32): bool {
  switch (mode) {
    case Rounding.Nearest:
      return rest > INTEGER_BIT || (rest == INTEGER_BIT && odd);
    case Rounding.Down:
      return sign != 0;
    case Rounding.Up:
      return sign == 0;
    default:
      return false;
  }
}

/** Tiny after rounding. Masked: a denormal, and UE when that is inexact; else scaled up. */
function underflow(v: usize, dest: usize, sign: u32, exponent: i32, hi: u64, lo: u64, discard: u32): bool {
  if ((load<u32>(v, X87_CONTROL) & Sw.UE) == 0) {
    raise(v, Sw.UE);
    const scaled = exponent + i32(carried) + SCALE;
    if (scaled <= 0) {
      // Only FSCALE gets here: beyond what scaling can mend.
      raise(v, Sw.PE);
      F80.put(dest, sign, 0);
      return true;
    }
    F80.put(dest, sign | scaled, rounded);
    notePrecision(v);
    return true;
  }
  const shift = 1 - exponent;
  roundBits(sign, shiftedHigh(hi, shift), shiftedLow(hi, lo, shift), discard, roundingOf(v));
  F80.put(dest, sign | u32(rounded >> 63), rounded);
  if (inexact) raise(v, Sw.UE);
  notePrecision(v);
  return true;
}

/** hi:lo shifted right by `shift` (1 or more), the upper and the lower half; the lowest bit is sticky. */
export function shiftedHigh(hi: u64, shift: i32): u64 {
  return shift < 64 ? hi >> shift : 0;
}
export function shiftedLow(hi: u64, lo: u64, shift: i32): u64 {
  if (shift < 64) return (hi << (64 - shift)) | (lo >> shift) | u64(lo << (64 - shift) != 0);
  if (shift == 64) return hi | u64(lo != 0);
  if (shift < 128) return (hi >> (shift - 64)) | u64(hi << (128 - shift) != 0 || lo != 0);
  return u64((hi | lo) != 0);
}

/** Too large. Masked: infinity, or the largest number where the mode rounds towards zero; else scaled down. */
function overflow(v: usize, dest: usize, sign: u32, head: i32, discard: u32): bool {
  const mode = roundingOf(v);
  if ((load<u32>(v, X87_CONTROL) & Sw.OE) == 0) {
    raise(v, Sw.OE);
    const scaled = head - SCALE;
    if (scaled >= MAX_EXPONENT) {
      raise(v, Sw.PE | Sw.C1);
      F80.put(dest, sign | MAX_EXPONENT, INTEGER_BIT);
      return true;
    }
    F80.put(dest, sign | scaled, rounded);
    notePrecision(v);
    return true;
  }
  raise(v, Sw.OE | Sw.PE);
  if (mode == Rounding.Nearest || mode == (sign != 0 ? <u32>Rounding.Down : <u32>Rounding.Up)) {
    roundedUp(v);
    F80.put(dest, sign | MAX_EXPONENT, INTEGER_BIT);
  } else F80.put(dest, sign | (MAX_EXPONENT - 1), ~(((<u64>1) << discard) - 1));
  return true;
}
