/**
 * Translations that others drove out of their TLB entries: VICTIMS places a set, each laid out as a TLB entry, which a miss looks at before
 * tables are walked. Two pages in use together may have the same entry by the luck of where a kernel put them; then they change
 * places at each access, where the tables were walked at each before (docs/adr/0034).
 *
 * All that drops translations drops these too: the one of a page, or all where more than a page is concerned.
 *
 * BOUNDS: `set` is the address of a set, TC_SIZE bytes long, `entry` one of its TLB entries; the number of a place is masked to VICTIMS.
 */
import {
  TC_SIZE,
  TC_VICTIMS,
  TC_VICTIMS_USED,
  TLB_ADDEND,
  TLB_ENTRY_SIZE,
  TLB_EXECUTE,
  TLB_READ,
  TLB_SHIFT,
  TLB_WRITE,
} from "../layout";
import { VA_MASK } from "./sets";
import { allows, clearEntry, dropJumpsOfLarge, pageOf, protectEntry, TLB_NEVER, writeEntry } from "./tlb";

/** Places of a set: a power of two. */
const VICTIMS: u32 = (TC_SIZE - TC_VICTIMS) / TLB_ENTRY_SIZE;

/** Where the victim of the TLB entry of `va` is. */
function placeOf(set: u32, va: u64): u32 {
  return set + TC_VICTIMS + (<u32>(va >> 12) & (VICTIMS - 1)) * TLB_ENTRY_SIZE;
}

/** Before `entry`, that of `va`, is filled with another translation. */
export function keepVictim(set: u32, entry: u32, va: u64): void {
  const page = pageOf(entry);
  if (page == TLB_NEVER || ((page ^ va) & VA_MASK) == 0) return;
  copyEntry(placeOf(set, va), entry);
  store<u32>(set, 1, TC_VICTIMS_USED);
}

/**
 * Puts the translation of `va` back into `entry`, whose own becomes the victim. @returns false when there is none whose tag at `tag`
 * allows the access
 */
export function recallVictim(set: u32, entry: u32, va: u64, tag: u32): bool {
  if (load<u32>(set, TC_VICTIMS_USED) == 0) return false;
  const place = placeOf(set, va);
  if (!allows(place, va, tag)) return false;
  dropJumpsOfLarge(set, entry);
  const read = load<u64>(place, TLB_READ);
  const write = load<u64>(place, TLB_WRITE);
  const execute = load<u64>(place, TLB_EXECUTE);
  const addend = load<u32>(place, TLB_ADDEND);
  const shift = load<u8>(place, TLB_SHIFT);
  copyEntry(place, entry);
  writeEntry(entry, read, write, execute, addend, shift);
  return true;
}

function copyEntry(to: u32, from: u32): void {
  const addend = load<u32>(from, TLB_ADDEND);
  const shift = load<u8>(from, TLB_SHIFT);
  writeEntry(to, load<u64>(from, TLB_READ), load<u64>(from, TLB_WRITE), load<u64>(from, TLB_EXECUTE), addend, shift);
}

/** Drops the victim that is the page at `va`. */
export function dropVictim(set: u32, va: u64): void {
  const place = placeOf(set, va);
  if (load<u32>(set, TC_VICTIMS_USED) != 0 && ((pageOf(place) ^ va) & VA_MASK) == 0) clearEntry(place);
}

/** Drops all victims of the set. */
export function dropVictims(set: u32): void {
  if (load<u32>(set, TC_VICTIMS_USED) == 0) return;
  for (let i: u32 = 0; i < VICTIMS; i++) clearEntry(set + TC_VICTIMS + i * TLB_ENTRY_SIZE);
  store<u32>(set, 0, TC_VICTIMS_USED);
}

/** Marks the victims that may write to the RAM page at linear-memory address `page` as holding code. */
export function protectVictims(set: u32, page: u32): void {
  if (load<u32>(set, TC_VICTIMS_USED) == 0) return;
  for (let i: u32 = 0; i < VICTIMS; i++) protectEntry(set + TC_VICTIMS + i * TLB_ENTRY_SIZE, page);
}
