import { describe, expect, it } from "vitest";
import {
  InvalidArgument,
  IrqControllerExists,
  IrqNotRegistered,
  IrqOutOfRange,
  IrqTaken,
  NoIrqController,
} from "../errors.ts";
import { coreModule, emptyVm } from "../testing/machine.ts";
import {
  GICD_ADDRESS,
  type Vm,
  type VmVcpu,
  vmCreateDefaultIrqController,
  vmCreateVcpu,
  vmFindReservation,
  vmInit,
  vmInjectIrq,
  vmRegisterIrq,
  vmSetIrqLevel,
  vmUnregisterIrq,
} from "./index.ts";

const SPI = 33;
const PPI = 27;
const SGI = 3;

function vcpuOf(vm: Vm = emptyVm()): VmVcpu {
  return vmCreateVcpu(vm);
}

function pending(vcpu: VmVcpu, irq: number): boolean | undefined {
  return vcpu.vm.core.gic.state(vcpu.vcpuId, irq)?.pending;
}

describe("vmCreateDefaultIrqController", () => {
  it("takes the distributor's page, once", () => {
    const vm = emptyVm();

    expect(vmFindReservation(vm, GICD_ADDRESS, 4)).toBeDefined();
    expect(() => vmCreateDefaultIrqController(vm)).toThrow(IrqControllerExists);
  });

  it("has to come before interrupts", () => {
    const vcpu = vcpuOf(vmInit(coreModule, { name: "bare", memorySize: 1 << 20 }));

    expect(() => vmRegisterIrq(vcpu, SPI)).toThrow(NoIrqController);
    expect(() => vmInjectIrq(vcpu, SPI)).toThrow(NoIrqController);
  });
});

describe("vmRegisterIrq", () => {
  it("gives an SPI to one vCPU of the VM, a PPI to one of each vCPU", () => {
    const vm = emptyVm({ maxVcpus: 2 });
    const first = vcpuOf(vm);
    const second = vcpuOf(vm);
    vmRegisterIrq(first, SPI);
    vmRegisterIrq(first, PPI);
    vmRegisterIrq(second, PPI);

    expect(() => vmRegisterIrq(second, SPI)).toThrow(IrqTaken);
    expect(() => vmRegisterIrq(first, PPI)).toThrow(IrqTaken);
  });

  it("can be undone", () => {
    const vcpu = vcpuOf();
    vmRegisterIrq(vcpu, SPI);

    vmUnregisterIrq(vcpu, SPI);

    expect(() => vmInjectIrq(vcpu, SPI)).toThrow(IrqNotRegistered);
    expect(() => vmUnregisterIrq(vcpu, SPI)).toThrow(IrqNotRegistered);
  });

  it.each([-1, 288, 1.5])("refuses interrupt %s", (irq) => {
    expect(() => vmRegisterIrq(vcpuOf(), irq)).toThrow(IrqOutOfRange);
  });

  it("refuses a callback that is none", () => {
    expect(() => vmRegisterIrq(vcpuOf(), SPI, 5 as never)).toThrow(InvalidArgument);
  });
});

describe("vmInjectIrq", () => {
  it("makes a disabled interrupt pending, and it stays so", () => {
    const vcpu = vcpuOf();
    vmRegisterIrq(vcpu, SPI);

    vmInjectIrq(vcpu, SPI);

    expect(pending(vcpu, SPI)).toBe(true);
  });

  it("can send an SGI", () => {
    const vcpu = vcpuOf();
    vmRegisterIrq(vcpu, SGI);

    vmInjectIrq(vcpu, SGI);

    expect(pending(vcpu, SGI)).toBe(true);
  });

  it("refuses interrupts that nobody registered", () => {
    expect(() => vmInjectIrq(vcpuOf(), SPI)).toThrow(IrqNotRegistered);
    expect(() => vmInjectIrq(vcpuOf(), 4096)).toThrow(IrqOutOfRange);
  });
});

describe("vmSetIrqLevel", () => {
  it("follows the source: no longer pending once the line falls", () => {
    const vcpu = vcpuOf();
    vmRegisterIrq(vcpu, SPI);

    vmSetIrqLevel(vcpu, SPI, true);
    const up = pending(vcpu, SPI);
    vmSetIrqLevel(vcpu, SPI, false);

    expect([up, pending(vcpu, SPI)]).toEqual([true, false]);
  });

  it("refuses SGIs, which have no line", () => {
    const vcpu = vcpuOf();
    vmRegisterIrq(vcpu, SGI);

    expect(() => vmSetIrqLevel(vcpu, SGI, true)).toThrow(IrqOutOfRange);
  });
});
