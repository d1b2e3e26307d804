/**
 * The stage-2 map: guest-physical page to what lies there. Filled by the host; read once at every TLB fill.
 *
 * Two levels, as seL4's: the root has a u32 for each 2 MiB (0 = nothing, else a leaf table), a leaf one for each page.
 * Leaf entry: `Backing` in bits 2..0; RAM and ROM: linear-memory page address in bits 31..12; core devices: number in
 * bits 31..12.
 *
 * BOUNDS: VM_* are fixed addresses; table indices are checked or masked where they are made.
 */
import { Backing } from "../abi";
import {
  PAGE_SHIFT,
  PAGE_SIZE,
  S2_ADDRESS_BITS,
  S2_LEAF_SIZE,
  VCPU_BASE,
  VCPU_SIZE,
  VM_RAM_BASE,
  VM_RAM_SIZE,
  VM_S2_END,
  VM_S2_NEXT,
  VM_S2_ROOT,
  VM_VCPU_COUNT,
} from "../layout";
import { vmGo, vmStop } from "../parallel/exclusive";
import { flushAll } from "./tlb";

export { Backing };

const LEAF_SHIFT: u64 = 21;
const LEAF_MASK: u32 = 511;

/** Leaf entry for `address`, 0 when nothing is mapped there. Addresses past 40 bits are unmapped. */
export function stage2Lookup(address: u64): u32 {
  if (address >> S2_ADDRESS_BITS != 0) return 0;
  // BOUNDS: the address has 40 bits, so the index is below S2_ROOT_SIZE / 4; leaves have 512 entries.
  const leaf = load<u32>(load<u32>(VM_S2_ROOT) + ((<u32>(address >> LEAF_SHIFT)) << 2));
  if (leaf == 0) return 0;
  return load<u32>(leaf + ((<u32>(address >> PAGE_SHIFT) & LEAF_MASK) << 2));
}

/**
 * Maps `pages` pages from guest-physical `address` (page-aligned).
 * @param target RAM and ROM: linear-memory address of the first page, inside guest RAM; CoreDevice: its number
 * @returns false when an argument is out of range or the pool of leaf tables is used up; nothing partial is undone.
 */
export function stage2Map(address: u64, pages: u32, backing: u32, target: u32): bool {
  vmStop();
  const done = mapPages(address, pages, backing, target);
  vmGo();
  return done;
}

function mapPages(address: u64, pages: u32, backing: u32, target: u32): bool {
  if ((<u32>address & (PAGE_SIZE - 1)) != 0 || backing > <u32>Backing.CoreDevice) return false;
  const isMemory = isRamOrRom(backing);
  let wasMemory = false;
  if (isMemory && !insideRam(target, pages)) return false;
  for (let i: u32 = 0; i < pages; i++) {
    const page = address + ((<u64>i) << PAGE_SHIFT);
    if (page >> S2_ADDRESS_BITS != 0) return false;
    const leaf = leafFor(page);
    if (leaf == 0) return false;
    const entry = backing | (isMemory ? target + (i << PAGE_SHIFT) : target << PAGE_SHIFT);
    // BOUNDS: leafFor returned a table of 512 entries.
    const slot = leaf + ((<u32>(page >> PAGE_SHIFT) & LEAF_MASK) << 2);
    wasMemory = wasMemory || isRamOrRom(load<u32>(slot) & 7);
    store<u32>(slot, backing == Backing.None ? 0 : entry);
  }
  if (wasMemory) emptyCaches();
  return true;
}

function isRamOrRom(backing: u32): bool {
  return backing == Backing.Ram || backing == Backing.Rom;
}

/** Empties the caches of all vCPUs. Only memory is ever in one, so only its replacement has to. */
export function emptyCaches(): void {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) flushAll(VCPU_BASE + i * VCPU_SIZE);
}

function insideRam(target: u32, pages: u32): bool {
  const base = load<u32>(VM_RAM_BASE);
  const size = load<u32>(VM_RAM_SIZE);
  return (
    (target & (PAGE_SIZE - 1)) == 0 &&
    target >= base &&
    target - base <= size &&
    pages <= (size - (target - base)) >> PAGE_SHIFT
  );
}

function leafFor(page: u64): u32 {
  // BOUNDS: the caller checked that the address has 40 bits.
  const slot = load<u32>(VM_S2_ROOT) + ((<u32>(page >> LEAF_SHIFT)) << 2);
  let leaf = load<u32>(slot);
  if (leaf == 0) {
    leaf = load<u32>(VM_S2_NEXT);
    if (leaf + S2_LEAF_SIZE > load<u32>(VM_S2_END)) return 0;
    store<u32>(VM_S2_NEXT, leaf + S2_LEAF_SIZE);
    store<u32>(slot, leaf);
  }
  return leaf;
}

/** Linear-memory address of guest-physical `address` if RAM or ROM backs it, else 0. */
export function ramAt(address: u64): u32 {
  const entry = stage2Lookup(address);
  const backing = entry & 7;
  if (backing != Backing.Ram && backing != Backing.Rom) return 0;
  return (entry & ~(PAGE_SIZE - 1)) | (<u32>address & (PAGE_SIZE - 1));
}
