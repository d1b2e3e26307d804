/**
 * FPCR, FPSR and what every operation does with them: input denormals, NaN operands, invalid operations. DDI 0487 C5.2.
 *
 * BOUNDS: in all of this file, v is a vCPU's base; FPCR and FPSR lie in its structure.
 */
import { FPCR, FPSR } from "../layout";
import { Format, Fp } from "./format";

/**
 * FPCR bits. An AArch64 guest cannot set FIZ, AH, OFE and UFE; they are how IA32's arithmetic differs.
 *
 * AH is what DDI 0487 calls alternate handling (FEAT_AFP): denormal operands are recorded, the first NaN operand wins, default NaNs
 * are negative, tininess is detected after rounding. FIZ is MXCSR.DAZ; FZ is then MXCSR.FTZ and concerns results alone. UFE
 * and OFE, where MXCSR does not mask these exceptions: a tiny result raises Underflow though it is exact, and Inexact says whether
 * the result would be with an exponent without bounds.
 */
export enum Fpcr {
  FIZ = 1 << 0,
  AH = 1 << 1,
  OFE = 1 << 10,
  UFE = 1 << 11,
  RMode = 3 << 22,
  FZ = 1 << 24,
  DN = 1 << 25,
  AHP = 1 << 26,
}

/** Cumulative exception bits of FPSR. */
export enum Fpsr {
  InvalidOperation = 1 << 0,
  DivideByZero = 1 << 1,
  Overflow = 1 << 2,
  Underflow = 1 << 3,
  Inexact = 1 << 4,
  InputDenormal = 1 << 7,
}

/** Rounding modes; the first four are FPCR.RMode. */
export enum Rounding {
  TiesToEven = 0,
  TowardPlus = 1,
  TowardMinus = 2,
  TowardZero = 3,
  TiesAway = 4,
  ToOdd = 5,
}

@final
export abstract class Status {
  @inline static rounding(v: usize): u32 {
    return (load<u32>(v, FPCR) >> 22) & 3;
  }
  @inline static has(v: usize, control: u32): bool {
    return (load<u32>(v, FPCR) & control) != 0;
  }
  @inline static raise(v: usize, exceptions: u32): void {
    store<u32>(v, load<u32>(v, FPSR) | exceptions, FPSR);
  }
  @inline static hasInexact(v: usize): bool {
    return (load<u32>(v, FPSR) & Fpsr.Inexact) != 0;
  }
  /** Round to nearest, no flushing, and inexact results already recorded: a Wasm instruction has no further effect. */
  @inline static isPlain(v: usize): bool {
    return (load<u32>(v, FPCR) & (Fpcr.RMode | Fpcr.FZ | Fpcr.FIZ)) == 0 && Status.hasInexact(v);
  }
  /** The same for denormal operands and results, where those are recorded, too. */
  @inline static isPlainForDenormals(v: usize): bool {
    const both = Fpsr.InputDenormal | Fpsr.Underflow;
    return Status.isPlain(v) && (load<u32>(v, FPSR) & both) == both;
  }
  /** Denormal operands are used as they are. */
  @inline static keepsDenormals(v: usize): bool {
    return (load<u32>(v, FPCR) & (Fpcr.FZ | Fpcr.FIZ)) == 0;
  }
}

/** Whether `magnitude` is a denormal number's. */
export function isDenormal(format: u32, magnitude: u64): bool {
  return magnitude >> format == 0 && magnitude != 0;
}

/** An operand as FPUnpack sees it: with FPCR.FZ, or FIZ where AH is set, denormal singles and doubles are zeros. */
export function operand(v: usize, format: u32, bits: u64): u64 {
  const magnitude = Fp.magnitude(format, bits);
  if (!isDenormal(format, magnitude) || format == Format.Half) return bits;
  if (Status.has(v, Fpcr.AH)) return Status.has(v, Fpcr.FIZ) ? bits ^ magnitude : bits;
  if (!Status.has(v, Fpcr.FZ)) return bits;
  Status.raise(v, Fpsr.InputDenormal);
  return bits ^ magnitude;
}

/** FPDefaultNaN. */
export function defaultNaN(format: u32): u64 {
  return Fp.infinity(format) | Fp.quietBit(format);
}

/** FPProcessDenorms: with AH, a number computed from a denormal one is recorded. To be called once neither is a NaN. */
export function noteDenormals(v: usize, format: u32, a: u64, b: u64): void {
  if (!Status.has(v, Fpcr.AH)) return;
  if (isDenormal(format, Fp.magnitude(format, a)) || isDenormal(format, Fp.magnitude(format, b))) {
    Status.raise(v, Fpsr.InputDenormal);
  }
}

/** An operation without a useful definable result: raises Invalid Operation. */
export function invalid(v: usize, format: u32): u64 {
  Status.raise(v, Fpsr.InvalidOperation);
  return Fp.signed(format, u64(Status.has(v, Fpcr.AH)), defaultNaN(format));
}

/** FPProcessNaN. */
export function processNaN(v: usize, format: u32, nan: u64): u64 {
  if (Fp.isSignaling(format, nan)) Status.raise(v, Fpsr.InvalidOperation);
  return Status.has(v, Fpcr.DN) ? defaultNaN(format) : nan | Fp.quietBit(format);
}

/** FPProcessNaNs, given that an operand is a NaN: signalling ones first, then in order. */
export function processNaNs(v: usize, format: u32, a: u64, b: u64): u64 {
  if (Status.has(v, Fpcr.AH)) {
    // The first one is the result; a signalling one behind it still raises.
    if (Fp.isSignaling(format, b)) Status.raise(v, Fpsr.InvalidOperation);
    return processNaN(v, format, Fp.isNaN(format, a) ? a : b);
  }
  if (Fp.isSignaling(format, a)) return processNaN(v, format, a);
  if (Fp.isSignaling(format, b)) return processNaN(v, format, b);
  return processNaN(v, format, Fp.isNaN(format, a) ? a : b);
}

/** FPProcessNaNs3, given that an operand is a NaN. */
export function processNaNs3(v: usize, format: u32, a: u64, b: u64, c: u64): u64 {
  if (Fp.isSignaling(format, a)) return processNaN(v, format, a);
  if (Fp.isSignaling(format, b) || Fp.isSignaling(format, c)) return processNaNs(v, format, b, c);
  return Fp.isNaN(format, a) ? processNaN(v, format, a) : processNaNs(v, format, b, c);
}
