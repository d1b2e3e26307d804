import { describe, expect, it } from "vitest";
import { FaultKindMismatch, NoFaultOpen } from "../errors.ts";
import * as A64 from "../testing/a64.ts";
import { machine, RAM_START, type TestMachine } from "../testing/machine.ts";
import {
  advanceVcpuFault,
  answerVcpuFault,
  emulateVcpuFault,
  FaultResult,
  getVcpuFaultAddress,
  getVcpuFaultData,
  getVcpuFaultDataMask,
  getVcpuFaultIp,
  getVcpuFaultSize,
  getVcpuFaultValue,
  ignoreVcpuFault,
  isVcpuReadFault,
  restartVcpuFault,
  setVcpuFaultData,
  UserContextReg,
  type VmVcpu,
  vmGetThreadContextReg,
  vmRegisterUnhandledMemFaultCallback,
  vmReserveMemoryAt,
  vmRunSlice,
  vmSetThreadContextReg,
} from "./index.ts";

const DEVICE = 0x900_0000;
const SLICE = { budgetInstructions: 100 };
const { x0, x1, x2, x3, x5, pc } = UserContextReg;

/** A guest that runs `words` with X1 = DEVICE (and X0 as given); its accesses there stay open. */
function faulting(words: readonly number[], x0Value = 0n): TestMachine {
  const guest = machine([...words, A64.B_SELF]);
  vmReserveMemoryAt(guest.vm, DEVICE, 0x1000, () => FaultResult.Handled);
  vmSetThreadContextReg(guest.vcpu, x0, x0Value);
  vmSetThreadContextReg(guest.vcpu, x1, BigInt(DEVICE));
  vmRunSlice(guest.vm, SLICE);
  return guest;
}

function reg(vcpu: VmVcpu, register: UserContextReg): bigint {
  return vmGetThreadContextReg(vcpu, register);
}

describe("an open fault", () => {
  it("describes a word write", () => {
    const { vcpu } = faulting([A64.NOP, A64.STR_W0_X1], 0xffff_ffff_1234_5678n);

    expect(getVcpuFaultAddress(vcpu)).toBe(DEVICE);
    expect(getVcpuFaultIp(vcpu)).toBe(BigInt(RAM_START + 4));
    expect(getVcpuFaultSize(vcpu)).toBe(4);
    expect(isVcpuReadFault(vcpu)).toBe(false);
    expect(getVcpuFaultValue(vcpu)).toBe(0x1234_5678n);
    expect(getVcpuFaultDataMask(vcpu)).toBe(0xffff_ffffn);
  });

  it("describes a byte write in its lane", () => {
    const { vcpu } = faulting([A64.STRB_W0_X1_3], 0xabn);

    expect(getVcpuFaultAddress(vcpu)).toBe(DEVICE + 3);
    expect(getVcpuFaultData(vcpu)).toBe(0xabn);
    expect(getVcpuFaultDataMask(vcpu)).toBe(0xff00_0000n);
    expect(emulateVcpuFault(vcpu, 0x1122_3344n)).toBe(0xab22_3344n);
  });

  it("describes a read, whose lane comes down into the register image", () => {
    const { vcpu } = faulting([A64.LDRSH_X2_X1_2]);
    setVcpuFaultData(vcpu, 0x8001_0000n);

    expect([isVcpuReadFault(vcpu), getVcpuFaultSize(vcpu)]).toEqual([true, 2]);
    expect(emulateVcpuFault(vcpu, 0xffff_0000n)).toBe(0xffff_8001n);
  });

  it("reads the zero register as zero", () => {
    const { vcpu } = faulting([A64.STR_XZR_X1]);

    expect([getVcpuFaultSize(vcpu), getVcpuFaultValue(vcpu)]).toEqual([8, 0n]);
  });
});

describe("advanceVcpuFault", () => {
  it("moves past a completed write", () => {
    const { vm, vcpu } = faulting([A64.STR_W0_X1, A64.ADD_X5_1]);

    advanceVcpuFault(vcpu);
    vmRunSlice(vm, SLICE);

    expect(reg(vcpu, x5)).toBe(1n);
  });

  it("lets the CPU extend what was read", () => {
    const half = faulting([A64.LDRSH_X2_X1_2]).vcpu;
    const word = faulting([A64.LDRSW_X2_X1]).vcpu;
    const unsigned = faulting([A64.LDR_W0_X1], -1n).vcpu;

    setVcpuFaultData(half, 0x8001_0000n);
    advanceVcpuFault(half);
    answerVcpuFault(word, 0x8000_0000n);
    answerVcpuFault(unsigned, 0x8000_0000n);

    expect(reg(half, x2)).toBe(0xffff_ffff_ffff_8001n);
    expect(reg(word, x2)).toBe(0xffff_ffff_8000_0000n);
    expect(reg(unsigned, x0)).toBe(0x8000_0000n);
  });

  it("drops what a load into the zero register reads", () => {
    const { vcpu } = faulting([A64.LDR_XZR_X1]);

    answerVcpuFault(vcpu, 5n);

    expect(reg(vcpu, pc)).toBe(BigInt(RAM_START + 4));
  });

  it("writes the base back after the load, once", () => {
    const { vcpu } = faulting([A64.LDR_X2_X1_POST_8]);

    answerVcpuFault(vcpu, 9n);

    expect([reg(vcpu, x2), reg(vcpu, x1)]).toEqual([9n, BigInt(DEVICE + 8)]);
  });

  it("may load over its own base", () => {
    const { vcpu } = faulting([A64.LDR_X1_X1]);

    answerVcpuFault(vcpu, 9n);

    expect(reg(vcpu, x1)).toBe(9n);
  });

  it("opens the second fault of a pair at once", () => {
    const { vcpu } = faulting([A64.LDP_X2_X3_X1]);

    answerVcpuFault(vcpu, 2n);
    const second = getVcpuFaultAddress(vcpu);
    answerVcpuFault(vcpu, 3n);

    expect(second).toBe(DEVICE + 8);
    expect([reg(vcpu, x2), reg(vcpu, x3)]).toEqual([2n, 3n]);
  });

  it("ends the fault: a second call is refused by name", () => {
    const { vcpu } = faulting([A64.STR_W0_X1]);
    advanceVcpuFault(vcpu);

    expect(() => advanceVcpuFault(vcpu)).toThrow(NoFaultOpen);
    expect(() => getVcpuFaultAddress(vcpu)).toThrow(NoFaultOpen);
  });
});

