/**
 * Drops records of condition flags that nothing reads before the next record: no instruction, and no one who could see them
 * meanwhile, because no micro-op between may leave the block.
 *
 * Records among the micro-ops that a `skip` may step over are seen right, because it reads the flags itself: what was recorded
 * before it stays.
 *
 * BOUNDS: `first` is the first of `count` micro-ops of 16 bytes each, and `offsets` has a u16 for each of them.
 */
import { SLOT_DISCARD } from "../layout";
import {
  FLAGS_ALONE,
  FLAGS_CARRY,
  FLAGS_READ,
  FLAGS_RECORDED,
  FLAGS_SEEN,
  flagEffectsOf,
  withoutFlags,
} from "./flagEffects.gen";
import { Op } from "./ops.gen";

/** Marks a micro-op that is dropped. */
const DROPPED: u16 = 0xffff;
/** So many micro-ops before its record, in the same instruction, the carry is looked for. */
const CARRY_REACH: u32 = 3;

/** @returns how many micro-ops are left; they and their offsets are moved together */
export function dropDeadFlags(first: usize, count: u32, offsets: usize): u32 {
  if (!markDead(first, count, offsets)) return count;
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const op = first + (i << 4);
    if (load<u16>(op) == DROPPED) continue;
    if (load<u16>(op) == Op.Skip) store<u32>(op, keptAmong(op + 16, load<u32>(op, 12)), 12);
    const to = first + (kept << 4);
    store<u64>(to, load<u64>(op));
    store<u64>(to, load<u64>(op, 8), 8);
    store<u16>(offsets + (kept << 1), load<u16>(offsets + (i << 1)));
    kept++;
  }
  return kept;
}

/** How many of the `count` micro-ops from `first` on are not dropped. */
function keptAmong(first: usize, count: u32): u32 {
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) if (load<u16>(first + (i << 4)) != DROPPED) kept++;
  return kept;
}

/** From the last op backwards. @returns whether any is dropped */
function markDead(first: usize, count: u32, offsets: usize): bool {
  let live = true;
  let any = false;
  for (let i = <i32>count - 1; i >= 0; i--) {
    const op = first + (i << 4);
    const code = load<u16>(op);
    if (code == DROPPED) continue;
    const effects = flagEffectsOf(code);
    if (!live && (effects & FLAGS_RECORDED) != 0 && withoutRecord(op, effects, before(i, offsets))) {
      any = any || load<u16>(op) == DROPPED;
      continue;
    }
    if ((effects & FLAGS_RECORDED) != 0) live = false;
    if ((effects & (FLAGS_READ | FLAGS_SEEN)) != 0) live = true;
  }
  return any;
}

/** How many micro-ops of the same instruction stand before op number `i`, CARRY_REACH at most. */
function before(i: u32, offsets: usize): u32 {
  const instruction = load<u16>(offsets + (i << 1));
  let count: u32 = 0;
  while (count < CARRY_REACH && count < i && load<u16>(offsets + ((i - count - 1) << 1)) == instruction) count++;
  return count;
}

/**
 * Makes the op one that records nothing, or drops it when that is all it does, and with it what read the carry for it, one of the
 * `previous` ops before it. @returns false when neither is possible
 */
function withoutRecord(op: usize, effects: u32, previous: u32): bool {
  if ((effects & FLAGS_ALONE) != 0 || load<u16>(op, 2) == SLOT_DISCARD) {
    store<u16>(op, DROPPED);
    for (let i: u32 = 1; i <= previous; i++) dropCarry(op - (i << 4), load<u16>(op, 6));
    return true;
  }
  const plain = withoutFlags(load<u16>(op));
  if (plain != 0) store<u16>(op, <u16>plain);
  return plain != 0;
}

/** Drops the op if it reads the carry for a record that has it in slot `b`, as INC and DEC do. */
function dropCarry(op: usize, b: u32): void {
  const code = load<u16>(op);
  if (code != DROPPED && (flagEffectsOf(code) & FLAGS_CARRY) != 0 && load<u16>(op, 2) == b) store<u16>(op, DROPPED);
}
