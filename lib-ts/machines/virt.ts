/** The "virt" machine: a VM with RAM, GICv2, PL011 and PL031 where QEMU's machine of that name has them. */
import { Architecture, type CoreModule } from "../core/index.ts";
import { attachMmio } from "../devices/mmio.ts";
import { Pl011 } from "../devices/pl011.ts";
import { Pl031 } from "../devices/pl031.ts";
import type { IrqLine } from "../devices/wires.ts";
import { vcpuSetBootargs } from "../sel4vm/arm/guestBootInit.ts";
import { BOOT_VCPU, type ExecutionOptions, vmAssignVcpuTarget, vmCreateVcpu, vmInit } from "../sel4vm/boot.ts";
import { vmCreateDefaultIrqController, vmRegisterIrq, vmSetIrqLevel } from "../sel4vm/guestIrqController.ts";
import { vmRamMarkAllocated, vmRamRegisterAt, vmRamWrite } from "../sel4vm/guestRam.ts";
import { vcpuStart, vmInterrupt } from "../sel4vm/guestVm.ts";
import type { Vm } from "../sel4vm/vm.ts";
import { MachineAlarms } from "./alarms.ts";
import type { BootPlan } from "./bootPlan.ts";
import { DEMO_PAGES, installDemoService } from "./demoService.ts";
import { installFlash } from "./firmwareFlash.ts";
import { DETERMINISTIC_EPOCH, type Machine, type MachineWires } from "./machine.ts";
import { SPI_BASE, VIRT_RTC, VIRT_RTC_SPI, VIRT_UART, VIRT_UART_SPI } from "./virtMap.ts";

const PAGE = 4096;
/** The boot argument of AArch32 that says: the device tree has it. */
const NO_MACHINE_TYPE = 0xffff_ffffn;

export { DETERMINISTIC_EPOCH } from "./machine.ts";
/** What connects the machine with the world. */
export type VirtWires = MachineWires;

export class VirtMachine implements Machine {
  readonly vm: Vm;
  readonly uart: Pl011;
  readonly rtc: Pl031;
  readonly alarms: MachineAlarms;

  /** Builds the machine, loads the images and starts the boot vCPU: it runs with the first slice. */
  constructor(
    module: CoreModule,
    name: string,
    plan: BootPlan,
    vcpus: number,
    wires: VirtWires,
    execution: ExecutionOptions = {},
  ) {
    const romPages = (plan.rom?.size ?? 0) / PAGE;
    const memorySize = plan.ram.size + (romPages + DEMO_PAGES) * PAGE;
    const architecture = plan.architecture === "aarch32" ? Architecture.AArch32 : Architecture.AArch64;
    this.vm = vmInit(module, { name, memorySize, maxVcpus: vcpus, architecture, ...execution });
    vmCreateDefaultIrqController(this.vm);
    for (let index = 0; index < vcpus; index++) vmAssignVcpuTarget(vmCreateVcpu(this.vm), index);
    vmRamRegisterAt(this.vm, plan.ram.start, plan.ram.size);
    const { core } = this.vm;
    const { clock } = core;
    this.alarms = new MachineAlarms(core, () => vmInterrupt(this.vm));
    const now = wires.now ?? (() => DETERMINISTIC_EPOCH + Number(clock.ticks) / clock.frequency);
    this.uart = new Pl011(this.interruptLine(VIRT_UART_SPI), wires.output, wires.input, this.alarms.line);
    this.rtc = new Pl031(this.interruptLine(VIRT_RTC_SPI), now, this.alarms.clock);
    attachMmio(this.vm, VIRT_UART.start, this.uart);
    attachMmio(this.vm, VIRT_RTC.start, this.rtc);
    installDemoService(this.vm);
    this.load(plan);
  }

  private load(plan: BootPlan): void {
    for (const { address, bytes, size } of plan.segments) {
      vmRamMarkAllocated(this.vm, address, Math.ceil(size / PAGE) * PAGE);
      vmRamWrite(this.vm, address, bytes);
    }
    if (plan.rom !== undefined) installFlash(this.vm, plan.rom);
    const boot = this.vm.vcpus[BOOT_VCPU];
    vcpuSetBootargs(boot, BigInt(plan.entry), NO_MACHINE_TYPE, BigInt(plan.argument));
    vcpuStart(boot);
  }

  inputArrived(): void {
    this.uart.inputArrived();
  }

  private interruptLine(spi: number): IrqLine {
    const irq = SPI_BASE + spi;
    const boot = this.vm.vcpus[BOOT_VCPU];
    vmRegisterIrq(boot, irq);
    return { set: (high) => vmSetIrqLevel(boot, irq, high) };
  }
}
