/** The "pc" machine: an IA32 VM with the devices of a PC, whose interrupt controllers and timers are in the core. */
import { Architecture, type CoreModule } from "../core/index.ts";
import { AcpiPm } from "../devices/acpiPm.ts";
import { I8042 } from "../devices/i8042.ts";
import { PciHost } from "../devices/pciHost.ts";
import { attachPorts } from "../devices/ports.ts";
import { Ps2Keyboard } from "../devices/ps2Keyboard.ts";
import { Ps2Mouse } from "../devices/ps2Mouse.ts";
import { DmaPages, IdeChannel, SystemControlA } from "../devices/systemPorts.ts";
import { Uart16550 } from "../devices/uart16550.ts";
import type { IrqLine } from "../devices/wires.ts";
import { GuestShutdown } from "../errors.ts";
import type { Segment } from "../loader/loadPlan.ts";
import { BOOT_VCPU, type ExecutionOptions, vmAssignVcpuTarget, vmCreateVcpu, vmInit } from "../sel4vm/boot.ts";
import { vmCreateDefaultIrqController, vmRegisterIrq, vmSetIrqLevel } from "../sel4vm/guestIrqController.ts";
import { vmRamMarkAllocated, vmRamRegisterAt, vmRamWrite } from "../sel4vm/guestRam.ts";
import {
  vcpuStart,
  vmInterrupt,
  vmPowerOff,
  vmRegisterUnhandledMemFaultCallback,
  vmRequestReset,
} from "../sel4vm/guestVm.ts";
import { FaultResult, type Vm } from "../sel4vm/vm.ts";
import { vcpuSetEntry } from "../sel4vm/x86/guestBootInit.ts";
import { vmRegisterVmexitHandler } from "../sel4vm/x86/guestVmArch.ts";
import { EXIT_REASON_TRIPLE_FAULT } from "../sel4vm/x86/vmexitReasons.ts";
import { MachineAlarms } from "./alarms.ts";
import { DETERMINISTIC_EPOCH, type Machine, type MachineWires } from "./machine.ts";
import type { PcBootPlan } from "./pcBootPlan.ts";
import { installPcDemoService } from "./pcDemoService.ts";
import { firmwareSegments, memoryInCmos } from "./pcFirmware.ts";
import { PC_IRQS, PC_PORTS } from "./pcMap.ts";
import { BIOS_AREA } from "./pcMemory.ts";
import { installRom, openBus, romCopy } from "./pcRom.ts";

const PAGE = 4096;
const MIB = 2 ** 20;
/** Instructions: a guest that shuts down twice within so many of its start would do so for ever. */
const EARLY = 1_000_000;

export class PcMachine implements Machine {
  readonly vm: Vm;
  readonly uart: Uart16550;
  readonly keyboard = new Ps2Keyboard();
  readonly mouse = new Ps2Mouse();
  readonly power: AcpiPm;
  readonly alarms: MachineAlarms;
  private early: GuestShutdown | undefined;

  /** Builds the machine, loads the images and starts the boot vCPU: it runs with the first slice. */
  constructor(
    module: CoreModule,
    name: string,
    plan: PcBootPlan,
    vcpus: number,
    wires: MachineWires,
    execution: ExecutionOptions = {},
  ) {
    const memorySize = plan.ram.reduce((sum, { size }) => sum + size, plan.rom?.size ?? 0);
    const architecture = Architecture.IA32;
    this.vm = vmInit(module, { name, memorySize, maxVcpus: vcpus, architecture, ...execution });
    for (const { start, size } of plan.ram) vmRamRegisterAt(this.vm, start, size);
    vmCreateDefaultIrqController(this.vm);
    for (let index = 0; index < vcpus; index++) vmAssignVcpuTarget(vmCreateVcpu(this.vm), index);
    const { core } = this.vm;
    this.alarms = new MachineAlarms(core, () => vmInterrupt(this.vm));
    this.uart = new Uart16550(this.interruptLine(PC_IRQS.com1), wires.output, wires.input, this.alarms.line);
    this.power = new AcpiPm({
      sci: this.interruptLine(PC_IRQS.sci),
      seconds: () => Number(core.clock.ticks) / core.clock.frequency,
      alarm: this.alarms.clock,
      powerOff: () => vmPowerOff(this.vm),
    });
    this.attachDevices();
    this.setClockChip(plan, wires);
    vmRegisterUnhandledMemFaultCallback(this.vm, openBus);
    this.resetOnShutdown();
    installPcDemoService(this.vm);
    this.load(plan);
  }

