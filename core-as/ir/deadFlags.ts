/**
 * Drops records of condition flags that nothing reads before the next record: no instruction, and no one who could see them
 * meanwhile, because no micro-op between may leave the block.
 *
 * BOUNDS: `first` is the first of `count` micro-ops of 16 bytes each, and `offsets` has a u16 for each of them.
 */
import { SLOT_DISCARD } from "../layout";
import { FLAGS_ALONE, FLAGS_READ, FLAGS_RECORDED, FLAGS_SEEN, flagEffectsOf, withoutFlags } from "./flagEffects.gen";
import { Op } from "./ops.gen";

/** Marks a micro-op that is dropped. */
const DROPPED: u16 = 0xffff;

/** @returns how many micro-ops are left; they and their offsets are moved together */
export function dropDeadFlags(first: usize, count: u32, offsets: usize): u32 {
  if (!markDead(first, count)) return count;
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const op = first + (i << 4);
    if (load<u16>(op) == DROPPED) continue;
    const to = first + (kept << 4);
    store<u64>(to, load<u64>(op));
    store<u64>(to, load<u64>(op, 8), 8);
    store<u16>(offsets + (kept << 1), load<u16>(offsets + (i << 1)));
    kept++;
  }
  return kept;
}

/** From the last op backwards. @returns whether any is dropped */
function markDead(first: usize, count: u32): bool {
  let live = true;
  let any = false;
  for (let i = <i32>count - 1; i >= 0; i--) {
    const op = first + (i << 4);
    const code = load<u16>(op);
    if (code == DROPPED) continue;
    const effects = flagEffectsOf(code);
    if (!live && (effects & FLAGS_RECORDED) != 0 && withoutRecord(op, effects, i > 0)) {
      any = any || load<u16>(op) == DROPPED;
      continue;
    }
    if ((effects & FLAGS_RECORDED) != 0) live = false;
    if ((effects & (FLAGS_READ | FLAGS_SEEN)) != 0) live = true;
  }
  return any;
}

/** Makes the op one that records nothing, or drops it when that is all it does. @returns false when neither is possible */
function withoutRecord(op: usize, effects: u32, hasPrevious: bool): bool {
  if ((effects & FLAGS_ALONE) != 0 || load<u16>(op, 2) == SLOT_DISCARD) {
    store<u16>(op, DROPPED);
    if (hasPrevious && isCarryFor(op)) store<u16>(op - 16, DROPPED);
    return true;
  }
  const plain = withoutFlags(load<u16>(op));
  if (plain != 0) store<u16>(op, <u16>plain);
  return plain != 0;
}

/** Whether the op before reads the carry for this one alone, as INC and DEC have it. */
function isCarryFor(op: usize): bool {
  return load<u16>(op - 16) == Op.CarryIa32 && load<u16>(op - 14) == load<u16>(op, 6);
}
