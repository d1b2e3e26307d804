/**
 * Page walks: two levels with pages of 4 KiB and 4 MiB, and PAE's with 4 KiB and 2 MiB. SDM volume 3, 4.3 to 4.8.
 *
 * A walk sets the accessed and dirty flags as the access needs them. A page that is not dirty is cached as read-only, so that the
 * first store walks again.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; table entries are read and written where `ramThroughGate`
 * found RAM, at an address that is a multiple of their size.
 */
import { PAGE_SIZE, VM_STAT_WALKS, WALK_ADDRESS, WALK_FLAGS, WALK_SHIFT } from "../layout";
import { Walk, Want } from "../mem/access";
import { watchTable } from "../mem/tableWatch";
import { ramThroughGate, throughGate } from "./addressGate";
import { ADDRESS_SPACE, CR0, CR3, CR4, Cr0, Cr4, EFER, PDPTE } from "./state";

/** What `walk` returns when the access may be done. */
export const NO_FAULT: i32 = -1;
/** What `readPointerTable` returns when an entry that is present has reserved bits set. */
export const PAE_RESERVED: i32 = 1;

/** Physical addresses have 36 bits: CPUID.80000008H. */
const PHYSICAL_BITS: u64 = 36;
const EFER_NXE: u32 = 1 << 11;

/** Bits of a table entry. */
enum Entry {
  Present = 1 << 0,
  Write = 1 << 1,
  User = 1 << 2,
  Accessed = 1 << 5,
  Dirty = 1 << 6,
  Large = 1 << 7,
  Global = 1 << 8,
}

/** Bits of #PF's error code. SDM volume 3, 4.7. */
export enum PageFault {
  Present = 1 << 0,
  Write = 1 << 1,
  User = 1 << 2,
  Reserved = 1 << 3,
  Fetch = 1 << 4,
}

const NO_EXECUTE: u64 = (<u64>1) << 63;
/** Above the address of a PAE entry, but for NX. */
const WIDE_RESERVED: u64 = ~NO_EXECUTE & ~(((<u64>1) << PHYSICAL_BITS) - 1);
const WIDE_ADDRESS: u64 = (((<u64>1) << PHYSICAL_BITS) - 1) & ~(<u64>PAGE_SIZE - 1);
/** Of a PAE entry for a 2-MiB page: address bits below its size, but for PAT. */
const WIDE_LARGE_RESERVED: u64 = 0x1fe000;
/** Of a pointer-table entry. */
const POINTER_RESERVED: u64 = 0x1e6 | WIDE_RESERVED | NO_EXECUTE;
/** Of a 4-MiB entry: bit 21; address bits 39..32 are in 20..13 (PSE-36), of which bits 39..36 do not exist here. */
const LARGE_RESERVED: u32 = (1 << 21) | (0xf << 17);

/** Scratch of the walk in progress: rights so far, and what the access is. */
let rights: u32 = 0;
let noExecute: bool = false;

/**
 * Walks the tables for linear address `va`; fills WALK_ADDRESS, WALK_SHIFT and WALK_FLAGS.
 * @returns NO_FAULT, or the error code of #PF
 */
export function walk(v: usize, va: u32, want: u32, user: bool): i32 {
  if ((load<u32>(v, CR0) & Cr0.PG) == 0) return finish(v, va, 12, Walk.Read | Walk.Write | Walk.Execute | Walk.Global);
  store<u64>(VM_STAT_WALKS, load<u64>(VM_STAT_WALKS) + 1);
  rights = Entry.Write | Entry.User;
  noExecute = false;
  return (load<u32>(v, CR4) & Cr4.PAE) != 0 ? walkPae(v, va, want, user) : walkTwoLevels(v, va, want, user);
}

function finish(v: usize, address: u64, shift: u32, flags: u32): i32 {
  store<u64>(v, throughGate(address), WALK_ADDRESS);
  store<u32>(v, shift, WALK_SHIFT);
  store<u32>(v, flags, WALK_FLAGS);
  return NO_FAULT;
}

