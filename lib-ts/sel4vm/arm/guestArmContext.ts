/** Registers of a vCPU by seL4's names and numbers. @see libsel4vm arch/guest_arm_context.h */
import { RegisterUnknown, requireBigInt } from "../../errors.ts";
import type { VmVcpu } from "../vm.ts";
import { readWord, writeWord } from "./registers.ts";
import { USER_CONTEXT_WORDS, type UserContext, type UserContextName, UserContextReg } from "./userContext.ts";
import { VCPU_REGISTERS, VcpuReg } from "./vcpuRegisters.ts";

export { type UserContext, type UserContextName, UserContextReg } from "./userContext.ts";
export { VcpuReg } from "./vcpuRegisters.ts";

const NAMES = Array.from({ length: USER_CONTEXT_WORDS }, (_, word) => UserContextReg[word] as UserContextName);

/** All words zero. */
export const ZERO_CONTEXT: UserContext = Object.freeze(
  Object.fromEntries(NAMES.map((name) => [name, 0n])) as UserContext,
);

/**
 * Replaces the whole thread context. While a fault is open the new context takes effect when the fault is advanced or
 * ignored, and is dropped when it is restarted.
 * @see libsel4vm `vm_set_thread_context`
 * @throws InvalidArgument for an SPSR that names a mode the CPU does not have
 */
export function vmSetThreadContext(vcpu: VmVcpu, context: UserContext): void {
  for (const [word, name] of NAMES.entries()) vmSetThreadContextReg(vcpu, word, context[name]);
}

/**
 * Replaces one word of the thread context, under the same rule.
 * @see libsel4vm `vm_set_thread_context_reg`
 * @throws RegisterUnknown @throws InvalidArgument
 */
export function vmSetThreadContextReg(vcpu: VmVcpu, reg: UserContextReg, value: bigint): void {
  checkWord(reg);
  requireBigInt("value", value);
  const { fault } = vcpu.vcpuArch;
  const word = BigInt.asUintN(64, value);
  if (fault.exit === undefined) writeWord(vcpu.vcpu, reg, word);
  else fault.edits.set(reg, word);
}

/**
 * The whole thread context, with the edits made since a fault opened.
 * @see libsel4vm `vm_get_thread_context`
 */
export function vmGetThreadContext(vcpu: VmVcpu): UserContext {
  const context = { ...ZERO_CONTEXT };
  const { fault } = vcpu.vcpuArch;
  for (let word = 0; word < USER_CONTEXT_WORDS; word++) context[NAMES[word]] = readWord(vcpu.vcpu, word);
  if (fault.exit !== undefined) for (const [word, value] of fault.edits) context[NAMES[word]] = value;
  return context;
}

/**
 * One word of the thread context.
 * @see libsel4vm `vm_get_thread_context_reg`
 * @throws RegisterUnknown
 */
export function vmGetThreadContextReg(vcpu: VmVcpu, reg: UserContextReg): bigint {
  checkWord(reg);
  const { fault } = vcpu.vcpuArch;
  const edited = fault.exit === undefined ? undefined : fault.edits.get(reg);
  return edited ?? readWord(vcpu.vcpu, reg);
}

/**
 * Writes a system register of the vCPU.
 * @see libsel4vm `vm_set_arm_vcpu_reg`
 * @throws RegisterUnknown @throws InvalidArgument
 */
export function vmSetArmVcpuReg(vcpu: VmVcpu, reg: VcpuReg, value: bigint): void {
  const offset = offsetOf(reg);
  requireBigInt("value", value);
  if (reg === VcpuReg.SP_EL1) vcpu.vcpu.setStackPointer(1, value);
  else vcpu.vcpu.setSystemRegister(offset, value);
}

/**
 * Reads a system register of the vCPU.
 * @see libsel4vm `vm_get_arm_vcpu_reg`
 * @throws RegisterUnknown
 */
export function vmGetArmVcpuReg(vcpu: VmVcpu, reg: VcpuReg): bigint {
  const offset = offsetOf(reg);
  return reg === VcpuReg.SP_EL1 ? vcpu.vcpu.stackPointer(1) : vcpu.vcpu.u64(offset);
}

function checkWord(reg: number): void {
  if (!Number.isInteger(reg) || reg < 0 || reg >= USER_CONTEXT_WORDS) throw new RegisterUnknown(reg, "thread context");
}

function offsetOf(reg: VcpuReg): number {
  const offset = VCPU_REGISTERS[reg];
  if (offset === undefined) throw new RegisterUnknown(reg, "vCPU");
  return offset;
}
