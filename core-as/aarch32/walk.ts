/**
 * The stage-1 table walk of the PL1&0 regime: which format, what a finished walk left behind, and what both formats share. Without
 * side effects but WALK_*. DDI 0487 G5.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { SCTLR_EL1 } from "../aarch64/state";
import { VM_STAT_WALKS, WALK_ADDRESS, WALK_FLAGS, WALK_SHIFT } from "../layout";
import { Walk } from "../mem/access";
import { NO_FAULT, usesLongDescriptors } from "./fault";
import { Sctlr } from "./state";
import { walkLong } from "./walkLong";
import { walkShort } from "./walkShort";

/** Scratch of the last successful walk: means nothing between two. Level and domain, where `Fault` has them. */
let place: i32 = 0;
/** MAIR's attribute byte for the memory, and SH as in long descriptors. */
let attribute: u32 = 0;
let shareability: u32 = 0;

/** Level and domain of the last successful walk's descriptor, to go with Fault.Permission. */
export function lastPlace(): i32 {
  return place;
}

/** Memory attributes of the last successful walk, as MAIR has them. */
export function lastAttribute(): u32 {
  return attribute;
}

/** Shareability of the last successful walk: 0 non, 2 outer, 3 inner. */
export function lastShareability(): u32 {
  return shareability;
}

/** What a descriptor allows in one mode, and how. */
export enum Grant {
  PrivilegedRead = 1,
  PrivilegedWrite = 2,
  UserRead = 4,
  UserWrite = 8,
  /** Not executable: in any mode, in privileged modes. */
  ExecuteNever = 16,
  PrivilegedExecuteNever = 32,
  NotGlobal = 64,
  /** A manager domain: nothing is checked, SCTLR.WXN neither. */
  Manager = 128,
}

/**
 * Walks the tables for `va`: fills WALK_ADDRESS, WALK_SHIFT and WALK_FLAGS (what is allowed in User mode or in a privileged one, as
 * `user` says).
 * @returns NO_FAULT, or a `Fault` with its level and domain
 */
export function walk(v: usize, va: u32, user: bool): i32 {
  if ((load<u32>(v, SCTLR_EL1) & Sctlr.M) == 0) return walkDisabled(v, va);
  store<u64>(VM_STAT_WALKS, load<u64>(VM_STAT_WALKS) + 1);
  return usesLongDescriptors(v) ? walkLong(v, va, user) : walkShort(v, va, user);
}

/** Stage 1 off: addresses are physical, everything is allowed; unaligned accesses too, which the manual does not promise. */
function walkDisabled(v: usize, va: u32): i32 {
  place = 0;
  attribute = 0;
  shareability = 2;
  store<u64>(v, va, WALK_ADDRESS);
  store<u32>(v, Walk.Read | Walk.Write | Walk.Execute | Walk.Global, WALK_FLAGS);
  store<u32>(v, 12, WALK_SHIFT);
  return NO_FAULT;
}

/** Ends a walk at a mapping of 2^shift bytes at `address`. @returns NO_FAULT */
export function mapped(v: usize, va: u32, address: u64, shift: u32, where: i32): i32 {
  const offset = <u64>va & (((<u64>1) << shift) - 1);
  place = where;
  store<u64>(v, address | offset, WALK_ADDRESS);
  store<u32>(v, shift, WALK_SHIFT);
  return NO_FAULT;
}

/** Sets WALK_FLAGS: what `grant` allows with SCTLR.WXN, UWXN and A as they are, of memory with MAIR attribute byte `memory`. */
export function allow(v: usize, user: bool, grant: u32, memory: u32, sharing: u32): void {
  const control = load<u32>(v, SCTLR_EL1);
  attribute = memory;
  shareability = sharing;
  const aligned = (control & Sctlr.A) != 0 || memory >> 4 == 0;
  const rights = user ? grant >> 2 : grant;
  store<u32>(
    v,
    (rights & 3) |
      (executable(control, user, grant) ? <u32>Walk.Execute : 0) |
      (aligned ? <u32>Walk.Aligned : 0) |
      ((grant & Grant.NotGlobal) == 0 ? <u32>Walk.Global : 0),
    WALK_FLAGS,
  );
}

/** What may be executed must be readable; what is writable is not where WXN says so, nor what User mode writes where UWXN does. */
function executable(control: u32, user: bool, grant: u32): bool {
  if ((grant & Grant.Manager) != 0) return true;
  const rights = user ? grant >> 2 : grant;
  if ((grant & Grant.ExecuteNever) != 0 || (rights & Grant.PrivilegedRead) == 0) return false;
  if ((control & Sctlr.WXN) != 0 && (rights & Grant.PrivilegedWrite) != 0) return false;
  if (user) return true;
  const userWritable = (control & Sctlr.UWXN) != 0 && (grant & Grant.UserWrite) != 0;
  return (grant & Grant.PrivilegedExecuteNever) == 0 && !userWritable;
}
