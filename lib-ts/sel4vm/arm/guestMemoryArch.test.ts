import { describe, expect, it } from "vitest";
import { GuestAddressUnmapped, InvalidArgument, MappingIncomplete } from "../../errors.ts";
import { emptyVm, RAM_SIZE, RAM_START } from "../../testing/machine.ts";
import {
  defaultErrorFaultCallback,
  vmArmIpaToPa,
  vmFreeReservedMemory,
  vmMapReservationFrames,
  vmReserveMemoryAt,
} from "../index.ts";

describe("vmArmIpaToPa", () => {
  it("names where the bytes lie", () => {
    const vm = emptyVm();
    vm.core.guest.setU8(RAM_START + 5, 0xa5);

    expect(vm.core.linear.getUint8(vmArmIpaToPa(vm, RAM_START + 5, 0x2000))).toBe(0xa5);
  });

  it("refuses scattered, unmapped and empty ranges", () => {
    const vm = emptyVm();
    const end = RAM_START + RAM_SIZE;
    const gap = vm.mem.frames.allocate();
    const reservation = vmReserveMemoryAt(vm, end, 0x1000, defaultErrorFaultCallback);
    vmMapReservationFrames(vm, reservation, [vm.mem.frames.allocate()]);

    expect(() => vmArmIpaToPa(vm, end - 0x1000, 0x2000)).toThrow(MappingIncomplete);
    expect(() => vmArmIpaToPa(vm, end, 0x2000)).toThrow(GuestAddressUnmapped);
    expect(() => vmArmIpaToPa(vm, RAM_START, 0)).toThrow(InvalidArgument);
    vm.mem.frames.release(gap);
    vmFreeReservedMemory(vm, reservation);
  });
});
