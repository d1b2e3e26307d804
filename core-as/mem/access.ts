/**
 * Guest memory accesses. The fast path is a tag compare in the translation cache; everything else (a miss, an unaligned
 * access where that matters, a page boundary, a page with code, a device) comes here once and is done exactly.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; a slot offset was made by an
 * emitter. What lies behind a matching tag is said where it is used.
 */

import { checksAlignment, guardAccess, raiseAlignment, translateAddress } from "../architecture";
import {
  PAGE_SIZE,
  SLOT_DATA,
  SLOT_OP,
  SLOT_TC,
  SLOT_TC_NARROW,
  SLOT_TC_SEGMENT_SIZE,
  TLB_ADDEND,
  TLB_EXECUTE,
  TLB_READ,
  TLB_WRITE,
  VM_STAT_SLOW_ACCESS,
  VM_TC_TRAP,
  WALK_ADDRESS,
  WALK_FLAGS,
  WALK_HOST,
  WALK_SHIFT,
} from "../layout";
import { noteScope } from "./addressSpace";
import { beforeStore, isWatched } from "./code";
import { deviceRead, deviceWrite, unmappedFetch } from "./device";
import { Backing, stage2Lookup } from "./physmap";
import { Tlb } from "./sets";
import { allows, noteFill, Tag, TLB_NEVER, writeEntry } from "./tlb";
import { keepVictim, recallVictim } from "./victims";

/** What an access wants. */
export enum Want {
  Read = 0,
  Write = 1,
  Execute = 2,
}

/** Flags of a finished stage-1 translation (WALK_FLAGS). */
export enum Walk {
  Read = 1,
  Write = 2,
  Execute = 4,
  /** Unaligned accesses fault: Device memory, or alignment checking is on. */
  Aligned = 8,
  /** The translation holds for every ASID. */
  Global = 16,
}

/** Where an access goes. */
enum Place {
  /** An exception or an exit took over. */
  Fault = 0,
  /** RAM (or ROM, for reads): WALK_HOST is its linear-memory address. */
  Memory = 1,
  /** A device, or nothing: WALK_ADDRESS is the guest-physical address. */
  Device = 2,
}

const PAGE_MASK: u64 = ~(<u64>PAGE_SIZE - 1);
const OFFSET_MASK: u32 = PAGE_SIZE - 1;
/** In aux of the `lanes` micro-ops. */
const LANE_BYTES: u32 = 0xff;
/** Offsets in a micro-op of aux, whose byte 0 is a lane's bytes, and of its byte 2, the alignment less one of `ldw.lanes`. */
const LANES: u32 = 12;
const HINT: u32 = 14;

/** Fast paths, for the interpreter's memory ops. */
@final
export abstract class Access {
  /**
   * Linear-memory address where `size` bytes at `va` can be read, or 0 when an exception or exit took over.
   * `alignment`: that of the elements, which matters to memory that wants aligned accesses.
   * The translation cache to use is named by slot b of the micro-op at `p`.
   */
  @inline static read(v: usize, p: usize, va: u64, size: u32, alignment: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: the tag matched, so addend turns this page's addresses into RAM that stage 2 mapped; the whole access
    // lies in the page, because its last byte has the same page address.
    if (load<u64>(entry, TLB_READ) == ((va + (size - 1)) & PAGE_MASK))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    store<u32>(v, <u32>p, SLOT_OP);
    return slowRead(v, load<u16>(p, 6), va, size, alignment);
  }

  /** Linear-memory address to write `size` bytes of `va` to, or 0: then store to `data` and call `slowWrite`. */
  @inline static write(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `read`; write tags are plain only for RAM without translated code.
    if (load<u64>(entry, TLB_WRITE) == ((va + (size - 1)) & PAGE_MASK))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    return 0;
  }

  /** As `read`, for accesses whose address must be a multiple of `alignment`, which divides `size`, whatever the memory. */
  @inline static readAligned(v: usize, p: usize, va: u64, size: u32, alignment: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `read`, of the last `alignment` bytes; an unaligned address has one of bits 3..0 set, which no tag has.
    if (load<u64>(entry, TLB_READ) == ((va + (size - alignment)) & (PAGE_MASK | <u64>(alignment - 1))))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    store<u32>(v, <u32>p, SLOT_OP);
    return aligned(v, va, alignment, Want.Read) ? slowRead(v, load<u16>(p, 6), va, size, alignment) : 0;
  }

  /** As `write`, for accesses whose address must be a multiple of `alignment`, which divides `size`, whatever the memory. */
  @inline static writeAligned(v: usize, p: usize, va: u64, size: u32, alignment: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `write`, of the last `alignment` bytes; an unaligned address has one of bits 3..0 set, which no tag has.
    if (load<u64>(entry, TLB_WRITE) == ((va + (size - alignment)) & (PAGE_MASK | <u64>(alignment - 1))))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    return 0;
  }

