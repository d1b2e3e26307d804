import { describe, expect, it } from "vitest";
import { RunState } from "../../core/index.ts";
import { emptyVm } from "../../testing/machine.ts";
import {
  Psci,
  PsciResult,
  SMCCC_NOT_SUPPORTED,
  type UserContext,
  type Vm,
  vcpuStart,
  vmAssignVcpuTarget,
  vmCreateVcpu,
  vmGetThreadContext,
  vmSmcHandleDefault,
} from "../index.ts";

const SMC64 = 0x4000_0000;
const ENTRY = 0x4000_1000n;
const POWER_DOWN = 0x1_0000n;

function twoVcpus(): Vm {
  const vm = emptyVm({ maxVcpus: 2 });
  vmAssignVcpuTarget(vmCreateVcpu(vm), 0);
  vmCreateVcpu(vm);
  vcpuStart(vm.vcpus[0]);
  return vm;
}

/** Calls a function as the boot vCPU; X0 afterwards, signed. */
function call(vm: Vm, id: number, ...args: bigint[]): bigint {
  const [x1 = 0n, x2 = 0n, x3 = 0n] = args;
  const registers: UserContext = { ...vmGetThreadContext(vm.vcpus[0]), x0: BigInt(id), x1, x2, x3 };
  vmSmcHandleDefault(vm.vcpus[0], registers);
  return BigInt.asIntN(64, registers.x0);
}

describe("PSCI", () => {
  it("is version 1.0", () => {
    expect(call(twoVcpus(), Psci.Version)).toBe(0x10000n);
  });

  it("turns a second vCPU on with entry and context", () => {
    const vm = twoVcpus();

    expect(call(vm, Psci.CpuOn | SMC64, 1n, ENTRY, 0x77n)).toBe(0n);

    expect(vm.vcpus[1]).toMatchObject({ vcpuOnline: true, targetCpu: 1 });
    expect(vmGetThreadContext(vm.vcpus[1])).toMatchObject({ pc: ENTRY, x0: 0x77n, spsr: 0x3c5n });
  });

  it("reports which vCPUs are on", () => {
    const vm = twoVcpus();

    expect(call(vm, Psci.AffinityInfo, 1n)).toBe(1n);
    call(vm, Psci.CpuOn, 1n, ENTRY, 0n);
    expect(call(vm, Psci.AffinityInfo, 1n)).toBe(0n);
    expect(call(vm, Psci.AffinityInfo | SMC64, 0n)).toBe(0n);
  });

  it("refuses CPUs that run already, and CPUs that are not there", () => {
    const vm = twoVcpus();

    expect(call(vm, Psci.CpuOn, 0n, ENTRY, 0n)).toBe(BigInt(PsciResult.AlreadyOn));
    expect(call(vm, Psci.CpuOn, 9n, ENTRY, 0n)).toBe(BigInt(PsciResult.InvalidParameters));
    expect(call(vm, Psci.CpuOn | SMC64, 0x1_0000_0000n, ENTRY, 0n)).toBe(BigInt(PsciResult.InvalidParameters));
    expect(call(vm, Psci.AffinityInfo, 1n, 3n)).toBe(BigInt(PsciResult.InvalidParameters));
  });

  it("turns a vCPU off, and on again from its reset state", () => {
    const vm = twoVcpus();
    call(vm, Psci.CpuOn, 1n, ENTRY, 0n);
    vm.vcpus[1].vcpu.setX(5, 5n);
    const registers: UserContext = { ...vmGetThreadContext(vm.vcpus[1]), x0: BigInt(Psci.CpuOff) };

    vmSmcHandleDefault(vm.vcpus[1], registers);

    expect(vm.vcpus[1].vcpuOnline).toBe(false);
    expect(call(vm, Psci.CpuOn, 1n, ENTRY, 0n)).toBe(0n);
    expect(vm.vcpus[1].vcpu.x(5)).toBe(0n);
  });

  it("waits in standby and keeps the registers", () => {
    const vm = twoVcpus();
    vm.vcpus[0].vcpu.setX(5, 5n);

    expect(call(vm, Psci.CpuSuspend, 0n, ENTRY, 0x77n)).toBe(0n);

    expect(vm.vcpus[0].vcpu.runState).toBe(RunState.WaitInterrupt);
    expect(vm.vcpus[0].vcpu.x(5)).toBe(5n);
  });

  it("refuses to suspend or start at an address without memory, and power states with reserved bits", () => {
    const vm = twoVcpus();

    expect(call(vm, Psci.CpuSuspend, POWER_DOWN, 0x100n)).toBe(BigInt(PsciResult.InvalidAddress));
    expect(call(vm, Psci.CpuSuspend, 0x8000_0000n, ENTRY)).toBe(BigInt(PsciResult.InvalidParameters));
    expect(call(vm, Psci.CpuOn | SMC64, 1n, 0x100n)).toBe(BigInt(PsciResult.InvalidAddress));
    expect(call(vm, Psci.CpuOn | SMC64, 1n, ENTRY + 2n)).toBe(BigInt(PsciResult.InvalidAddress));
    expect(call(vm, Psci.CpuOn | SMC64, 1n, 1n << 60n)).toBe(BigInt(PsciResult.InvalidAddress));
  });

  it("says what it can do", () => {
    const vm = twoVcpus();
    const supported = [Psci.CpuOn, Psci.CpuOn | SMC64, Psci.SystemReset, Psci.CpuSuspend, 0x8000_0000];
    const missing = [0x8400_0005, Psci.SystemOff | SMC64, 0x8400_000e];

    expect(supported.map((id) => call(vm, Psci.Features, BigInt(id >>> 0)))).toEqual([0n, 0n, 0n, 0n, 0n]);
    expect(missing.map((id) => call(vm, Psci.Features, BigInt(id >>> 0)))).toEqual([-1n, -1n, -1n]);
    expect(call(vm, Psci.MigrateInfoType)).toBe(2n);
  });

  it("ends the machine for SYSTEM_OFF and asks for a reset for SYSTEM_RESET", () => {
    const off = twoVcpus();
    const reset = twoVcpus();

    call(off, Psci.SystemOff);
    call(reset, Psci.SystemReset);

    expect([off.run.power, reset.run.power]).toEqual(["powered-off", "reset-requested"]);
  });
});

describe("vmSmcHandleDefault", () => {
  it("answers every unknown function with NOT_SUPPORTED", () => {
    const vm = twoVcpus();
    const unknown = [0x8400_0005, 0x8400_001f, 0xc600_0000, 0x0000_0001, 0xbf00_ff01, 0xffff_ffff];

    expect(unknown.map((id) => call(vm, id))).toEqual(unknown.map(() => SMCCC_NOT_SUPPORTED));
  });

  it("tells SMCCC version 1.1 and its two functions", () => {
    const vm = twoVcpus();

    expect(call(vm, 0x8000_0000)).toBe(0x10001n);
    expect(call(vm, 0x8000_0001, 0x8000_0000n)).toBe(0n);
    expect(call(vm, 0x8000_0001, 0x8000_8000n)).toBe(-1n);
  });
});