describe("ignoreVcpuFault", () => {
  it("skips the instruction and changes no register", () => {
    const { vm, vcpu } = faulting([A64.LDR_X2_X1_POST_8, A64.ADD_X5_1]);

    ignoreVcpuFault(vcpu);
    vmRunSlice(vm, SLICE);

    expect([reg(vcpu, x1), reg(vcpu, x2), reg(vcpu, x5)]).toEqual([BigInt(DEVICE), 0n, 1n]);
  });

  it("skips the rest of a pair too", () => {
    const { vcpu } = faulting([A64.LDP_X2_X3_X1]);
    answerVcpuFault(vcpu, 2n);

    ignoreVcpuFault(vcpu);

    expect([reg(vcpu, x2), reg(vcpu, x3), reg(vcpu, pc)]).toEqual([0n, 0n, BigInt(RAM_START + 4)]);
  });
});

describe("restartVcpuFault", () => {
  it("runs the instruction again, which faults again", () => {
    const { vm, vcpu } = faulting([A64.LDR_W0_X1]);

    restartVcpuFault(vcpu);
    vmRunSlice(vm, SLICE);

    expect(getVcpuFaultIp(vcpu)).toBe(BigInt(RAM_START));
  });

  it("starts a pair over from its first access", () => {
    const { vm, vcpu } = faulting([A64.LDP_X2_X3_X1]);
    answerVcpuFault(vcpu, 2n);

    restartVcpuFault(vcpu);
    vmRunSlice(vm, SLICE);

    expect(getVcpuFaultAddress(vcpu)).toBe(DEVICE);
  });
});

describe("register edits while a fault is open", () => {
  it("are seen at once and take effect with advance", () => {
    const { vcpu } = faulting([A64.STR_W0_X1]);
    vmSetThreadContextReg(vcpu, x5, 55n);

    expect([reg(vcpu, x5), vcpu.vcpu.x(5)]).toEqual([55n, 0n]);
    advanceVcpuFault(vcpu);

    expect(vcpu.vcpu.x(5)).toBe(55n);
  });

  it("lose against what a write-back load itself writes, and win elsewhere", () => {
    const { vcpu } = faulting([A64.LDR_X2_X1_POST_8]);
    vmSetThreadContextReg(vcpu, x1, 0x111n);
    vmSetThreadContextReg(vcpu, x2, 0x222n);
    vmSetThreadContextReg(vcpu, x5, 0x555n);

    answerVcpuFault(vcpu, 42n);

    expect([reg(vcpu, x1), reg(vcpu, x2), reg(vcpu, x5)]).toEqual([BigInt(DEVICE + 8), 42n, 0x555n]);
  });

  it("lose against both registers of a pair, also when made at its first access", () => {
    const { vcpu } = faulting([A64.LDP_X2_X3_X1]);
    vmSetThreadContextReg(vcpu, x2, 0x222n);
    vmSetThreadContextReg(vcpu, x5, 0x555n);
    answerVcpuFault(vcpu, 2n);
    vmSetThreadContextReg(vcpu, x3, 0x333n);

    answerVcpuFault(vcpu, 3n);

    expect([reg(vcpu, x2), reg(vcpu, x3), reg(vcpu, x5)]).toEqual([2n, 3n, 0x555n]);
  });

  it("are dropped by restart", () => {
    const { vcpu } = faulting([A64.STR_W0_X1]);
    vmSetThreadContextReg(vcpu, x5, 55n);

    restartVcpuFault(vcpu);

    expect(reg(vcpu, x5)).toBe(0n);
  });

  it("move PC on from where they put it", () => {
    const { vcpu } = faulting([A64.STR_W0_X1]);
    vmSetThreadContextReg(vcpu, pc, 0x4000_0100n);

    ignoreVcpuFault(vcpu);

    expect(reg(vcpu, pc)).toBe(0x4000_0104n);
  });
});

describe("an instruction fetch", () => {
  it("can be restarted or ignored, not advanced", () => {
    const guest = machine([A64.BR_X1]);
    vmRegisterUnhandledMemFaultCallback(guest.vm, () => FaultResult.Handled);
    vmSetThreadContextReg(guest.vcpu, x1, BigInt(DEVICE));
    vmRunSlice(guest.vm, SLICE);

    expect(getVcpuFaultIp(guest.vcpu)).toBe(BigInt(DEVICE));
    expect(isVcpuReadFault(guest.vcpu)).toBe(true);
    expect(() => advanceVcpuFault(guest.vcpu)).toThrow(FaultKindMismatch);
  });
});
