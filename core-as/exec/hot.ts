/**
 * The queue of blocks that became hot, which the host takes between two slices.
 *
 * BOUNDS: `v` is a vCPU's base, `block` the block that runs; the queue has HOT_ENTRIES entries and its count stays below.
 */
import {
  BLOCK_HEADER,
  HOT_ENTRIES,
  HOT_ENTRY_SIZE,
  REGION_HEAD,
  REGION_TURNSTILE,
  SLOT_BLOCK,
  SLOT_PC,
  SLOT_TC,
  TURNSTILE_ENTRIES,
  VM_HOT_COUNT,
  VM_HOT_QUEUE,
  VM_HOT_THRESHOLD,
  VM_LOCK_HOT,
} from "../layout";
import { releaseLock, takeLock } from "../parallel/lock";

/** Reports `block`, which begins at SLOT_PC. When the queue is full, the block counts on and reports itself later. */
export function reportHot(v: usize, block: u32): void {
  if (!enqueue(v, block, load<u64>(v, SLOT_PC))) store<u32>(block + BLOCK_HEADER, load<u32>(VM_HOT_THRESHOLD), 8);
}

/** Reports the region with this record, which was entered, now at SLOT_PC, so often that a larger one is worth its while. */
export function regionHot(v: usize, record: u32): void {
  // BOUNDS: the region that runs has its record and turnstile in the arena; the block that entered it begins with `enter`.
  const behindHead = <i64>load<i32>(load<u32>(v, SLOT_BLOCK) + BLOCK_HEADER, 8);
  const pc = load<u64>(v, SLOT_PC) - behindHead;
  if (enqueue(v, load<u32>(record, REGION_HEAD), pc)) return;
  // The queue is full. One more than the threshold, which may be 1: the entry that found this out comes once more, and is counted again.
  store<u32>(load<u32>(record, REGION_TURNSTILE), load<u32>(VM_HOT_THRESHOLD) + 1, TURNSTILE_ENTRIES);
}

/** @returns false when the queue is full */
function enqueue(v: usize, block: u32, pc: u64): bool {
  takeLock(VM_LOCK_HOT);
  const done = append(v, block, pc);
  releaseLock(VM_LOCK_HOT);
  return done;
}

function append(v: usize, block: u32, pc: u64): bool {
  const count = load<u32>(VM_HOT_COUNT);
  if (count >= HOT_ENTRIES) return false;
  const entry = VM_HOT_QUEUE + count * HOT_ENTRY_SIZE;
  store<u32>(entry, block);
  store<u32>(entry, load<u32>(v, SLOT_TC), 4);
  store<u64>(entry, pc, 8);
  store<u32>(VM_HOT_COUNT, count + 1);
  return true;
}
