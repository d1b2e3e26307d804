/** Registers at the guest's entry. */
import type { VmVcpu } from "../vm.ts";
import { ProcessorMode } from "./aarch64/processor.ts";
import { vmSetThreadContext, ZERO_CONTEXT } from "./guestArmContext.ts";

/** PSTATE at entry: EL1h with debug, SError, IRQ and FIQ masked, as the arm64 boot protocol wants it. */
const BOOT_SPSR = BigInt(0x3c0 | ProcessorMode.EL1h);

/**
 * Sets an otherwise zero register file: PC, and `atags` (device tree or PSCI context) in X0. `machType` is for AArch32.
 * Unlike the C library, interrupts are masked.
 * @see libsel4vmmplatsupport `vcpu_set_bootargs`
 */
export function vcpuSetBootargs(vcpu: VmVcpu, pc: bigint, _machType: bigint, atags: bigint): void {
  vmSetThreadContext(vcpu, { ...ZERO_CONTEXT, pc, spsr: BOOT_SPSR, x0: atags });
}