  /** As `read`, for lanes of an address that may have to be aligned: see `ldw.lanes` in ops.ir. */
  @inline static readHinted(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `read`; an address that is not aligned as it must be has bits set that no tag has.
    if (load<u64>(entry, TLB_READ) == (((va + (size - 1)) & PAGE_MASK) | (va & <u64>load<u8>(p, HINT))))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    store<u32>(v, <u32>p, SLOT_OP);
    if (!aligned(v, va, <u32>load<u8>(p, HINT) + 1, Want.Read)) return 0;
    return slowRead(v, load<u16>(p, 6), va, size, load<u8>(p, LANES));
  }

  /** As `write`, for lanes of an address that may have to be aligned. */
  @inline static writeHinted(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `readHinted`.
    if (load<u64>(entry, TLB_WRITE) == (((va + (size - 1)) & PAGE_MASK) | (va & <u64>load<u8>(p, HINT))))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    return 0;
  }

  /** Where the value of a slow write is passed. */
  @inline static data(v: usize): usize {
    return v + SLOT_DATA;
  }

  /** Writes the `size` bytes at `data` to `va`. @returns false when an exception or exit took over. */
  static slowWrite(v: usize, p: usize, va: u64, size: u32, alignment: u32): bool {
    store<u32>(v, <u32>p, SLOT_OP);
    return slowWrite(v, load<u16>(p, 6), va, size, alignment);
  }

  /** As `slowWrite`, for lanes: see `st.lanes` in ops.ir for `lanes`. */
  static slowWriteLanes(v: usize, p: usize, va: u64, size: u32, lanes: u32): bool {
    store<u32>(v, <u32>p, SLOT_OP);
    if (!crosses(va, size)) return slowWrite(v, load<u16>(p, 6), va, size, lanes & LANE_BYTES);
    return writePieces(v, load<u16>(p, 6), va, size, lanes);
  }

  /** As `slowWriteLanes`, for an address that may have to be aligned: see `ldw.lanes`. */
  static slowWriteHinted(v: usize, p: usize, va: u64, size: u32): bool {
    store<u32>(v, <u32>p, SLOT_OP);
    if (!aligned(v, va, <u32>load<u8>(p, HINT) + 1, Want.Write)) return false;
    return Access.slowWriteLanes(v, p, va, size, load<u32>(p, LANES));
  }

  /** As `slowWrite`, for accesses whose address must be aligned whatever the memory. */
  static slowWriteAligned(v: usize, p: usize, va: u64, size: u32, alignment: u32): bool {
    store<u32>(v, <u32>p, SLOT_OP);
    return aligned(v, va, alignment, Want.Write) && slowWrite(v, load<u16>(p, 6), va, size, alignment);
  }
}

/** Whether `va` is a multiple of `size`; raises the alignment fault if not. */
function aligned(v: usize, va: u64, size: u32, want: Want): bool {
  if (!misaligned(va, size)) return true;
  raiseAlignment(v, va, want);
  return false;
}

/** Writes lanes over a page boundary a piece at a time: what lies before a fault is written. */
function writePieces(v: usize, tc: u32, va: u64, size: u32, lanes: u32): bool {
  const piece = (lanes >> 8) & 0xff;
  for (let at: u32 = 0; at < size; at += piece) {
    if (!slowWrite(v, tc, va + at, piece, lanes & LANE_BYTES)) return false;
    // BOUNDS: size <= 16 of SLOT_DATA's 32 bytes; the next piece moves to the front.
    memory.copy(v + SLOT_DATA, v + SLOT_DATA + piece, size - piece);
  }
  return true;
}

function countSlow(): void {
  store<u64>(VM_STAT_SLOW_ACCESS, load<u64>(VM_STAT_SLOW_ACCESS) + 1);
}

/**
 * Reads `size` (1..16) bytes at `va` through the translation cache in slot `tc`, unaligned and page-crossing ones too.
 * Where alignment is checked, `va` must be a multiple of `alignment`.
 * SLOT_OP must name the running micro-op.
 * @returns linear-memory address of the bytes (RAM, or SLOT_DATA), or 0 when an exception or exit took over
 */
export function slowRead(v: usize, tc: u32, va: u64, size: u32, alignment: u32): usize {
  countSlow();
  if (!guarded(v, tc, va, size, Want.Read)) return 0;
  const inPage = PAGE_SIZE - (<u32>va & OFFSET_MASK);
  const place = locate(v, tc, va, alignment, Want.Read);
  if (place == Place.Fault) return 0;
  if (size <= inPage) {
    if (place == Place.Memory) return <usize>load<u32>(v, WALK_HOST);
    return deviceRead(v, va, load<u64>(v, WALK_ADDRESS), 0, size) ? v + SLOT_DATA : 0;
  }
  if (!readPart(v, place, va, 0, inPage)) return 0;
  const rest = locate(v, tc, va + inPage, 0, Want.Read);
  if (rest == Place.Fault || !readPart(v, rest, va + inPage, inPage, size - inPage)) return 0;
  return v + SLOT_DATA;
}

