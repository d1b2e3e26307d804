/** A small IA32 VM for unit tests: RAM from 0, one vCPU that is not started. */
import {
  Architecture,
  type Vm,
  type VmOptions,
  type VmVcpu,
  vmCreateVcpu,
  vmInit,
  vmRamRegisterAt,
} from "../sel4vm/index.ts";
import { coreModule } from "./core.ts";
import { TEST_TIER } from "./tier.ts";

export const IA32_RAM = 1 << 20;

export function ia32Machine(options: Partial<VmOptions> = {}): { readonly vm: Vm; readonly vcpu: VmVcpu } {
  const memorySize = 2 * IA32_RAM;
  const vm = vmInit(coreModule, {
    name: "test",
    memorySize,
    architecture: Architecture.IA32,
    tier: TEST_TIER,
    ...options,
  });
  vmRamRegisterAt(vm, 0, IA32_RAM);
  return { vm, vcpu: vmCreateVcpu(vm) };
}
