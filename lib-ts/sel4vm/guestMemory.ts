/** Guest-physical address space: reservations, fault callbacks, mappings. @see libsel4vm guest_memory.h */
import { PAGE_SHIFT, PAGE_SIZE } from "../core/index.ts";
import { InvalidArgument, MappingIncomplete } from "../errors.ts";
import { ALL_RIGHTS, type GuestFrame, type MemoryMapIterator, pageFloor, type VmFrame } from "./frames.ts";
import { Reservation, ReservationTable } from "./reservations.ts";
import { FaultResult, type MemoryFaultCallback, type Vm, type VmMemoryReservation, type VmVcpu } from "./vm.ts";

export type { MemoryMapIterator, VmFrame } from "./frames.ts";
export {
  FaultResult,
  type MemoryFaultCallback,
  type VmMemoryReservation,
  type VmMemoryReservationCookie,
} from "./vm.ts";

/**
 * Makes a VM's reservation tables; `vmInit` does it.
 * @see libsel4vm `vm_memory_init`
 */
export function vmMemoryInit(): ReservationTable {
  return new ReservationTable();
}

/**
 * Claims [address, address + size) and sends every access there to `callback`. Nothing is mapped yet. The pages at both
 * ends belong to the reservation whole; the callback sees only accesses that lie inside the exact range.
 * @see libsel4vm `vm_reserve_memory_at`
 * @throws ReservationOverlap @throws InvalidArgument
 */
export function vmReserveMemoryAt(
  vm: Vm,
  address: number,
  size: number,
  callback: MemoryFaultCallback,
): VmMemoryReservation {
  checkRange(address, size);
  checkCallback(callback);
  return tableOf(vm).add(new Reservation(address, size, callback));
}

/**
 * Claims `size` bytes somewhere in the anonymous regions: the lowest place that fits.
 * @see libsel4vm `vm_reserve_anon_memory`
 * @throws AnonymousSpaceExhausted @throws InvalidArgument
 */
export function vmReserveAnonMemory(
  vm: Vm,
  size: number,
  align: number,
  callback: MemoryFaultCallback,
): VmMemoryReservation {
  checkRange(0, size);
  checkCallback(callback);
  if (!Number.isSafeInteger(align) || align < 1) throw new InvalidArgument("align", align, "a positive integer");
  const table = tableOf(vm);
  const address = table.findAnonymous(size, align);
  return table.addAnonymous(new Reservation(address, size, callback));
}

/**
 * Turns a free range into a pool for `vmReserveAnonMemory`.
 * @see libsel4vm `vm_memory_make_anon`
 * @throws ReservationOverlap @throws InvalidArgument
 */
export function vmMemoryMakeAnon(vm: Vm, address: number, size: number): void {
  checkRange(address, size);
  tableOf(vm).makeAnonymous(address, size);
}

/**
 * Ends a reservation: its pages are unmapped and their frames go back to the VM's page pool. Works for anonymous
 * reservations too.
 * @see libsel4vm `vm_free_reserved_memory`
 * @throws ReservationUnknown when it was freed before, or is another VM's
 */
export function vmFreeReservedMemory(vm: Vm, reservation: VmMemoryReservation): void {
  unmap(vm, tableOf(vm).remove(reservation));
}

/**
 * Backs a reservation with the frames that `iterator` names: at once, or on the first access when the VM defers mapping.
 * The reservation owns the frames from then on; frames of an earlier mapping go back to the page pool.
 * @see libsel4vm `vm_map_reservation`
 * @throws ReservationUnknown @throws MappingIncomplete
 */
export function vmMapReservation(vm: Vm, reservation: VmMemoryReservation, iterator: MemoryMapIterator): void {
  const own = tableOf(vm).own(reservation);
  unmap(vm, own);
  own.iterator = iterator;
  if (!vm.mem.deferMemoryMap) mapNow(vm, own, iterator);
}

/**
 * Backs a reservation with equally sized frames, in order, with all rights.
 * @see libsel4vm `vm_map_reservation_frames`
 * @throws MappingIncomplete when there are too few frames @throws ReservationUnknown
 */
