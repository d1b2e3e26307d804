/**
 * Where guest memory is in linear memory.
 *
 * In loops, an access that is likely to stay in a page (locality.ts), or a group of them, first compares its address with the page that
 * accesses by the same registers met last, kept in locals. Then, and all others at once, it looks into the translation cache. Whatever is not
 * there, is no plain RAM, crosses a page, or holds code that a store would change, leaves the region: the interpreter does that access,
 * exactly, and fills the cache.
 */
import { PAGE_SHIFT, TLB_ADDEND, TLB_ENTRIES, TLB_ENTRY_SIZE, TLB_READ, TLB_WRITE } from "../../../core-as/layout.ts";
import { type Emitter, LOCAL_LABEL } from "./emitter.ts";
import { code } from "./frame.ts";
import { pushCache } from "./registers.ts";

const I64_ADD = code("i64.add");
const I64_AND = code("i64.and");
const I64_XOR = code("i64.xor");
const I64_LT_U = code("i64.lt_u");
const I32_ADD = code("i32.add");
const I32_SUB = code("i32.sub");
const WRAP = code("i32.wrap_i64");
const PAGE_MASK = -4096;
const ENTRY_SHIFT = Math.log2(TLB_ENTRY_SIZE);
/** Offsets in a page at which no access of so many bytes can cross its end: the others are looked up each time. */
const SAFE_SIZE = 32;
const SAFE_OFFSETS = 4096 - SAFE_SIZE + 1;

/** Puts the linear-memory address of `size` bytes at frame.address into frame.host, or leaves. */
export function emitLocate(e: Emitter, size: number, writes: boolean, leave: "at" | "atGroup" = "at"): void {
  const { code: to, frame } = e;
  const name = e.pageNames.get(e.op);
  const pages = name === undefined ? undefined : frame.pages(name);
  if (pages === undefined) {
    emitLookup(e, size, tagFor(writes), e.source.b(e.op), leave);
    return;
  }
  to.block(LOCAL_LABEL);
  to.localGet(frame.address);
  to.localGet(pages.page);
  to.op(I64_XOR);
  if (size > SAFE_SIZE) {
    to.i64ConstNumber(size - SAFE_SIZE);
    to.op(I64_ADD);
  }
  to.localGet(pages.limit);
  to.op(I64_LT_U);
  to.brIf(LOCAL_LABEL);
  emitLookup(e, size, tagFor(writes), e.source.b(e.op), leave);
  to.localGet(frame.address);
  to.i64ConstNumber(PAGE_MASK);
  to.op(I64_AND);
  to.localSet(pages.page);
  to.localGet(frame.host);
  to.localGet(frame.address);
  to.op(WRAP);
  to.op(I32_SUB);
  to.localSet(pages.addend);
  to.i64ConstNumber(SAFE_OFFSETS);
  to.localSet(pages.limit);
  to.end();
  to.localGet(frame.address);
  to.op(WRAP);
  to.localGet(pages.addend);
  to.op(I32_ADD);
  to.localSet(frame.host);
}

const tagFor = (writes: boolean): number => (writes ? TLB_WRITE : TLB_READ);

/**
 * As `emitLocate`, by the entry of the translation cache in slot `cache` alone, whose tag for this kind of access is at `tag`. Nothing is called, however seldom: a call
 * would have the engine keep every register of the region in memory around it.
 */
export function emitLookup(e: Emitter, size: number, tag: number, cache: number, leave: "at" | "atGroup" = "at"): void {
  const { code: to, frame } = e;
  // The page's number masked to an index, times the size of an entry.
  to.localGet(frame.address);
  to.i64ConstNumber(PAGE_SHIFT - ENTRY_SHIFT);
  to.op(code("i64.shr_u"));
  to.op(WRAP);
  to.i32Const((TLB_ENTRIES - 1) << ENTRY_SHIFT);
  to.op(code("i32.and"));
  pushCache(e, cache);
  to.op(I32_ADD);
  to.localTee(frame.scratch);
  to.memory(code("i64.load"), tag, 3);
  to.localGet(frame.address);
  if (size > 1) {
    to.i64ConstNumber(size - 1);
    to.op(I64_ADD);
  }
  to.i64ConstNumber(PAGE_MASK);
  to.op(I64_AND);
  e.leaveUnlessEqual(leave);
  to.localGet(frame.address);
  to.op(WRAP);
  to.localGet(frame.scratch);
  to.memory(code("i32.load"), TLB_ADDEND, 2);
  to.op(I32_ADD);
  to.localSet(frame.host);
}
