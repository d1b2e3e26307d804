/** The words of a register file that are edited while a fault is open, by architecture. */
import { Architecture, type CoreVcpu } from "../core/index.ts";
import * as registers32 from "./arm/aarch32/registers.ts";
import { UserContextReg as UserContextReg32 } from "./arm/aarch32/userContext.ts";
import { HSR_IL } from "./arm/processor.ts";
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
  /** The word of the register that a fault names; undefined when no word is it. */
  wordOf(vcpu: CoreVcpu, register: number): number | undefined;
  /** Bytes of the instruction at which the vCPU stands, with its fault still open. */
  instructionBytes(vcpu: VmVcpu): number;
  /** Goes on behind that instruction. */
  skip(vcpu: CoreVcpu, bytes: number): void;
  /** A restart keeps the edits. */
  readonly restartKeepsEdits: boolean;
}

function movePc(vcpu: CoreVcpu, bytes: number): void {
  vcpu.pc += BigInt(bytes);
}

/** The C library takes two bytes for every T32 instruction that traps. */
function trappedBytes({ vcpuArch }: VmVcpu): number {
  return HSR_IL(Number(vcpuArch.fault.exit?.syndrome ?? 0n)) === 0 ? 2 : 4;
}

const AARCH64: RegisterWords = {
  pc: UserContextReg.pc,
  read: readWord,
  write: writeWord,
  wordOf: (_vcpu, register) => UserContextReg[`x${register}` as keyof typeof UserContextReg],
  instructionBytes: (owner) => (owner.vcpu.inAarch32 ? trappedBytes(owner) : 4),
  skip: (vcpu, bytes) => (vcpu.inAarch32 ? vcpu.aarch32.skipInstruction(bytes) : movePc(vcpu, bytes)),
  restartKeepsEdits: false,
};

const AARCH32: RegisterWords = {
  pc: UserContextReg32.pc,
  read: registers32.readWord,
  write: registers32.writeWord,
  wordOf: registers32.wordOfGeneral,
  instructionBytes: trappedBytes,
  skip: ({ aarch32 }, bytes) => aarch32.skipInstruction(bytes),
  restartKeepsEdits: false,
};

const IA32: RegisterWords = {
  pc: EIP_WORD,
  read: readContextWord,
  write: writeContextWord,
  wordOf: () => undefined,
  instructionBytes: instructionLengthAt,
  skip: movePc,
  // The C library's restart does nothing: what was set stays set.
  restartKeepsEdits: true,
};

const BY_ARCHITECTURE: Readonly<Record<Architecture, RegisterWords>> = {
  [Architecture.AArch64]: AARCH64,
  [Architecture.AArch32]: AARCH32,
  [Architecture.IA32]: IA32,
};

export function registerWords(vcpu: VmVcpu): RegisterWords {
  return BY_ARCHITECTURE[vcpu.vm.core.architecture];
}
