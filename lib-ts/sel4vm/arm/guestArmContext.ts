/**
 * Registers of a vCPU by seL4's names and numbers, which are AArch64's or AArch32's as the VM is. Those of AArch32 are in `aarch32`.
 * @see libsel4vm arch/guest_arm_context.h
 */
import { InvalidArgument, RegisterUnknown, requireBigInt } from "../../errors.ts";
import type { VmVcpu } from "../vm.ts";
import type * as aarch32 from "./aarch32/index.ts";
import { type ArmUserContext, registerFile } from "./registerFile.ts";
import { USER_CONTEXT_WORDS, type UserContext, type UserContextName, UserContextReg } from "./userContext.ts";
import type { VcpuReg } from "./vcpuRegisters.ts";

export type { ArmUserContext } from "./registerFile.ts";
export { type UserContext, type UserContextName, UserContextReg } from "./userContext.ts";
export { VcpuReg } from "./vcpuRegisters.ts";

const NAMES = Array.from({ length: USER_CONTEXT_WORDS }, (_, word) => UserContextReg[word] as UserContextName);

/** All words of AArch64's context zero. */
export const ZERO_CONTEXT: UserContext = Object.freeze(
  Object.fromEntries(NAMES.map((name) => [name, 0n])) as UserContext,
);

/**
 * Replaces the whole thread context. While a fault is open the new context takes effect when the fault is advanced or
 * ignored, and is dropped when it is restarted.
 * @see libsel4vm `vm_set_thread_context`
 * @throws InvalidArgument for a mode that the CPU does not have, or a context of the other architecture
 */
export function vmSetThreadContext(vcpu: VmVcpu, context: ArmUserContext): void {
  const values: Readonly<Record<string, bigint | undefined>> = context;
  for (const [word, name] of registerFile(vcpu).names.entries()) {
    const value = values[name];
    if (value === undefined) throw new InvalidArgument("context", "one without it", `a context with ${name}`);
    vmSetThreadContextReg(vcpu, word, value);
  }
}

/**
 * Replaces one word of the thread context, under the same rule.
 * @see libsel4vm `vm_set_thread_context_reg`
 * @throws RegisterUnknown @throws InvalidArgument
 */
export function vmSetThreadContextReg(vcpu: VmVcpu, reg: UserContextReg | aarch32.UserContextReg, value: bigint): void {
  checkWord(vcpu, reg);
  requireBigInt("value", value);
  const { fault } = vcpu.vcpuArch;
  const { bits, write } = registerFile(vcpu);
  const word = BigInt.asUintN(bits, value);
  if (fault.exit === undefined) write(vcpu.vcpu, reg, word);
  else fault.edits.set(reg, word);
}

/**
 * The whole thread context, with the edits made since a fault opened. For a VM of AArch32, ask for its type:
 * `vmGetThreadContext<aarch32.UserContext>(vcpu)`.
 * @see libsel4vm `vm_get_thread_context`
 */
export function vmGetThreadContext<Context extends ArmUserContext = UserContext>(vcpu: VmVcpu): Context {
  const words = registerFile(vcpu).names.map((name, word) => [name, vmGetThreadContextReg(vcpu, word)] as const);
  return Object.fromEntries(words) as Context;
}

/**
 * One word of the thread context.
 * @see libsel4vm `vm_get_thread_context_reg`
 * @throws RegisterUnknown
 */
export function vmGetThreadContextReg(vcpu: VmVcpu, reg: UserContextReg | aarch32.UserContextReg): bigint {
  checkWord(vcpu, reg);
  const { fault } = vcpu.vcpuArch;
  const edited = fault.exit === undefined ? undefined : fault.edits.get(reg);
  return edited ?? registerFile(vcpu).read(vcpu.vcpu, reg);
}

/**
 * Writes a system register of the vCPU.
 * @see libsel4vm `vm_set_arm_vcpu_reg`
 * @throws RegisterUnknown @throws InvalidArgument
 */
export function vmSetArmVcpuReg(vcpu: VmVcpu, reg: VcpuReg | aarch32.VcpuReg, value: bigint): void {
  const register = vcpuRegister(vcpu, reg);
  requireBigInt("value", value);
  register.write(vcpu.vcpu, value);
}

/**
 * Reads a system register of the vCPU.
 * @see libsel4vm `vm_get_arm_vcpu_reg`
 * @throws RegisterUnknown
 */
export function vmGetArmVcpuReg(vcpu: VmVcpu, reg: VcpuReg | aarch32.VcpuReg): bigint {
  return vcpuRegister(vcpu, reg).read(vcpu.vcpu);
}

function checkWord(vcpu: VmVcpu, reg: number): void {
  if (registerFile(vcpu).names[reg] === undefined) throw new RegisterUnknown(reg, "thread context");
}

function vcpuRegister(vcpu: VmVcpu, reg: number) {
  const register = registerFile(vcpu).vcpuRegisters[reg];
  if (register === undefined) throw new RegisterUnknown(reg, "vCPU");
  return register;
}
