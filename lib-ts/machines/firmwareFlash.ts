/** The flash of the "virt" machine: firmware in read-only memory at its start, erased cells after it. */

import type { Segment } from "../loader/loadPlan.ts";
import { READ_ONLY } from "../sel4vm/frames.ts";
import { FaultResult, vmMapReservation, vmReserveMemoryAt } from "../sel4vm/guestMemory.ts";
import { answerVcpuFault, isVcpuReadFault } from "../sel4vm/guestVcpuFault.ts";
import type { MemoryFaultCallback, Vm } from "../sel4vm/vm.ts";
import { VIRT_FLASH } from "./virtMap.ts";

const ERASED = 0xffff_ffff_ffff_ffffn;

/** Reads of what nobody programmed give ones; writes change nothing, as flash without a command. */
const erasedCells: MemoryFaultCallback = (_vm, vcpu) => {
  if (!isVcpuReadFault(vcpu)) return FaultResult.Ignore;
  answerVcpuFault(vcpu, ERASED);
  return FaultResult.Handled;
};

/** @param rom the firmware; its size is a multiple of the page size */
export function installFlash(vm: Vm, rom: Segment): void {
  const reservation = vmReserveMemoryAt(vm, rom.address, rom.size, erasedCells);
  vmMapReservation(vm, reservation, (address) => {
    const frame = vm.mem.frames.allocate();
    const offset = address - rom.address;
    const bytes = vm.mem.frames.bytes(frame);
    bytes.set(rom.bytes.subarray(offset, offset + bytes.length));
    return { frame, rights: READ_ONLY, vaddr: address };
  });
  const rest = rom.address + rom.size;
  vmReserveMemoryAt(vm, rest, VIRT_FLASH.start + VIRT_FLASH.size - rest, erasedCells);
}
