/** `seL4_VCPUReg` of AArch32: numbers, and where the core keeps each register. */
import { Aarch32State, type BankedMode, type CoreVcpu, SystemRegister } from "../../../core/index.ts";
import { systemRegister, type VcpuRegister } from "../vcpuRegister.ts";

export enum VcpuReg {
  SCTLR = 0,
  ACTLR = 1,
  TTBCR = 2,
  TTBR0 = 3,
  TTBR1 = 4,
  DACR = 5,
  DFSR = 6,
  IFSR = 7,
  ADFSR = 8,
  AIFSR = 9,
  DFAR = 10,
  IFAR = 11,
  PRRR = 12,
  NMRR = 13,
  CIDR = 14,
  TPIDRPRW = 15,
  FPEXC = 16,
  LRsvc = 17,
  SPsvc = 18,
  LRabt = 19,
  SPabt = 20,
  LRund = 21,
  SPund = 22,
  LRirq = 23,
  SPirq = 24,
  LRfiq = 25,
  SPfiq = 26,
  R8fiq = 27,
  R9fiq = 28,
  R10fiq = 29,
  R11fiq = 30,
  R12fiq = 31,
  VMPIDR = 32,
  SPSRsvc = 33,
  SPSRabt = 34,
  SPSRund = 35,
  SPSRirq = 36,
  SPSRfiq = 37,
  PARhigh = 38,
  PARlow = 39,
  CNTV_CTL = 40,
  CNTV_CVALhigh = 41,
  CNTV_CVALlow = 42,
  CNTVOFFhigh = 43,
  CNTVOFFlow = 44,
  CNTKCTL = 45,
}

const WORD = 0xffff_ffffn;
const SP = 13;
const LR = 14;

/** Bits 63..32 or 31..0 of a register that MRRC and MCRR move. */
function half(offset: number, shift: 0n | 32n): VcpuRegister {
  return {
    read: (vcpu) => (vcpu.u64(offset) >> shift) & WORD,
    write: (vcpu, value) => {
      const other = vcpu.u64(offset) & ~(WORD << shift);
      vcpu.setSystemRegister(offset, other | ((value & WORD) << shift));
    },
  };
}

function banked(mode: BankedMode, n: number): VcpuRegister {
  return {
    read: ({ aarch32 }) => BigInt(aarch32.banked(mode, n)),
    write: ({ aarch32 }, value) => aarch32.setBanked(mode, n, Number(value & WORD)),
  };
}

function spsr(mode: Exclude<BankedMode, "usr">): VcpuRegister {
  return {
    read: ({ aarch32 }: CoreVcpu) => BigInt(aarch32.spsr(mode)),
    write: ({ aarch32 }: CoreVcpu, value) => aarch32.setSpsr(mode, Number(value & WORD)),
  };
}

/** By `VcpuReg`. */
export const VCPU_REGISTERS: readonly VcpuRegister[] = [
  systemRegister(SystemRegister.SCTLR_EL1, 32),
  systemRegister(SystemRegister.ACTLR_EL1, 32),
  systemRegister(Aarch32State.TTBCR, 32),
  systemRegister(SystemRegister.TTBR0_EL1, 32),
  systemRegister(SystemRegister.TTBR1_EL1, 32),
  systemRegister(Aarch32State.DACR, 32),
  systemRegister(Aarch32State.DFSR, 32),
  systemRegister(Aarch32State.IFSR, 32),
  systemRegister(SystemRegister.AFSR0_EL1, 32),
  systemRegister(SystemRegister.AFSR1_EL1, 32),
  systemRegister(Aarch32State.DFAR, 32),
  systemRegister(Aarch32State.IFAR, 32),
  systemRegister(Aarch32State.PRRR, 32),
  systemRegister(Aarch32State.NMRR, 32),
  systemRegister(SystemRegister.CONTEXTIDR_EL1, 32),
  systemRegister(SystemRegister.TPIDR_EL1, 32),
  systemRegister(Aarch32State.FPEXC, 32),
  ...(["svc", "abt", "und", "irq", "fiq"] as const).flatMap((mode) => [banked(mode, LR), banked(mode, SP)]),
  ...[8, 9, 10, 11, 12].map((n) => banked("fiq", n)),
  systemRegister(SystemRegister.MPIDR_EL1, 32),
  ...(["svc", "abt", "und", "irq", "fiq"] as const).map(spsr),
  half(SystemRegister.PAR_EL1, 32n),
  half(SystemRegister.PAR_EL1, 0n),
  systemRegister(SystemRegister.CNTV_CTL_EL0, 32),
  half(SystemRegister.CNTV_CVAL_EL0, 32n),
  half(SystemRegister.CNTV_CVAL_EL0, 0n),
  half(SystemRegister.CNTVOFF_EL2, 32n),
  half(SystemRegister.CNTVOFF_EL2, 0n),
  systemRegister(SystemRegister.CNTKCTL_EL1, 32),
];
