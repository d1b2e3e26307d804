/** The x86 part of a VM. @see libsel4vm arch/guest_vm_arch.h */
import type { CoreVcpu } from "../../core/index.ts";
import { InvalidArgument } from "../../errors.ts";
import type { Vm } from "../vm.ts";
import { VM_EXIT_REASON_NUM } from "./vmexitReasons.ts";
import type { VmexitHandler } from "./vmX86.ts";

export type { VmVcpuArch } from "../vm.ts";
export type { VmcallHandler, VmcallHandlerEntry, VmexitHandler, VmX86Arch } from "./vmX86.ts";

/** Where a guest finds the I/O APIC. @see libsel4vm `IO_APIC_DEFAULT_PHYS_BASE` */
export const IO_APIC_DEFAULT_PHYS_BASE = 0xfec0_0000;
/** Where a guest finds its local APIC. @see libsel4vm `APIC_DEFAULT_PHYS_BASE` */
export const APIC_DEFAULT_PHYS_BASE = 0xfee0_0000;

/** The local APIC; inside the core. @see libsel4vm `vm_lapic_t` */
export type VmLapic = CoreVcpu;
/** The pair of interrupt controllers; inside the core. @see libsel4vm `i8259_t` */
export type I8259 = Vm["core"];
/** State of a vCPU, which is the core's: nothing is cached here. @see libsel4vm `guest_state_t` */
export type GuestState = CoreVcpu;

/**
 * Lets `handler` serve exits of a basic exit reason (vmexitReasons.ts) before the library does: triple faults, port accesses,
 * hypercalls, memory faults, and CPUID, HLT, RDMSR and WRMSR, before they do anything. A handler that serves one of those answers
 * `Ignore` to go on behind it; one that leaves it `Unhandled` lets the core do it. Other reasons never come. Undefined takes the
 * handler away again.
 * @throws InvalidArgument
 */
export function vmRegisterVmexitHandler(vm: Vm, reason: number, handler: VmexitHandler | undefined): void {
  if (!Number.isInteger(reason) || reason < 0 || reason >= VM_EXIT_REASON_NUM)
    throw new InvalidArgument("reason", reason, `a basic exit reason, 0 to ${VM_EXIT_REASON_NUM - 1}`);
  const { vmexitHandlers } = vm.arch.x86;
  if (handler === undefined) vmexitHandlers.delete(reason);
  else vmexitHandlers.set(reason, handler);
  vm.core.intercepts = [...vmexitHandlers.keys()].reduce((mask, each) => mask | (1n << BigInt(each)), 0n);
}
