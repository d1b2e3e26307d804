/**
 * From block to block: links within a page, the jump cache for the rest, and the boundary where everything is looked
 * at.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; jumpEntry masks its index; a
 * block address comes from the block store.
 */
import { checkProgramCounter, contextOf, pendingInterrupt, takeInterrupt, translateBlock } from "../architecture";
import { ExitReason, requestExit } from "../exit";
import { Block, CONTEXT_TRANSIENT, findBlock, flushBlocks, holdsCode, registerBlock } from "../ir/block";
import {
  EXIT_REASON,
  PAGE_SIZE,
  SLOT_BLOCK,
  SLOT_BUDGET,
  SLOT_DEFERRED,
  SLOT_PC,
  SLOT_TC,
  VCPU_SINGLE,
  VM_CODE_EPOCH,
  VM_LOCK_CODE,
  VM_STAT_BLOCKS,
} from "../layout";
import { locateInstruction } from "../mem/access";
import { enterJump, flushAllJumps, JumpCache } from "../mem/jumpCache";
import { protectCodePage } from "../mem/tlb";
import { atBoundary, endExclusive, Parallel, tryBeginExclusive, vmGo, vmStop } from "../parallel/exclusive";
import { releaseLock, takeLock } from "../parallel/lock";

/** Parallel mode: instructions after which a vCPU looks at what others want of it. */
const PIECE: i64 = 50_000;

@final
export abstract class Chain {
  /** The block after `block`, whose jump at `p` goes to SLOT_PC: by link, by jump cache, or by `resolve`. 0: leave. */
  @inline static follow(v: usize, p: usize, block: u32, which: u32): u32 {
    const next = Block.link(block, which);
    return next != 0 ? Chain.enter(v, next) : link(v, p, block, which);
  }

  /** The block at SLOT_PC, by jump cache or by `resolve`. 0: leave. */
  @inline static indirect(v: usize): u32 {
    const pc = load<u64>(v, SLOT_PC);
    const entry = JumpCache.find(load<u32>(v, SLOT_TC), pc);
    // BOUNDS: JumpCache.find masks its index; a block in the jump cache is alive or begins with `Dead`.
    if (load<u64>(entry) == pc) return Chain.enter(v, load<u32>(entry, 8));
    return Chain.resolve(v);
  }

  /** Charges `next` to the budget and makes it the running block; when the budget is used up, looks at events first. */
  @inline static enter(v: usize, next: u32): u32 {
    const left = load<i64>(v, SLOT_BUDGET);
    if (left <= 0) return Chain.resolve(v);
    store<i64>(v, left - <i64>Block.cost(next), SLOT_BUDGET);
    store<u32>(v, next, SLOT_BLOCK);
    return next;
  }

  /** Takes back what the running block was charged: a region charges its blocks by itself, the first one too. */
  @inline static discharge(v: usize): void {
    // BOUNDS: the block that runs is in the store.
    store<i64>(v, load<i64>(v, SLOT_BUDGET) + <i64>Block.cost(load<u32>(v, SLOT_BLOCK)), SLOT_BUDGET);
  }

  /** The block boundary: takes interrupts, honours the budget, finds or translates the block at SLOT_PC. 0: leave. */
  static resolve(v: usize): u32 {
    return resolve(v);
  }
}

function resolve(v: usize): u32 {
  store<u32>(v, 0, SLOT_BLOCK);
  // The loop ends: each turn without a block took an exception, and `takeInterrupt` and fetch faults are bounded by the
  // budget, which every turn after the first charges.
  while (load<u32>(v, EXIT_REASON) == ExitReason.None) {
    if (Parallel.isOn()) {
      atBoundary(v);
      if (load<u32>(v, EXIT_REASON) != ExitReason.None) return 0;
    }
    const left = load<i64>(v, SLOT_BUDGET) + load<i64>(v, SLOT_DEFERRED);
    store<i64>(v, left, SLOT_BUDGET);
    store<i64>(v, 0, SLOT_DEFERRED);
    if (left <= 0) {
      requestExit(v, ExitReason.Budget);
      return 0;
    }
    if (load<u32>(v, VCPU_SINGLE) == 0 && pendingInterrupt(v)) {
      takeInterrupt(v);
      if (load<u32>(v, EXIT_REASON) != ExitReason.None) return 0;
    }
    const known = cached(v);
    const block = known != 0 ? known : find(v);
    if (block != 0) {
      const piece = Parallel.isOn() ? min(left, PIECE) : left;
      store<i64>(v, left - piece, SLOT_DEFERRED);
      store<i64>(v, piece - <i64>Block.cost(block), SLOT_BUDGET);
      store<u32>(v, block, SLOT_BLOCK);
      return block;
    }
    store<i64>(v, left - 1, SLOT_BUDGET);
  }
  return 0;
}

