import { describe, expect, it, vi } from "vitest";
import { InvalidArgument, VmNotRunnable, VmRunFailed } from "../errors.ts";
import * as A64 from "../testing/a64.ts";
import { loadWords, machine, RAM_START } from "../testing/machine.ts";
import {
  answerVcpuFault,
  defaultErrorFaultCallback,
  FaultResult,
  HSR_EXCEPTION_CLASS,
  Psci,
  UserContextReg,
  VM_GUEST_ERROR_EXIT,
  type Vm,
  vcpuSetBootargs,
  vcpuStart,
  vmCreateVcpu,
  vmGetThreadContextReg,
  vmInterrupt,
  vmNotify,
  vmPowerOff,
  vmRamRegisterAt,
  vmRegisterHvcHandlerCallback,
  vmRegisterNotificationCallback,
  vmRegisterSmcHandlerCallback,
  vmRegisterUnhandledMemFaultCallback,
  vmRegisterUnhandledVcpuFaultCallback,
  vmReserveMemoryAt,
  vmReset,
  vmRun,
  vmRunSlice,
  vmSetThreadContextReg,
} from "./index.ts";

const DEVICE = 0x900_0000;
const SLICE = { budgetInstructions: 1000 };
const { x0, x1, x5, pc } = UserContextReg;

function stopAtHypercall(vm: Vm): void {
  vmRegisterHvcHandlerCallback(vm, () => vmPowerOff(vm));
}

describe("vmRun", () => {
  it("ends when the guest powers off by PSCI, over HVC and over SMC", () => {
    const overHvc = machine([A64.hvc()]);
    const overSmc = machine([A64.smc()]);
    vmSetThreadContextReg(overHvc.vcpu, x0, BigInt(Psci.SystemOff));
    vmSetThreadContextReg(overSmc.vcpu, x0, BigInt(Psci.SystemOff));

    expect([vmRun(overHvc.vm), vmRun(overSmc.vm)]).toEqual(["powered-off", "powered-off"]);
  });

  it("reports a reset request; after vmReset the VM starts afresh", () => {
    const { vm, vcpu } = machine([A64.hvc()]);
    vmSetThreadContextReg(vcpu, x0, BigInt(Psci.SystemReset));

    expect(vmRun(vm)).toBe("reset-requested");
    vmReset(vm);
    stopAtHypercall(vm);
    vcpuSetBootargs(vcpu, BigInt(RAM_START), 0n, 0n);
    vcpuStart(vcpu);
    expect(vmRun(vm)).toBe("powered-off");
  });

  it("comes back when only the outside can wake the guest", () => {
    expect(vmRun(machine([A64.WFI, A64.hvc()]).vm)).toBe("idle");
  });

  it("throws what a handler throws, and the VM stays failed", () => {
    const { vm } = machine([A64.hvc()]);
    vmRegisterHvcHandlerCallback(vm, () => {
      throw new Error("enough");
    });

    expect(() => vmRun(vm)).toThrow(VmRunFailed);
    expect(() => vmRun(vm)).toThrow("enough");
    expect(vm.run.exitReason).toBe(VM_GUEST_ERROR_EXIT);
  });
});

