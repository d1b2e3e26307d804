/** Guest RAM: registering, allocating and touching it. @see libsel4vm guest_ram.h */
import { PAGE_SHIFT, PAGE_SIZE } from "../core/index.ts";
import { InvalidArgument, RamExhausted, RamRangeUnknown } from "../errors.ts";
import { ALL_RIGHTS, type MemoryMapIterator, pageCeil, pageFloor } from "./frames.ts";
import { vmFreeReservedMemory, vmMapReservationNow, vmReserveAnonMemory, vmReserveMemoryAt } from "./guestMemory.ts";
import { defaultErrorFaultCallback } from "./guestMemoryHelpers.ts";
import { insertRegion, splitRegion } from "./ramRegions.ts";
import type { Vm, VmMemoryReservation, VmRamRegion } from "./vm.ts";

/** Largest frame that RAM is mapped with: a 2 MiB block of the guest-physical map. */
const LARGE_FRAME_BITS = 21;

/**
 * Called for each 4 KiB page of a touched range, in order. `bytes` is a window on guest memory: it starts with the first
 * requested byte in the page. `offset` is its distance from the start of the whole range. Throwing ends the touch.
 * @see libsel4vm `ram_touch_callback_fn`
 */
export type RamTouchCallback = (vm: Vm, guestAddress: number, bytes: Uint8Array, size: number, offset: number) => void;

/**
 * Copies touched guest bytes to `buffer`, each page to its place.
 * @see libsel4vm `vm_guest_ram_read_callback`
 */
export function vmGuestRamReadCallback(
  _vm: Vm,
  _guestAddress: number,
  bytes: Uint8Array,
  _size: number,
  offset: number,
  buffer: Uint8Array,
): void {
  buffer.set(bytes, offset);
}

/**
 * Copies `buffer` to the touched guest bytes, each page from its place.
 * @see libsel4vm `vm_guest_ram_write_callback`
 */
export function vmGuestRamWriteCallback(
  _vm: Vm,
  _guestAddress: number,
  bytes: Uint8Array,
  size: number,
  offset: number,
  buffer: Uint8Array,
): void {
  bytes.set(buffer.subarray(offset, offset + size));
}

/**
 * Shows guest RAM to the VMM, page by page. The range must lie in registered RAM; allocated and free parts may mix.
 * Code that the guest has in the range is translated anew afterwards, because the callback may have changed it.
 * @see libsel4vm `vm_ram_touch`
 * @throws RamRangeUnknown
 */
export function vmRamTouch(vm: Vm, address: number, size: number, callback: RamTouchCallback): void {
  checkRange(address, size, 0);
  if (!isRam(vm, address, size)) throw new RamRangeUnknown(address, size, "inside registered RAM");
  let done = 0;
  while (done < size) {
    const at = address + done;
    const chunk = Math.min(PAGE_SIZE - (at % PAGE_SIZE), size - done);
    const host = vm.core.locate(at);
    callback(vm, pageFloor(at), vm.core.window(host, chunk), chunk, done);
    vm.core.wrote(host, chunk);
    done += chunk;
  }
}

/** A copy of guest RAM. @throws RamRangeUnknown */
export function vmRamRead(vm: Vm, address: number, size: number): Uint8Array<ArrayBuffer> {
  checkRange(address, size, 0);
  if (!isRam(vm, address, size)) throw new RamRangeUnknown(address, size, "inside registered RAM");
  return vm.core.guest.read(address, size);
}

/** Copies `bytes` into guest RAM. @throws RamRangeUnknown */
export function vmRamWrite(vm: Vm, address: number, bytes: Uint8Array): void {
  checkRange(address, bytes.length, 0);
  if (!isRam(vm, address, bytes.length)) throw new RamRangeUnknown(address, bytes.length, "inside registered RAM");
  vm.core.guest.write(address, bytes);
}

/**
 * The biggest region that is not allocated; of equal ones the lowest.
 * @see libsel4vm `vm_ram_find_largest_free_region`
 * @throws RamExhausted when all RAM is allocated, or there is none
 */
export function vmRamFindLargestFreeRegion(vm: Vm): { address: number; size: number } {
  let largest: VmRamRegion | undefined;
  for (const region of vm.mem.ramRegions)
    if (!region.allocated && (largest === undefined || region.size > largest.size)) largest = region;
  if (largest === undefined) throw new RamExhausted(1);
  return { address: largest.start, size: largest.size };
}

/**
 * RAM at an address of the library's choice, from the anonymous regions. Pages come from the VM's page pool.
 * @see libsel4vm `vm_ram_register`
 * @returns its guest-physical address
 * @throws AnonymousSpaceExhausted @throws OutOfGuestPages
 */
export function vmRamRegister(vm: Vm, bytes: number): number {
  checkRange(0, bytes, 1);
  const reservation = vmReserveAnonMemory(vm, bytes, PAGE_SIZE, defaultErrorFaultCallback);
  mapRam(vm, reservation, () => freshFrames(vm, reservation));
  return reservation.address;
}

