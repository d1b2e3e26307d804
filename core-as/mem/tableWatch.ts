/**
 * Page tables that are watched: a store to a table drops, there and then, the translations that came from the entry it
 * replaces. So translations need not be thrown away when an address space is entered again (docs/adr/0016).
 *
 * VM_TABLE_PAGES has a u64 for each RAM page, 0 = not watched: what the page was when a walk went through it.
 *
 *   0       watched
 *   1       entries are of 8 bytes, not 4
 *   2       several address spaces have the table, at the same place
 *   3       the table stands at several places, or is of several levels: every change empties everything
 *   9..4    log2 of the bytes that an entry maps
 *   19..10  how often the page became another table
 *   31..20  first address that the table maps, in MiB
 *   63..32  the address space it was walked for
 *
 * An entry that is not present (bit 0 clear) was never cached: its replacement costs nothing.
 *
 * BOUNDS: hosts lie in guest RAM, which the callers found or `isTable` checked; its pages have an entry each in
 * VM_TABLE_PAGES and VM_CODE_STORES. Where there is no such table (VM_TABLE_PAGES is 0) nothing is read.
 */
import {
  PAGE_SHIFT,
  PAGE_SIZE,
  VCPU_BASE,
  VCPU_SIZE,
  VM_CODE_STORES,
  VM_RAM_BASE,
  VM_RAM_SIZE,
  VM_TABLE_PAGES,
  VM_VCPU_COUNT,
} from "../layout";
import { EVERY_SPACE, flushRange } from "./addressSpace";
import { protectCodePage } from "./tlb";

const WATCHED: u32 = 1;
const WIDE: u32 = 2;
const SHARED: u32 = 4;
const WILD: u32 = 8;
const SHIFT_AT: u32 = 4;
const FLIPS_AT: u32 = 10;
const FLIPS_MASK: u32 = 0x3ff << FLIPS_AT;
const BASE_MASK: u32 = 0xfff00000;
/** A page that became another table so often is used as several at once. */
const MANY_FLIPS: u32 = 16;
/** log2 of the bytes that an entry of the last level maps. */
const LEAF_SHIFT: u32 = 12;
/** More than this is everything. */
const WHOLE_SPACE: u32 = 32;
/**
 * Stores to a table since it was walked last, after which it is taken for something else: a table that was given back, or one that is
 * filled or emptied as a whole, whose entries are then dropped at once.
 */
const PATIENCE: u32 = 64;

function pageNumber(host: u32): u32 {
  return (host - load<u32>(VM_RAM_BASE)) >> PAGE_SHIFT;
}

function recordOf(host: u32): u32 {
  return load<u32>(VM_TABLE_PAGES) + (pageNumber(host) << 3);
}

function storesOf(host: u32): u32 {
  return load<u32>(VM_CODE_STORES) + (pageNumber(host) << 2);
}

/** Whether the page at linear-memory address `host` is a watched table. */
export function isTable(host: u32): bool {
  if (load<u32>(VM_TABLE_PAGES) == 0 || host - load<u32>(VM_RAM_BASE) >= load<u32>(VM_RAM_SIZE)) return false;
  return load<u32>(recordOf(host)) != 0;
}

/**
 * A walk for address space `space` went through the table in the page at `host`, which maps addresses from `base` on; each of
 * its entries, of 8 bytes if `wide`, 2^entryShift bytes.
 */
export function watchTable(host: u32, space: u32, base: u32, entryShift: u32, wide: bool): void {
  const record = recordOf(host);
  const old = load<u32>(record);
  const identity = WATCHED | (wide ? WIDE : 0) | (entryShift << SHIFT_AT) | (base & BASE_MASK);
  store<u32>(storesOf(host), 0);
  if (old == 0) {
    store<u32>(record, identity);
    store<u32>(record, space, 4);
    protectCodePage(host & ~(PAGE_SIZE - 1));
    return;
  }
  if ((old & WILD) != 0) return;
  if ((old & ~(SHARED | FLIPS_MASK)) == identity) {
    if ((old & SHARED) == 0 && load<u32>(record, 4) != space) otherSpace(record, old, space, entryShift);
    return;
  }
  dropIdentity(record);
  const flips = (old & FLIPS_MASK) + (1 << FLIPS_AT);
  store<u32>(record, identity | flips | (flips >> FLIPS_AT > MANY_FLIPS ? WILD : 0));
  store<u32>(record, space, 4);
}

/** The table was walked for another address space before: its successor, or one that has it too. */
function otherSpace(record: u32, old: u32, space: u32, entryShift: u32): void {
  const flips = (old & FLIPS_MASK) + (1 << FLIPS_AT);
  if (entryShift == LEAF_SHIFT || flips >> FLIPS_AT > MANY_FLIPS) {
    store<u32>(record, old | SHARED);
    return;
  }
  dropIdentity(record);
  store<u32>(record, (old & ~FLIPS_MASK) | flips);
  store<u32>(record, space, 4);
}

/** A store of `size` bytes to the watched table at `host` is about to be done. */
export function storeToTable(host: u32, size: u32): void {
  const record = recordOf(host);
  const kind = load<u32>(record);
  const count = storesOf(host);
  store<u32>(count, load<u32>(count) + 1);
  if (load<u32>(count) > PATIENCE || size > PATIENCE) {
    dropIdentity(record);
    store<u32>(record, 0);
    return;
  }
  const width: u32 = (kind & WIDE) != 0 ? 8 : 4;
  for (let at = host & ~(width - 1); at < host + size; at += width) {
    // BOUNDS: at is an aligned address in the RAM page of the store.
    if ((load<u32>(at) & 1) != 0) dropEntry(record, kind, (at & (PAGE_SIZE - 1)) / width);
  }
}

function dropEntry(record: u32, kind: u32, index: u32): void {
  if ((kind & WILD) != 0) return flushEverywhere(EVERY_SPACE, 0, WHOLE_SPACE);
  const shift = (kind >> SHIFT_AT) & 63;
  const space = (kind & SHARED) != 0 ? EVERY_SPACE : load<u32>(record, 4);
  flushEverywhere(space, (kind & BASE_MASK) + (index << shift), shift);
}

/** Drops everything that came from the table. */
function dropIdentity(record: u32): void {
  const kind = load<u32>(record);
  const entries: u32 = (kind & WIDE) != 0 ? 9 : 10;
  const space = (kind & (SHARED | WILD)) != 0 ? EVERY_SPACE : load<u32>(record, 4);
  const shift = (kind & WILD) != 0 ? WHOLE_SPACE : ((kind >> SHIFT_AT) & 63) + entries;
  flushEverywhere(space, kind & BASE_MASK, shift);
}

function flushEverywhere(space: u32, va: u32, shift: u32): void {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) flushRange(VCPU_BASE + i * VCPU_SIZE, space, va, shift);
}
