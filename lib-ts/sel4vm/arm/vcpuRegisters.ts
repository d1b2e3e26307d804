/** `seL4_VCPUReg` of AArch64: numbers, and where the core keeps each register. */
import { SystemRegister } from "../../core/index.ts";
import { systemRegister, type VcpuRegister } from "./vcpuRegister.ts";

export enum VcpuReg {
  SCTLR = 0,
  CPACR = 1,
  TTBR0 = 2,
  TTBR1 = 3,
  TCR = 4,
  MAIR = 5,
  AMAIR = 6,
  CIDR = 7,
  ACTLR = 8,
  AFSR0 = 9,
  AFSR1 = 10,
  ESR = 11,
  FAR = 12,
  PAR = 13,
  VBAR = 14,
  TPIDR_EL1 = 15,
  VMPIDR_EL2 = 16,
  SP_EL1 = 17,
  ELR_EL1 = 18,
  SPSR_EL1 = 19,
  CNTV_CTL = 20,
  CNTV_CVAL = 21,
  CNTVOFF = 22,
  CNTKCTL_EL1 = 23,
}

/** Wherever the core keeps it at present. */
const SP_EL1: VcpuRegister = {
  read: (vcpu) => vcpu.stackPointer(1),
  write: (vcpu, value) => vcpu.setStackPointer(1, value),
};

/** By `VcpuReg`. */
export const VCPU_REGISTERS: readonly VcpuRegister[] = [
  systemRegister(SystemRegister.SCTLR_EL1, 64),
  systemRegister(SystemRegister.CPACR_EL1, 64),
  systemRegister(SystemRegister.TTBR0_EL1, 64),
  systemRegister(SystemRegister.TTBR1_EL1, 64),
  systemRegister(SystemRegister.TCR_EL1, 64),
  systemRegister(SystemRegister.MAIR_EL1, 64),
  systemRegister(SystemRegister.AMAIR_EL1, 64),
  systemRegister(SystemRegister.CONTEXTIDR_EL1, 64),
  systemRegister(SystemRegister.ACTLR_EL1, 64),
  systemRegister(SystemRegister.AFSR0_EL1, 64),
  systemRegister(SystemRegister.AFSR1_EL1, 64),
  systemRegister(SystemRegister.ESR_EL1, 64),
  systemRegister(SystemRegister.FAR_EL1, 64),
  systemRegister(SystemRegister.PAR_EL1, 64),
  systemRegister(SystemRegister.VBAR_EL1, 64),
  systemRegister(SystemRegister.TPIDR_EL1, 64),
  systemRegister(SystemRegister.MPIDR_EL1, 64),
  SP_EL1,
  systemRegister(SystemRegister.ELR_EL1, 64),
  systemRegister(SystemRegister.SPSR_EL1, 64),
  systemRegister(SystemRegister.CNTV_CTL_EL0, 64),
  systemRegister(SystemRegister.CNTV_CVAL_EL0, 64),
  systemRegister(SystemRegister.CNTVOFF_EL2, 64),
  systemRegister(SystemRegister.CNTKCTL_EL1, 64),
];