export function vmMapReservationFrames(vm: Vm, reservation: VmMemoryReservation, frames: readonly GuestFrame[]): void {
  let next = 0;
  vmMapReservation(vm, reservation, (address) => {
    const frame = frames[next++];
    return frame && { frame, rights: ALL_RIGHTS, vaddr: address };
  });
}

/**
 * The exact base and size that were reserved.
 * @see libsel4vm `vm_get_reservation_memory_region`
 */
export function vmGetReservationMemoryRegion(reservation: VmMemoryReservation): { address: number; size: number } {
  return { address: reservation.address, size: reservation.size };
}

/** The reservation that an access of `length` bytes falls in whole, if any. */
export function vmFindReservation(vm: Vm, address: number, length: number): VmMemoryReservation | undefined {
  return tableOf(vm).find(address, length);
}

/** Maps at once, whatever the VM's mode: RAM does. */
export function vmMapReservationNow(vm: Vm, reservation: VmMemoryReservation, iterator: MemoryMapIterator): void {
  mapNow(vm, tableOf(vm).own(reservation), iterator);
}

/** Finds who serves a fault and asks them. `Unhandled` when nobody does. */
export function vmMemoryHandleFault(vm: Vm, vcpu: VmVcpu, address: number, length: number): FaultResult {
  const reservation = tableOf(vm).find(address, length);
  if (reservation === undefined) return FaultResult.Unhandled;
  if (reservation.iterator !== undefined) {
    mapNow(vm, reservation, reservation.iterator);
    return FaultResult.Restart;
  }
  return reservation.callback(vm, vcpu, address, length);
}

/** Runs the iterator over what is not mapped yet. After a failure it stays attached, so that a later access goes on. */
function mapNow(vm: Vm, reservation: Reservation, iterator: MemoryMapIterator): void {
  const end = reservation.address + reservation.size;
  while (reservation.mappedTo < end) {
    const address = reservation.mappedTo;
    const step = iterator(address);
    if (step === undefined) throw new MappingIncomplete(address, "the map iterator returned no frame");
    checkStep(reservation, address, step);
    if (step.rights.read) mapFrame(vm, step);
    reservation.mapped.push({ vaddr: step.vaddr, frame: step.frame });
    reservation.mappedTo = address + 2 ** step.frame.sizeBits;
  }
  reservation.iterator = undefined;
}

function mapFrame(vm: Vm, { vaddr, frame, rights }: VmFrame): void {
  vm.core.mapPages(vaddr, framePages(frame), rights.write ? "ram" : "rom", frame.page);
  vm.mem.hasMappings = true;
  for (const iospace of vm.mem.iospaces) iospace.mapFrame(vaddr, frame, rights);
}

/** Takes a reservation's pages away from the guest and gives the frames back. */
function unmap(vm: Vm, reservation: Reservation): void {
  for (const { vaddr, frame } of reservation.mapped) {
    vm.core.mapPages(vaddr, framePages(frame), "none");
    for (const iospace of vm.mem.iospaces) iospace.unmapFrame(vaddr);
    vm.mem.frames.release(frame);
  }
  reservation.mapped.length = 0;
  reservation.mappedTo = pageFloor(reservation.address);
}

function checkStep(reservation: Reservation, address: number, { vaddr, frame }: VmFrame): void {
  const inside =
    vaddr >= pageFloor(reservation.address) &&
    pageFloor(vaddr + 2 ** frame.sizeBits - 1) < reservation.address + reservation.size;
  if (vaddr % PAGE_SIZE !== 0 || !inside)
    throw new MappingIncomplete(address, `the frame for it does not fit in the reservation at ${vaddr}`);
}

function framePages(frame: GuestFrame): number {
  return 2 ** (frame.sizeBits - PAGE_SHIFT);
}

function tableOf(vm: Vm): ReservationTable {
  return vm.mem.reservationCookie as ReservationTable;
}

function checkRange(address: number, size: number): void {
  if (!Number.isSafeInteger(address) || address < 0)
    throw new InvalidArgument("address", address, "a whole number from 0");
  if (!Number.isSafeInteger(size) || size <= 0) throw new InvalidArgument("size", size, "a whole number from 1");
  if (address + size > 2 ** 40) throw new InvalidArgument("address + size", address + size, "at most 2^40");
}

function checkCallback(callback: unknown): void {
  if (typeof callback !== "function") throw new InvalidArgument("callback", callback, "a function");
}
