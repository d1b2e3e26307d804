/** The Arm part of a VM: trap hooks. @see libsel4vm arch/guest_vm_arch.h */
import { InvalidArgument } from "../../errors.ts";
import type { SmcHandlerCallback, UnhandledVcpuFaultCallback, Vm, VmVcpu } from "../vm.ts";
import type { ArmUserContext } from "./registerFile.ts";
import type { UserContext } from "./userContext.ts";

export type { Fault, SmcHandlerCallback, UnhandledVcpuFaultCallback, VmArch, VmVcpuArch } from "../vm.ts";

/**
 * Size of a guest's capability space in C, 16 slots. Kept for its name; guests here reach the VMM by HVC and SMC.
 * @see libsel4vm `VM_CSPACE_SIZE_BITS`
 */
export const VM_CSPACE_SIZE_BITS = 4;

/**
 * First slot for fault endpoints in C: vCPU n had slot 1 + n.
 * @see libsel4vm `VM_FAULT_EP_SLOT`
 */
export const VM_FAULT_EP_SLOT = 1;

/**
 * Slot of the capability space itself in C, after the endpoints of the 8 possible vCPUs.
 * @see libsel4vm `VM_CSPACE_SLOT`
 */
export const VM_CSPACE_SLOT = VM_FAULT_EP_SLOT + 8;

/**
 * Installs the vCPU's trap hook; it sees HVC and SMC before the VM's own handlers do.
 * @see libsel4vm `vm_register_unhandled_vcpu_fault_callback`
 * @throws InvalidArgument
 */
export function vmRegisterUnhandledVcpuFaultCallback(vcpu: VmVcpu, callback: UnhandledVcpuFaultCallback): void {
  checkCallback(callback);
  vcpu.vcpuArch.unhandledVcpuCallback = callback;
}

/**
 * Replaces the SMC handler, at first `vmSmcHandleDefault` (PSCI).
 * @see libsel4vm `vm_register_smc_handler_callback`
 * @throws InvalidArgument
 */
export function vmRegisterSmcHandlerCallback<Context extends ArmUserContext = UserContext>(
  vm: Vm,
  handler: SmcHandlerCallback<Context>,
): void {
  checkCallback(handler);
  vm.arch.vmSmcHandler = handler as SmcHandlerCallback<ArmUserContext>;
}

/**
 * Replaces the HVC handler, at first `vmSmcHandleDefault` (PSCI). The C library has none: on seL4 an HVC is a system call.
 * @throws InvalidArgument
 */
export function vmRegisterHvcHandlerCallback<Context extends ArmUserContext = UserContext>(
  vm: Vm,
  handler: SmcHandlerCallback<Context>,
): void {
  checkCallback(handler);
  vm.arch.vmHvcHandler = handler as SmcHandlerCallback<ArmUserContext>;
}

function checkCallback(callback: unknown): void {
  if (typeof callback !== "function") throw new InvalidArgument("callback", callback, "a function");
}