/** The error code for `want`, with `more` of its bits. */
function fault(v: usize, want: u32, user: bool, more: u32): i32 {
  const fetch = want == Want.Execute && (load<u32>(v, CR4) & Cr4.PAE) != 0 && (load<u32>(v, EFER) & EFER_NXE) != 0;
  return <i32>(
    (more |
      (want == Want.Write ? <u32>PageFault.Write : 0) |
      (user ? <u32>PageFault.User : 0) |
      (fetch ? <u32>PageFault.Fetch : 0))
  );
}

/** What an access may do by the rights of all levels. 4.6 */
function allowed(v: usize, user: bool): u32 {
  const isUserPage = (rights & Entry.User) != 0;
  const writable = (rights & Entry.Write) != 0;
  const read = !user || isUserPage;
  const write = user ? isUserPage && writable : writable || (load<u32>(v, CR0) & Cr0.WP) == 0;
  return (read ? <u32>Walk.Read : 0) | (write ? <u32>Walk.Write : 0) | (read && !noExecute ? <u32>Walk.Execute : 0);
}

function permits(flags: u32, want: u32): bool {
  return (flags & (want == Want.Read ? Walk.Read : want == Want.Write ? Walk.Write : Walk.Execute)) != 0;
}

/** Flags of a finished translation: stores wait for the dirty flag, global pages for CR4.PGE. */
function flagsOf(v: usize, flags: u32, entry: u32, want: u32): u32 {
  if ((entry & Entry.Dirty) == 0 && want != Want.Write) flags &= ~(<u32>Walk.Write);
  const global = (entry & Entry.Global) != 0 && (load<u32>(v, CR4) & Cr4.PGE) != 0;
  return global ? flags | Walk.Global : flags;
}

/** Sets flags of the entry of 4 bytes, or of the low half of one of 8, at linear-memory address `host`. */
function mark(host: u32, entry: u32, flags: u32): void {
  // BOUNDS: the walk found the entry there.
  if ((entry & flags) != flags) store<u32>(host, entry | flags);
}

function leafMarks(want: u32): u32 {
  return want == Want.Write ? <u32>Entry.Accessed | <u32>Entry.Dirty : <u32>Entry.Accessed;
}

// ---- two levels: 4.3 --------------------------------------------------------------------------------------------------

function walkTwoLevels(v: usize, va: u32, want: u32, user: bool): i32 {
  const directory = ramThroughGate(<u64>((load<u32>(v, CR3) & ~(PAGE_SIZE - 1)) | ((va >> 22) << 2)));
  if (directory == 0) return fault(v, want, user, 0);
  watchTable(directory, load<u32>(v, ADDRESS_SPACE), 0, 22, false);
  const pde = load<u32>(directory);
  if ((pde & Entry.Present) == 0) return fault(v, want, user, 0);
  rights &= pde;
  if ((pde & Entry.Large) != 0 && (load<u32>(v, CR4) & Cr4.PSE) != 0) {
    return largePage(v, va, want, user, directory, pde);
  }
  const host = ramThroughGate(<u64>((pde & ~(PAGE_SIZE - 1)) | ((va >> 10) & 0xffc)));
  if (host == 0) return fault(v, want, user, 0);
  watchTable(host, load<u32>(v, ADDRESS_SPACE), va & 0xffc00000, 12, false);
  const pte = load<u32>(host);
  if ((pte & Entry.Present) == 0) return fault(v, want, user, 0);
  rights &= pte;
  const flags = allowed(v, user);
  if (!permits(flags, want)) return fault(v, want, user, PageFault.Present);
  mark(directory, pde, Entry.Accessed);
  mark(host, pte, leafMarks(want));
  return finish(v, (pte & ~(PAGE_SIZE - 1)) | (va & (PAGE_SIZE - 1)), 12, flagsOf(v, flags, pte, want));
}

function largePage(v: usize, va: u32, want: u32, user: bool, host: u32, pde: u32): i32 {
  if ((pde & LARGE_RESERVED) != 0) return fault(v, want, user, PageFault.Present | PageFault.Reserved);
  const flags = allowed(v, user);
  if (!permits(flags, want)) return fault(v, want, user, PageFault.Present);
  mark(host, pde, leafMarks(want));
  const address = ((<u64>((pde >> 13) & 0xff)) << 32) | (pde & 0xffc00000) | (va & 0x3fffff);
  // Two halves of 2 MiB in the caches, which know nothing bigger by chunk (mem/tlb.ts).
  return finish(v, address, 21, flagsOf(v, flags, pde, want));
}

