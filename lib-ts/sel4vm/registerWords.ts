/** The words of a register file that are edited while a fault is open, by architecture. */
import { Architecture, type CoreVcpu } from "../core/index.ts";
import { readWord, writeWord } from "./arm/registers.ts";
import { UserContextReg } from "./arm/userContext.ts";
import type { VmVcpu } from "./vm.ts";
import { EIP_WORD, readContextWord, writeContextWord } from "./x86/contextWords.ts";
import { instructionLengthAt } from "./x86/instructionBytes.ts";

export interface RegisterWords {
  /** The word of the program counter. */
  readonly pc: number;
  read(vcpu: CoreVcpu, word: number): bigint;
  write(vcpu: CoreVcpu, word: number, value: bigint): void;
  /** Bytes of the instruction at which the vCPU stands. */
  instructionBytes(vcpu: VmVcpu): bigint;
  /** A restart keeps the edits. */
  readonly restartKeepsEdits: boolean;
}

const AARCH64: RegisterWords = {
  pc: UserContextReg.pc,
  read: readWord,
  write: writeWord,
  instructionBytes: () => 4n,
  restartKeepsEdits: false,
};

const IA32: RegisterWords = {
  pc: EIP_WORD,
  read: readContextWord,
  write: writeContextWord,
  instructionBytes: (vcpu) => BigInt(instructionLengthAt(vcpu)),
  // The C library's restart does nothing: what was set stays set.
  restartKeepsEdits: true,
};

export function registerWords(vcpu: VmVcpu): RegisterWords {
  return vcpu.vm.core.architecture === Architecture.IA32 ? IA32 : AARCH64;
}
