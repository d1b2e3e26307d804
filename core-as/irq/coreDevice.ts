/** Devices that live in the core, by the number in their stage-2 entry. */
import { CoreDevice } from "../abi";
import { clockTicks } from "../clock";
import { timersChanged } from "../ia32/timer";
import { VCPU_INDEX, VM_LOCK_INTERRUPTS } from "../layout";
import { releaseLock, takeLock } from "../parallel/lock";
import { cpuInterfaceRead, cpuInterfaceWrite, deactivateWrite } from "./gicv2CpuInterface";
import { distributorRead, distributorWrite } from "./gicv2Distributor";
import { ioapicRead, ioapicWrite } from "./ioapic";
import { concernsTimer, lapicRead, lapicWrite } from "./lapicRegisters";
import { pitResume, pitSettle } from "./pit8254";

/** Reads `size` bytes at byte `offset` of core device `device`. */
export function coreDeviceRead(v: usize, device: u32, offset: u32, size: u32): u64 {
  takeLock(VM_LOCK_INTERRUPTS);
  const value = readDevice(v, device, offset, size);
  releaseLock(VM_LOCK_INTERRUPTS);
  return value;
}

function readDevice(v: usize, device: u32, offset: u32, size: u32): u64 {
  // BOUNDS: v is a vCPU's base.
  const cpu = load<u32>(v, VCPU_INDEX);
  switch (device) {
    case CoreDevice.GicDistributor:
      return <u64>distributorRead(cpu, offset, size);
    case CoreDevice.GicCpuInterface:
      return <u64>cpuInterfaceRead(cpu, offset, size);
    case CoreDevice.LocalApic:
      return <u64>lapicRead(cpu, offset, clockTicks(v));
    case CoreDevice.IoApic:
      return <u64>ioapicRead(offset);
    default:
      return 0;
  }
}

/** Writes `size` bytes of `value` at byte `offset` of core device `device`. */
export function coreDeviceWrite(v: usize, device: u32, offset: u32, size: u32, value: u64): void {
  takeLock(VM_LOCK_INTERRUPTS);
  writeDevice(v, device, offset, size, value);
  releaseLock(VM_LOCK_INTERRUPTS);
}

function writeDevice(v: usize, device: u32, offset: u32, size: u32, value: u64): void {
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
    case CoreDevice.LocalApic:
      lapicWrite(cpu, offset, size, <u32>value, clockTicks(v));
      if (concernsTimer(offset)) timersChanged(v);
      break;
    case CoreDevice.IoApic:
      writeIoApic(v, offset, <u32>value);
      break;
  }
}

/** The entry of the timer's input decides whether its pulses are heard. */
function writeIoApic(v: usize, offset: u32, value: u32): void {
  const now = clockTicks(v);
  const heard = pitSettle(now);
  ioapicWrite(v, offset, value);
  pitResume(heard, now);
  timersChanged(v);
}