describe("memory faults", () => {
  it("go to the reservation, whose callback answers", () => {
    const { vm, vcpu } = machine([A64.LDR_W0_X1, A64.hvc()]);
    stopAtHypercall(vm);
    vmSetThreadContextReg(vcpu, x1, BigInt(DEVICE));
    vmReserveMemoryAt(vm, DEVICE, 0x1000, (_vm, faulting) => {
      answerVcpuFault(faulting, 42n);
      return FaultResult.Handled;
    });

    vmRun(vm);

    expect(vmGetThreadContextReg(vcpu, x0)).toBe(42n);
  });

  it("tell the callback about each access of a pair", () => {
    const { vm, vcpu } = machine([A64.LDP_X2_X3_X1, A64.hvc()]);
    const accesses: [number, number][] = [];
    stopAtHypercall(vm);
    vmSetThreadContextReg(vcpu, x1, BigInt(DEVICE));
    vmReserveMemoryAt(vm, DEVICE, 0x1000, (_vm, faulting, address, length) => {
      accesses.push([address, length]);
      answerVcpuFault(faulting, BigInt(address));
      return FaultResult.Handled;
    });

    vmRun(vm);

    expect(accesses).toEqual([
      [DEVICE, 8],
      [DEVICE + 8, 8],
    ]);
    expect(vmGetThreadContextReg(vcpu, UserContextReg.x3)).toBe(BigInt(DEVICE + 8));
  });

  it("go to the VM-wide callback outside reservations, which may map and restart", () => {
    const { vm, vcpu } = machine([A64.LDR_W0_X1, A64.hvc()]);
    stopAtHypercall(vm);
    vmSetThreadContextReg(vcpu, x1, 0x8000_0000n);
    vmRegisterUnhandledMemFaultCallback(vm, (_vm, _vcpu, address) => {
      vmRamRegisterAt(vm, address, 0x1000);
      loadWords(vm, address, [7]);
      return FaultResult.Restart;
    });

    vmRun(vm);

    expect(vmGetThreadContextReg(vcpu, x0)).toBe(7n);
  });

  it("go on to the VM-wide callback when the reservation leaves them unhandled", () => {
    const { vm, vcpu } = machine([A64.LDR_W0_X1, A64.ADD_X5_1, A64.hvc()]);
    stopAtHypercall(vm);
    vmSetThreadContextReg(vcpu, x1, BigInt(DEVICE));
    vmReserveMemoryAt(vm, DEVICE, 0x1000, () => FaultResult.Unhandled);
    vmRegisterUnhandledMemFaultCallback(vm, () => FaultResult.Ignore);

    vmRun(vm);

    expect(vmGetThreadContextReg(vcpu, x5)).toBe(1n);
  });

  it("fail the VM when nobody handles them, with address and width in the message", () => {
    const { vm, vcpu } = machine([A64.STR_W0_X1]);
    vmSetThreadContextReg(vcpu, x1, BigInt(DEVICE));

    expect(() => vmRun(vm)).toThrow("nothing handles a write to 0x9000000 (4 bytes)");
  });

  it("fail the VM when a callback reports an error", () => {
    const { vm, vcpu } = machine([A64.LDR_W0_X1]);
    vmSetThreadContextReg(vcpu, x1, BigInt(DEVICE));
    vmReserveMemoryAt(vm, DEVICE, 0x1000, defaultErrorFaultCallback);

    expect(() => vmRun(vm)).toThrow("the fault callback refused a read from 0x9000000");
  });

  it("leave the vCPU stopped while a callback takes its time", () => {
    const { vm, vcpu } = machine([A64.LDR_W0_X1, A64.hvc()]);
    stopAtHypercall(vm);
    vmSetThreadContextReg(vcpu, x1, BigInt(DEVICE));
    vmReserveMemoryAt(vm, DEVICE, 0x1000, () => FaultResult.Handled);

    expect(vmRunSlice(vm, SLICE).kind).toBe("idle");
    answerVcpuFault(vcpu, 1n);
    expect(vmRunSlice(vm, SLICE).kind).toBe("powered-off");
  });
});

describe("HVC and SMC", () => {
  it("give the handler the registers, take back what it changed, and go on after the instruction", () => {
    const { vm, vcpu } = machine([A64.smc(), A64.ADD_X5_1, A64.hvc()]);
    stopAtHypercall(vm);
    vmSetThreadContextReg(vcpu, x0, 20n);
    vmRegisterSmcHandlerCallback(vm, (_vcpu, regs) => {
      regs.x0 += 1n;
      regs.x5 = 9n;
    });

    vmRun(vm);

    expect(vmGetThreadContextReg(vcpu, x0)).toBe(21n);
    expect(vmGetThreadContextReg(vcpu, x5)).toBe(10n);
  });

  it("reach the vCPU's hook first, with their syndrome", () => {
    const { vm, vcpu } = machine([A64.smc(3), A64.hvc()]);
    const classes: number[] = [];
    stopAtHypercall(vm);
    vmRegisterUnhandledVcpuFaultCallback(vcpu, (_vcpu, hsr) => {
      classes.push(HSR_EXCEPTION_CLASS(hsr), hsr & 0xffff);
      return HSR_EXCEPTION_CLASS(hsr) === 0x17 ? FaultResult.Ignore : FaultResult.Unhandled;
    });

    vmRun(vm);

    expect(classes).toEqual([0x17, 3, 0x16, 0]);
  });

  it("answer unknown PSCI calls with NOT_SUPPORTED and go on", () => {
    const { vm, vcpu } = machine([A64.hvc(), A64.smc(), A64.B_SELF]);
    vmSetThreadContextReg(vcpu, x0, 0x8400_001fn);

    vmRunSlice(vm, SLICE);

    expect(vmGetThreadContextReg(vcpu, x0)).toBe(0xffff_ffff_ffff_ffffn);
    expect(vmGetThreadContextReg(vcpu, pc)).toBe(BigInt(RAM_START + 8));
  });
});

