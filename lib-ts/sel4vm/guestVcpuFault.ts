/**
 * The fault that a vCPU has stopped with: reading it, answering it. @see libsel4vm guest_vcpu_fault.h
 *
 * Data follows the C library's Arm rule: it sits in its byte lane of the containing word, `address & 3` bytes up.
 * `getVcpuFaultValue` and `answerVcpuFault` do without lanes. The CPU extends what a load reads itself, because the
 * instruction runs again with the answer.
 */
import type { CallExit, CoreExit, MemoryExit } from "../core/index.ts";
import { FaultKindMismatch, NoFaultOpen, requireBigInt } from "../errors.ts";
import { registerWords } from "./registerWords.ts";
import type { VmVcpu } from "./vm.ts";
import { finishInstruction } from "./x86/exits.ts";

/** Of a call: HVC and SMC have four bytes, in T32 too. */
const CALL_BYTES = 4;

/**
 * Guest-physical address of the access.
 * @see libsel4vm `get_vcpu_fault_address`
 * @throws NoFaultOpen
 */
export function getVcpuFaultAddress(vcpu: VmVcpu): number {
  return memoryFault(vcpu, "getVcpuFaultAddress").address;
}

/**
 * Guest-virtual address of the instruction that faulted.
 * @see libsel4vm `get_vcpu_fault_ip`
 * @throws NoFaultOpen
 */
export function getVcpuFaultIp(vcpu: VmVcpu): bigint {
  return openFault(vcpu, "getVcpuFaultIp").pc;
}

/**
 * A write's source register, without its lane; a read's answer so far, in its lane, at first 0.
 * @see libsel4vm `get_vcpu_fault_data`
 * @throws NoFaultOpen
 */
export function getVcpuFaultData(vcpu: VmVcpu): bigint {
  memoryFault(vcpu, "getVcpuFaultData");
  return vcpu.vcpuArch.fault.data;
}

/**
 * Ones where the access lies in its containing word.
 * @see libsel4vm `get_vcpu_fault_data_mask`
 * @throws NoFaultOpen
 */
export function getVcpuFaultDataMask(vcpu: VmVcpu): bigint {
  const fault = memoryFault(vcpu, "getVcpuFaultDataMask");
  return widthMask(fault) << laneShift(fault);
}

/**
 * Bytes accessed: 1, 2, 4 or 8, odd numbers where an unaligned access is cut at a page; 4 for an instruction fetch.
 * @see libsel4vm `get_vcpu_fault_size`
 * @throws NoFaultOpen
 */
export function getVcpuFaultSize(vcpu: VmVcpu): number {
  return memoryFault(vcpu, "getVcpuFaultSize").width;
}

/**
 * Whether the access reads; an instruction fetch does.
 * @see libsel4vm `is_vcpu_read_fault`
 * @throws NoFaultOpen
 */
export function isVcpuReadFault(vcpu: VmVcpu): boolean {
  return memoryFault(vcpu, "isVcpuReadFault").direction !== "write";
}

/**
 * Sets what a read returns, in its lane; `advanceVcpuFault` uses it.
 * @see libsel4vm `set_vcpu_fault_data`
 * @throws NoFaultOpen
 */
export function setVcpuFaultData(vcpu: VmVcpu, data: bigint): void {
  memoryFault(vcpu, "setVcpuFaultData");
  requireBigInt("data", data);
  vcpu.vcpuArch.fault.data = data;
}

/**
 * Merges the access into `data`, the image of a register at the containing word: a write puts its bytes in their lane; a
 * read takes its lane down to the low bits.
 * @see libsel4vm `emulate_vcpu_fault`
 * @throws NoFaultOpen
 */
export function emulateVcpuFault(vcpu: VmVcpu, data: bigint): bigint {
  const fault = memoryFault(vcpu, "emulateVcpuFault");
  const shift = laneShift(fault);
  const mask = widthMask(fault);
  if (fault.direction !== "write") return (data & ~mask) | ((vcpu.vcpuArch.fault.data >> shift) & mask);
  return (data & ~(mask << shift)) | ((vcpu.vcpuArch.fault.data & mask) << shift);
}

/** What a write stores, without lane or excess bits. @throws NoFaultOpen */
export function getVcpuFaultValue(vcpu: VmVcpu): bigint {
  const fault = memoryFault(vcpu, "getVcpuFaultValue");
  return vcpu.vcpuArch.fault.data & widthMask(fault);
}

/** Completes the access: a read returns `value`, which is not in its lane. @throws NoFaultOpen @throws FaultKindMismatch */
export function answerVcpuFault(vcpu: VmVcpu, value: bigint): void {
  const fault = memoryFault(vcpu, "answerVcpuFault");
  requireBigInt("value", value);
  if (fault.direction === "read") vcpu.vcpuArch.fault.data = (value & widthMask(fault)) << laneShift(fault);
  advanceVcpuFault(vcpu);
}

/**
 * Completes the access and the instruction. An instruction that makes several accesses may open its next fault at once;
 * the run loop delivers that one like any other. Register edits made while the fault was open are written afterwards,
 * except to registers that the instruction itself has changed; an edited PC counts as the instruction's own address. For
 * an SMC: moves past it.
 * @see libsel4vm `advance_vcpu_fault`
 * @throws NoFaultOpen @throws FaultKindMismatch for an instruction fetch
 */
