import { describe, expect, it } from "vitest";
import {
  AnonymousSpaceExhausted,
  GuestAddressUnmapped,
  InvalidArgument,
  MappingIncomplete,
  ReservationOverlap,
  ReservationUnknown,
} from "../errors.ts";
import { emptyVm, RAM_START } from "../testing/machine.ts";
import {
  ALL_RIGHTS,
  defaultErrorFaultCallback,
  FaultResult,
  type MemoryMapIterator,
  READ_ONLY,
  type Vm,
  vmFindReservation,
  vmFreeReservedMemory,
  vmGetReservationMemoryRegion,
  vmMapReservation,
  vmMapReservationFrames,
  vmMemoryHandleFault,
  vmMemoryMakeAnon,
  vmReserveAnonMemory,
  vmReserveMemoryAt,
} from "./index.ts";

const DEVICE = 0x900_0000;
const POOL = 0x1000_0000;
const ignore = () => FaultResult.Ignore;

/** Fresh 4 KiB frames, as `map_frame_alloc_reservation` maps them. */
function freshFrames(vm: Vm, rights = ALL_RIGHTS): MemoryMapIterator {
  return (address) => ({ frame: vm.mem.frames.allocate(), rights, vaddr: address });
}

describe("vmReserveMemoryAt", () => {
  it("remembers the exact range, rounded nowhere", () => {
    const reservation = vmReserveMemoryAt(emptyVm(), DEVICE + 4, 0x400, ignore);

    expect(vmGetReservationMemoryRegion(reservation)).toEqual({ address: DEVICE + 4, size: 0x400 });
  });

  it("refuses a range that shares a page with another reservation, and names that one", () => {
    const vm = emptyVm();
    vmReserveMemoryAt(vm, DEVICE, 0x400, ignore);

    expect(() => vmReserveMemoryAt(vm, DEVICE + 0x800, 0x100, ignore)).toThrow(ReservationOverlap);
    expect(() => vmReserveMemoryAt(vm, DEVICE + 0x800, 0x100, ignore)).toThrow("[0x9000000, 0x9000400)");
  });

  it("refuses a range over registered RAM", () => {
    expect(() => vmReserveMemoryAt(emptyVm(), RAM_START - 0x1000, 0x2000, ignore)).toThrow(ReservationOverlap);
  });

  it.each([
    ["a negative address", -4096, 4096],
    ["a fractional size", 0, 0.5],
    ["an empty range", 0, 0],
    ["a range past 40 bits", 2 ** 40 - 4096, 8192],
  ])("refuses %s", (_, address, size) => {
    expect(() => vmReserveMemoryAt(emptyVm(), address, size, ignore)).toThrow(InvalidArgument);
  });

  it("refuses to work without a callback", () => {
    expect(() => vmReserveMemoryAt(emptyVm(), DEVICE, 4096, undefined as never)).toThrow(InvalidArgument);
  });
});

describe("looking a reservation up", () => {
  it("takes the access whole: one that straddles the end is nobody's", () => {
    const vm = emptyVm();
    const reservation = vmReserveMemoryAt(vm, DEVICE, 0x400, ignore);

    expect(vmFindReservation(vm, DEVICE + 0x3fc, 4)).toBe(reservation);
    expect(vmFindReservation(vm, DEVICE + 0x3fc, 8)).toBeUndefined();
    expect(vmFindReservation(vm, DEVICE - 1, 1)).toBeUndefined();
  });
});

describe("vmReserveAnonMemory", () => {
  it("takes the lowest place that fits, in whole pages", () => {
    const vm = emptyVm();
    vmMemoryMakeAnon(vm, POOL, 0x10000);

    const first = vmReserveAnonMemory(vm, 0x10, 1, ignore);
    const second = vmReserveAnonMemory(vm, 0x10, 1, ignore);

    expect([first.address, second.address]).toEqual([POOL, POOL + 0x1000]);
  });

  it("aligns, and never leaves the region to do so", () => {
    const vm = emptyVm();
    vmMemoryMakeAnon(vm, POOL + 0x1000, 0x3000);

    expect(() => vmReserveAnonMemory(vm, 0x1000, 0x100000, ignore)).toThrow(AnonymousSpaceExhausted);
    expect(vmReserveAnonMemory(vm, 0x1000, 0x2000, ignore).address).toBe(POOL + 0x2000);
  });

  it("uses again what was freed", () => {
    const vm = emptyVm();
    vmMemoryMakeAnon(vm, POOL, 0x2000);
    const first = vmReserveAnonMemory(vm, 0x1000, 1, ignore);
    vmReserveAnonMemory(vm, 0x1000, 1, ignore);
    vmFreeReservedMemory(vm, first);

    expect(vmReserveAnonMemory(vm, 0x1000, 1, ignore).address).toBe(POOL);
  });

  it("keeps fixed reservations out of its regions", () => {
    const vm = emptyVm();
    vmMemoryMakeAnon(vm, POOL, 0x2000);

    expect(() => vmReserveMemoryAt(vm, POOL, 0x1000, ignore)).toThrow(ReservationOverlap);
  });

  it("refuses an alignment of zero", () => {
    expect(() => vmReserveAnonMemory(emptyVm(), 0x1000, 0, ignore)).toThrow(InvalidArgument);
  });
});

