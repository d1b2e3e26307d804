/**
 * Memory accesses of the processor itself: descriptor tables, task-state segments, stacks of more privileged levels.
 * They are a supervisor's whatever the CPL (SDM volume 3, 4.6.1), by linear address, and may fault.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure. The address of a read is that of RAM
 * behind a matching tag, or SLOT_DATA.
 */
import { SLOT_DATA, SLOT_TC_PRIVILEGED, SLOT_TC_USER, TLB_ADDEND, TLB_READ, TLB_WRITE } from "../layout";
import { probeWrite, slowRead, slowWrite } from "../mem/access";
import { Tlb } from "../mem/sets";
import { CPL } from "./state";

const PAGE_MASK: u64 = ~(<u64>0xfff);

/** Slot of the translation cache for accesses at privilege `level`. */
export function cacheOfLevel(level: u32): u32 {
  return level == 3 ? SLOT_TC_USER : SLOT_TC_PRIVILEGED;
}

/** Slot of the translation cache of the current privilege level. */
export function ownCache(v: usize): u32 {
  return cacheOfLevel(load<u32>(v, CPL));
}

/**
 * Where `size` (1..8) bytes at `linear` can be read, with the rights of slot `tc`: use them before the next access.
 * @returns 0 when an exception or exit took over
 */
export function readThrough(v: usize, tc: u32, linear: u32, size: u32): usize {
  const entry = Tlb.entry(load<u32>(v + tc), linear);
  // BOUNDS: the tag matched, so addend turns this page's addresses into RAM; the last byte lies in the same page.
  if (load<u64>(entry, TLB_READ) == ((<u64>linear + (size - 1)) & PAGE_MASK)) {
    return <usize>(linear + load<u32>(entry, TLB_ADDEND));
  }
  return slowRead(v, tc, <u64>linear, size, 0);
}

/** Writes the low `size` bytes (1..8) of `value`. @returns false when an exception or exit took over */
export function writeThrough(v: usize, tc: u32, linear: u32, size: u32, value: u64): bool {
  const entry = Tlb.entry(load<u32>(v + tc), linear);
  if (load<u64>(entry, TLB_WRITE) == ((<u64>linear + (size - 1)) & PAGE_MASK)) {
    // BOUNDS: as in readThrough; plain write tags are for RAM without translated code only.
    const host = <usize>(linear + load<u32>(entry, TLB_ADDEND));
    if (size == 4) store<u32>(host, <u32>value);
    else if (size == 2) store<u16>(host, <u16>value);
    else if (size == 1) store<u8>(host, <u8>value);
    else store<u64>(host, value);
    return true;
  }
  store<u64>(v, value, SLOT_DATA);
  return slowWrite(v, tc, <u64>linear, size, 0);
}

/** Whether `size` bytes from `linear` on may be written with the rights of slot `tc`; raises #PF if not. */
export function writable(v: usize, tc: u32, linear: u32, size: u32): bool {
  const entry = Tlb.entry(load<u32>(v + tc), linear);
  if (load<u64>(entry, TLB_WRITE) == ((<u64>linear + (size - 1)) & PAGE_MASK)) return true;
  return probeWrite(v, tc, <u64>linear, size);
}

/** `readThrough` as a supervisor. */
export function systemRead(v: usize, linear: u32, size: u32): usize {
  return readThrough(v, SLOT_TC_PRIVILEGED, linear, size);
}

/** `writeThrough` as a supervisor. */
export function systemWrite(v: usize, linear: u32, size: u32, value: u64): bool {
  return writeThrough(v, SLOT_TC_PRIVILEGED, linear, size, value);
}
