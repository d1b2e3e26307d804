/**
 * The jump cache of a set: from a virtual address to the block that is translated there, and how that enters its region.
 *
 * A page's entries are found by its TLB entry: TLB_JUMPS says that there may be some.
 *
 * BOUNDS: sets are addresses that sets.ts made; indices of entries are masked, or counted below the array's length.
 */
import { isCompiled } from "../ir/regions";
import {
  JUMP_ENTRIES,
  JUMP_ENTRY_SIZE,
  JUMP_PAGE,
  JUMP_WITHIN,
  JUMPS_A_PAGE,
  TC_JUMP_CACHE,
  TC_JUMPS_USED,
  TC_SETS,
  TLB_JUMPS,
  VCPU_BASE,
  VCPU_SIZE,
  VM_DEAD_BLOCK,
  VM_VCPU_COUNT,
} from "../layout";
import { Tlb, usedSet, VA_MASK } from "./sets";

/** Address of an empty jump-cache entry. */
const JUMP_NEVER: u64 = 1;
const JUMP_PAGES: u32 = JUMP_ENTRIES / JUMPS_A_PAGE;

/** Where addresses are in the jump cache of a set. */
@final
export abstract class JumpCache {
  /**
   * First entry of the pair of `va`: those of a page lie side by side, so that it can be dropped without a search. Bits 9..2 of the address, mixed
   * with those above, tell them apart. An address may be in the other entry of the pair, too.
   */
  @inline static entry(set: u32, va: u64): u32 {
    const low = <u32>va;
    return set + TC_JUMP_CACHE + ((((low << 2) ^ (low >> 6)) & JUMP_WITHIN) | (low & JUMP_PAGE));
  }

  /** The entry that has `va`, if one of the two that may does: the caller compares. */
  @inline static find(set: u32, va: u64): u32 {
    const entry = JumpCache.entry(set, va);
    // BOUNDS: entries come in pairs.
    return load<u64>(entry) == va ? entry : entry ^ JUMP_ENTRY_SIZE;
  }
}

/** Empties a jump-cache entry: it leads to a block that looks PC up, should PC ever equal its address. */
export function clearJump(entry: u32): void {
  // BOUNDS: entry lies in the jump cache of a set.
  store<u64>(entry, JUMP_NEVER);
  store<u32>(entry, VM_DEAD_BLOCK, 8);
  store<u32>(entry, 0, 12);
}

/** Empties the jump cache of a set. */
export function flushJumps(set: u32): void {
  // BOUNDS: set is the address of a set; each of the 64 bits stands for the entries of a page.
  for (let used = load<u64>(set, TC_JUMPS_USED); used != 0; used &= used - 1) {
    const first = set + TC_JUMP_CACHE + <u32>ctz(used) * JUMPS_A_PAGE * JUMP_ENTRY_SIZE;
    for (let i: u32 = 0; i < JUMPS_A_PAGE; i++) clearJump(first + i * JUMP_ENTRY_SIZE);
  }
  store<u64>(set, 0, TC_JUMPS_USED);
}

/**
 * Enters `block` into the jump cache as what is at `pc`. A block that is compiled already stays in its place: regions look for it
 * there, and must leave for the interpreter where they do not find it.
 */
export function enterJump(set: u32, pc: u64, block: u32): void {
  const entry = jumpPlace(JumpCache.entry(set, pc), pc);
  // BOUNDS: both entries' indices are masked; set is the address of a set.
  store<u64>(entry, pc);
  store<u32>(entry, block, 8);
  store<u32>(entry, 0, 12);
  store<u8>(Tlb.entry(set, pc), 1, TLB_JUMPS);
  const bit = (<u64>1) << ((pc >> 12) & (JUMP_PAGES - 1));
  store<u64>(set, load<u64>(set, TC_JUMPS_USED) | bit, TC_JUMPS_USED);
}

/** Which entry of the pair whose first one is `entry` takes `pc`. */
function jumpPlace(entry: u32, pc: u64): u32 {
  const other = entry ^ JUMP_ENTRY_SIZE;
  // BOUNDS: entries come in pairs; blocks of the jump cache are in the block store.
  const first = load<u64>(entry);
  const second = load<u64>(other);
  if (first == pc || second == pc) return first == pc ? entry : other;
  if (first == JUMP_NEVER || second == JUMP_NEVER) return first == JUMP_NEVER ? entry : other;
  return isCompiled(load<u32>(entry, 8)) ? other : entry;
}

/** Drops the jump-cache entries of the page of `va`, whose TLB entry is, or would be, at `entry`. */
export function dropJumps(set: u32, entry: u32, va: u64): void {
  const jumps = set + TC_JUMP_CACHE + (<u32>va & JUMP_PAGE);
  let others: u8 = 0;
  for (let i: u32 = 0; i < JUMPS_A_PAGE; i++) {
    // BOUNDS: the entries of a page are contiguous and lie inside the jump cache.
    const jump = jumps + i * JUMP_ENTRY_SIZE;
    const address = load<u64>(jump);
    if (((address ^ va) & VA_MASK) == 0) clearJump(jump);
    else if (address != JUMP_NEVER && Tlb.entry(set, address) == entry) others = 1;
  }
  store<u8>(entry, others, TLB_JUMPS);
}

/** Empties the jump caches of one vCPU, after its context changed in a way that the choice of a set does not show. */
export function flushJumpsOf(v: usize): void {
  for (let i: u32 = 0; i < TC_SETS; i++) {
    const set = usedSet(v, i);
    if (set != 0) flushJumps(set);
  }
}

/** Empties the jump caches of every vCPU, after blocks were forgotten. */
export function flushAllJumps(): void {
  for (let n: u32 = 0; n < load<u32>(VM_VCPU_COUNT); n++) {
    const v: usize = VCPU_BASE + n * VCPU_SIZE;
    flushJumpsOf(v);
  }
}

/** Has every jump cache look at blocks again before it leads to a region: until then, table slots of dead ones may not be taken. */
export function forgetEntries(): void {
  for (let n: u32 = 0; n < load<u32>(VM_VCPU_COUNT); n++) {
    const v: usize = VCPU_BASE + n * VCPU_SIZE;
    for (let i: u32 = 0; i < TC_SETS; i++) {
      const set = usedSet(v, i);
      if (set != 0) forgetEntriesIn(set);
    }
  }
}

function forgetEntriesIn(set: u32): void {
  // BOUNDS: as in flushJumps.
  for (let used = load<u64>(set, TC_JUMPS_USED); used != 0; used &= used - 1) {
    const first = set + TC_JUMP_CACHE + <u32>ctz(used) * JUMPS_A_PAGE * JUMP_ENTRY_SIZE;
    for (let i: u32 = 0; i < JUMPS_A_PAGE; i++) store<u32>(first + i * JUMP_ENTRY_SIZE, 0, 12);
  }
}
