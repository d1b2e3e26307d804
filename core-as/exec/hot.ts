/**
 * The queue of blocks that became hot, which the host takes between two slices.
 *
 * BOUNDS: `v` is a vCPU's base, `block` the block that runs; the queue has HOT_ENTRIES entries and its count stays below.
 */
import {
  BLOCK_HEADER,
  HOT_ENTRIES,
  HOT_ENTRY_SIZE,
  SLOT_PC,
  SLOT_TC,
  VM_HOT_COUNT,
  VM_HOT_QUEUE,
  VM_HOT_THRESHOLD,
} from "../layout";

/** Reports `block`, which begins at SLOT_PC. When the queue is full, the block counts on and reports itself later. */
export function reportHot(v: usize, block: u32): void {
  const count = load<u32>(VM_HOT_COUNT);
  if (count >= HOT_ENTRIES) {
    store<u32>(block + BLOCK_HEADER, load<u32>(VM_HOT_THRESHOLD), 8);
    return;
  }
  const entry = VM_HOT_QUEUE + count * HOT_ENTRY_SIZE;
  store<u32>(entry, block);
  store<u32>(entry, load<u32>(v, SLOT_TC), 4);
  store<u64>(entry, load<u64>(v, SLOT_PC), 8);
  store<u32>(VM_HOT_COUNT, count + 1);
}