// ---- PAE: 4.4 ---------------------------------------------------------------------------------------------------------

/** Reads the four pointer-table entries for `cr3` into PDPTE. @returns PAE_RESERVED, with PDPTE unchanged, or 0 */
export function readPointerTable(v: usize, cr3: u32): i32 {
  for (let i: u32 = 0; i < 4; i++) {
    const entry = pointerEntry(cr3, i);
    if ((entry & 1) != 0 && (entry & POINTER_RESERVED) != 0) return PAE_RESERVED;
  }
  for (let i: u32 = 0; i < 4; i++) store<u64>(v + (i << 3), pointerEntry(cr3, i), PDPTE);
  return 0;
}

function pointerEntry(cr3: u32, index: u32): u64 {
  const host = ramThroughGate(<u64>((cr3 & ~31) | (index << 3)));
  // BOUNDS: ramThroughGate found RAM at a multiple of 8.
  return host == 0 ? 0 : load<u64>(host);
}

function walkPae(v: usize, va: u32, want: u32, user: bool): i32 {
  // BOUNDS: va >> 30 is below 4, the number of entries in PDPTE.
  const pointer = load<u64>(v + ((va >> 30) << 3), PDPTE);
  if ((pointer & 1) == 0) return fault(v, want, user, 0);
  const directory = ramThroughGate((pointer & WIDE_ADDRESS) | ((va >> 18) & 0xff8));
  if (directory == 0) return fault(v, want, user, 0);
  watchTable(directory, load<u32>(v, ADDRESS_SPACE), va & 0xc0000000, 21, true);
  const pde = load<u64>(directory);
  if ((pde & 1) == 0) return fault(v, want, user, 0);
  if (hasReserved(v, pde)) return fault(v, want, user, PageFault.Present | PageFault.Reserved);
  collect(pde);
  if ((<u32>pde & Entry.Large) != 0) return largePaePage(v, va, want, user, directory, pde);
  const host = ramThroughGate((pde & WIDE_ADDRESS) | ((va >> 9) & 0xff8));
  if (host == 0) return fault(v, want, user, 0);
  watchTable(host, load<u32>(v, ADDRESS_SPACE), va & 0xffe00000, 12, true);
  const pte = load<u64>(host);
  if ((pte & 1) == 0) return fault(v, want, user, 0);
  if (hasReserved(v, pte)) return fault(v, want, user, PageFault.Present | PageFault.Reserved);
  collect(pte);
  const flags = allowed(v, user);
  if (!permits(flags, want)) return fault(v, want, user, PageFault.Present);
  mark(directory, <u32>pde, Entry.Accessed);
  mark(host, <u32>pte, leafMarks(want));
  return finish(v, (pte & WIDE_ADDRESS) | (va & (PAGE_SIZE - 1)), 12, flagsOf(v, flags, <u32>pte, want));
}

function largePaePage(v: usize, va: u32, want: u32, user: bool, host: u32, pde: u64): i32 {
  if ((pde & WIDE_LARGE_RESERVED) != 0) return fault(v, want, user, PageFault.Present | PageFault.Reserved);
  const flags = allowed(v, user);
  if (!permits(flags, want)) return fault(v, want, user, PageFault.Present);
  mark(host, <u32>pde, leafMarks(want));
  return finish(v, (pde & WIDE_ADDRESS & ~0x1fffff) | (va & 0x1fffff), 21, flagsOf(v, flags, <u32>pde, want));
}

/** Bit 63 is reserved unless EFER.NXE is set. */
function hasReserved(v: usize, entry: u64): bool {
  if ((entry & WIDE_RESERVED) != 0) return true;
  return (entry & NO_EXECUTE) != 0 && (load<u32>(v, EFER) & EFER_NXE) == 0;
}

function collect(entry: u64): void {
  rights &= <u32>entry;
  if ((entry & NO_EXECUTE) != 0) noExecute = true;
}
