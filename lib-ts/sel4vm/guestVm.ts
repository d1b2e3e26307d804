/** A VM as a whole: its hooks, starting vCPUs, running. @see libsel4vm guest_vm.h */

import { Architecture, RunState, SystemRegister } from "../core/index.ts";
import { InvalidArgument, VcpuAlreadyOnline } from "../errors.ts";
import type { NotificationCallback, UnhandledMemFaultCallback, Vm, VmVcpu } from "./vm.ts";

export {
  type VmRunOutcome,
  type VmSliceLimits,
  type VmStop,
  vcpuGoesOn,
  vmRun,
  vmRunSlice,
  vmServeExit,
  vmStanding,
} from "./runLoop.ts";
export type {
  NotificationCallback,
  UnhandledMemFaultCallback,
  Vm,
  VmArch,
  VmCspace,
  VmIospace,
  VmMem,
  VmPower,
  VmRamRegion,
  VmRun,
  VmTcb,
  VmVcpu,
} from "./vm.ts";

/** MPIDR_EL1.RES1; affinity level 0 is below. */
const MPIDR_RES1 = 0x8000_0000n;

/**
 * Brings a vCPU online: it runs from its PC in the next slice. On Arm, its MPIDR shows its target CPU, or
 * its index when it has none.
 * @see libsel4vm `vcpu_start`
 * @throws VcpuAlreadyOnline
 */
export function vcpuStart(vcpu: VmVcpu): void {
  if (vcpu.vcpuOnline) throw new VcpuAlreadyOnline(vcpu.vcpuId);
  if (vcpu.vm.core.architecture !== Architecture.IA32)
    vcpu.vcpu.setU64(SystemRegister.MPIDR_EL1, MPIDR_RES1 | BigInt(vcpu.targetCpu ?? vcpu.vcpuId));
  vcpu.vcpuOnline = true;
  vcpu.vcpu.runState = RunState.Running;
}

/** Takes a vCPU offline, as PSCI CPU_OFF does. Its registers stay until it is reset. */
export function vcpuStop(vcpu: VmVcpu): void {
  vcpu.vcpuOnline = false;
  vcpu.vcpu.runState = RunState.Off;
}

/** Takes a vCPU offline and back to its reset state; an open fault is dropped. */
export function vcpuReset(vcpu: VmVcpu): void {
  vcpu.vcpu.reset();
  vcpu.vcpuOnline = false;
  vcpu.vcpuArch.fault.exit = undefined;
  vcpu.vcpuArch.fault.edits.clear();
}

/**
 * Installs the hook for faults outside every reservation, in place of any other.
 * @see libsel4vm `vm_register_unhandled_mem_fault_callback`
 * @throws InvalidArgument
 */
export function vmRegisterUnhandledMemFaultCallback(vm: Vm, callback: UnhandledMemFaultCallback): void {
  checkCallback(callback);
  vm.mem.unhandledMemFaultHandler = callback;
}

/**
 * Installs the hook for host events, in place of any other; `vmNotify` sends them.
 * @see libsel4vm `vm_register_notification_callback`
 * @throws InvalidArgument
 */
export function vmRegisterNotificationCallback(vm: Vm, callback: NotificationCallback): void {
  checkCallback(callback);
  vm.run.notificationCallback = callback;
}

/** Asks the running slice to end at its next exit: from a device callback, to look at something. */
export function vmInterrupt(vm: Vm): void {
  vm.run.interruptRequested = true;
}

/** Powers the VM off: the running slice ends. */
export function vmPowerOff(vm: Vm): void {
  vm.run.power = "powered-off";
}

/** Asks for a reset, as the guest can: the running slice ends, and whoever runs the VM calls `vmReset`. */
export function vmRequestReset(vm: Vm): void {
  vm.run.power = "reset-requested";
}

/**
 * Back to the state after creation: all vCPUs offline and in their reset state, the interrupt controller reset, open
 * faults dropped. Memory keeps its contents; reservations, handlers and the clock stay.
 */
export function vmReset(vm: Vm): void {
  vm.core.reset();
  for (const vcpu of vm.vcpus) vcpuReset(vcpu);
  Object.assign(vm.run, { power: "running", failure: undefined, interruptRequested: false, turn: 0, turnLeft: 0 });
}

function checkCallback(callback: unknown): void {
  if (typeof callback !== "function") throw new InvalidArgument("callback", callback, "a function");
}
