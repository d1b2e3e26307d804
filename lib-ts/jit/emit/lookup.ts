/** The look into a translation cache, as core-as/mem/access.ts has it: in loops in place, elsewhere by a function of the module. */
import { TLB_ADDEND, TLB_ENTRIES, TLB_ENTRY_SIZE, TLB_READ, TLB_WRITE } from "../../../core-as/layout.ts";
import type { CodeWriter } from "../wasm/codeWriter.ts";
import { code, I32_LOAD, I64_LOAD } from "./frame.ts";

const WRAP = code("i32.wrap_i64");
const I32_ADD = code("i32.add");
const I32_AND = code("i32.and");
const I32_SHR_U = code("i32.shr_u");
const I64_ADD = code("i64.add");
const I64_AND = code("i64.and");
const I64_EQ = code("i64.eq");
const PAGE_SHIFT = 12;
const PAGE_MASK = -4096;

/** The locals of a look-up. */
export interface Lookup {
  /** i64: the guest-virtual address. */
  readonly address: number;
  /** i32: the translation-cache set. */
  readonly set: number;
  /** i32, written: the entry in the set. */
  readonly entry: number;
  readonly writes: boolean;
}

/**
 * Pushes the linear-memory address for the guest's: by the tag of its entry, else what `miss` pushes.
 * @param extent pushes the i64 number of bytes behind the first one, which must lie in the same page; undefined: none
 * @param label of the construct around `miss`
 */
export function pushLookup(
  to: CodeWriter,
  lookup: Lookup,
  extent: (() => void) | undefined,
  miss: () => void,
  label: number,
): void {
  const { address, set, entry, writes } = lookup;
  to.localGet(address);
  to.op(WRAP);
  to.i32Const(PAGE_SHIFT - Math.log2(TLB_ENTRY_SIZE));
  to.op(I32_SHR_U);
  to.i32Const((TLB_ENTRIES - 1) * TLB_ENTRY_SIZE);
  to.op(I32_AND);
  to.localGet(set);
  to.op(I32_ADD);
  to.localTee(entry);
  to.memory(I64_LOAD, writes ? TLB_WRITE : TLB_READ, 3);
  to.localGet(address);
  if (extent !== undefined) {
    extent();
    to.op(I64_ADD);
  }
  to.i64ConstNumber(PAGE_MASK);
  to.op(I64_AND);
  to.op(I64_EQ);
  to.if(label, "i32");
  to.localGet(address);
  to.op(WRAP);
  to.localGet(entry);
  to.memory(I32_LOAD, TLB_ADDEND, 2);
  to.op(I32_ADD);
  to.else_();
  miss();
  to.end();
}
