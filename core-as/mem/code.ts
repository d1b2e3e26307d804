/**
 * Stores to pages that hold translated code or page tables: the guest's own, and those of the host behind the guest's back.
 *
 * BOUNDS: VM_* are fields of the VM header; guest memory is not touched, and only addresses in guest RAM are looked up.
 */
import { holdsCode, killBlocks } from "../ir/block";
import { PAGE_SHIFT, PAGE_SIZE, VM_CODE_STORES, VM_RAM_BASE, VM_RAM_SIZE } from "../layout";
import { beginUntilBoundary, Parallel, vmGo, vmStop } from "../parallel/exclusive";
import { isTable, storeToTable } from "./tableWatch";

/** Stores to a page beside its code after which the code is taken for dead; then after four times as many, and so many again. */
const FIRST_PATIENCE: u32 = 1 << 10;
const SECOND_PATIENCE: u32 = 1 << 12;
const PATIENCE: u32 = 1 << 14;
/** The same where each such store has all other vCPUs stand still. */
const PARALLEL_PATIENCE: u32 = 1 << 3;

/** Whether stores to the RAM page at linear-memory address `host` are looked at: it holds translated code or a page table. */
export function isWatched(host: u32): bool {
  return holdsCode(host) || isTable(host);
}

/**
 * The vCPU at `v` is about to store to [host, host + size) of a RAM page for which `isWatched` holds. Others have no part in the
 * page until the block's end: what they translated before the store, they would keep.
 * @returns false when the instruction was given up, for another vCPU has a section
 */
export function beforeStore(v: usize, host: u32, size: u32): bool {
  if (!beginUntilBoundary(v)) return false;
  if (isTable(host)) storeToTable(host, size);
  if (holdsCode(host)) storeToCode(host, size);
  return true;
}

/**
 * The guest stores to [host, host + size) of a RAM page that holds code: drops what was translated from those bytes. All of
 * the page's translations go when it is stored to again and again: mostly its code is that of a program that ended, and
 * every store would stay slow for nothing. Code that lives beside its data is translated anew now and then.
 */
function storeToCode(host: u32, size: u32): void {
  killBlocks(host, size);
  // BOUNDS: host lies in guest RAM, whose pages have an entry each.
  const entry = load<u32>(VM_CODE_STORES) + (((host - load<u32>(VM_RAM_BASE)) >> PAGE_SHIFT) << 2);
  const stores = load<u32>(entry) + 1;
  store<u32>(entry, stores);
  const patience = Parallel.isOn() ? PARALLEL_PATIENCE : PATIENCE;
  if (stores == FIRST_PATIENCE || stores == SECOND_PATIENCE || stores % patience == 0) {
    killBlocks(host & ~(PAGE_SIZE - 1), PAGE_SIZE);
  }
}

/** Host: drops what was translated from, or by, [host, host + size) of linear memory; only what lies in guest RAM counts. */
export function invalidateCode(host: u32, size: u32): void {
  vmStop();
  invalidatePages(host, size);
  vmGo();
}

function invalidatePages(host: u32, size: u32): void {
  // BOUNDS: fixed fields of the VM structure.
  const ram = load<u32>(VM_RAM_BASE);
  const end = min(<u64>host + size, <u64>ram + load<u32>(VM_RAM_SIZE));
  let at = max<u64>(host, ram);
  while (at < end) {
    const pageEnd = min((at & ~(<u64>PAGE_SIZE - 1)) + PAGE_SIZE, end);
    if (holdsCode(<u32>at)) killBlocks(<u32>at, <u32>(pageEnd - at));
    if (isTable(<u32>at)) storeToTable(<u32>at, <u32>(pageEnd - at));
    at = pageEnd;
  }
}
