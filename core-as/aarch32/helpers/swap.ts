/** SWP and SWPB at run time, for `Call.system` of ir/emit.ts. */
import { SLOT_DATA, SLOT_TC } from "../../layout";
import { DEVICE, locateAtomic, slowRead, slowWrite, Want } from "../../mem/access";

/** d = the word or byte at [a], which becomes b: `size` bytes, 4 or 1. In RAM one access to every observer, on a device two. */
export function swap(v: usize, d: usize, a: usize, b: usize, size: u32): i32 {
  // BOUNDS: d, a and b are slots of the vCPU at v; host is an aligned address of `size` bytes of RAM.
  const va = load<u64>(a);
  // DFSR.WnR is 0 where reading would have faulted, too.
  if (locateAtomic(v, SLOT_TC, va, size, Want.Read) == 0) return 1;
  const host = locateAtomic(v, SLOT_TC, va, size, Want.Write);
  if (host == 0) return 1;
  if (host == DEVICE) return swapDevice(v, d, va, load<u32>(b), size);
  const value = load<u32>(b);
  store<u64>(d, size == 1 ? <u64>atomic.xchg<u8>(host, <u8>value) : <u64>atomic.xchg<u32>(host, value));
  return 0;
}

function swapDevice(v: usize, d: usize, va: u64, value: u32, size: u32): i32 {
  const read = slowRead(v, SLOT_TC, va, size, size);
  if (read == 0) return 1;
  // BOUNDS: slowRead returned the address of `size` bytes; SLOT_DATA has 32.
  const old: u64 = size == 1 ? load<u8>(read) : load<u32>(read);
  store<u32>(v, value, SLOT_DATA);
  if (!slowWrite(v, SLOT_TC, va, size, size)) return 1;
  store<u64>(d, old);
  return 0;
}