function readPart(v: usize, place: Place, va: u64, at: u32, size: u32): bool {
  if (place == Place.Device) return deviceRead(v, va, load<u64>(v, WALK_ADDRESS), at, size);
  // BOUNDS: at + size <= 16 fits SLOT_DATA; the source part lies in one RAM page.
  memory.copy(v + SLOT_DATA + at, load<u32>(v, WALK_HOST), size);
  return true;
}

/**
 * Writes `size` (1..16) bytes from SLOT_DATA to `va`. A write over a page boundary changes nothing unless both pages
 * may be written. @returns false when an exception or exit took over
 */
export function slowWrite(v: usize, tc: u32, va: u64, size: u32, alignment: u32): bool {
  countSlow();
  if (!guarded(v, tc, va, size, Want.Write)) return false;
  const inPage = PAGE_SIZE - (<u32>va & OFFSET_MASK);
  if (size <= inPage) {
    const place = locate(v, tc, va, alignment, Want.Write);
    return place != Place.Fault && writePart(v, place, va, 0, size);
  }
  // Only after the second page has proved writable may the first one change; then find the first one again.
  if (locate(v, tc, va, alignment, Want.Write) == Place.Fault) return false;
  if (locate(v, tc, va + inPage, 0, Want.Write) == Place.Fault) return false;
  if (!writePart(v, locate(v, tc, va, 0, Want.Write), va, 0, inPage)) return false;
  const rest = locate(v, tc, va + inPage, 0, Want.Write);
  return writePart(v, rest, va + inPage, inPage, size - inPage);
}

function writePart(v: usize, place: Place, va: u64, at: u32, size: u32): bool {
  if (place == Place.Device) return deviceWrite(v, va, load<u64>(v, WALK_ADDRESS), at, size);
  const host = load<u32>(v, WALK_HOST);
  if (isWatched(host) && !beforeStore(v, host, size)) return false;
  storeElement(host, v + SLOT_DATA + at, size);
  return true;
}

/** Stores `size` (1..16) bytes at `from` to RAM: as one access where they are aligned, which also serves a store-release. */
function storeElement(host: u32, from: usize, size: u32): void {
  // BOUNDS: `from` has 16 bytes; [host, host + size) lies in one RAM page.
  if (size == 8 && (host & 7) == 0) atomic.store<u64>(host, load<u64>(from));
  else if (size == 4 && (host & 3) == 0) atomic.store<u32>(host, load<u32>(from));
  else if (size == 2 && (host & 1) == 0) atomic.store<u16>(host, load<u16>(from));
  else if (size == 1) atomic.store<u8>(host, load<u8>(from));
  else memory.copy(host, from, size);
}

/** What locateAtomic returns for a device: no address of RAM. */
export const DEVICE: u32 = 1;

/**
 * Linear-memory address for an atomic or whole-line access of `size` bytes, which must be aligned and in RAM that may
 * be written (`want` Write) or read. Kills code in the way.
 * @returns 0 when an exception or exit took over, DEVICE when the address is a device's
 */
export function locateAtomic(v: usize, tc: u32, va: u64, size: u32, want: Want): u32 {
  if (!aligned(v, va, size, want) || !guarded(v, tc, va, size, want)) return 0;
  const place = locate(v, tc, va, size, want);
  if (place != Place.Memory) return place == Place.Fault ? 0 : DEVICE;
  const host = load<u32>(v, WALK_HOST);
  return want == Want.Write && isWatched(host) && !beforeStore(v, host, size) ? 0 : host;
}

/**
 * Whether an access through slot `tc` passes what VM_TC_TRAP there stands for, if it is there, or what must be looked at where it
 * crosses a page.
 */
function guarded(v: usize, tc: u32, va: u64, size: u32, want: Want): bool {
  const passes = load<u32>(v + <usize>tc) != load<u32>(VM_TC_TRAP) && !(isNarrow(tc) && crosses(va, size));
  return passes || guardAccess(v, tc, va, size, want);
}

function isNarrow(tc: u32): bool {
  return tc - SLOT_TC_NARROW < SLOT_TC_SEGMENT_SIZE;
}

function crosses(va: u64, size: u32): bool {
  return (<u32>va & OFFSET_MASK) + size > PAGE_SIZE;
}

/**
 * Whether `size` (1..4096) bytes at `va` may be written through slot `tc`, without writing them.
 * @returns false when an exception took over
 */