export function advanceVcpuFault(vcpu: VmVcpu): void {
  const exit = openFault(vcpu, "advanceVcpuFault");
  const { fault } = vcpu.vcpuArch;
  if (exit.kind !== "memory") {
    leaveCall(vcpu, exit);
    return;
  }
  if (exit.direction === "fetch") throw new FaultKindMismatch(vcpu.vcpuId, "advanceVcpuFault", "instruction fetch");
  const words = registerWords(vcpu);
  const bytes = fault.edits.has(words.pc) ? words.instructionBytes(vcpu) : 0;
  const before = [...fault.edits.keys()].map((word) => [word, words.read(vcpu.vcpu, word)] as const);
  const target = exit.register === undefined ? undefined : words.wordOf(vcpu.vcpu, exit.register);
  vcpu.vcpu.completeAccess((fault.data >> laneShift(exit)) & widthMask(exit));
  fault.exit = undefined;
  const next = finishInstruction(vcpu);
  if (openVcpuFault(vcpu, next)) return;
  if (exit.direction === "read" && target !== undefined) fault.edits.delete(target);
  dropOverwrittenEdits(vcpu, before);
  advanceEditedPc(vcpu, bytes);
  closeFault(vcpu);
}

/**
 * The instruction's own result wins over an edit of the same register. Which registers an instruction with several of
 * them writes (a pair, a written-back base) the exit does not say, so those count whose value it has changed.
 */
function dropOverwrittenEdits(vcpu: VmVcpu, before: readonly (readonly [word: number, value: bigint])[]): void {
  const { pc, read } = registerWords(vcpu);
  for (const [word, value] of before)
    if (word !== pc && read(vcpu.vcpu, word) !== value) vcpu.vcpuArch.fault.edits.delete(word);
}

/**
 * Skips the instruction: PC moves on, no register changes but those edited while the fault was open. The C library keeps
 * this function to itself; callbacks usually return `FaultResult.Ignore` instead.
 * @see libsel4vm `ignore_vcpu_fault`
 * @throws NoFaultOpen
 */
export function ignoreVcpuFault(vcpu: VmVcpu): void {
  const exit = openFault(vcpu, "ignoreVcpuFault");
  if (exit.kind !== "memory") {
    leaveCall(vcpu, exit);
    return;
  }
  const { instructionBytes, skip } = registerWords(vcpu);
  const bytes = instructionBytes(vcpu);
  vcpu.vcpu.dropReplay();
  skip(vcpu.vcpu, bytes);
  advanceEditedPc(vcpu, bytes);
  closeFault(vcpu);
}

/**
 * Lets the instruction run again; register edits made while the fault was open are dropped, but kept on x86.
 * @see libsel4vm `restart_vcpu_fault`
 * @throws NoFaultOpen
 */
export function restartVcpuFault(vcpu: VmVcpu): void {
  const exit = openFault(vcpu, "restartVcpuFault");
  vcpu.vcpu.dropReplay();
  // An HVC has been executed; it runs again from its own address.
  if (exit.kind === "hypercall") vcpu.vcpu.pc = exit.pc - BigInt(CALL_BYTES);
  if (!registerWords(vcpu).restartKeepsEdits) vcpu.vcpuArch.fault.edits.clear();
  closeFault(vcpu);
}

/** Opens the fault that `exit` describes. @returns false for exits that are no faults */
export function openVcpuFault(vcpu: VmVcpu, exit: CoreExit): boolean {
  if (exit.kind !== "memory" && exit.kind !== "hypercall" && exit.kind !== "secureCall") return false;
  const { fault } = vcpu.vcpuArch;
  fault.exit = exit;
  fault.delivered = false;
  fault.data = exit.kind === "memory" ? exit.data : 0n;
  return true;
}

function leaveCall(vcpu: VmVcpu, exit: CallExit): void {
  if (exit.kind === "secureCall") registerWords(vcpu).skip(vcpu.vcpu, CALL_BYTES);
  closeFault(vcpu);
}

function advanceEditedPc(vcpu: VmVcpu, bytes: number): void {
  const { edits } = vcpu.vcpuArch.fault;
  const word = registerWords(vcpu).pc;
  const pc = edits.get(word);
  if (pc !== undefined) edits.set(word, pc + BigInt(bytes));
}

function closeFault(vcpu: VmVcpu): void {
  const { fault } = vcpu.vcpuArch;
  fault.exit = undefined;
  const { write } = registerWords(vcpu);
  for (const [word, value] of fault.edits) write(vcpu.vcpu, word, value);
  fault.edits.clear();
}

function openFault(vcpu: VmVcpu, operation: string): MemoryExit | CallExit {
  const { exit } = vcpu.vcpuArch.fault;
  if (exit === undefined) throw new NoFaultOpen(vcpu.vcpuId, operation);
  return exit;
}

function memoryFault(vcpu: VmVcpu, operation: string): MemoryExit {
  const exit = openFault(vcpu, operation);
  if (exit.kind !== "memory") throw new FaultKindMismatch(vcpu.vcpuId, operation, exit.kind);
  return exit;
}

function laneShift(fault: MemoryExit): bigint {
  return BigInt((fault.address % 4) * 8);
}

function widthMask(fault: MemoryExit): bigint {
  return (1n << BigInt(fault.width * 8)) - 1n;
}
