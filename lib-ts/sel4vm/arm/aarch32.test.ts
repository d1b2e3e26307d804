import { describe, expect, it } from "vitest";
import { InvalidArgument, RegisterUnknown } from "../../errors.ts";
import { A32_B_SELF, A32_HVC, A32_SMC_5, machine32, T32_B_SELF, T32_HVC } from "../../testing/aarch32.ts";
import { emptyVm, RAM_START } from "../../testing/machine.ts";
import {
  Architecture,
  aarch32,
  Psci,
  PsciResult,
  smcGetArg,
  smcSetReturnValue,
  type Vm,
  type VmVcpu,
  vcpuSetBootargs,
  vcpuStart,
  vmAssignVcpuTarget,
  vmCreateVcpu,
  vmGetArmVcpuReg,
  vmGetThreadContext,
  vmGetThreadContextReg,
  vmRegisterSmcHandlerCallback,
  vmRun,
  vmRunSlice,
  vmSetArmVcpuReg,
  vmSetThreadContext,
  vmSetThreadContextReg,
  vmSmcHandleDefault,
  ZERO_CONTEXT,
} from "../index.ts";

const { r0, r1, r7, r14, sp, cpsr, pc } = aarch32.UserContextReg;
const { VcpuReg } = aarch32;
const SMC64 = 0x4000_0000;
const ENTRY = 0x4000_1000n;
const SLICE = { budgetInstructions: 100 };

function freshVcpu(maxVcpus = 1): VmVcpu {
  return vmCreateVcpu(emptyVm({ architecture: Architecture.AArch32, maxVcpus }));
}

function context(vcpu: VmVcpu): aarch32.UserContext {
  return vmGetThreadContext<aarch32.UserContext>(vcpu);
}

describe("the thread context of AArch32", () => {
  it("keeps every word in its own place", () => {
    const vcpu = freshVcpu();
    const values = context(vcpu);
    const names = Object.keys(values) as (keyof typeof values)[];
    names.forEach((name, index) => {
      values[name] = BigInt((index + 1) << 24);
    });
    values.cpsr = 0x1d3n;

    vmSetThreadContext(vcpu, values);

    expect(context(vcpu)).toEqual(values);
    expect(vcpu.vcpu.aarch32.general(7)).toBe(Number(values.r7));
  });

  it("numbers its words as seL4 does", () => {
    const vcpu = freshVcpu();
    vcpu.vcpu.aarch32.setGeneral(7, 7);
    vcpu.vcpu.aarch32.setBanked("usr", 14, 14);
    vcpu.vcpu.aarch32.setBanked("usr", 13, 13);

    expect([15, 16, 1].map((word) => vmGetThreadContextReg(vcpu, word))).toEqual([7n, 14n, 13n]);
    expect([r7, r14, sp]).toEqual([15, 16, 1]);
  });

  it("drops what is above 32 bits", () => {
    const vcpu = freshVcpu();
    vmSetThreadContextReg(vcpu, r0, 0x1_2345_6789n);

    expect(vmGetThreadContextReg(vcpu, r0)).toBe(0x2345_6789n);
  });

  it("refuses AArch64's context, words that there are not, and modes that the CPU does not have", () => {
    const vcpu = freshVcpu();

    expect(() => vmSetThreadContext(vcpu, ZERO_CONTEXT)).toThrow(InvalidArgument);
    expect(() => vmGetThreadContextReg(vcpu, 19)).toThrow(RegisterUnknown);
    expect(() => vmSetThreadContextReg(vcpu, cpsr, 0x1an)).toThrow(InvalidArgument);
  });
});

describe("the vCPU registers of AArch32", () => {
  it("keeps every register in its own place", () => {
    const vcpu = freshVcpu();
    const written = Array.from({ length: 46 }, (_, reg) => BigInt(0x100 + reg)).filter(
      (_, reg) => reg !== VcpuReg.SCTLR,
    );
    const registers = Array.from({ length: 46 }, (_, reg) => reg).filter((reg) => reg !== VcpuReg.SCTLR);
    for (const [index, reg] of registers.entries()) vmSetArmVcpuReg(vcpu, reg, written[index]);

    expect(registers.map((reg) => vmGetArmVcpuReg(vcpu, reg))).toEqual(written);
  });

  it("reads the banked registers of the current mode", () => {
    const vcpu = freshVcpu();
    vcpu.vcpu.aarch32.setGeneral(13, 0x1300);

    expect(vmGetArmVcpuReg(vcpu, VcpuReg.SPsvc)).toBe(0x1300n);
    expect(() => vmGetArmVcpuReg(vcpu, VcpuReg.CNTKCTL + 1)).toThrow(RegisterUnknown);
  });
});

