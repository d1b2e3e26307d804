/**
 * Whole structures in guest memory, for functions of micro-ops: all of it at once, where the translation cache says that it may be.
 * Where it does not (a page's first access, a device, code, two pages, checked alignment), they go on piece by piece by access.ts.
 */
import { PAGE_SIZE, SLOT_TC, TLB_ADDEND, TLB_EXECUTE, TLB_READ, TLB_WRITE } from "../layout";
import { Tlb } from "./sets";

const PAGE_MASK: u64 = ~(<u64>PAGE_SIZE - 1);

/** Linear-memory address where all `size` bytes at `va` can be read through the translation cache in slot `tc`, or 0. */
export function plainRead(v: usize, tc: u32, va: u64, size: u32): u32 {
  return plain(v, tc, va, size, TLB_READ);
}

/** The same for writing; nothing has been written yet. */
export function plainWrite(v: usize, tc: u32, va: u64, size: u32): u32 {
  return plain(v, tc, va, size, TLB_WRITE);
}

/** The same for fetching instructions. */
export function plainFetch(v: usize, va: u64, size: u32): u32 {
  return plain(v, SLOT_TC, va, size, TLB_EXECUTE);
}

function plain(v: usize, tc: u32, va: u64, size: u32, tag: u32): u32 {
  const entry = Tlb.entry(load<u32>(v + tc), va);
  // BOUNDS: as in Access.read and Access.write: a matching tag means RAM, and its last byte is in the same page.
  if (load<u64>(entry + tag) != ((va + (size - 1)) & PAGE_MASK)) return 0;
  return <u32>va + load<u32>(entry, TLB_ADDEND);
}
