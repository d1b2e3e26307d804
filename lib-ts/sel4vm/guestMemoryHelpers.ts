/** @see libsel4vm guest_memory_helpers.h */
import { FaultResult, type Vm, type VmVcpu } from "./vm.ts";

/**
 * For reservations that are mapped whole and therefore never fault: a fault fails the VM, and the error names the address.
 * @see libsel4vm `default_error_fault_callback`
 */
export function defaultErrorFaultCallback(_vm: Vm, _vcpu: VmVcpu, _address: number, _length: number): FaultResult {
  return FaultResult.Error;
}
