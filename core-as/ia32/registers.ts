/** Register numbers to slots. */
import { SLOT_TC_SEGMENT, SLOT_X } from "../layout";

/** Slot of a general register: u64, zero-extended. */
@final
export abstract class Reg {
  @inline static slot(n: u32): u32 {
    return SLOT_X + (n << 3);
  }
  /** Slot of a segment's base: u64, zero-extended. */
  @inline static base(segment: u32): u32 {
    return SLOT_X + ((16 + segment) << 3);
  }
  /** Slot of the translation cache for accesses through ES .. GS. */
  @inline static cache(segment: u32): u32 {
    return SLOT_TC_SEGMENT + (segment << 2);
  }
}
