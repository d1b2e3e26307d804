/** A small AArch32 VM for unit tests: the boot vCPU is about to run the given instructions, in Supervisor mode. */
import {
  Architecture,
  type VmOptions,
  vcpuSetBootargs,
  vcpuStart,
  vmAssignVcpuTarget,
  vmCreateVcpu,
  vmRamWrite,
} from "../sel4vm/index.ts";
import { emptyVm, RAM_START, type TestMachine } from "./machine.ts";

/** A32: hvc #0, smc #5, b . */
export const A32_HVC = 0xe140_0070;
export const A32_SMC_5 = 0xe160_0075;
export const A32_B_SELF = 0xeaff_fffe;
/** T32: hvc #0, b . */
export const T32_HVC = 0xf7e0_8000;
export const T32_B_SELF = 0xe7fe;

export type InstructionSet = "a32" | "t32";

/** @param instructions T32's of 32 bits are above 0xffff */
export function machine32(
  set: InstructionSet,
  instructions: readonly number[],
  options: Partial<VmOptions> = {},
): TestMachine {
  const vm = emptyVm({ architecture: Architecture.AArch32, ...options });
  vmRamWrite(vm, RAM_START, set === "a32" ? words(instructions) : halfwords(instructions));
  const vcpu = vmCreateVcpu(vm);
  vmAssignVcpuTarget(vcpu, 0);
  vcpuSetBootargs(vcpu, BigInt(RAM_START + (set === "t32" ? 1 : 0)), 0xffff_ffffn, 0n);
  vcpuStart(vcpu);
  return { vm, vcpu };
}

function words(instructions: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(instructions).buffer);
}

function halfwords(instructions: readonly number[]): Uint8Array {
  const halves = instructions.flatMap((word) => (word > 0xffff ? [word >>> 16, word & 0xffff] : [word]));
  return new Uint8Array(Uint16Array.from(halves).buffer);
}
