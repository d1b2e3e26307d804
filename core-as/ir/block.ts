/**
 * The block store: translated straight-line code, found by the linear-memory address of its RAM and by context.
 *
 * A block lies in the arena as header, micro-ops (16 bytes each), then one u16 an op: the byte distance of the op's
 * guest instruction from the block's start (OFFSET_BITS) and its number in the block, which make every fault precise.
 * The low bit of an address is part of it: T32 blocks have it set, as their SLOT_PC has.
 * Blocks know no virtual address: micro-ops reach it through SLOT_PC, so one block serves every mapping of its page.
 *
 *   +0  u32 cost          instructions it charges to the budget: all of them, or 0 once killed
 *   +4  u32 taken link    block of the same page that follows when the final jump is taken, or 0
 *   +8  u32 next link     the same for the instruction that follows
 *   +12 u32 instructions  guest instructions in the block
 *   +16 u32 address       linear-memory address of its first instruction, in guest RAM
 *   +20 u32 context       translation-time machine state (privilege, traps): part of the key
 *   +24 u32 op count
 *   +28 u32 hash chain    next block with the same hash
 *   +32 u32 page chain    next block of the same page
 *   +36 u32 bytes         guest bytes it was translated from
 *   +40 u32 regions       list of the regions that it is part of (ir/regions.ts), { u32 next, u32 record }, or 0
 *   +44 u32 cell          address of its cell, or 0: u32 number of the entry of a region that it enters, and 1; 0 for none
 *
 * BOUNDS: a block address is one that finishBlock returned, inside the arena; host addresses given to these functions
 * lie in guest RAM, whose pages have an entry each in VM_CODE_PAGES; the hash is masked.
 */
import {
  BLOCK_ADDRESS,
  BLOCK_BYTES,
  BLOCK_CONTEXT,
  BLOCK_HASH_SIZE,
  BLOCK_HEADER,
  BLOCK_INSTRUCTIONS,
  BLOCK_OP_COUNT,
  PAGE_SHIFT,
  PAGE_SIZE,
  VM_ARENA,
  VM_ARENA_END,
  VM_ARENA_NEXT,
  VM_BLOCK_HASH,
  VM_CODE_EPOCH,
  VM_CODE_GENERATION,
  VM_CODE_PAGES,
  VM_HOT_COUNT,
  VM_RAM_BASE,
  VM_RAM_SIZE,
  VM_STAT_ARENA_FLUSHES,
  VM_STAT_INVALIDATIONS,
} from "../layout";
import { Op } from "./ops.gen";
import { dropRegions } from "./regions";
import { plainOp } from "./sequences.gen";

/** Contexts from here on last for one instruction: their blocks stay out of jump caches. */
export const CONTEXT_TRANSIENT: u32 = 0x01000000;

/** Bits of a byte distance within a block: 64 instructions of at most 15 bytes. */
export const OFFSET_BITS: u32 = 10;

const LINK_TAKEN = 4;
const LINK_NEXT = 8;
const INSTRUCTIONS = BLOCK_INSTRUCTIONS;
const ADDRESS = BLOCK_ADDRESS;
const CONTEXT = BLOCK_CONTEXT;
const OP_COUNT = BLOCK_OP_COUNT;
const HASH_CHAIN = 28;
const PAGE_CHAIN = 32;
const BYTES = BLOCK_BYTES;
const HEADER = BLOCK_HEADER;

/** Accessors of a block header. BOUNDS: `block` is an address that finishBlock returned, inside the arena. */
export abstract class Block {
  static readonly LINK_TAKEN: u32 = LINK_TAKEN;
  static readonly LINK_NEXT: u32 = LINK_NEXT;
  static readonly HEADER: u32 = HEADER;

  @inline static firstOp(block: u32): usize {
    return <usize>(block + HEADER);
  }
  @inline static cost(block: u32): u32 {
    return load<u32>(block);
  }
  @inline static link(block: u32, which: u32): u32 {
    return load<u32>(block + which);
  }
  /** A vCPU on another thread that meets the link finds the whole of its target. */
  @inline static setLink(block: u32, which: u32, target: u32): void {
    atomic.store<u32>(block + which, target);
  }
  @inline static instructions(block: u32): u32 {
    return load<u32>(block, INSTRUCTIONS);
  }
  @inline static address(block: u32): u32 {
    return load<u32>(block, ADDRESS);
  }
  @inline static context(block: u32): u32 {
    return load<u32>(block, CONTEXT);
  }
  @inline static opCount(block: u32): u32 {
    return load<u32>(block, OP_COUNT);
  }
  @inline static bytes(block: u32): u32 {
    return load<u32>(block, BYTES);
  }

  /** Op code of the micro-op at `op`; where a sequence begins, of its first micro-op. */
  @inline static opCode(op: usize): u32 {
    // BOUNDS: op is the address of a micro-op of a block.
    return plainOp(load<u16>(op));
  }

  /** Byte distance from the block's start of the instruction that the micro-op at `op` belongs to. */
  static instructionOffset(block: u32, op: usize): u32 {
    return position(block, op) & ((1 << OFFSET_BITS) - 1);
  }

  /** Guest instructions of the block before the one that the micro-op at `op` belongs to. */
  static instructionsBefore(block: u32, op: usize): u32 {
    return position(block, op) >> OFFSET_BITS;
  }
}

