/** Devices that live in the core, by the number in their stage-2 entry. */
import { CoreDevice } from "../abi";
import { VCPU_INDEX } from "../layout";
import { cpuInterfaceRead, cpuInterfaceWrite, deactivateWrite } from "./gicv2CpuInterface";
import { distributorRead, distributorWrite } from "./gicv2Distributor";

/** Reads `size` bytes at byte `offset` of core device `device`. */
export function coreDeviceRead(v: usize, device: u32, offset: u32, size: u32): u64 {
  // BOUNDS: v is a vCPU's base.
  const cpu = load<u32>(v, VCPU_INDEX);
  switch (device) {
    case CoreDevice.GicDistributor:
      return <u64>distributorRead(cpu, offset, size);
    case CoreDevice.GicCpuInterface:
      return <u64>cpuInterfaceRead(cpu, offset, size);
    default:
      return 0;
  }
}

/** Writes `size` bytes of `value` at byte `offset` of core device `device`. */
export function coreDeviceWrite(v: usize, device: u32, offset: u32, size: u32, value: u64): void {
  // BOUNDS: v is a vCPU's base.
  const cpu = load<u32>(v, VCPU_INDEX);
  switch (device) {
    case CoreDevice.GicDistributor:
      distributorWrite(cpu, offset, size, <u32>value);
      break;
    case CoreDevice.GicCpuInterface:
      cpuInterfaceWrite(cpu, offset, size, <u32>value);
      break;
    case CoreDevice.GicDeactivate:
      deactivateWrite(cpu, offset, size, <u32>value);
      break;
  }
}
