/**
 * Code that the host changes behind the guest's back.
 *
 * BOUNDS: VM_* are fields of the VM header; guest memory is not touched, and only addresses in guest RAM are looked up.
 */
import { holdsCode, killBlocks } from "../ir/block";
import { PAGE_SIZE, VM_RAM_BASE, VM_RAM_SIZE } from "../layout";

/** Drops translations of the bytes [host, host + size) of linear memory; only what lies in guest RAM counts. */
export function invalidateCode(host: u32, size: u32): void {
  // BOUNDS: fixed fields of the VM structure.
  const ram = load<u32>(VM_RAM_BASE);
  const end = min(<u64>host + size, <u64>ram + load<u32>(VM_RAM_SIZE));
  let at = max<u64>(host, ram);
  while (at < end) {
    const pageEnd = min((at & ~(<u64>PAGE_SIZE - 1)) + PAGE_SIZE, end);
    if (holdsCode(<u32>at)) killBlocks(<u32>at, <u32>(pageEnd - at));
    at = pageEnd;
  }
}
