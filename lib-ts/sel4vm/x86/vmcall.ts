/** Hypercalls: VMCALL with a token in EAX. @see libsel4vm arch/vmcall.h */
import { Gpr } from "../../core/index.ts";
import { InvalidArgument, VmcallTokenTaken } from "../../errors.ts";
import type { Vm, VmVcpu } from "../vm.ts";
import type { VmcallHandler } from "./vmX86.ts";

/**
 * Adds a hypercall: `func` is called when the guest executes VMCALL with `token` in EAX; afterwards the guest goes on behind it.
 * @see libsel4vm `vm_reg_new_vmcall_handler`
 * @throws VmcallTokenTaken @throws InvalidArgument
 */
export function vmRegNewVmcallHandler(vm: Vm, func: VmcallHandler, token: number): void {
  if (typeof func !== "function") throw new InvalidArgument("func", func, "a function");
  if (!Number.isInteger(token) || token < -(2 ** 31) || token >= 2 ** 32)
    throw new InvalidArgument("token", token, "a whole number of 32 bits");
  const key = token >>> 0;
  const { vmcallHandlers } = vm.arch.x86;
  if (vmcallHandlers.has(key)) throw new VmcallTokenTaken(key);
  vmcallHandlers.set(key, { token: key, func });
}

/** Serves the VMCALL that the vCPU has just executed. A token that nobody registered changes nothing, as in C. */
export function serveVmcall(vcpu: VmVcpu): void {
  const token = vcpu.vcpu.ia32.general(Gpr.Eax);
  vcpu.vm.arch.x86.vmcallHandlers.get(token)?.func(vcpu);
}
