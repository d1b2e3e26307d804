/** The inputs of a VM's interrupt controllers, by architecture: what guestIrqController drives. */
import { Architecture, CoreDevice, CoreGic, CorePcInterrupts } from "../core/index.ts";
import { IrqOutOfRange } from "../errors.ts";
import type { Vm } from "./vm.ts";
import { APIC_DEFAULT_PHYS_BASE, IO_APIC_DEFAULT_PHYS_BASE } from "./x86/guestVmArch.ts";

/** Where qemu-arm-virt has its GICv2: one page of distributor, two of CPU interface. */
export const GICD_ADDRESS = 0x0800_0000;
export const GICC_ADDRESS = 0x0801_0000;

/** A page or two of a controller in guest-physical memory. */
interface ControllerPages {
  readonly address: number;
  readonly pages: number;
  readonly device: CoreDevice;
}

export interface IrqInputs {
  readonly pages: readonly ControllerPages[];
  /** Below, every vCPU has an interrupt of its own of each number. */
  readonly firstShared: number;
  /** @throws IrqOutOfRange unless the interrupt exists, and has a line if it needs one */
  check(irq: number, needsLine: boolean): void;
  pulse(cpu: number, irq: number): void;
  setLine(cpu: number, irq: number, level: boolean): void;
  wantAck(irq: number, on: boolean): void;
  /** The next interrupt that ended since and was asked for. `cpu` matters below `firstShared`. */
  takeAck(): { readonly cpu: number; readonly irq: number } | undefined;
}

export function irqInputs(vm: Vm): IrqInputs {
  return vm.core.architecture === Architecture.IA32 ? pcInputs(vm) : gicInputs(vm);
}

function gicInputs({ core: { gic } }: Vm): IrqInputs {
  return {
    pages: [
      { address: GICD_ADDRESS, pages: 1, device: CoreDevice.GicDistributor },
      { address: GICC_ADDRESS, pages: 2, device: CoreDevice.GicCpuInterface },
    ],
    firstShared: CoreGic.FIRST_SPI,
    check: (irq, needsLine) => checkRange(irq, needsLine ? CoreGic.FIRST_PPI : 0, CoreGic.INTERRUPTS - 1),
    pulse: (cpu, irq) => gic.pulse(cpu, irq),
    setLine: (cpu, irq, level) => gic.setLine(cpu, irq, level),
    wantAck: (irq, on) => gic.wantAck(irq, on),
    takeAck() {
      const ack = gic.takeAck();
      return ack && { cpu: ack.cpu, irq: ack.intid };
    },
  };
}

/** The input of the first PIC that the second one has. */
const CASCADE = 2;

function pcInputs({ core: { pc } }: Vm): IrqInputs {
  return {
    pages: [
      { address: APIC_DEFAULT_PHYS_BASE, pages: 1, device: CoreDevice.LocalApic },
      { address: IO_APIC_DEFAULT_PHYS_BASE, pages: 1, device: CoreDevice.IoApic },
    ],
    firstShared: 0,
    check(irq) {
      checkRange(irq, 0, CorePcInterrupts.INTERRUPTS - 1);
      if (irq === CASCADE) throw new IrqOutOfRange(irq, CASCADE + 1, CorePcInterrupts.INTERRUPTS - 1);
    },
    pulse: (_cpu, irq) => pc.pulse(irq),
    setLine: (_cpu, irq, level) => pc.setIrq(irq, level),
    wantAck: (irq, on) => pc.wantAck(irq, on),
    takeAck() {
      const irq = pc.takeAck();
      return irq === undefined ? undefined : { cpu: 0, irq };
    },
  };
}

function checkRange(irq: number, lowest: number, highest: number): void {
  if (!Number.isInteger(irq) || irq < lowest || irq > highest) throw new IrqOutOfRange(irq, lowest, highest);
}
