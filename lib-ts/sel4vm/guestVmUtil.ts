/** Looking things up in a VM. @see libsel4vm guest_vm_util.h */
import type { CoreInstance, CoreVcpu } from "../core/index.ts";
import { NoSuchVcpu } from "../errors.ts";
import type { Vm, VmTcb, VmVcpu } from "./vm.ts";

/**
 * Scheduling state of the vCPU; there is no host thread to name.
 * @see libsel4vm `vm_get_vcpu_tcb`
 */
export function vmGetVcpuTcb(vcpu: VmVcpu): VmTcb {
  return vcpu.tcb;
}

/**
 * The CPU of vCPU number `vcpuId` of this VM: the counterpart of its VCPU capability.
 * @see libsel4vm `vm_get_vcpu`
 * @throws NoSuchVcpu
 */
export function vmGetVcpu(vm: Vm, vcpuId: number): CoreVcpu {
  const vcpu = vm.vcpus[vcpuId];
  if (vcpu === undefined) throw new NoSuchVcpu(vcpuId, vm.vcpus.length);
  return vcpu.vcpu;
}

/**
 * The vCPU with that target CPU; undefined as target finds an unassigned one.
 * @see libsel4vm `vm_vcpu_for_target_cpu`
 */
export function vmVcpuForTargetCpu(vm: Vm, targetCpu: number | undefined): VmVcpu | undefined {
  return vm.vcpus.find((vcpu) => vcpu.targetCpu === targetCpu);
}

/**
 * The first vCPU without a target CPU.
 * @see libsel4vm `vm_find_free_unassigned_vcpu`
 */
export function vmFindFreeUnassignedVcpu(vm: Vm): VmVcpu | undefined {
  return vmVcpuForTargetCpu(vm, undefined);
}

/**
 * Whether the vCPU was started and is not off.
 * @see libsel4vm `is_vcpu_online`
 */
export function isVcpuOnline(vcpu: VmVcpu): boolean {
  return vcpu.vcpuOnline;
}

/**
 * The guest-physical address space.
 * @see libsel4vm `vm_get_vspace`
 */
export function vmGetVspace(vm: Vm): CoreInstance {
  return vm.mem.vmVspace;
}

/**
 * The VMM's own address space: for this library, the VM's linear memory.
 * @see libsel4vm `vm_get_vmm_vspace`
 */
export function vmGetVmmVspace(vm: Vm): ArrayBufferLike {
  return vm.core.linear.buffer;
}
