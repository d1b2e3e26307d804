/**
 * Debug registers: the locks, the claim tags. DDI 0487 D13.3.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { updateContext } from "../context";
import { DBGCLAIM_EL1, OSLSR_EL1 } from "../state";

const OSLM: u32 = 8;
const OSLK: u32 = 2;

/** OSLAR_EL1: bit 0 locks. */
export function writeLock(v: usize, value: u64): void {
  store<u64>(v, OSLM | ((value & 1) != 0 ? OSLK : 0), OSLSR_EL1);
  updateContext(v);
}

/** After a write that may switch debug exceptions on or off. */
export function followDebugControl(v: usize, value: u64): void {
  updateContext(v);
}

/** DBGCLAIMSET_EL1, DBGCLAIMCLR_EL1: eight tags. */
export function setClaim(v: usize, value: u64): void {
  store<u64>(v, load<u64>(v, DBGCLAIM_EL1) | (value & 0xff), DBGCLAIM_EL1);
}
export function clearClaim(v: usize, value: u64): void {
  store<u64>(v, load<u64>(v, DBGCLAIM_EL1) & ~value, DBGCLAIM_EL1);
}
