import { describe, expect, it } from "vitest";
import { GuestAddressReadOnly, GuestAddressUnmapped, InvalidArgument, IospaceTooLate } from "../errors.ts";
import { coreModule } from "../testing/machine.ts";
import {
  ALL_RIGHTS,
  defaultErrorFaultCallback,
  Iospace,
  READ_ONLY,
  type Vm,
  vmFreeReservedMemory,
  vmGuestAddIospace,
  vmInit,
  vmMapReservation,
  vmRamRead,
  vmRamRegisterAt,
  vmRamWrite,
  vmReserveMemoryAt,
} from "./index.ts";

const RAM = 0x4000_0000;
const PAGE = 0x1000;
const bytes = (text: string) => new TextEncoder().encode(text);

function vmWith(...iospaces: Iospace[]): Vm {
  const vm = vmInit(coreModule, { name: "io", memorySize: 16 << 20 });
  for (const iospace of iospaces) vmGuestAddIospace(vm, iospace);
  return vm;
}

describe("an I/O address space", () => {
  it("mirrors RAM, in both directions", () => {
    const disk = new Iospace("disk");
    const vm = vmWith(disk);
    vmRamRegisterAt(vm, RAM, 4 << 20);
    vmRamWrite(vm, RAM + PAGE - 2, bytes("from the guest"));

    disk.write(RAM + 2 * PAGE - 3, bytes("from the disk"));

    expect(disk.read(RAM + PAGE - 2, 14)).toEqual(bytes("from the guest"));
    expect(vmRamRead(vm, RAM + 2 * PAGE - 3, 13)).toEqual(bytes("from the disk"));
    expect(disk.mappedBytes).toBe(4 << 20);
  });

  it("loses what the guest loses", () => {
    const disk = new Iospace("disk");
    const vm = vmWith(disk);
    const reservation = vmReserveMemoryAt(vm, RAM, PAGE, defaultErrorFaultCallback);
    vmMapReservation(vm, reservation, (vaddr) => ({ frame: vm.mem.frames.allocate(), rights: ALL_RIGHTS, vaddr }));

    vmFreeReservedMemory(vm, reservation);

    expect(() => disk.read(RAM, 1)).toThrow(GuestAddressUnmapped);
  });

  it("has the guest's rights, and writes all or nothing", () => {
    const disk = new Iospace("disk");
    const vm = vmWith(disk);
    vmRamRegisterAt(vm, RAM, PAGE);
    const rom = vmReserveMemoryAt(vm, RAM + PAGE, PAGE, defaultErrorFaultCallback);
    vmMapReservation(vm, rom, (vaddr) => ({ frame: vm.mem.frames.allocate(), rights: READ_ONLY, vaddr }));

    expect(() => disk.write(RAM + PAGE - 2, bytes("four"))).toThrow(GuestAddressReadOnly);
    expect(disk.read(RAM + PAGE - 2, 4)).toEqual(new Uint8Array(4));
  });

  it("ends where the guest's memory ends", () => {
    const disk = new Iospace("disk");
    const vm = vmWith(disk);
    vmRamRegisterAt(vm, RAM, PAGE);

    expect(() => disk.read(RAM + PAGE - 1, 2)).toThrow(GuestAddressUnmapped);
    expect(() => disk.write(RAM - 1, bytes("xx"))).toThrow(GuestAddressUnmapped);
  });

  it("must come before the first mapping", () => {
    const vm = vmWith();
    vmRamRegisterAt(vm, RAM, PAGE);

    expect(() => vmGuestAddIospace(vm, new Iospace("late"))).toThrow(IospaceTooLate);
  });

  it("belongs to one VM", () => {
    const disk = new Iospace("disk");
    vmWith(disk);

    expect(() => vmWith(disk)).toThrow(InvalidArgument);
  });

  it("stands beside others", () => {
    const [disk, net] = [new Iospace("disk"), new Iospace("net")];
    vmRamRegisterAt(vmWith(disk, net), RAM, PAGE);

    disk.write(RAM, bytes("x"));

    expect(net.read(RAM, 1)).toEqual(bytes("x"));
  });
});