describe("vmMapReservation", () => {
  it("backs every page, so that the VMM reads what it wrote", () => {
    const vm = emptyVm();
    const reservation = vmReserveMemoryAt(vm, DEVICE, 0x2000, defaultErrorFaultCallback);

    vmMapReservation(vm, reservation, freshFrames(vm));
    vm.core.guest.setU64(DEVICE + 0xffc, 0x1122_3344_5566_7788n);

    expect(vm.core.guest.u64(DEVICE + 0xffc)).toBe(0x1122_3344_5566_7788n);
  });

  it("stops at the first missing frame, keeps what is mapped, and goes on there at the next fault", () => {
    const vm = emptyVm();
    const reservation = vmReserveMemoryAt(vm, DEVICE, 0x2000, ignore);
    let supply = 1;
    const iterator: MemoryMapIterator = (address) => (supply-- > 0 ? freshFrames(vm)(address) : undefined);

    expect(() => vmMapReservation(vm, reservation, iterator)).toThrow(MappingIncomplete);
    expect(vm.core.guest.isMapped(DEVICE, 0x1000)).toBe(true);
    supply = 1;

    expect(vmMemoryHandleFault(vm, undefined as never, DEVICE + 0x1000, 4)).toBe(FaultResult.Restart);
    expect(vm.core.guest.isMapped(DEVICE, 0x2000)).toBe(true);
  });

  it("waits for the first access when the VM defers mapping", () => {
    const vm = emptyVm({ deferMemoryMap: true });
    const reservation = vmReserveMemoryAt(vm, DEVICE, 0x1000, ignore);
    vmMapReservation(vm, reservation, freshFrames(vm));

    expect(vm.core.guest.isMapped(DEVICE, 1)).toBe(false);
    expect(vmMemoryHandleFault(vm, undefined as never, DEVICE, 4)).toBe(FaultResult.Restart);
    expect(vm.core.guest.isMapped(DEVICE, 1)).toBe(true);
  });

  it("refuses a frame that does not fit in the reservation", () => {
    const vm = emptyVm();
    const reservation = vmReserveMemoryAt(vm, DEVICE, 0x1000, ignore);

    expect(() =>
      vmMapReservation(vm, reservation, (address) => ({
        frame: vm.mem.frames.allocate(13),
        rights: READ_ONLY,
        vaddr: address,
      })),
    ).toThrow(MappingIncomplete);
  });

  it("refuses another VM's reservation", () => {
    const reservation = vmReserveMemoryAt(emptyVm(), DEVICE, 0x1000, ignore);
    const other = emptyVm();

    expect(() => vmMapReservation(other, reservation, freshFrames(other))).toThrow(ReservationUnknown);
  });
});

describe("vmMapReservationFrames", () => {
  it("maps frames in order and says when they run out", () => {
    const vm = emptyVm();
    const reservation = vmReserveMemoryAt(vm, DEVICE, 0x2000, ignore);

    expect(() => vmMapReservationFrames(vm, reservation, [vm.mem.frames.allocate()])).toThrow(MappingIncomplete);
    vmMapReservationFrames(vm, reservation, [vm.mem.frames.allocate(), vm.mem.frames.allocate()]);

    expect(vm.core.guest.isMapped(DEVICE, 0x2000)).toBe(true);
  });
});

describe("vmFreeReservedMemory", () => {
  it("unmaps, gives the pages back and clears them", () => {
    const vm = emptyVm();
    const before = vm.mem.frames.freePages;
    const reservation = vmReserveMemoryAt(vm, DEVICE, 0x1000, ignore);
    vmMapReservation(vm, reservation, freshFrames(vm));
    vm.core.guest.setU32(DEVICE, 0xdead_beef);

    vmFreeReservedMemory(vm, reservation);
    const again = vmReserveMemoryAt(vm, DEVICE, 0x1000, ignore);

    expect(vm.mem.frames.freePages).toBe(before);
    expect(() => vm.core.guest.u32(DEVICE)).toThrow(GuestAddressUnmapped);
    vmMapReservation(vm, again, freshFrames(vm));
    expect(vm.core.guest.u32(DEVICE)).toBe(0);
  });

  it("refuses to free twice", () => {
    const vm = emptyVm();
    const reservation = vmReserveMemoryAt(vm, DEVICE, 0x1000, ignore);
    vmFreeReservedMemory(vm, reservation);

    expect(() => vmFreeReservedMemory(vm, reservation)).toThrow(ReservationUnknown);
  });
});
