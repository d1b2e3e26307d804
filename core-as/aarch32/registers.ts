/**
 * Register numbers of an encoding to slots. R15 has none: reading it gives the address of the instruction plus 8 (A32) or 4 (T32),
 * and what is written to it is a jump.
 *
 * Temporaries: handlers use 0 to 9; 10 and 11 are R15 as a source, 12 is R15 as a destination, 13 and 14 belong to translate/pc.ts,
 * 15 to jumps on a condition (ir/emit.ts).
 */
import { Jump } from "../ir/emit";
import { Ir } from "../ir/emit.gen";
import { SLOT_PC, SLOT_T, SLOT_V, SLOT_VT, SLOT_X } from "../layout";
import { isThumb } from "./translate";

export const SP: u32 = 13;
export const LR: u32 = 14;
export const PC: u32 = 15;

@final
export abstract class R {
  /** Register 0..14, source or destination. */
  @inline static general(n: u32): u32 {
    return SLOT_X + (n << 3);
  }
  /** Block-local temporary 0..15; keeps its value within one instruction only. */
  @inline static temporary(n: u32): u32 {
    return SLOT_T + (n << 3);
  }
  /** Slot to read register `n` from; `which` of two temporaries holds R15. */
  static source(n: u32, which: u32 = 0): u32 {
    if (n != PC) return R.general(n);
    const slot = R.temporary(10 + which);
    Ir.addiI32(slot, SLOT_PC, R.pcDistance());
    return slot;
  }
  /** Slot to write register `n` to. For R15, `Pc.written` of translate/pc.ts must end the instruction. */
  static destination(n: u32): u32 {
    return n == PC ? R.temporary(12) : R.general(n);
  }
  /** Distance of R15, as it reads, from SLOT_PC. */
  static pcDistance(): i32 {
    return isThumb() ? Jump.here() + 3 : Jump.here() + 8;
  }
  /** Distance of R15, aligned down to a word, from SLOT_PC: the base of literals. */
  static literalDistance(): i32 {
    if (!isThumb()) return Jump.here() + 8;
    // The page begins at a multiple of four, and pageOffset has the low bit of SLOT_PC.
    const offset = Jump.pageOffset() - 1;
    return Jump.here() + 3 - <i32>(offset & 2);
  }
}

/** Floating-point and SIMD registers: S0..S31, D0..D31 and Q0..Q15 overlay V0..V15. */
@final
export abstract class F {
  /** S register n: a 4-byte lane. */
  @inline static single(n: u32): u32 {
    return SLOT_V + (n << 2);
  }
  /** D register n: an 8-byte lane. */
  @inline static double(n: u32): u32 {
    return SLOT_V + (n << 3);
  }
  /** The register that an encoding's four bits and its fifth name: the low bit of an S register, the high one of a D register. */
  @inline static scalar(double: u32, n: u32, fifth: u32): u32 {
    return double != 0 ? F.double((fifth << 4) | n) : F.single((n << 1) | fifth);
  }
  /** Q register n. */
  @inline static quad(n: u32): u32 {
    return SLOT_V + (n << 4);
  }
  /** Block-local vector temporary 0..15. */
  @inline static temporary(n: u32): u32 {
    return SLOT_VT + (n << 4);
  }
}
