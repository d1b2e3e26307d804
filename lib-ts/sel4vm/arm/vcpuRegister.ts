/** A register of a vCPU that seL4 has a number for. */
import type { CoreVcpu } from "../../core/index.ts";

export interface VcpuRegister {
  read(vcpu: CoreVcpu): bigint;
  write(vcpu: CoreVcpu, value: bigint): void;
}

/** One that lies in a word of its own. @param offset in the vCPU's structure */
export function systemRegister(offset: number, bits: 32 | 64): VcpuRegister {
  return {
    read: (vcpu) => BigInt.asUintN(bits, vcpu.u64(offset)),
    write: (vcpu, value) => vcpu.setSystemRegister(offset, BigInt.asUintN(bits, value)),
  };
}
