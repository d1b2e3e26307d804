/** Writes to vector slots that clear what lies above the value, as every scalar SIMD&FP write does. */
export abstract class Slot {
  /** BOUNDS: `address` is a 16-byte vector slot. */
  @inline static scalar(address: usize, low: u64): void {
    store<u64>(address, low);
    store<u64>(address, 0, 8);
  }
}
