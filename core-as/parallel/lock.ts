/**
 * Short locks around what vCPUs share, in parallel mode; alone, a machine has no use for them and takes none.
 *
 * A lock is a word: 0 free, 1 taken, 2 taken and somebody waits. Whoever has one neither waits for an exclusive section nor takes
 * another lock, so that there is no circle of waiting.
 *
 * BOUNDS: `lock` is the address of a word VM_LOCK_* of the VM header.
 */
import { VM_PARALLEL } from "../layout";

const FREE: u32 = 0;
const TAKEN: u32 = 1;
const AWAITED: u32 = 2;
/** Looks at a taken lock before its thread sleeps: its holder needs about a microsecond. */
const PATIENCE: u32 = 200;

export function takeLock(lock: u32): void {
  if (load<u32>(VM_PARALLEL) == 0) return;
  for (let i: u32 = 0; i < PATIENCE; i++) {
    if (atomic.load<u32>(lock) == FREE && atomic.cmpxchg<u32>(lock, FREE, TAKEN) == FREE) return;
  }
  while (atomic.xchg<u32>(lock, AWAITED) != FREE) atomic.wait<i32>(lock, AWAITED, -1);
}

export function releaseLock(lock: u32): void {
  if (load<u32>(VM_PARALLEL) == 0) return;
  if (atomic.xchg<u32>(lock, FREE) == AWAITED) atomic.notify(lock, 1);
}