  get earlyShutdown(): GuestShutdown | undefined {
    return this.early;
  }

  inputArrived(): void {
    this.uart.inputArrived();
  }

  /** The chip set sees the processor shut down, and resets it. */
  private resetOnShutdown(): void {
    const { vm } = this;
    vmRegisterVmexitHandler(vm, EXIT_REASON_TRIPLE_FAULT, ({ vcpuId, vcpu }, exit) => {
      if (exit.kind === "shutdown" && vm.core.instructions < EARLY)
        this.early = new GuestShutdown(vcpuId, exit.pc, exit.vector, vcpu.ia32.eip);
      vmRequestReset(vm);
      return FaultResult.Handled;
    });
  }

  private attachDevices(): void {
    const { vm } = this;
    const reset = () => vmRequestReset(vm);
    const keyboardIrq = this.interruptLine(PC_IRQS.keyboard);
    const auxiliaryIrq = this.interruptLine(PC_IRQS.mouse);
    const gateA20 = (open: boolean) => vm.core.pc.setA20(open);
    const controller = new I8042({ keyboardIrq, auxiliaryIrq, reset, gateA20 }, this.keyboard, this.mouse);
    // Port 61h between its two registers belongs to the timer, in the core.
    attachPorts(vm, PC_PORTS.keyboardController, controller);
    attachPorts(vm, PC_PORTS.dmaPages, new DmaPages());
    attachPorts(vm, PC_PORTS.systemControlA, new SystemControlA(controller, reset));
    for (const port of PC_PORTS.ideCommand) attachPorts(vm, port, new IdeChannel(8));
    for (const port of PC_PORTS.ideControl) attachPorts(vm, port, new IdeChannel(1));
    attachPorts(vm, PC_PORTS.com1, this.uart);
    attachPorts(vm, PC_PORTS.powerManagement, this.power);
    attachPorts(vm, PC_PORTS.pciConfig, new PciHost(reset));
  }

  /** The time of day, and what firmware leaves in the chip's memory. */
  private setClockChip(plan: PcBootPlan, wires: MachineWires): void {
    const { pc } = this.vm.core;
    pc.setTime(Math.floor(wires.now?.() ?? DETERMINISTIC_EPOCH));
    const high = plan.ram.find(({ start }) => start === MIB);
    for (const [register, value] of memoryInCmos(1 + (high?.size ?? 0) / MIB)) pc.setCmos(register, value);
  }

  private load(plan: PcBootPlan): void {
    const { vm } = this;
    const firmware = plan.rom === undefined ? firmwareSegments(vm.maxVcpus) : [romCopy(plan.rom, BIOS_AREA)];
    const segments = [...firmware, ...plan.segments];
    this.markAllocated(segments);
    for (const { address, bytes } of segments) vmRamWrite(vm, address, bytes);
    if (plan.rom !== undefined) installRom(vm, plan.rom);
    const boot = vm.vcpus[BOOT_VCPU];
    if (plan.start !== undefined) {
      vcpuSetEntry(boot, plan.start);
      vm.core.pc.virtualWire(boot.vcpu);
    }
    vcpuStart(boot);
  }

  /** Segments may share a page. */
  private markAllocated(segments: readonly Segment[]): void {
    const sorted = [...segments].sort((a, b) => a.address - b.address);
    let end = 0;
    for (const { address, size } of sorted) {
      const first = Math.max(end, Math.floor(address / PAGE) * PAGE);
      end = Math.max(end, Math.ceil((address + size) / PAGE) * PAGE);
      if (end > first) vmRamMarkAllocated(this.vm, first, end - first);
    }
  }

  private interruptLine(irq: number): IrqLine {
    const boot = this.vm.vcpus[BOOT_VCPU];
    vmRegisterIrq(boot, irq);
    return { set: (high) => vmSetIrqLevel(boot, irq, high) };
  }
}
