/**
 * Stores to pages that hold translated code: the guest's own, and those of the host behind the guest's back.
 *
 * BOUNDS: VM_* are fields of the VM header; guest memory is not touched, and only addresses in guest RAM are looked up.
 */
import { holdsCode, killBlocks } from "../ir/block";
import { CODE_STORES, PAGE_SHIFT, PAGE_SIZE, VM_CODE_STORES, VM_RAM_BASE, VM_RAM_SIZE } from "../layout";

/** Stores to a page beside its code after which the code is taken for dead; then after four times as many, and so on. */
const PATIENCE: u32 = 1 << 10;
const STORES_ENTRY: u32 = 8;

/**
 * The guest stores to [host, host + size) of a RAM page that holds code: drops what was translated from those bytes. All of
 * the page's translations go when it is stored to again and again: mostly its code is that of a program that ended, and
 * every store would stay slow for nothing. Code that lives beside its data is translated anew, ever more seldom.
 */
export function storeToCode(host: u32, size: u32): void {
  killBlocks(host, size);
  const page = host & ~(PAGE_SIZE - 1);
  // BOUNDS: the index is taken modulo CODE_STORES.
  const entry = VM_CODE_STORES + ((page >> PAGE_SHIFT) % CODE_STORES) * STORES_ENTRY;
  const stores = load<u32>(entry) == page ? load<u32>(entry, 4) + 1 : 1;
  store<u32>(entry, page);
  store<u32>(entry, stores, 4);
  if (isTurn(stores)) killBlocks(page, PAGE_SIZE);
}

/** Whether `stores` is PATIENCE times a power of four. */
function isTurn(stores: u32): bool {
  return stores >= PATIENCE && popcnt(stores) == 1 && ((ctz(stores) - ctz(PATIENCE)) & 1) == 0;
}

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
