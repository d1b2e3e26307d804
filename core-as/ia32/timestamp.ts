/**
 * The time-stamp counter: the VM's clock and an offset. SDM volume 3, 17.17.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { physicalCount } from "../aarch64/timer";
import { TSC_OFFSET } from "./state";

/** The counter now. Exact in an instruction that ends its block. */
export function timestamp(v: usize): u64 {
  return physicalCount(v) + load<u64>(v, TSC_OFFSET);
}

export function writeTimestamp(v: usize, value: u64): void {
  store<u64>(v, value - physicalCount(v), TSC_OFFSET);
}
