/** Registers at the guest's entry. */
import type { VmVcpu } from "../vm.ts";
import { MODE_SUPERVISOR } from "./aarch32/processor.ts";
import type { UserContext as UserContext32 } from "./aarch32/userContext.ts";
import { ProcessorMode } from "./aarch64/processor.ts";
import { vmSetThreadContext, ZERO_CONTEXT } from "./guestArmContext.ts";
import { isAarch32, registerFile } from "./registerFile.ts";

/** PSTATE at entry: EL1h with debug, SError, IRQ and FIQ masked, as the arm64 boot protocol wants it. */
const BOOT_SPSR = BigInt(0x3c0 | ProcessorMode.EL1h);
/** CPSR at entry: Supervisor mode with A, I and F set. */
const BOOT_CPSR = BigInt(0x1c0 | MODE_SUPERVISOR);
const CPSR_T = 0x20n;

/**
 * Sets an otherwise zero register file: PC, and `atags`, the device tree, where the kernel expects it: X0, or R2 with `machType` in R1.
 * Bit 0 of an AArch32 PC asks for T32. Unlike the C library, interrupts are masked.
 * @see libsel4vmmplatsupport `vcpu_set_bootargs`
 */
export function vcpuSetBootargs(vcpu: VmVcpu, pc: bigint, machType: bigint, atags: bigint): void {
  if (isAarch32(vcpu)) setEntry32(vcpu, pc, { r1: machType, r2: atags });
  else setEntry64(vcpu, pc, atags);
}

/** As PSCI starts a CPU (6.4): the same, but for `context` in X0 or R0. */
export function vcpuSetPsciEntry(vcpu: VmVcpu, pc: bigint, context: bigint): void {
  if (isAarch32(vcpu)) setEntry32(vcpu, pc, { r0: context });
  else setEntry64(vcpu, pc, context);
}

function setEntry64(vcpu: VmVcpu, pc: bigint, x0: bigint): void {
  vmSetThreadContext(vcpu, { ...ZERO_CONTEXT, pc, spsr: BOOT_SPSR, x0 });
}

function setEntry32(vcpu: VmVcpu, pc: bigint, registers: Partial<UserContext32>): void {
  const zero = Object.fromEntries(registerFile(vcpu).names.map((name) => [name, 0n])) as UserContext32;
  const cpsr = (pc & 1n) === 0n ? BOOT_CPSR : BOOT_CPSR | CPSR_T;
  vmSetThreadContext(vcpu, { ...zero, ...registers, pc, cpsr });
}
