/**
 * Short locks around what vCPUs share, in parallel mode; alone, a machine has no use for them and takes none.
 *
 * A lock is a word: 0 free, 1 taken. Whoever has one neither waits for an exclusive section nor takes another lock, so that there is no
 * circle of waiting; and gives it back after about a microsecond, so that others spin (ADR 24 says why they do not sleep).
 *
 * BOUNDS: `lock` is the address of a word VM_LOCK_* of the VM header.
 */
import { Parallel } from "./exclusive";

const FREE: u32 = 0;
const TAKEN: u32 = 1;

export function takeLock(lock: u32): void {
  if (!Parallel.isOn()) return;
  while (atomic.load<u32>(lock) != FREE || atomic.cmpxchg<u32>(lock, FREE, TAKEN) != FREE) {
    // Somebody else has it.
  }
}

export function releaseLock(lock: u32): void {
  if (!Parallel.isOn()) return;
  atomic.store<u32>(lock, FREE);
}
