/** The "virt" machine: a VM with RAM, GICv2, PL011 and PL031 where QEMU's machine of that name has them. */
import type { CoreModule } from "../core/index.ts";
import type { ByteQueue } from "../devices/byteQueue.ts";
import { attachMmio } from "../devices/mmio.ts";
import { Pl011 } from "../devices/pl011.ts";
import { Pl031 } from "../devices/pl031.ts";
import type { ByteSink, IrqLine, SecondsNow } from "../devices/wires.ts";
import { vcpuSetBootargs } from "../sel4vm/arm/guestBootInit.ts";
import { BOOT_VCPU, type VmOptions, vmAssignVcpuTarget, vmCreateVcpu, vmInit } from "../sel4vm/boot.ts";
import { vmCreateDefaultIrqController, vmRegisterIrq, vmSetIrqLevel } from "../sel4vm/guestIrqController.ts";
import { vmRamMarkAllocated, vmRamRegisterAt, vmRamWrite } from "../sel4vm/guestRam.ts";
import { vcpuStart, vmInterrupt } from "../sel4vm/guestVm.ts";
import type { Vm } from "../sel4vm/vm.ts";
import type { BootPlan } from "./bootPlan.ts";
import { DEMO_PAGES, installDemoService } from "./demoService.ts";
import { installFlash } from "./firmwareFlash.ts";
import { TickAlarm } from "./tickAlarm.ts";
import { SPI_BASE, VIRT_RTC, VIRT_RTC_SPI, VIRT_UART, VIRT_UART_SPI } from "./virtMap.ts";

const PAGE = 4096;
/** AArch32's third boot argument. */
const NO_MACHINE_TYPE = 0n;
/** Instructions that count as a second of the serial line: as many as under the deterministic clock. */
const LINE_SPEED = 100e6;

/** What connects the machine with the world. */
export interface VirtWires {
  readonly output: ByteSink;
  readonly input: ByteQueue;
  /** Time for the PL031; undefined: it starts at `DETERMINISTIC_EPOCH` and follows the machine's clock. */
  readonly now?: SecondsNow;
}

/** 2026-01-01T00:00:00Z. */
export const DETERMINISTIC_EPOCH = 1_767_225_600;

export class VirtMachine {
  readonly vm: Vm;
  readonly uart: Pl011;
  readonly rtc: Pl031;
  /** The real-time clock's, in ticks. */
  private readonly alarm: TickAlarm;
  /**
   * The serial line's, in instructions: under the real clock a slow or busy host would bring characters faster than the
   * guest can take them.
   */
  private readonly line: TickAlarm;

  /** Builds the machine, loads the images and starts the boot vCPU: it runs with the first slice. */
  constructor(
    module: CoreModule,
    name: string,
    plan: BootPlan,
    vcpus: number,
    wires: VirtWires,
    execution: Pick<VmOptions, "tier" | "thresholds"> = {},
  ) {
    const romPages = (plan.rom?.size ?? 0) / PAGE;
    const memorySize = plan.ram.size + (romPages + DEMO_PAGES) * PAGE;
    this.vm = vmInit(module, { name, memorySize, maxVcpus: vcpus, ...execution });
    vmCreateDefaultIrqController(this.vm);
    for (let index = 0; index < vcpus; index++) vmAssignVcpuTarget(vmCreateVcpu(this.vm), index);
    vmRamRegisterAt(this.vm, plan.ram.start, plan.ram.size);
    const { core } = this.vm;
    const { clock } = core;
    const endSlice = () => vmInterrupt(this.vm);
    const work = { frequency: LINE_SPEED, ticks: () => BigInt(core.instructions) };
    this.alarm = new TickAlarm({ frequency: clock.frequency, ticks: () => clock.ticks }, endSlice);
    this.line = new TickAlarm(work, endSlice);
    const now = wires.now ?? (() => DETERMINISTIC_EPOCH + Number(clock.ticks) / clock.frequency);
    this.uart = new Pl011(this.interruptLine(VIRT_UART_SPI), wires.output, wires.input, this.line);
    this.rtc = new Pl031(this.interruptLine(VIRT_RTC_SPI), now, this.alarm);
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

  /** The tick of the next timer of a vCPU or alarm of a device. */
  nextEvent(): bigint | undefined {
    const timer = this.vm.core.clock.nextTimer();
    const alarm = this.alarm.due;
    return alarm === undefined || (timer !== undefined && timer < alarm) ? timer : alarm;
  }

  /** Instructions until the next alarm is due, so that it rings at the same instruction wherever slices are cut. */
  untilAlarm(): number {
    const { clock, instructions } = this.vm.core;
    const { alarm, line } = this;
    const ticks = alarm.due === undefined ? Number.POSITIVE_INFINITY : Number(alarm.due - clock.ticks);
    const work = line.due === undefined ? Number.POSITIVE_INFINITY : Number(line.due) - instructions;
    return Math.max(1, Math.min(work, Math.ceil(ticks / clock.ticksPerInstruction)));
  }

  /** Rings alarms that are due. */
  serveAlarms(): void {
    this.alarm.serve();
    this.line.serve();
  }

  /** Every vCPU waits: then the serial line keeps nobody waiting. @returns whether it may have woken one */
  skipLineTime(): boolean {
    return this.line.skip();
  }

  private interruptLine(spi: number): IrqLine {
    const irq = SPI_BASE + spi;
    const boot = this.vm.vcpus[BOOT_VCPU];
    vmRegisterIrq(boot, irq);
    return { set: (high) => vmSetIrqLevel(boot, irq, high) };
  }
}
