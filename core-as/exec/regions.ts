/**
 * From region to region: runs compiled code until it leads to a block that has none.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; JumpCache.find masks its index; blocks come
 * from the block store or the jump cache; the record in VCPU_REGION is that of the region which was left, with the places of its
 * blocks behind it, and has the address of its turnstile.
 */
import { entryWord, isCompiled } from "../ir/regions";
import {
  BLOCK_HEADER,
  REGION_BLOCKS,
  REGION_DEAD,
  REGION_ENTRY_SHIFT,
  REGION_HOT,
  REGION_PLACE_SIZE,
  REGION_RAISED,
  REGION_RECORD_SIZE,
  REGION_STOP,
  REGION_SURPRISED,
  REGION_SURPRISES,
  REGION_TURNSTILE,
  SLOT_BLOCK,
  SLOT_BUDGET,
  SLOT_PC,
  SLOT_TC,
  SURPRISE_COST,
  TURNSTILE_ENTRIES,
  VCPU_REGION,
  VM_STAT_LEFT_BETWEEN,
  VM_STAT_LEFT_SYSTEM,
  VM_STAT_LEFT_WITHIN,
} from "../layout";
import { JumpCache } from "../mem/jumpCache";
import { Chain } from "./chain";
import { regionHot } from "./hot";

/**
 * Enters the region that the running block, which is charged, begins with; and those that come after it.
 *
 * @returns 0: on with the block at SLOT_PC; REGION_STOP; or the micro-op of SLOT_BLOCK to go on with
 */
export function runRegions(v: usize): u32 {
  Chain.discharge(v);
  let word = entryWord(load<u32>(v, SLOT_BLOCK));
  while (true) {
    const left = call_indirect<u32>(word & ((1 << REGION_ENTRY_SHIFT) - 1), v, word >> REGION_ENTRY_SHIFT);
    if (left > REGION_DEAD) return leftWithin(v, left);
    if (left == REGION_HOT) {
      regionHot(v, load<u32>(v, VCPU_REGION));
      // It may have been reached by a link, so that `word` is that of another one.
      word = entryWord(load<u32>(v, SLOT_BLOCK));
      continue;
    }
    if (left == REGION_RAISED) {
      const block = Chain.resolve(v);
      if (block == 0 || !isCompiled(block)) return leftBySystemCall(block);
      Chain.discharge(v);
      word = entryWord(block);
      continue;
    }
    if (left == REGION_DEAD) forget(v);
    word = Next.word(v);
    if (word == 0) {
      count(VM_STAT_LEFT_BETWEEN);
      return 0;
    }
  }
}

@final
abstract class Next {
  /** How the block at SLOT_PC is entered, which becomes the one that runs. 0: it is not compiled or not known, or the budget is used up. */
  @inline static word(v: usize): u32 {
    if (load<i64>(v, SLOT_BUDGET) <= 0) return 0;
    const pc = load<u64>(v, SLOT_PC);
    const entry = JumpCache.find(load<u32>(v, SLOT_TC), pc);
    if (load<u64>(entry) != pc) return 0;
    const known = load<u32>(entry, 12);
    const word = known != 0 ? known : learn(entry);
    if (word != 0) store<u32>(v, load<u32>(entry, 8), SLOT_BLOCK);
    return word;
  }
}

/**
 * How the block of a jump-cache entry is entered, or 0. Kept beside its address there, so that the block itself, which may be in none of
 * the host's caches, is looked at once.
 */
function learn(entry: u32): u32 {
  const block = load<u32>(entry, 8);
  if (!isCompiled(block)) return 0;
  const word = entryWord(block);
  store<u32>(entry, word, 12);
  return word;
}

/** The region at SLOT_PC is dead, and the jump cache did not know. */
function forget(v: usize): void {
  const pc = load<u64>(v, SLOT_PC);
  const entry = JumpCache.find(load<u32>(v, SLOT_TC), pc);
  if (load<u64>(entry) == pc) store<u32>(entry, 0, 12);
}

/** A system call or an exception has led to `block`, which is charged; 0: there is an exit reason. */
function leftBySystemCall(block: u32): u32 {
  if (block != 0) return leave(VM_STAT_LEFT_WITHIN, block + BLOCK_HEADER);
  return leave(VM_STAT_LEFT_SYSTEM, REGION_STOP);
}

/** Left within a block, at the micro-op `left`, with the head's address in SLOT_PC: PC and the running block become those of the micro-op. */
function leftWithin(v: usize, left: u32): u32 {
  const record = load<u32>(v, VCPU_REGION);
  const op = left & ~REGION_SURPRISED;
  if (op != left) countSurprise(record);
  const place = placeOf(record, op);
  store<u64>(v, load<u64>(v, SLOT_PC) + <u64>(<i64>load<i32>(place, 4)), SLOT_PC);
  store<u32>(v, load<u32>(place), SLOT_BLOCK);
  return leave(VM_STAT_LEFT_WITHIN, op);
}

/** The place of the last block of the region that begins at or before `op`. */
function placeOf(record: u32, op: u32): u32 {
  let place = record + REGION_RECORD_SIZE;
  // It is one of `count` from `place` on.
  let count = load<u32>(record, REGION_BLOCKS);
  while (count > 1) {
    const half = count >> 1;
    if (load<u32>(place + half * REGION_PLACE_SIZE) <= op) place += half * REGION_PLACE_SIZE;
    count -= half;
  }
  return place;
}

/** Something was not as the region assumes: the next look at it comes sooner, for it may have to do without assumptions. */
function countSurprise(record: u32): void {
  store<u32>(record, load<u32>(record, REGION_SURPRISES) + 1, REGION_SURPRISES);
  const turnstile = load<u32>(record, REGION_TURNSTILE);
  const entries = load<u32>(turnstile, TURNSTILE_ENTRIES);
  // What is left at last is the one entry that asks for the look; a count that has run out already stays so.
  const left: u32 = entries > SURPRISE_COST ? entries - SURPRISE_COST : min<u32>(entries, 1);
  store<u32>(turnstile, left, TURNSTILE_ENTRIES);
}

function leave(counter: u32, result: u32): u32 {
  count(counter);
  return result;
}

function count(counter: u32): void {
  store<u64>(counter, load<u64>(counter) + 1);
}
