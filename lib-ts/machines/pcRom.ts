/** Firmware at the reset vector, and what a PC answers where nothing is. */
import type { MemoryRange, Segment } from "../loader/loadPlan.ts";
import { READ_ONLY } from "../sel4vm/frames.ts";
import { FaultResult, vmMapReservation, vmReserveMemoryAt } from "../sel4vm/guestMemory.ts";
import { answerVcpuFault, isVcpuReadFault } from "../sel4vm/guestVcpuFault.ts";
import type { UnhandledMemFaultCallback, Vm, VmVcpu } from "../sel4vm/vm.ts";

const ONES = 0xffff_ffff_ffff_ffffn;

/** Reads of what is not there give ones, and writes are lost; nothing can be executed there. */
export const openBus: UnhandledMemFaultCallback = (_vm, vcpu) => {
  if (isFetch(vcpu)) return FaultResult.Unhandled;
  answerVcpuFault(vcpu, isVcpuReadFault(vcpu) ? ONES : 0n);
  return FaultResult.Handled;
};

function isFetch({ vcpuArch }: VmVcpu): boolean {
  const { exit } = vcpuArch.fault;
  return exit?.kind === "memory" && exit.direction === "fetch";
}

/** @param rom ends at 4 GiB; its size is a multiple of the page size */
export function installRom(vm: Vm, rom: Segment): void {
  const reservation = vmReserveMemoryAt(vm, rom.address, rom.size, openBus);
  vmMapReservation(vm, reservation, (address) => {
    const frame = vm.mem.frames.allocate();
    const offset = address - rom.address;
    const bytes = vm.mem.frames.bytes(frame);
    bytes.set(rom.bytes.subarray(offset, offset + bytes.length));
    return { frame, rights: READ_ONLY, vaddr: address };
  });
}

/** The end of the ROM as it is seen below 1 MiB: in memory, as after firmware has shadowed itself. */
export function romCopy(rom: Segment, area: MemoryRange): Segment {
  const size = Math.min(area.size, rom.bytes.length);
  const bytes = rom.bytes.subarray(rom.bytes.length - size);
  return { name: "ROM", address: area.start + area.size - size, bytes, size };
}
