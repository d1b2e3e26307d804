/**
 * Stack pointer alignment checking (DDI 0487 D1.8.2) at no cost for aligned code: accesses with SP as base go through a
 * translation cache of their own, which is the normal one as long as SP is aligned or unchecked, and an empty one,
 * whose every access takes the slow path and faults there, while it is not.
 */
import { Call } from "../ir/emit";
import { SLOT_DISCARD, SLOT_SP, SLOT_TC, SLOT_TC_STACK, VCPU_CONTEXT, VM_TC_TRAP } from "../layout";
import { raiseSpAlignment } from "./exception";
import { Context } from "./state";

/** Chooses the translation cache of SP-based accesses; whoever changes SP, the context or SLOT_TC calls it. */
export function selectStack(v: usize): void {
  // BOUNDS: v is a vCPU's base.
  let cache = load<u32>(v, SLOT_TC);
  const checked = (load<u32>(v, VCPU_CONTEXT) & Context.SpAlignment) != 0;
  if (checked && (load<u32>(v, SLOT_SP) & 15) != 0) cache = load<u32>(VM_TC_TRAP);
  store<u32>(v, cache, SLOT_TC_STACK);
}

function updateStack(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  selectStack(v);
}

/** Raises the alignment fault of SP where an access cannot go through SLOT_TC_STACK. Non-zero when it did. */
export function checkStack(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  // BOUNDS: v is a vCPU's base.
  if (load<u32>(v, SLOT_TC_STACK) == load<u32>(v, SLOT_TC)) return 0;
  raiseSpAlignment(v);
  return 1;
}

/** Slot of the translation cache for an access with base register `n`. */
export function cacheOfBase(n: u32): u32 {
  return n == 31 ? SLOT_TC_STACK : SLOT_TC;
}

/**
 * Emits what follows a write of register `d` (31 = SP) that moved it by `distance`, or by anything when that is odd.
 */
export function baseMoved(d: u32, distance: i64): void {
  if (d == 31 && (distance & 15) != 0) {
    Call.pure(updateStack.index, SLOT_TC_STACK, SLOT_SP, SLOT_DISCARD, 0);
  }
}

/** Emits what follows a write of register `d` (31 = SP) with any value. */
export function baseWritten(d: u32): void {
  baseMoved(d, 1);
}
