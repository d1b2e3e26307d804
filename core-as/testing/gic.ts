/** The interrupt controller of a core without running code: registers by offset, lines as the CPU sees them. */
import { VCPU_IRQ_LINES } from "../layout.ts";
import { TestCore } from "./core.ts";

const DISTRIBUTOR = 1;
const CPU_INTERFACE = 2;
const DEACTIVATE = 3;

export const Gicd = {
  CTLR: 0,
  TYPER: 4,
  IIDR: 8,
  IGROUPR: 0x80,
  ISENABLER: 0x100,
  ICENABLER: 0x180,
  ISPENDR: 0x200,
  ICPENDR: 0x280,
  ISACTIVER: 0x300,
  ICACTIVER: 0x380,
  IPRIORITYR: 0x400,
  ITARGETSR: 0x800,
  ICFGR: 0xc00,
  PPISR: 0xd00,
  SGIR: 0xf00,
  CPENDSGIR: 0xf10,
  SPENDSGIR: 0xf20,
  PIDR4: 0xfd0,
} as const;

export const Gicc = {
  CTLR: 0,
  PMR: 4,
  BPR: 8,
  IAR: 0xc,
  EOIR: 0x10,
  RPR: 0x14,
  HPPIR: 0x18,
  ABPR: 0x1c,
  AIAR: 0x20,
  AEOIR: 0x24,
  AHPPIR: 0x28,
  APR: 0xd0,
  NSAPR: 0xe0,
  IIDR: 0xfc,
} as const;

export const IRQ = 1;
export const FIQ = 2;
export const SPURIOUS = 1023;

export class GicBench {
  readonly core: TestCore;

  constructor(private readonly cpus = 1) {
    this.core = new TestCore(1 << 16, cpus);
  }

  distributor(offset: number, cpu = 0, size = 4): number {
    return this.read(DISTRIBUTOR, cpu, offset, size);
  }
  setDistributor(offset: number, value: number, cpu = 0, size = 4): void {
    this.write(DISTRIBUTOR, cpu, offset, size, value);
  }
  interface(offset: number, cpu = 0, size = 4): number {
    return this.read(CPU_INTERFACE, cpu, offset, size);
  }
  setInterface(offset: number, value: number, cpu = 0, size = 4): void {
    this.write(CPU_INTERFACE, cpu, offset, size, value);
  }
  /** Writes GICC_DIR. */
  deactivate(intid: number, cpu = 0): void {
    this.write(DEACTIVATE, cpu, 0, 4, intid);
  }
  acknowledge(cpu = 0): number {
    return this.interface(Gicc.IAR, cpu);
  }
  end(intid: number, cpu = 0): void {
    this.setInterface(Gicc.EOIR, intid, cpu);
  }

  /** Lowers the lines of `intids` and resets the controller. */
  reset(intids: readonly number[]): void {
    for (const intid of intids) {
      for (let cpu = 0; cpu < this.cpus; cpu++) this.line(intid, false, cpu);
    }
    this.core.exports.gicReset();
  }
  /** Enables Group 0 everywhere, with the lowest mask. */
  start(cpus = 1): this {
    this.setDistributor(Gicd.CTLR, 1);
    for (let cpu = 0; cpu < cpus; cpu++) {
      this.setInterface(Gicc.PMR, 0xff, cpu);
      this.setInterface(Gicc.CTLR, 1, cpu);
    }
    return this;
  }
  /** Enables `intid` with `priority`; an SPI goes to the CPUs in `targets`. */
  enable(intid: number, priority = 0xa0, targets = 1, cpu = 0): void {
    this.setBit(Gicd.ISENABLER, intid, cpu);
    this.setDistributor(Gicd.IPRIORITYR + intid, priority, cpu, 1);
    this.setDistributor(Gicd.ITARGETSR + intid, targets, cpu, 1);
  }
  /** Writes the bit of `intid` alone to a bitmap register. */
  setBit(register: number, intid: number, cpu = 0): void {
    this.setDistributor(register + 4 * (intid >> 5), 1 << (intid & 31), cpu);
  }
  bit(register: number, intid: number, cpu = 0): boolean {
    return ((this.distributor(register + 4 * (intid >> 5), cpu) >>> (intid & 31)) & 1) === 1;
  }
  /** Makes `intid` edge-triggered. */
  setEdge(intid: number): void {
    const register = Gicd.ICFGR + 4 * (intid >> 4);
    this.setDistributor(register, this.distributor(register) | (2 << (2 * (intid & 15))));
  }

  line(intid: number, level: boolean, cpu = 0): number {
    return this.core.exports.gicSetLine(cpu, intid, Number(level));
  }
  pulse(intid: number, cpu = 0): number {
    return this.core.exports.gicPulse(cpu, intid);
  }
  /** Lines into `cpu`: IRQ, FIQ. */
  lines(cpu = 0): number {
    return this.core.view.getUint32(this.core.vcpu(cpu) + VCPU_IRQ_LINES, true);
  }

  private read(device: number, cpu: number, offset: number, size: number): number {
    return Number(this.core.exports.coreDeviceRead(this.core.vcpu(cpu), device, offset, size));
  }
  private write(device: number, cpu: number, offset: number, size: number, value: number): void {
    this.core.exports.coreDeviceWrite(this.core.vcpu(cpu), device, offset, size, BigInt(value >>> 0));
  }
}
