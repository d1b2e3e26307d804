/** The tables behind guestMemory: which ranges are taken, which of them are pools. */
import { AnonymousSpaceExhausted, ReservationOverlap, ReservationUnknown } from "../errors.ts";
import { type GuestFrame, type MemoryMapIterator, pageCeil, pageFloor } from "./frames.ts";
import type { MemoryFaultCallback, VmMemoryReservation, VmMemoryReservationCookie } from "./vm.ts";

/** A range with whole pages at both ends. */
interface Range {
  readonly address: number;
  readonly size: number;
}

export class Reservation implements VmMemoryReservation {
  /** Set while pages are to be mapped: deferred, or after a failure. */
  iterator: MemoryMapIterator | undefined;
  /** Pages below are mapped. */
  mappedTo: number;
  readonly mapped: { readonly vaddr: number; readonly frame: GuestFrame }[] = [];

  constructor(
    readonly address: number,
    readonly size: number,
    readonly callback: MemoryFaultCallback,
  ) {
    this.mappedTo = pageFloor(address);
  }
}

export class ReservationTable implements VmMemoryReservationCookie {
  /** In address order. */
  private readonly reservations: Reservation[] = [];
  /** Pools, in address order. */
  private readonly pools: Range[] = [];

  get all(): readonly VmMemoryReservation[] {
    return this.reservations;
  }

  /** The reservation that holds the whole access. */
  find(address: number, length: number): Reservation | undefined {
    const candidate = this.reservations[this.indexAfter(address) - 1];
    if (candidate === undefined || address + length > candidate.address + candidate.size) return undefined;
    return candidate;
  }

  /** @throws ReservationOverlap with a reservation or a pool */
  add(reservation: Reservation): Reservation {
    this.checkFree(reservation, this.pools);
    return this.insert(reservation);
  }

  /** As `add`, for a place that `findAnonymous` found in a pool. */
  addAnonymous(reservation: Reservation): Reservation {
    return this.insert(reservation);
  }

  private insert(reservation: Reservation): Reservation {
    this.reservations.splice(this.indexAfter(reservation.address), 0, reservation);
    return reservation;
  }

  /** @throws ReservationOverlap */
  makeAnonymous(address: number, size: number): void {
    const pool: Range = { address, size };
    this.checkFree(pool, this.pools);
    const at = this.pools.findIndex((other) => other.address > address);
    this.pools.splice(at < 0 ? this.pools.length : at, 0, pool);
  }

  /** The lowest aligned address in a pool with `size` free bytes; each reservation takes whole pages. */
  findAnonymous(size: number, align: number): number {
    for (const pool of this.pools) {
      const address = this.findIn(pool, size, align);
      if (address !== undefined) return address;
    }
    throw new AnonymousSpaceExhausted(size, align);
  }

  private findIn(pool: Range, size: number, align: number): number | undefined {
    let address = alignUp(pool.address, align);
    for (const taken of this.reservations) {
      if (taken.address + taken.size <= pool.address || taken.address >= pool.address + pool.size) continue;
      if (pageCeil(address + size) <= pageFloor(taken.address)) break;
      address = Math.max(address, alignUp(pageCeil(taken.address + taken.size), align));
    }
    return address + size <= pool.address + pool.size ? address : undefined;
  }

  /** This VM's record of a reservation. @throws ReservationUnknown */
  own(reservation: VmMemoryReservation): Reservation {
    const found = this.reservations.find((other) => other === reservation);
    if (found === undefined) throw new ReservationUnknown(reservation?.address ?? 0);
    return found;
  }

  /** @throws ReservationUnknown */
  remove(reservation: VmMemoryReservation): Reservation {
    const found = this.own(reservation);
    this.reservations.splice(this.reservations.indexOf(found), 1);
    return found;
  }

  private checkFree(range: Range, pools: readonly Range[]): void {
    const end = pageCeil(range.address + range.size);
    const start = pageFloor(range.address);
    for (const other of [...this.reservations, ...pools]) {
      if (start < pageCeil(other.address + other.size) && pageFloor(other.address) < end)
        throw new ReservationOverlap(range.address, range.size, other);
    }
  }

  /** Index of the first reservation that begins after `address`. */
  private indexAfter(address: number): number {
    let low = 0;
    let high = this.reservations.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.reservations[middle].address <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function alignUp(address: number, align: number): number {
  return Math.ceil(address / align) * align;
}
