/** Exclusive and ordered loads and stores. DDI 0487 C4.1.4. What they do at run time: mem/monitor.ts. */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { ExclusiveFlag, exclusiveLoad, exclusiveStore } from "../../mem/monitor";
import { X } from "../registers";
import { cacheOfBase } from "../stack";

/**
 * Size and flags of an exclusive access, as monitor.ts takes them; `second` is the slot of the pair's other element.
 */
function describe(bytes: u32, pair: bool, n: u32, second: u32): u32 {
  return bytes | (pair ? <u32>ExclusiveFlag.Pair : 0) | (n == 31 ? <u32>ExclusiveFlag.Stack : 0) | (second << 16);
}

/** LDXR, LDAXR and their byte and halfword forms. */
export function loadExclusive(size: u32, n: u32, t: u32): void {
  Call.exclusiveLoad(exclusiveLoad.index, X.to(t), X.sp(n), describe(1 << size, false, n, SLOT_DISCARD));
}

/** LDXP, LDAXP. */
export function loadExclusivePair(is64: u32, u: u32, n: u32, t: u32): void {
  Call.exclusiveLoad(exclusiveLoad.index, X.to(t), X.sp(n), describe(8 << is64, true, n, X.to(u)));
}

/** STXR, STLXR: Ws = 0 when it stored, 1 when it did not. */
export function storeExclusive(size: u32, w: u32, n: u32, t: u32): void {
  Call.exclusiveStore(exclusiveStore.index, X.to(w), X.sp(n), X.from(t), describe(1 << size, false, n, SLOT_DISCARD));
}

/** STXP, STLXP. */
export function storeExclusivePair(is64: u32, w: u32, u: u32, n: u32, t: u32): void {
  Call.exclusiveStore(exclusiveStore.index, X.to(w), X.sp(n), X.from(t), describe(8 << is64, true, n, X.from(u)));
}

/** LDAR, LDARB, LDARH. */
export function loadAcquire(size: u32, n: u32, t: u32): void {
  switch (size) {
    case 0:
      return Ir.ldaU8(X.to(t), X.sp(n), 0, cacheOfBase(n));
    case 1:
      return Ir.ldaU16(X.to(t), X.sp(n), 0, cacheOfBase(n));
    case 2:
      return Ir.ldaU32(X.to(t), X.sp(n), 0, cacheOfBase(n));
    default:
      return Ir.ldaI64(X.to(t), X.sp(n), 0, cacheOfBase(n));
  }
}

/** STLR, STLRB, STLRH. */
export function storeRelease(size: u32, n: u32, t: u32): void {
  switch (size) {
    case 0:
      return Ir.sta8(X.from(t), X.sp(n), 0, cacheOfBase(n));
    case 1:
      return Ir.sta16(X.from(t), X.sp(n), 0, cacheOfBase(n));
    case 2:
      return Ir.sta32(X.from(t), X.sp(n), 0, cacheOfBase(n));
    default:
      return Ir.sta64(X.from(t), X.sp(n), 0, cacheOfBase(n));
  }
}
