/** Register numbers of an encoding to slots. */
import { SLOT_DISCARD, SLOT_SP, SLOT_T, SLOT_V, SLOT_VT, SLOT_X, SLOT_ZERO } from "../layout";

@final
export abstract class X {
  /** Source register: 31 is XZR. */
  @inline static from(n: u32): u32 {
    return n == 31 ? SLOT_ZERO : SLOT_X + (n << 3);
  }
  /** Destination register: 31 is XZR, and the result is dropped. */
  @inline static to(n: u32): u32 {
    return n == 31 ? SLOT_DISCARD : SLOT_X + (n << 3);
  }
  /** Source or destination where 31 is the current SP. */
  @inline static sp(n: u32): u32 {
    return n == 31 ? SLOT_SP : SLOT_X + (n << 3);
  }
  /** Block-local temporary 0..15; keeps its value within one instruction only. */
  @inline static temporary(n: u32): u32 {
    return SLOT_T + (n << 3);
  }
}

@final
export abstract class V {
  /** SIMD&FP register n. */
  @inline static register(n: u32): u32 {
    return SLOT_V + (n << 4);
  }
  /** Block-local vector temporary 0..15. */
  @inline static temporary(n: u32): u32 {
    return SLOT_VT + (n << 4);
  }
}