describe("notifications", () => {
  it("reach the callback with badge and tag", () => {
    const { vm } = machine([A64.B_SELF]);
    const callback = vi.fn();
    vmRegisterNotificationCallback(vm, callback);

    vmNotify(vm, 5n, 6n);

    expect(callback).toHaveBeenCalledWith(vm, 5n, 6n);
  });

  it("fail a VM that has no callback", () => {
    const { vm } = machine([A64.B_SELF]);

    expect(() => vmNotify(vm, 1n)).toThrow(VmRunFailed);
    expect(vm.run.failure?.cause).toBeInstanceOf(VmNotRunnable);
  });
});

describe("registering hooks", () => {
  it("refuses what is not a function", () => {
    const { vm, vcpu } = machine([]);
    const nothing = undefined as never;

    expect(() => vmRegisterUnhandledMemFaultCallback(vm, nothing)).toThrow(InvalidArgument);
    expect(() => vmRegisterNotificationCallback(vm, nothing)).toThrow(InvalidArgument);
    expect(() => vmRegisterSmcHandlerCallback(vm, nothing)).toThrow(InvalidArgument);
    expect(() => vmRegisterHvcHandlerCallback(vm, nothing)).toThrow(InvalidArgument);
    expect(() => vmRegisterUnhandledVcpuFaultCallback(vcpu, nothing)).toThrow(InvalidArgument);
  });
});

describe("vmRunSlice", () => {
  it("stops at its budget, a block more at most", () => {
    const { vm } = machine([A64.B_SELF]);

    expect(vmRunSlice(vm, { budgetInstructions: 5000 })).toEqual({ kind: "budget" });
    expect(vm.core.instructions).toBeGreaterThanOrEqual(5000);
    expect(vm.core.instructions).toBeLessThan(5064);
  });

  it("stops at its deadline", () => {
    const { vm } = machine([A64.B_SELF]);

    const stop = vmRunSlice(vm, { budgetInstructions: Number.MAX_SAFE_INTEGER, deadline: performance.now() + 5 });

    expect(stop.kind).toBe("budget");
  });

  it("stops when a handler interrupts", () => {
    const { vm } = machine([A64.hvc(), A64.B_SELF]);
    vmRegisterHvcHandlerCallback(vm, () => vmInterrupt(vm));

    expect(vmRunSlice(vm, SLICE).kind).toBe("interrupted");
  });

  it("powers off a VM whose vCPUs are all off", () => {
    const { vm, vcpu } = machine([A64.hvc()]);
    vmSetThreadContextReg(vcpu, x0, BigInt(Psci.CpuOff));

    expect(vmRunSlice(vm, SLICE).kind).toBe("powered-off");
  });

  it("gives each vCPU its turns", () => {
    const { vm } = machine([A64.ADD_X5_1, A64.B_BACK], { maxVcpus: 2 });
    const second = vmCreateVcpu(vm);
    vcpuSetBootargs(second, BigInt(RAM_START), 0n, 0n);
    vcpuStart(second);

    vmRunSlice(vm, { budgetInstructions: 200_000 });

    const counts = vm.vcpus.map((vcpu) => Number(vmGetThreadContextReg(vcpu, x5)));
    expect(counts[1]).toBeGreaterThan(40_000);
    expect(Math.abs(counts[0] - counts[1])).toBeLessThan(30_000);
  });

  it("runs the same however it is cut", () => {
    const run = (budgetInstructions: number): bigint => {
      const { vm } = machine([A64.ADD_X5_1, A64.B_BACK], { maxVcpus: 2 });
      const second = vmCreateVcpu(vm);
      vcpuSetBootargs(second, BigInt(RAM_START), 0n, 0n);
      vcpuStart(second);
      while (vm.core.instructions < 300_000) vmRunSlice(vm, { budgetInstructions });
      return vm.core.stateHash();
    };

    expect(run(1000)).toBe(run(300_000));
  });
});
