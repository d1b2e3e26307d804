/**
 * The exclusive monitor (DDI 0487 B2.9, E2.10): a load-exclusive remembers address, size and data; the store-exclusive
 * succeeds when they are the same and memory still holds that data, which one compare-and-exchange decides.
 *
 * A store of the same value in between goes unnoticed, as on QEMU; code that needs more than compare-and-exchange gives
 * cannot tell, because it never sees the value in between.
 */
import { raiseUnsupportedExclusive } from "../architecture";
import { SLOT_TC, SLOT_TC_STACK, VCPU_MONITOR_ADDRESS, VCPU_MONITOR_DATA, VCPU_MONITOR_SIZE } from "../layout";
import { beginExclusive, endExclusive } from "../parallel/exclusive";
import { DEVICE, locateAtomic, Want } from "./access";

/** Flags beside the size (bits 0..7) in the immediate of the calls; the pair's second slot is in bits 16..31. */
export enum ExclusiveFlag {
  /** Two elements of half the size. */
  Pair = 0x100,
  /** The base register is SP. */
  Stack = 0x200,
}

/** CLREX, and whatever else opens the monitor. */
function clearMonitor(v: usize): void {
  // BOUNDS: v is a vCPU's base.
  store<u32>(v, 0, VCPU_MONITOR_SIZE);
}

/** Linear-memory address of an exclusive access, or 0 when it raised an exception. */
function locateExclusive(v: usize, va: u64, imm: u32, want: Want): u32 {
  const tc = (imm & ExclusiveFlag.Stack) != 0 ? SLOT_TC_STACK : SLOT_TC;
  const host = locateAtomic(v, tc, va, imm & 0xff, want);
  if (host != DEVICE) return host;
  raiseUnsupportedExclusive(v, va, want);
  return 0;
}

/** Load-exclusive of [a] into d, and into the slot in imm for pairs. */
export function exclusiveLoad(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  // BOUNDS: d, a and the slot in imm are slots of the vCPU at v; host has size bytes of RAM.
  const va = load<u64>(a);
  const size = imm & 0xff;
  const host = locateExclusive(v, va, imm, Want.Read);
  if (host == 0) return 1;
  const low = readAtomic(host, size);
  const high = size == 16 ? atomic.load<u64>(host, 8) : 0;
  store<u32>(v, size, VCPU_MONITOR_SIZE);
  store<u64>(v, va, VCPU_MONITOR_ADDRESS);
  store<u64>(v, low, VCPU_MONITOR_DATA);
  store<u64>(v, high, VCPU_MONITOR_DATA + 8);
  const words = (imm & ExclusiveFlag.Pair) != 0 && size == 8;
  store<u64>(d, words ? low & 0xffffffff : low);
  if ((imm & ExclusiveFlag.Pair) != 0) store<u64>(v + (imm >> 16), words ? low >> 32 : high);
  return 0;
}

/** The low eight bytes, or all of `size`, as one access. */
function readAtomic(host: u32, size: u32): u64 {
  // BOUNDS: host is an aligned address of `size` bytes of RAM.
  switch (size) {
    case 1:
      return atomic.load<u8>(host);
    case 2:
      return atomic.load<u16>(host);
    case 4:
      return atomic.load<u32>(host);
    default:
      return atomic.load<u64>(host);
  }
}

/**
 * Store-exclusive of b (and the slot in imm) to [a]; d = 0 when it stored, else 1. The monitor is looked at first:
 * where it refuses, the access does not happen and cannot fault, which the manual allows.
 */
export function exclusiveStore(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  // BOUNDS: d, a, b and the slot in imm are slots of the vCPU at v.
  const va = load<u64>(a);
  const size = imm & 0xff;
  const armed = load<u32>(v, VCPU_MONITOR_SIZE) == size && load<u64>(v, VCPU_MONITOR_ADDRESS) == va;
  let failed: u64 = 1;
  if (armed) {
    const host = locateExclusive(v, va, imm, Want.Write);
    if (host == 0) return 1;
    // Wasm has no atomic of sixteen bytes: alone, two accesses are one to every observer.
    if (size == 16 && !beginExclusive(v)) return 1;
    if (exchange(v, host, size, b, v + (imm >> 16), (imm & ExclusiveFlag.Pair) != 0)) failed = 0;
    if (size == 16) endExclusive();
  }
  clearMonitor(v);
  store<u64>(d, failed);
  return 0;
}

/** Stores `first` (and `second`) at `host` if the memory still holds what the monitor remembers. */
function exchange(v: usize, host: u32, size: u32, first: usize, second: usize, pair: bool): bool {
  // BOUNDS: first and second are slots; host is an aligned address of `size` bytes of RAM.
  const expected = load<u64>(v, VCPU_MONITOR_DATA);
  const value = load<u64>(first);
  switch (size) {
    case 1:
      return atomic.cmpxchg<u8>(host, <u8>expected, <u8>value) == <u8>expected;
    case 2:
      return atomic.cmpxchg<u16>(host, <u16>expected, <u16>value) == <u16>expected;
    case 4:
      return atomic.cmpxchg<u32>(host, <u32>expected, <u32>value) == <u32>expected;
    case 8: {
      const whole = pair ? (value & 0xffffffff) | (load<u64>(second) << 32) : value;
      return atomic.cmpxchg<u64>(host, expected, whole) == expected;
    }
    default:
      return exchange16(host, expected, load<u64>(v, VCPU_MONITOR_DATA + 8), value, load<u64>(second));
  }
}

/** Sixteen bytes, in an exclusive section; nobody is between the two accesses of a load-exclusive then. */
function exchange16(host: u32, expectedLow: u64, expectedHigh: u64, low: u64, high: u64): bool {
  // BOUNDS: host is an aligned address of 16 bytes of RAM.
  if (atomic.load<u64>(host) != expectedLow || atomic.load<u64>(host, 8) != expectedHigh) return false;
  atomic.store<u64>(host, low);
  atomic.store<u64>(host, high, 8);
  return true;
}
