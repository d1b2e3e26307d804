import { describe, expect, it } from "vitest";
import { Aarch32State } from "../../core/index.ts";
import { A32_B_SELF, type InstructionSet, machine32, T32_B_SELF } from "../../testing/aarch32.ts";
import { RAM_START, type TestMachine } from "../../testing/machine.ts";
import {
  aarch32,
  answerVcpuFault,
  FaultResult,
  getVcpuFaultAddress,
  getVcpuFaultIp,
  getVcpuFaultSize,
  getVcpuFaultValue,
  ignoreVcpuFault,
  isVcpuReadFault,
  restartVcpuFault,
  vmGetThreadContextReg,
  vmReserveMemoryAt,
  vmRunSlice,
  vmSetArmVcpuReg,
  vmSetThreadContextReg,
} from "../index.ts";

const DEVICE = 0x900_0000;
const SLICE = { budgetInstructions: 100 };
const { r0, r1, r2, r3, pc } = aarch32.UserContextReg;

const A32 = { LDR: 0xe591_0000, STRH: 0xe1c1_00b2, LDRD: 0xe1c1_20d0, LDR_SP: 0xe591_d000, LDRSB: 0xe1d1_00d0 };
const T32 = { LDR: 0x6808, LDR_W: 0xf8d1_0000, ITE_EQ: 0xbf0c, ADDS_R2_1: 0x3201, ADDS_R3_1: 0x3301 };

/** A guest that runs `code` with R1 = DEVICE and R0 as given; its accesses there stay open. */
function faulting(set: InstructionSet, code: readonly number[], r0Value = 0n): TestMachine {
  const guest = machine32(set, [...code, set === "a32" ? A32_B_SELF : T32_B_SELF]);
  vmReserveMemoryAt(guest.vm, DEVICE, 0x1000, () => FaultResult.Handled);
  vmSetThreadContextReg(guest.vcpu, r0, r0Value);
  vmSetThreadContextReg(guest.vcpu, r1, BigInt(DEVICE));
  vmRunSlice(guest.vm, SLICE);
  return guest;
}

describe("a fault of AArch32", () => {
  it("tells what a halfword store stores, and of which instruction", () => {
    const { vcpu } = faulting("a32", [A32.STRH], 0x1234_5678n);

    expect([getVcpuFaultAddress(vcpu), getVcpuFaultSize(vcpu), isVcpuReadFault(vcpu)]).toEqual([DEVICE + 2, 2, false]);
    expect([getVcpuFaultValue(vcpu), getVcpuFaultIp(vcpu)]).toEqual([0x5678n, BigInt(RAM_START)]);
  });

  it("has an address without CPSR.T", () => {
    expect(getVcpuFaultIp(faulting("t32", [T32.LDR]).vcpu)).toBe(BigInt(RAM_START));
  });

  it("gives a load its answer, with its sign", () => {
    const { vm, vcpu } = faulting("a32", [A32.LDRSB]);
    answerVcpuFault(vcpu, 0x80n);
    vmRunSlice(vm, SLICE);

    expect(vmGetThreadContextReg(vcpu, r0)).toBe(0xffff_ff80n);
  });

  it("names no register of an instruction with two, and completes both accesses", () => {
    const { vm, vcpu } = faulting("a32", [A32.LDRD]);
    expect(vcpu.vcpuArch.fault.exit).toMatchObject({ register: undefined });
    answerVcpuFault(vcpu, 0x22n);
    vmRunSlice(vm, SLICE);
    answerVcpuFault(vcpu, 0x33n);

    expect([vmGetThreadContextReg(vcpu, r2), vmGetThreadContextReg(vcpu, r3)]).toEqual([0x22n, 0x33n]);
  });

  it("loads the stack pointer of the mode, not the one of the thread context", () => {
    const { vcpu } = faulting("a32", [A32.LDR_SP]);
    vmSetThreadContextReg(vcpu, aarch32.UserContextReg.sp, 0x1000n);
    answerVcpuFault(vcpu, 0x2000n);

    expect(vcpu.vcpu.aarch32.banked("svc", 13)).toBe(0x2000);
    expect(vmGetThreadContextReg(vcpu, aarch32.UserContextReg.sp)).toBe(0x1000n);
  });

  it.each([
    ["a32", A32.LDR, 4],
    ["t32", T32.LDR, 2],
    ["t32", T32.LDR_W, 4],
  ] as const)("of %s instruction 0x%i is skipped by its %i bytes", (set, instruction, bytes) => {
    const { vcpu } = faulting(set, [instruction], 7n);
    ignoreVcpuFault(vcpu);

    expect(vmGetThreadContextReg(vcpu, pc)).toBe(BigInt(RAM_START + bytes));
    expect(vmGetThreadContextReg(vcpu, r0)).toBe(7n);
  });

  it("in an IT block is skipped with its condition: the other branch stays untaken", () => {
    const guest = machine32("t32", [0x2800, T32.ITE_EQ, T32.LDR, T32.ADDS_R2_1, T32.ADDS_R3_1, T32_B_SELF]);
    vmReserveMemoryAt(guest.vm, DEVICE, 0x1000, () => FaultResult.Ignore);
    vmSetThreadContextReg(guest.vcpu, r1, BigInt(DEVICE));
    vmRunSlice(guest.vm, SLICE);

    expect([r2, r3].map((word) => vmGetThreadContextReg(guest.vcpu, word))).toEqual([0n, 1n]);
    expect(guest.vcpu.vcpu.u64(Aarch32State.CPSR_IT)).toBe(0n);
  });

  it("runs again after a restart", () => {
    const { vm, vcpu } = faulting("t32", [T32.LDR_W]);
    restartVcpuFault(vcpu);
    vmRunSlice(vm, SLICE);

    expect(getVcpuFaultAddress(vcpu)).toBe(DEVICE);
  });

  it("finds banked registers that the VMM sets meanwhile", () => {
    const { vcpu } = faulting("a32", [A32.LDR]);
    vmSetArmVcpuReg(vcpu, aarch32.VcpuReg.LRsvc, 0x44n);
    answerVcpuFault(vcpu, 1n);

    expect(vcpu.vcpu.aarch32.general(14)).toBe(0x44);
  });
});
