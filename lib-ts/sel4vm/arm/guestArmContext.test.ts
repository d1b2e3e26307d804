import { describe, expect, it } from "vitest";
import { InvalidArgument, RegisterUnknown } from "../../errors.ts";
import { emptyVm } from "../../testing/machine.ts";
import {
  ProcessorMode,
  UserContextReg,
  VcpuReg,
  type VmVcpu,
  vcpuSetBootargs,
  vmCreateVcpu,
  vmGetArmVcpuReg,
  vmGetThreadContext,
  vmGetThreadContextReg,
  vmSetArmVcpuReg,
  vmSetThreadContext,
  vmSetThreadContextReg,
} from "../index.ts";

const NZCV_C = 0x2000_0000n;

function freshVcpu(): VmVcpu {
  return vmCreateVcpu(emptyVm());
}

describe("the thread context", () => {
  it("keeps every word in its own place", () => {
    const vcpu = freshVcpu();
    const context = vmGetThreadContext(vcpu);
    const names = Object.keys(context) as (keyof typeof context)[];
    names.forEach((name, index) => {
      context[name] = BigInt(index + 1) << 40n;
    });
    context.spsr = BigInt(ProcessorMode.EL1h) | NZCV_C;

    vmSetThreadContext(vcpu, context);

    expect(vmGetThreadContext(vcpu)).toEqual(context);
    expect(vcpu.vcpu.x(28)).toBe(context.x28);
    expect(vcpu.vcpu.x(30)).toBe(context.x30);
  });

  it("numbers its words as seL4 does", () => {
    const vcpu = freshVcpu();
    vcpu.vcpu.setX(16, 16n);
    vcpu.vcpu.setX(9, 9n);

    expect(vmGetThreadContextReg(vcpu, 12)).toBe(16n);
    expect(vmGetThreadContextReg(vcpu, 17)).toBe(9n);
  });

  it("names SP_EL0 by sp, whichever stack pointer is current", () => {
    const vcpu = freshVcpu();
    vmSetThreadContextReg(vcpu, UserContextReg.sp, 0x1000n);
    vmSetThreadContextReg(vcpu, UserContextReg.spsr, BigInt(ProcessorMode.EL0t));

    expect(vmGetThreadContextReg(vcpu, UserContextReg.sp)).toBe(0x1000n);
    expect(vcpu.vcpu.exceptionLevel).toBe(0);
  });

  it("refuses registers that are not there, numbers for bigints, and modes that the CPU lacks", () => {
    const vcpu = freshVcpu();

    expect(() => vmGetThreadContextReg(vcpu, 36 as UserContextReg)).toThrow(RegisterUnknown);
    expect(() => vmSetThreadContextReg(vcpu, -1 as UserContextReg, 0n)).toThrow(RegisterUnknown);
    expect(() => vmSetThreadContextReg(vcpu, UserContextReg.x0, 5 as never)).toThrow(InvalidArgument);
    expect(() => vmSetThreadContextReg(vcpu, UserContextReg.spsr, BigInt(ProcessorMode.EL2h))).toThrow(InvalidArgument);
  });

  it("cuts values to 64 bits", () => {
    const vcpu = freshVcpu();

    vmSetThreadContextReg(vcpu, UserContextReg.x1, -1n);

    expect(vmGetThreadContextReg(vcpu, UserContextReg.x1)).toBe(0xffff_ffff_ffff_ffffn);
  });
});

describe("vCPU registers", () => {
  it("are each their own", () => {
    const vcpu = freshVcpu();
    const settable = [VcpuReg.TTBR1, VcpuReg.MAIR, VcpuReg.ELR_EL1, VcpuReg.CNTV_CVAL, VcpuReg.SP_EL1];
    settable.forEach((reg, index) => {
      vmSetArmVcpuReg(vcpu, reg, BigInt(index + 1));
    });

    expect(settable.map((reg) => vmGetArmVcpuReg(vcpu, reg))).toEqual([1n, 2n, 3n, 4n, 5n]);
  });

  it("refuses numbers beyond CNTKCTL_EL1", () => {
    expect(() => vmGetArmVcpuReg(freshVcpu(), 24 as VcpuReg)).toThrow(RegisterUnknown);
    expect(() => vmSetArmVcpuReg(freshVcpu(), -1 as VcpuReg, 0n)).toThrow(RegisterUnknown);
  });
});

describe("vcpuSetBootargs", () => {
  it("enters at EL1h with interrupts masked and the device tree in X0", () => {
    const vcpu = freshVcpu();

    vcpuSetBootargs(vcpu, 0x4008_0000n, 0n, 0x4400_0000n);

    expect(vmGetThreadContext(vcpu)).toMatchObject({ pc: 0x4008_0000n, x0: 0x4400_0000n, x1: 0n, spsr: 0x3c5n });
  });
});
