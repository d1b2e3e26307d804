/**
 * AT at run time: translates an address for the program and reports in PAR_EL1. DDI 0487 C5.4, D13.2.107.
 *
 * BOUNDS: `v` is a vCPU's base, `a` the address of a slot.
 */
import { WALK_ADDRESS } from "../../layout";
import { Want } from "../../mem/access";
import { NO_FAULT } from "../fault";
import { translateQuietly } from "../mmu";
import { PAR_EL1 } from "../state";
import { attributeOf, isDeviceMemory, lastDescriptor } from "../walk";

const WRITE: u32 = 1;
const EL0: u32 = 2;
/** PAR_EL1 bits: F, the bit that is RES1, and outer shareable, which Device and Non-cacheable memory report. */
const FAULT: u64 = 1;
const ONES: u64 = 1 << 11;
const OUTER_SHAREABLE: u64 = 2 << 7;
/** Normal memory, Inner and Outer Non-cacheable. */
const NON_CACHEABLE: u32 = 0x44;

export function translateForProgram(v: usize, d: usize, a: usize, b: usize, how: u32): i32 {
  // BOUNDS: a is the slot of Xt; v is a vCPU's base.
  const va = load<u64>(a);
  const fault = translateQuietly(v, va, (how & WRITE) != 0 ? Want.Write : Want.Read, (how & EL0) != 0);
  store<u64>(v, fault == NO_FAULT ? success(v) : FAULT | ONES | ((<u64>fault) << 1), PAR_EL1);
  return 0;
}

function success(v: usize): u64 {
  const address = load<u64>(v, WALK_ADDRESS) & 0x0000fffffffff000;
  const descriptor = lastDescriptor();
  const attribute: u32 = descriptor == 0 ? 0 : attributeOf(v, descriptor);
  const uncached = isDeviceMemory(v) || attribute == NON_CACHEABLE;
  const shareability: u64 = uncached ? OUTER_SHAREABLE : ((descriptor >> 8) & 3) << 7;
  return ((<u64>attribute) << 56) | address | ONES | shareability;
}
