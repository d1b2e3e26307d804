/** `seL4_VCPUContext` of IA32 in the core's state: names, numbers and access. */
import { type CoreVcpu, Gpr } from "../../core/index.ts";
import { RegisterUnknown } from "../../errors.ts";

/**
 * Index of a register in the context. ESP, EIP and EFLAGS are VMCS fields.
 * @see libsel4vm `vcpu_context_reg_t`
 */
export enum VcpuContextReg {
  EAX = 0,
  EBX = 1,
  ECX = 2,
  EDX = 3,
  ESI = 4,
  EDI = 5,
  EBP = 6,
}

/** Not of the context: EIP among the edits of an open fault. */
export const EIP_WORD = 7;

const GENERAL: readonly Gpr[] = [Gpr.Eax, Gpr.Ebx, Gpr.Ecx, Gpr.Edx, Gpr.Esi, Gpr.Edi, Gpr.Ebp];

export function readContextWord(vcpu: CoreVcpu, word: number): bigint {
  return BigInt(word === EIP_WORD ? vcpu.ia32.eip : vcpu.ia32.general(generalRegister(word)));
}

export function writeContextWord(vcpu: CoreVcpu, word: number, value: bigint): void {
  const low = Number(BigInt.asUintN(32, value));
  if (word === EIP_WORD) vcpu.ia32.eip = low;
  else vcpu.ia32.setGeneral(generalRegister(word), low);
}

function generalRegister(word: number): Gpr {
  const register = GENERAL[word];
  if (register === undefined) throw new RegisterUnknown(word, "vCPU context");
  return register;
}