export function probeWrite(v: usize, tc: u32, va: u64, size: u32): bool {
  if (locate(v, tc, va, 0, Want.Write) == Place.Fault) return false;
  const inPage = PAGE_SIZE - (<u32>va & OFFSET_MASK);
  return size <= inPage || locate(v, tc, va + inPage, 0, Want.Write) != Place.Fault;
}

/** As `probeWrite`, with the look at limits and types that slot `tc` may stand for. */
export function probeAccess(v: usize, tc: u32, va: u64, size: u32): bool {
  return guarded(v, tc, va, size, Want.Write) && probeWrite(v, tc, va, size);
}

/**
 * Finds what lies at `va`: by tag, else by a walk that also fills the entry.
 * `size` 0 skips the alignment rule, for the second part of an access.
 */
function locate(v: usize, tc: u32, va: u64, size: u32, want: Want): Place {
  let set = load<u32>(v + <usize>tc);
  if (set == load<u32>(VM_TC_TRAP)) set = load<u32>(v, SLOT_TC);
  const entry = Tlb.entry(set, va);
  if (allows(entry, va, tagOffset(want)) || recallVictim(set, entry, va, tagOffset(want))) {
    const tag = load<u64>(entry + tagOffset(want));
    if ((<u32>tag & Tag.Aligned) != 0 && misaligned(va, size)) {
      raiseAlignment(v, va, want);
      return Place.Fault;
    }
    // BOUNDS: the tag matched, so the entry's addend is that of a RAM page.
    const host = <u32>va + load<u32>(entry, TLB_ADDEND);
    store<u32>(v, host, WALK_HOST);
    // The last translation of the page is gone, or it is no page table any more: stores may be fast again.
    if (want == Want.Write && !isWatched(host)) store<u64>(entry, tag & ~(<u64>Tag.Code), TLB_WRITE);
    return Place.Memory;
  }
  // Alignment checking has priority over MMU faults; the alignment rule of Device memory comes after them.
  if (misaligned(va, size) && checksAlignment(v)) {
    raiseAlignment(v, va, want);
    return Place.Fault;
  }
  if (!translateAddress(v, va, want, tc)) return Place.Fault;
  if ((load<u32>(v, WALK_FLAGS) & Walk.Aligned) != 0 && misaligned(va, size)) {
    raiseAlignment(v, va, want);
    return Place.Fault;
  }
  return place(v, set, entry, va, want);
}

function tagOffset(want: Want): u32 {
  return want == Want.Read ? TLB_READ : want == Want.Write ? TLB_WRITE : TLB_EXECUTE;
}

function misaligned(va: u64, size: u32): bool {
  return size != 0 && (<u32>va & (size - 1)) != 0;
}

/** Stage 2 of a finished walk: fills the TLB entry for RAM, or says that it is a device. */
function place(v: usize, set: u32, entry: u32, va: u64, want: Want): Place {
  const backing = stage2Lookup(load<u64>(v, WALK_ADDRESS));
  const kind = backing & 7;
  const readOnly = kind == Backing.Rom;
  if (kind != Backing.Ram && !readOnly) return Place.Device;
  const page = backing & ~OFFSET_MASK;
  fill(v, set, entry, va, page, readOnly);
  store<u32>(v, page | (<u32>va & OFFSET_MASK), WALK_HOST);
  return readOnly && want == Want.Write ? Place.Device : Place.Memory;
}

function fill(v: usize, set: u32, entry: u32, va: u64, page: u32, readOnly: bool): void {
  const flags = load<u32>(v, WALK_FLAGS);
  const aligned: u64 = (flags & Walk.Aligned) != 0 ? Tag.Aligned : 0;
  const code: u64 = isWatched(page) ? Tag.Code : 0;
  const tag = va & PAGE_MASK;
  const shift = load<u32>(v, WALK_SHIFT);
  keepVictim(set, entry, va);
  noteFill(set, entry, va, shift);
  noteScope(v, set, va, (flags & Walk.Global) != 0);
  const read = (flags & Walk.Read) != 0 ? tag | aligned : TLB_NEVER;
  const write = (flags & Walk.Write) != 0 && !readOnly ? tag | aligned | code : TLB_NEVER;
  const execute = (flags & Walk.Execute) != 0 ? tag : TLB_NEVER;
  writeEntry(entry, read, write, execute, page - <u32>tag, <u8>shift);
}

/** Linear-memory address of the instruction at `va`, or 0 when an exception or exit took over. */
export function locateInstruction(v: usize, va: u64): u32 {
  const place = locate(v, SLOT_TC, va, 0, Want.Execute);
  if (place == Place.Fault) return 0;
  if (place == Place.Memory) return load<u32>(v, WALK_HOST);
  unmappedFetch(v, va, load<u64>(v, WALK_ADDRESS));
  return 0;
}