describe("vcpuSetBootargs on AArch32", () => {
  it("hands over as Linux wants it", () => {
    const vcpu = freshVcpu();
    vcpuSetBootargs(vcpu, ENTRY, 0xffff_ffffn, 0x4800_0000n);

    expect(context(vcpu)).toMatchObject({ pc: ENTRY, cpsr: 0x1d3n, r0: 0n, r1: 0xffff_ffffn, r2: 0x4800_0000n });
  });

  it("starts in T32 state where bit 0 of the address says so", () => {
    const vcpu = freshVcpu();
    vcpuSetBootargs(vcpu, ENTRY + 1n, 0n, 0n);

    expect(context(vcpu)).toMatchObject({ pc: ENTRY, cpsr: 0x1f3n });
  });
});

describe("PSCI on AArch32", () => {
  function twoVcpus(): Vm {
    const { vm } = freshVcpu(2);
    vmAssignVcpuTarget(vm.vcpus[0], 0);
    vmCreateVcpu(vm);
    vcpuStart(vm.vcpus[0]);
    return vm;
  }

  /** R0 afterwards, signed. */
  function call(vm: Vm, id: number, ...args: bigint[]): bigint {
    const [a = 0n, b = 0n, c = 0n] = args;
    const registers = { ...context(vm.vcpus[0]), r0: BigInt(id), r1: a, r2: b, r3: c };
    vmSmcHandleDefault(vm.vcpus[0], registers);
    return BigInt.asIntN(32, registers.r0);
  }

  it("turns a second vCPU on with its context in R0, in A32 or T32 state as bit 0 of the entry says", () => {
    const vm = twoVcpus();

    expect(call(vm, Psci.CpuOn, 1n, ENTRY + 3n, 0x77n)).toBe(0n);

    expect(vm.vcpus[1]).toMatchObject({ vcpuOnline: true, targetCpu: 1 });
    expect(context(vm.vcpus[1])).toMatchObject({ pc: ENTRY + 2n, r0: 0x77n, r1: 0n, cpsr: 0x1f3n });
    expect(vm.vcpus[1].vcpu.aarch32.mode).toBe(aarch32.MODE_SUPERVISOR);
  });

  it("refuses an A32 entry between two words", () => {
    expect(call(twoVcpus(), Psci.CpuOn, 1n, ENTRY + 2n, 0n)).toBe(BigInt(PsciResult.InvalidAddress));
  });

  it("has no 64-bit function", () => {
    const vm = twoVcpus();

    expect(call(vm, Psci.CpuOn | SMC64, 1n, ENTRY, 0n)).toBe(BigInt(PsciResult.NotSupported));
    expect(call(vm, Psci.Features, BigInt(Psci.CpuOn + SMC64))).toBe(BigInt(PsciResult.NotSupported));
    expect(call(vm, Psci.Features, BigInt(Psci.CpuOn))).toBe(0n);
  });

  it.each([
    ["version", Psci.Version, [], 0x1_0000n],
    ["who is on", Psci.AffinityInfo, [0n], 0n],
    ["who is off", Psci.AffinityInfo, [1n], 1n],
    ["that nothing need migrate", Psci.MigrateInfoType, [], 2n],
    ["nothing of other calls", 0x8400_001f, [], -1n],
  ])("tells %s", (_, id, args, answer) => {
    expect(call(twoVcpus(), id, ...args)).toBe(answer);
  });
});

describe("calls from AArch32", () => {
  it.each([
    ["a32", [A32_HVC, A32_B_SELF]],
    ["t32", [T32_HVC, T32_B_SELF]],
  ] as const)("HVC from %s reaches PSCI and goes on behind the instruction", (set, code) => {
    const { vm, vcpu } = machine32(set, code);
    vmSetThreadContextReg(vcpu, r0, BigInt(Psci.Version));
    vmRunSlice(vm, SLICE);

    expect(vmGetThreadContextReg(vcpu, r0)).toBe(0x1_0000n);
    expect(vmGetThreadContextReg(vcpu, pc)).toBe(BigInt(RAM_START + 4));
  });

  it("SYSTEM_OFF powers the VM off", () => {
    const { vm, vcpu } = machine32("a32", [A32_HVC]);
    vmSetThreadContextReg(vcpu, r0, BigInt(Psci.SystemOff));

    expect(vmRun(vm)).toBe("powered-off");
  });

  it("SMC reaches the VM's handler with AArch32's registers", () => {
    const { vm, vcpu } = machine32("a32", [A32_SMC_5, A32_B_SELF]);
    vmRegisterSmcHandlerCallback<aarch32.UserContext>(vm, (_vcpu, regs) => {
      smcSetReturnValue(regs, regs.r1 + smcGetArg(regs, 1));
    });
    vmSetThreadContextReg(vcpu, r1, 21n);
    vmRunSlice(vm, SLICE);

    expect(vmGetThreadContextReg(vcpu, r0)).toBe(42n);
    expect(vmGetThreadContextReg(vcpu, pc)).toBe(BigInt(RAM_START + 4));
  });
});
