/**
 * MXCSR, control and status of SSE. SDM volume 1, 10.2.3.
 *
 * The masks are kept in MXCSR's own field; rounding, DAZ and FTZ are in FPCR, and the flags in FPSR, where IEEE arithmetic
 * (fp/status.ts) looks for them.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { Fpcr, Fpsr } from "../fp/status";
import { FPCR, FPSR } from "../layout";
import { MXCSR } from "./state";

/** Bits of MXCSR. The masks are the flags' bits, MASK_SHIFT higher. */
export enum Mxcsr {
  IE = 1 << 0,
  DE = 1 << 1,
  ZE = 1 << 2,
  OE = 1 << 3,
  UE = 1 << 4,
  PE = 1 << 5,
  DAZ = 1 << 6,
  Masks = 0x3f << 7,
  RC = 3 << 13,
  FTZ = 1 << 15,
}

export const MASK_SHIFT: u32 = 7;
/** MXCSR after reset: all masked. */
export const MXCSR_RESET: u32 = 0x1f80;
/** Bits that may be written: MXCSR_MASK of FXSAVE. */
export const MXCSR_MASK: u32 = 0xffff;
/** Exceptions found before anything is computed; with one of them unmasked no other flag is set. */
export const BEFORE_COMPUTING: u32 = Mxcsr.IE | Mxcsr.DE | Mxcsr.ZE;

/** FPSR's cumulative bits as flags of MXCSR, which has Denormal second. */
export function flagsOfStatus(status: u32): u32 {
  return (
    (status & Fpsr.InvalidOperation) |
    ((status & (Fpsr.DivideByZero | Fpsr.Overflow | Fpsr.Underflow | Fpsr.Inexact)) << 1) |
    ((status & Fpsr.InputDenormal) >> 6)
  );
}

export function statusOfFlags(flags: u32): u32 {
  return (flags & Mxcsr.IE) | ((flags & (Mxcsr.ZE | Mxcsr.OE | Mxcsr.UE | Mxcsr.PE)) >> 1) | ((flags & Mxcsr.DE) << 6);
}

/** The register as STMXCSR stores it. */
export function mxcsrOf(v: usize): u32 {
  return load<u32>(v, MXCSR) | flagsOfStatus(load<u32>(v, FPSR));
}

/** Sets it; bits that are not in MXCSR_MASK are dropped. The context (`updateContext`) depends on its masks. */
export function setMxcsr(v: usize, value: u32): void {
  store<u32>(v, value & (Mxcsr.Masks | Mxcsr.RC | Mxcsr.DAZ | Mxcsr.FTZ), MXCSR);
  store<u64>(v, statusOfFlags(value), FPSR);
  const rounding = (value & Mxcsr.RC) >> 13;
  // FPCR has the two directed modes the other way round.
  let control: u32 = Fpcr.AH | ((((rounding & 1) << 1) | (rounding >> 1)) << 22);
  if ((value & Mxcsr.DAZ) != 0) control |= Fpcr.FIZ;
  if ((value & Mxcsr.FTZ) != 0) control |= Fpcr.FZ;
  if (((value >> MASK_SHIFT) & Mxcsr.OE) == 0) control |= Fpcr.OFE;
  if (((value >> MASK_SHIFT) & Mxcsr.UE) == 0) control |= Fpcr.UFE;
  store<u64>(v, control, FPCR);
}

/** Whether all exceptions are masked. */
export function masksAll(v: usize): bool {
  return (load<u32>(v, MXCSR) & Mxcsr.Masks) == Mxcsr.Masks;
}