/** Where in the block the instruction of the micro-op at `op` is: its number above its byte distance. */
function position(block: u32, op: usize): u32 {
  const index = (<u32>op - block - HEADER) >> 4;
  // BOUNDS: op is one of the block's micro-ops, and the table behind them has an entry each.
  return load<u16>(block + HEADER + (Block.opCount(block) << 4) + (index << 1));
}

function hashSlot(address: u32, context: u32): u32 {
  const hash = ((address >> 2) ^ (address >> 16) ^ (context << 7)) & (BLOCK_HASH_SIZE - 1);
  return load<u32>(VM_BLOCK_HASH) + (hash << 2);
}

/** The block that starts at linear-memory `address` under `context`, or 0. */
export function findBlock(address: u32, context: u32): u32 {
  let block = load<u32>(hashSlot(address, context));
  while (block != 0) {
    if (Block.address(block) == address && Block.context(block) == context) return block;
    block = load<u32>(block, HASH_CHAIN);
  }
  return 0;
}

/** Head of the list of blocks translated from the RAM page that holds linear-memory address `host`. */
function pageSlot(host: u32): u32 {
  return load<u32>(VM_CODE_PAGES) + (((host - load<u32>(VM_RAM_BASE)) >> PAGE_SHIFT) << 2);
}

/** Whether blocks were translated from the page that holds linear-memory address `host`; only RAM pages count. */
export function holdsCode(host: u32): bool {
  return host - load<u32>(VM_RAM_BASE) < load<u32>(VM_RAM_SIZE) && load<u32>(pageSlot(host)) != 0;
}

/** Enters a finished block into hash and page lists. */
export function registerBlock(block: u32, address: u32, context: u32): void {
  store<u32>(block, address, ADDRESS);
  store<u32>(block, context, CONTEXT);
  const hash = hashSlot(address, context);
  store<u32>(block, load<u32>(hash), HASH_CHAIN);
  store<u32>(hash, block);
  const page = pageSlot(address);
  store<u32>(block, load<u32>(page), PAGE_CHAIN);
  store<u32>(page, block);
}

/**
 * Kills the blocks translated from bytes [host, host + size) of one RAM page, because those bytes change.
 * Blocks of the page lose their links: a link may lead to a killed block.
 */
export function killBlocks(host: u32, size: u32): void {
  const slot = pageSlot(host);
  const from = host & (PAGE_SIZE - 1);
  let previous: u32 = 0;
  let block = load<u32>(slot);
  while (block != 0) {
    const next = load<u32>(block, PAGE_CHAIN);
    const start = Block.address(block) & (PAGE_SIZE - 1);
    store<u64>(block, 0, LINK_TAKEN);
    if ((start & ~1) < from + size && from < start + Block.bytes(block)) {
      kill(block);
      if (previous == 0) store<u32>(slot, next);
      else store<u32>(previous, next, PAGE_CHAIN);
    } else {
      previous = block;
    }
    block = next;
  }
}

/** Whoever still holds a pointer to the block (a jump cache) runs into `Dead`, which looks the address up again. */
function kill(block: u32): void {
  dropRegions(block);
  store<u32>(block, 0);
  store<u16>(block + HEADER, <u16>Op.Dead);
  store<u32>(VM_CODE_GENERATION, load<u32>(VM_CODE_GENERATION) + 1);
  let slot = hashSlot(Block.address(block), Block.context(block));
  while (load<u32>(slot) != block) slot = load<u32>(slot) + HASH_CHAIN;
  store<u32>(slot, load<u32>(block, HASH_CHAIN));
  store<u64>(VM_STAT_INVALIDATIONS, load<u64>(VM_STAT_INVALIDATIONS) + 1);
}

/** Forgets every block. The caller empties the jump caches, which hold block pointers. */
export function flushBlocks(): void {
  // BOUNDS: both tables were laid out by vmInit with these sizes.
  memory.fill(load<u32>(VM_BLOCK_HASH), 0, BLOCK_HASH_SIZE << 2);
  memory.fill(load<u32>(VM_CODE_PAGES), 0, (load<u32>(VM_RAM_SIZE) >> PAGE_SHIFT) << 2);
  store<u32>(VM_ARENA_NEXT, load<u32>(VM_ARENA));
  store<u32>(VM_CODE_EPOCH, load<u32>(VM_CODE_EPOCH) + 1);
  store<u32>(VM_CODE_GENERATION, load<u32>(VM_CODE_GENERATION) + 1);
  store<u32>(VM_HOT_COUNT, 0);
  store<u64>(VM_STAT_ARENA_FLUSHES, load<u64>(VM_STAT_ARENA_FLUSHES) + 1);
}

/** Whether the arena has room for one more block of the largest size. */
export function arenaHasRoom(largest: u32): bool {
  return load<u32>(VM_ARENA_END) - load<u32>(VM_ARENA_NEXT) >= largest;
}

/** Completes the block whose ops were appended at the arena's free end; returns its address. */
export function finishBlock(opCount: u32, instructions: u32, bytes: u32, offsets: usize): u32 {
  const block = load<u32>(VM_ARENA_NEXT);
  // BOUNDS: emit.ts stops at MAX_OPS and asked `arenaHasRoom` for that many before the first append.
  memory.fill(block, 0, HEADER);
  store<u32>(block, instructions);
  store<u32>(block, instructions, INSTRUCTIONS);
  store<u32>(block, opCount, OP_COUNT);
  store<u32>(block, bytes, BYTES);
  memory.copy(block + HEADER + (opCount << 4), offsets, opCount << 1);
  store<u32>(VM_ARENA_NEXT, (block + HEADER + opCount * 18 + 15) & ~15);
  return block;
}
