/** A small VM for unit tests: the release core, RAM at RAM_START, one vCPU about to run the given words. */
import {
  type Vm,
  type VmOptions,
  type VmVcpu,
  vcpuSetBootargs,
  vcpuStart,
  vmAssignVcpuTarget,
  vmCreateDefaultIrqController,
  vmCreateVcpu,
  vmInit,
  vmRamRegisterAt,
  vmRamWrite,
} from "../sel4vm/index.ts";
import { coreModule } from "./core.ts";
import { TEST_TIER } from "./tier.ts";

export { coreModule };

export const RAM_START = 0x4000_0000;
export const RAM_SIZE = 1 << 20;
/** Pages beyond RAM, for whatever a test maps. */
const SPARE = 1 << 20;

export interface TestMachine {
  readonly vm: Vm;
  readonly vcpu: VmVcpu;
}

/** A VM with RAM and an interrupt controller, and no vCPU. */
export function emptyVm(options: Partial<VmOptions> = {}): Vm {
  const vm = vmInit(coreModule, { name: "test", memorySize: RAM_SIZE + SPARE, tier: TEST_TIER, ...options });
  vmRamRegisterAt(vm, RAM_START, RAM_SIZE);
  vmCreateDefaultIrqController(vm);
  return vm;
}

/** A VM whose boot vCPU starts at RAM_START with `words` there. */
export function machine(words: readonly number[], options: Partial<VmOptions> = {}): TestMachine {
  const vm = emptyVm(options);
  loadWords(vm, RAM_START, words);
  const vcpu = vmCreateVcpu(vm);
  vmAssignVcpuTarget(vcpu, 0);
  vcpuSetBootargs(vcpu, BigInt(RAM_START), 0n, 0n);
  vcpuStart(vcpu);
  return { vm, vcpu };
}

export function loadWords(vm: Vm, address: number, words: readonly number[]): void {
  vmRamWrite(vm, address, new Uint8Array(Uint32Array.from(words).buffer));
}
