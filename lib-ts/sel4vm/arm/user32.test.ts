import { describe, expect, it } from "vitest";
import { loadWords, machine, RAM_START } from "../../testing/machine.ts";
import {
  answerVcpuFault,
  FaultResult,
  getVcpuFaultIp,
  ignoreVcpuFault,
  UserContextReg,
  vmGetThreadContextReg,
  vmReserveMemoryAt,
  vmRunSlice,
  vmSetThreadContextReg,
} from "../index.ts";

const DEVICE = 0x900_0000;
const SLICE = { budgetInstructions: 100 };
const USER_T32 = 0x30n;
const { pc, spsr, x0, x1 } = UserContextReg;

/** An AArch64 machine whose vCPU is in User mode: ldr r0, [r1]; b to itself, T32. The access stays open. */
function faulting() {
  const guest = machine([]);
  loadWords(guest.vm, RAM_START, [0xe7fe_6808]);
  vmReserveMemoryAt(guest.vm, DEVICE, 0x1000, () => FaultResult.Handled);
  vmSetThreadContextReg(guest.vcpu, spsr, USER_T32);
  vmSetThreadContextReg(guest.vcpu, x1, BigInt(DEVICE));
  vmRunSlice(guest.vm, SLICE);
  return guest;
}

describe("AArch32 state at EL0 of an AArch64 machine", () => {
  it("is set by the SPSR form, and PC is an address without T", () => {
    const { vcpu } = faulting();

    expect(vmGetThreadContextReg(vcpu, spsr)).toBe(USER_T32);
    expect([vmGetThreadContextReg(vcpu, pc), getVcpuFaultIp(vcpu)]).toEqual([BigInt(RAM_START), BigInt(RAM_START)]);
  });

  it("gives a load its answer", () => {
    const { vm, vcpu } = faulting();
    answerVcpuFault(vcpu, 0x1234n);
    vmRunSlice(vm, SLICE);

    expect(vmGetThreadContextReg(vcpu, x0)).toBe(0x1234n);
  });

  it("skips a T32 instruction of 16 bits", () => {
    const { vcpu } = faulting();
    ignoreVcpuFault(vcpu);

    expect(vmGetThreadContextReg(vcpu, pc)).toBe(BigInt(RAM_START + 2));
    expect(vmGetThreadContextReg(vcpu, spsr)).toBe(USER_T32);
  });
});
