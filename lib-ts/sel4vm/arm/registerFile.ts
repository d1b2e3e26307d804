/** seL4's registers of an Arm vCPU by architecture: the words of a thread context, and the vCPU's own registers. */
import { Architecture, type CoreVcpu } from "../../core/index.ts";
import type { VmVcpu } from "../vm.ts";
import * as registers32 from "./aarch32/registers.ts";
import * as context32 from "./aarch32/userContext.ts";
import * as vcpuRegisters32 from "./aarch32/vcpuRegisters.ts";
import * as registers64 from "./registers.ts";
import * as context64 from "./userContext.ts";
import type { VcpuRegister } from "./vcpuRegister.ts";
import * as vcpuRegisters64 from "./vcpuRegisters.ts";

/** A thread context of either architecture: whoever serves both tells them apart by a name that only one has. */
export type ArmUserContext = context64.UserContext | context32.UserContext;

export interface ArmRegisterFile {
  /** Bits of a register. */
  readonly bits: 32 | 64;
  /** Names of the words of a thread context, in seL4's order. */
  readonly names: readonly string[];
  read(vcpu: CoreVcpu, word: number): bigint;
  /** @throws InvalidArgument for a mode that the CPU does not have */
  write(vcpu: CoreVcpu, word: number, value: bigint): void;
  /** By `VcpuReg`. */
  readonly vcpuRegisters: readonly VcpuRegister[];
}

function namesOf(words: Readonly<Record<number, string>>, count: number): readonly string[] {
  return Array.from({ length: count }, (_, word) => words[word]);
}

const AARCH64: ArmRegisterFile = {
  bits: 64,
  names: namesOf(context64.UserContextReg, context64.USER_CONTEXT_WORDS),
  read: registers64.readWord,
  write: registers64.writeWord,
  vcpuRegisters: vcpuRegisters64.VCPU_REGISTERS,
};

const AARCH32: ArmRegisterFile = {
  bits: 32,
  names: namesOf(context32.UserContextReg, context32.USER_CONTEXT_WORDS),
  read: registers32.readWord,
  write: registers32.writeWord,
  vcpuRegisters: vcpuRegisters32.VCPU_REGISTERS,
};

export function isAarch32(vcpu: VmVcpu): boolean {
  return vcpu.vm.core.architecture === Architecture.AArch32;
}

export function registerFile(vcpu: VmVcpu): ArmRegisterFile {
  return isAarch32(vcpu) ? AARCH32 : AARCH64;
}
