/**
 * What the core knows of compiled regions: which blocks each was made of, so that it ends with the first of them.
 *
 * The host (lib-ts/core) makes a region from blocks, puts its function into the table, and writes its record and list
 * nodes behind the blocks in the arena; they are forgotten together with the blocks.
 *
 * BOUNDS: `block` is a block of the store; records, turnstiles, nodes and cells are what the host appended to the arena.
 */
import {
  BLOCK_CELL,
  BLOCK_HEADER,
  BLOCK_REGIONS,
  REGION_BLOCKS,
  REGION_DEAD,
  REGION_ENTRY_SHIFT,
  REGION_HEAD,
  REGION_MORE,
  REGION_PLACE_SIZE,
  REGION_RECORD_SIZE,
  REGION_SLOT,
  REGION_TURNSTILE,
  TURNSTILE_OPEN,
  VM_HOT_THRESHOLD,
} from "../layout";
import { Op } from "./ops.gen";

/** A head whose region died is hot again after so many times the usual number of executions. */
const RETRY_FACTOR: u32 = 4;

/** Whether whoever comes to the block calls a region's function. */
export function isCompiled(block: u32): bool {
  return load<u16>(block, BLOCK_HEADER) == <u16>Op.Enter;
}

/** How the block, which is compiled, is entered: REGION_ENTRY_SHIFT says what the word is. */
export function entryWord(block: u32): u32 {
  const op = block + BLOCK_HEADER;
  return load<u32>(op, 12) | ((<u32>load<u16>(op, 2)) << REGION_ENTRY_SHIFT);
}

/** Stands in the table where functions of dead regions stood, as long as a jump cache may lead there. */
export function deadRegion(_v: usize, _entry: u32): u32 {
  return REGION_DEAD;
}

/** Ends every region that `block` is part of: their entries are interpreted, and counted, again. */
export function dropRegions(block: u32): void {
  let node = load<u32>(block, BLOCK_REGIONS);
  store<u32>(block, 0, BLOCK_REGIONS);
  while (node != 0) {
    dropRegion(load<u32>(node, 4));
    node = load<u32>(node);
  }
}

/** Ends the region with this record; its function is not entered again. */
export function dropRegion(record: u32): void {
  const turnstile = load<u32>(record, REGION_TURNSTILE);
  if (load<u32>(turnstile, TURNSTILE_OPEN) == 0) return;
  store<u32>(turnstile, 0, TURNSTILE_OPEN);
  const slot = load<u32>(record, REGION_SLOT);
  closeEntry(load<u32>(record, REGION_HEAD), slot);
  const entries = record + REGION_RECORD_SIZE + REGION_PLACE_SIZE * load<u32>(record, REGION_BLOCKS);
  const end = entries + 4 * load<u32>(record, REGION_MORE);
  for (let at = entries; at < end; at += 4) closeEntry(load<u32>(at), slot);
}

/** Has the interpreter run a block again, if it enters the function in `slot`: it may have entered another one meanwhile. */
function closeEntry(block: u32, slot: u32): void {
  const op = block + BLOCK_HEADER;
  if (load<u16>(op) != <u16>Op.Enter || load<u32>(op, 12) != slot) return;
  store<u16>(op, <u16>Op.Profile);
  store<u32>(op, load<u32>(VM_HOT_THRESHOLD) * RETRY_FACTOR, 8);
  // Links of other regions lead nowhere from now on.
  const cell = load<u32>(block, BLOCK_CELL);
  if (cell != 0) store<u32>(cell, 0);
}
