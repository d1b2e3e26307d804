/**
 * Debug registers that are more than storage.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { OSLSR_EL1 } from "../../aarch64/state";

/** DBGOSLAR: this value locks, any other unlocks. DDI 0487 G8.3. */
const KEY: u32 = 0xc5acce55;
const OSLM: u64 = 8;
const OSLK: u64 = 2;

export function writeLock(v: usize, value: u64): void {
  store<u64>(v, OSLM | (<u32>value == KEY ? OSLK : 0), OSLSR_EL1);
}