/** The block at SLOT_PC if the jump cache has it, alive; 0 when it has not, or when blocks last for one instruction. */
function cached(v: usize): u32 {
  if (contextOf(v) >= CONTEXT_TRANSIENT) return 0;
  const pc = load<u64>(v, SLOT_PC);
  const entry = JumpCache.find(load<u32>(v, SLOT_TC), pc);
  // BOUNDS: JumpCache.find masks its index; a block in the jump cache is alive or costs nothing.
  if (load<u64>(entry) != pc) return 0;
  const block = load<u32>(entry, 8);
  return Block.cost(block) != 0 ? block : 0;
}

/** The block at SLOT_PC. 0 when the fetch raised an exception (PC is its vector), exits, or has to wait for another vCPU. */
function find(v: usize): u32 {
  if (!checkProgramCounter(v)) return 0;
  const pc = load<u64>(v, SLOT_PC);
  const host = locateInstruction(v, pc);
  if (host == 0) return 0;
  const context = contextOf(v);
  const block = obtain(v, host, context);
  if (block != 0 && context < CONTEXT_TRANSIENT) {
    enterJump(load<u32>(v, SLOT_TC), pc, block);
  }
  return block;
}

/**
 * The block of the code at `host`, translated if it has to be: under a lock where that adds a block, in an exclusive section where it
 * also touches what others use. 0 when another vCPU has one.
 */
function obtain(v: usize, host: u32, context: u32): u32 {
  takeLock(VM_LOCK_CODE);
  let block = findBlock(host, context);
  if (block == 0 && holdsCode(host)) block = add(v, host, context);
  releaseLock(VM_LOCK_CODE);
  if (block != 0 || !tryBeginExclusive()) return block;
  block = findBlock(host, context);
  if (block == 0) block = translate(v, host, context);
  endExclusive();
  return block;
}

/** Empties the block store, and with it what points into it. No block may be running. */
export function forgetTranslations(): void {
  vmStop();
  flushBlocks();
  flushAllJumps();
  vmGo();
}

/** Translates the code at `host` and adds the block to the store. 0 when the arena is full. */
function add(v: usize, host: u32, context: u32): u32 {
  const block = translateBlock(v, host, context);
  if (block == 0) return 0;
  registerBlock(block, host, context);
  store<u64>(VM_STAT_BLOCKS, load<u64>(VM_STAT_BLOCKS) + 1);
  return block;
}

/** The same where the page holds no code yet, or the arena may be full. */
function translate(v: usize, host: u32, context: u32): u32 {
  if (!holdsCode(host)) protectCodePage(host & ~(PAGE_SIZE - 1));
  const block = add(v, host, context);
  if (block != 0) return block;
  forgetTranslations();
  protectCodePage(host & ~(PAGE_SIZE - 1));
  // vmInit made the arena larger than the largest block.
  return add(v, host, context);
}

/** First time over a link: finds the target and, when it lies in the same page, remembers it. */
function link(v: usize, p: usize, block: u32, which: u32): u32 {
  const bit: u32 = which == Block.LINK_TAKEN ? 1 : 2;
  const linkable = (<u32>load<u16>(p, 2) & bit) != 0;
  if (!linkable) return Chain.indirect(v);
  const pc = load<u64>(v, SLOT_PC);
  const epoch = load<u32>(VM_CODE_EPOCH);
  const waits = Parallel.waits();
  const next = resolve(v);
  // An interrupt may have come first; the translation may have flushed this block away; another vCPU may have changed the mapping.
  const same = load<u64>(v, SLOT_PC) == pc && load<u32>(VM_CODE_EPOCH) == epoch && Parallel.waits() == waits;
  if (next != 0 && same) Block.setLink(block, which, next);
  return next;
}
