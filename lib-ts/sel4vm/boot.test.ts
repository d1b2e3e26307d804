import { describe, expect, it, vi } from "vitest";
import {
  InvalidArgument,
  MachineSizeInvalid,
  NoSuchVcpu,
  OutOfHostMemory,
  TargetCpuTaken,
  TooManyVcpus,
  VcpuAlreadyOnline,
} from "../errors.ts";
import { coreModule, emptyVm } from "../testing/machine.ts";
import {
  BOOT_VCPU,
  isVcpuOnline,
  VmExitCode,
  vcpuStart,
  vmAssignVcpuTarget,
  vmCreateVcpu,
  vmFindFreeUnassignedVcpu,
  vmGetVcpu,
  vmGetVcpuTcb,
  vmGetVmmVspace,
  vmGetVspace,
  vmInit,
  vmVcpuForTargetCpu,
} from "./index.ts";

function catchError(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("vmInit", () => {
  it("makes a VM without vCPUs or RAM", () => {
    const vm = vmInit(coreModule, { name: "empty", memorySize: 1 << 20 });

    expect(vm).toMatchObject({ vmName: "empty", vcpus: [], vmInitialised: true });
    expect(vm.run.exitReason).toBe(VmExitCode.Unknown);
    expect(vm.mem.ramRegions).toEqual([]);
  });

  it.each([
    ["no memory", 1, 0],
    ["half a page", 1, 2048],
    ["a fraction of a byte", 1, 4096.5],
    ["4 GiB", 1, 2 ** 32],
    ["no vCPUs", 0, 1 << 20],
    ["nine vCPUs", 9, 1 << 20],
  ])("refuses %s", (_, maxVcpus, memorySize) => {
    expect(() => vmInit(coreModule, { name: "bad", memorySize, maxVcpus })).toThrow(MachineSizeInvalid);
  });

  it("offers half when the host refuses the memory", () => {
    vi.spyOn(WebAssembly, "Memory").mockImplementation(
      class {
        constructor() {
          throw new RangeError("could not allocate memory");
        }
      } as unknown as () => WebAssembly.Memory,
    );

    const refused = catchError(() => vmInit(coreModule, { name: "big", memorySize: 1 << 30 }));
    vi.restoreAllMocks();

    expect(refused).toBeInstanceOf(OutOfHostMemory);
    expect(refused).toMatchObject({ requested: 1 << 30, suggestion: 512 << 20 });
  });

  it("keeps VMs apart", () => {
    const first = emptyVm();
    const second = emptyVm();

    first.core.guest.setU32(0x4000_0000, 1);

    expect(second.core.guest.u32(0x4000_0000)).toBe(0);
  });
});

describe("vCPUs", () => {
  it("are created in order, offline and unassigned", () => {
    const vm = emptyVm({ maxVcpus: 2 });

    const boot = vmCreateVcpu(vm, 42);
    const second = vmCreateVcpu(vm);

    expect([boot.vcpuId, second.vcpuId]).toEqual([BOOT_VCPU, 1]);
    expect(isVcpuOnline(boot)).toBe(false);
    expect(vmGetVcpuTcb(boot).priority).toBe(42);
    expect(vmFindFreeUnassignedVcpu(vm)).toBe(boot);
    expect(() => vmCreateVcpu(vm)).toThrow(TooManyVcpus);
  });

  it("are found by target, and each target is one vCPU's", () => {
    const vm = emptyVm({ maxVcpus: 2 });
    const boot = vmCreateVcpu(vm);
    const second = vmCreateVcpu(vm);
    vmAssignVcpuTarget(boot, 0);

    expect(vmVcpuForTargetCpu(vm, 0)).toBe(boot);
    expect(vmVcpuForTargetCpu(vm, 7)).toBeUndefined();
    expect(() => vmAssignVcpuTarget(second, 0)).toThrow(TargetCpuTaken);
    expect(() => vmAssignVcpuTarget(second, -1)).toThrow(InvalidArgument);
  });

  it("can lose their target again", () => {
    const vm = emptyVm({ maxVcpus: 2 });
    const boot = vmCreateVcpu(vm);
    vmCreateVcpu(vm);
    vmAssignVcpuTarget(boot, 3);

    vmAssignVcpuTarget(boot, undefined);

    expect(vmFindFreeUnassignedVcpu(vm)).toBe(boot);
  });

  it("start once", () => {
    const vcpu = vmCreateVcpu(emptyVm());
    vcpuStart(vcpu);

    expect(isVcpuOnline(vcpu)).toBe(true);
    expect(() => vcpuStart(vcpu)).toThrow(VcpuAlreadyOnline);
  });

  it("are reached by number", () => {
    const vm = emptyVm();
    const vcpu = vmCreateVcpu(vm);

    expect(vmGetVcpu(vm, 0)).toBe(vcpu.vcpu);
    expect(() => vmGetVcpu(vm, -1)).toThrow(NoSuchVcpu);
    expect(vmGetVspace(vm)).toBe(vm.core);
    expect(vmGetVmmVspace(vm).byteLength).toBeGreaterThan(1 << 20);
  });
});