/**
 * RAM at a fixed address. The C library's choice between untyped (1:1) and other frames does not exist here: all pages
 * come from the VM's page pool.
 * @see libsel4vm `vm_ram_register_at`
 * @throws ReservationOverlap @throws OutOfGuestPages
 */
export function vmRamRegisterAt(vm: Vm, start: number, bytes: number): void {
  checkRange(start, bytes, 1);
  const reservation = vmReserveMemoryAt(vm, start, bytes, defaultErrorFaultCallback);
  mapRam(vm, reservation, () => freshFrames(vm, reservation));
}

/**
 * RAM at a fixed address on frames that `iterator` names.
 * @see libsel4vm `vm_ram_register_at_custom_iterator`
 * @throws ReservationOverlap @throws MappingIncomplete
 */
export function vmRamRegisterAtCustomIterator(vm: Vm, start: number, bytes: number, iterator: MemoryMapIterator): void {
  checkRange(start, bytes, 1);
  mapRam(vm, vmReserveMemoryAt(vm, start, bytes, defaultErrorFaultCallback), () => iterator);
}

/**
 * Marks a range as in use.
 * @see libsel4vm `vm_ram_mark_allocated`
 * @throws RamRangeUnknown unless it lies in one free region
 */
export function vmRamMarkAllocated(vm: Vm, start: number, bytes: number): void {
  checkRange(start, bytes, 1);
  setAllocated(vm, start, bytes, true, "inside one free RAM region");
}

/**
 * The lowest free range of `bytes`, aligned to `align`, marked as in use.
 * @see libsel4vm `vm_ram_allocate`
 * @throws RamExhausted @throws InvalidArgument
 */
export function vmRamAllocate(vm: Vm, bytes: number, align = 1): number {
  checkRange(0, bytes, 1);
  if (!Number.isSafeInteger(align) || align < 1) throw new InvalidArgument("align", align, "a positive integer");
  for (const region of vm.mem.ramRegions) {
    const start = Math.ceil(region.start / align) * align;
    if (region.allocated || start + bytes > region.start + region.size) continue;
    vmRamMarkAllocated(vm, start, bytes);
    return start;
  }
  throw new RamExhausted(bytes);
}

/**
 * Marks a range as free again. The RAM stays registered, with its contents.
 * @see libsel4vm `vm_ram_free`
 * @throws RamRangeUnknown unless it lies in allocated RAM
 */
export function vmRamFree(vm: Vm, start: number, bytes: number): void {
  checkRange(start, bytes, 1);
  setAllocated(vm, start, bytes, false, "inside allocated RAM");
}

function setAllocated(vm: Vm, start: number, bytes: number, allocated: boolean, expected: string): void {
  const region = vm.mem.ramRegions.find((r) => r.start <= start && start + bytes <= r.start + r.size);
  if (region === undefined || region.allocated === allocated) throw new RamRangeUnknown(start, bytes, expected);
  vm.mem.ramRegions = splitRegion(vm.mem.ramRegions, region, start, bytes, allocated);
}

/** Maps and records RAM; when that fails, the reservation is gone again. */
function mapRam(vm: Vm, reservation: VmMemoryReservation, frames: () => MemoryMapIterator): void {
  try {
    vmMapReservationNow(vm, reservation, frames());
  } catch (error) {
    vmFreeReservedMemory(vm, reservation);
    throw error;
  }
  const region = { start: reservation.address, size: reservation.size, allocated: false };
  vm.mem.ramRegions = insertRegion(vm.mem.ramRegions, region);
}

/** Pages of the pool for a whole reservation: together where they fit, in 2 MiB frames as far as possible. */
function freshFrames(vm: Vm, reservation: VmMemoryReservation): MemoryMapIterator {
  const first = pageFloor(reservation.address);
  const end = pageCeil(reservation.address + reservation.size);
  const base = vm.mem.frames.allocatePages((end - first) / PAGE_SIZE);
  return (address) => {
    const large = address % 2 ** LARGE_FRAME_BITS === 0 && end - address >= 2 ** LARGE_FRAME_BITS;
    const frame = { page: base + (address - first) / PAGE_SIZE, sizeBits: large ? LARGE_FRAME_BITS : PAGE_SHIFT };
    return { frame, rights: ALL_RIGHTS, vaddr: address };
  };
}

/** Whether every byte of the range is registered RAM. */
function isRam(vm: Vm, address: number, size: number): boolean {
  let at = address;
  for (const region of vm.mem.ramRegions) {
    if (at >= address + size) break;
    if (region.start <= at && at < region.start + region.size) at = region.start + region.size;
  }
  return at >= address + size;
}

function checkRange(address: number, size: number, smallest: number): void {
  if (!Number.isSafeInteger(address) || address < 0)
    throw new InvalidArgument("address", address, "a whole number from 0");
  if (!Number.isSafeInteger(size) || size < smallest)
    throw new InvalidArgument("size", size, `a whole number from ${smallest}`);
}
