/**
 * Identification registers whose value depends on something. Cortex-A15 TRM 4.3.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure or of the VM header.
 */
import { CSSELR_EL1 } from "../../aarch64/state";

/** CCSIDR of the cache that CSSELR selects: 32 KiB of data, 32 KiB of instructions, 4 MiB of both. */
export function readCacheSize(v: usize): u64 {
  switch (load<u32>(v, CSSELR_EL1)) {
    case 0:
      return 0x701fe00a;
    case 1:
      return 0x201fe00a;
    case 2:
      return 0x711fe07a;
    default:
      return 0;
  }
}
