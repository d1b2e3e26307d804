/** Puts a device into a VM's space of I/O ports. */

import type { Vm } from "../sel4vm/vm.ts";
import { IoportFaultResult, type VmIoportInterface, vmIoPortAddHandler } from "../sel4vm/x86/ioports.ts";
import type { PortDevice } from "./wires.ts";

/** @throws IoPortRangeTaken when something has one of the ports already */
export function attachPorts(vm: Vm, start: number, device: PortDevice): void {
  const range = { start, end: start + device.ports - 1 };
  vmIoPortAddHandler(vm, range, device.width === 1 ? bytewise(start, device) : whole(start, device));
}

function whole(start: number, device: PortDevice): VmIoportInterface {
  return {
    desc: device.name,
    portIn(_vcpu, port, size, result) {
      result.value = device.read(port - start, size);
      return IoportFaultResult.Handled;
    },
    portOut(_vcpu, port, size, value) {
      device.write(port - start, value, size);
      return IoportFaultResult.Handled;
    },
  };
}

/** The bus makes several cycles of a wider access, from the lowest byte on. */
function bytewise(start: number, device: PortDevice): VmIoportInterface {
  return {
    desc: device.name,
    portIn(_vcpu, port, size, result) {
      let value = 0;
      for (let at = 0; at < size; at++) value |= (device.read(port - start + at, 1) & 0xff) << (8 * at);
      result.value = value;
      return IoportFaultResult.Handled;
    },
    portOut(_vcpu, port, size, value) {
      for (let at = 0; at < size; at++) device.write(port - start + at, (value >>> (8 * at)) & 0xff, 1);
      return IoportFaultResult.Handled;
    },
  };
}
