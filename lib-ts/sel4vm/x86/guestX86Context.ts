/** Registers of a vCPU by seL4's numbers, and its state by VMCS fields. @see libsel4vm arch/guest_x86_context.h */
import { InvalidArgument, RegisterUnknown, requireBigInt } from "../../errors.ts";
import type { VmVcpu } from "../vm.ts";
import { EIP_WORD, readContextWord, type VcpuContextReg, writeContextWord } from "./contextWords.ts";
import { VMX_GUEST_RIP } from "./vmcsFields.ts";
import { vmcsField } from "./vmcsState.ts";

export { VcpuContextReg } from "./contextWords.ts";

/** All registers of the context, 32 bits each. */
export type VcpuContext = Record<keyof typeof VcpuContextReg, number>;

const NAMES = ["EAX", "EBX", "ECX", "EDX", "ESI", "EDI", "EBP"] as const;

/**
 * Replaces the whole context. While a fault is open the new values take effect when it is answered, whichever way.
 * @see libsel4vm `vm_set_thread_context`
 * @throws InvalidArgument
 */
export function vmSetThreadContext(vcpu: VmVcpu, context: VcpuContext): void {
  for (const [word, name] of NAMES.entries()) vmSetThreadContextReg(vcpu, word, context[name]);
}

/**
 * Replaces one register, under the same rule.
 * @see libsel4vm `vm_set_thread_context_reg`
 * @throws RegisterUnknown @throws InvalidArgument
 */
export function vmSetThreadContextReg(vcpu: VmVcpu, reg: VcpuContextReg, value: number): void {
  checkRegister(reg);
  if (!Number.isInteger(value)) throw new InvalidArgument("value", value, "a whole number");
  setWord(vcpu, reg, BigInt(value));
}

/**
 * The whole context, with the edits made since a fault opened. In C this fails while the guest has run since the last exit.
 * @see libsel4vm `vm_get_thread_context`
 */
export function vmGetThreadContext(vcpu: VmVcpu): VcpuContext {
  return Object.fromEntries(NAMES.map((name, word) => [name, vmGetThreadContextReg(vcpu, word)])) as VcpuContext;
}

/**
 * One register of the context.
 * @see libsel4vm `vm_get_thread_context_reg`
 * @throws RegisterUnknown
 */
export function vmGetThreadContextReg(vcpu: VmVcpu, reg: VcpuContextReg): number {
  checkRegister(reg);
  return getWord(vcpu, reg);
}

/**
 * Writes a guest-state field of the VMCS. RIP obeys the rule of the context; the others take effect at once.
 * @param field an encoding, of vmcsFields.ts
 * @see libsel4vm `vm_set_vmcs_field`
 * @throws VmcsFieldUnsupported for a field that this CPU does not have, or that cannot be written @throws InvalidArgument
 */
export function vmSetVmcsField(vcpu: VmVcpu, field: number, value: bigint): void {
  requireBigInt("value", value);
  if (field === VMX_GUEST_RIP) setWord(vcpu, EIP_WORD, value);
  else vmcsField(field, "write").set(vcpu.vcpu, BigInt.asUintN(64, value));
}

/**
 * Reads a guest-state field of the VMCS, or what the last exit left.
 * @see libsel4vm `vm_get_vmcs_field`
 * @throws VmcsFieldUnsupported
 */
export function vmGetVmcsField(vcpu: VmVcpu, field: number): bigint {
  if (field === VMX_GUEST_RIP) return BigInt(getWord(vcpu, EIP_WORD));
  return vmcsField(field, "read").get(vcpu.vcpu);
}

function setWord(vcpu: VmVcpu, word: number, value: bigint): void {
  const { fault } = vcpu.vcpuArch;
  const low = BigInt.asUintN(32, value);
  if (fault.exit === undefined) writeContextWord(vcpu.vcpu, word, low);
  else fault.edits.set(word, low);
}

function getWord(vcpu: VmVcpu, word: number): number {
  const { fault } = vcpu.vcpuArch;
  const edited = fault.exit === undefined ? undefined : fault.edits.get(word);
  return Number(edited ?? readContextWord(vcpu.vcpu, word));
}

function checkRegister(reg: number): void {
  if (!Number.isInteger(reg) || reg < 0 || reg >= NAMES.length) throw new RegisterUnknown(reg, "vCPU context");
}
