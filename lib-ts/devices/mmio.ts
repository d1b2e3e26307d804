/** Puts a device into a VM's address space: a reservation whose faults become reads and writes of its registers. */

import { FaultResult, vmReserveMemoryAt } from "../sel4vm/guestMemory.ts";
import { answerVcpuFault, getVcpuFaultSize, getVcpuFaultValue, isVcpuReadFault } from "../sel4vm/guestVcpuFault.ts";
import type { Vm } from "../sel4vm/vm.ts";
import type { MmioDevice } from "./wires.ts";

/** @throws ReservationOverlap when something is there already */
export function attachMmio(vm: Vm, address: number, device: MmioDevice): void {
  vmReserveMemoryAt(vm, address, device.size, (_vm, vcpu, faultAddress) => {
    const offset = faultAddress - address;
    const width = getVcpuFaultSize(vcpu);
    if (isVcpuReadFault(vcpu)) {
      answerVcpuFault(vcpu, BigInt(device.read(offset, width) >>> 0));
    } else {
      device.write(offset, Number(getVcpuFaultValue(vcpu) & 0xffff_ffffn), width);
      answerVcpuFault(vcpu, 0n);
    }
    return FaultResult.Handled;
  });
}
