/** The PC's interrupt controllers and timers without running code: ports, pages, the clock, lines as the CPU sees them. */
import { Architecture, CoreDevice } from "../abi.ts";
import { VCPU_IRQ_LINES, VM_CLOCK_TICKS } from "../layout.ts";
import { TestCore } from "./core.ts";

/** Ticks of the clock a second. */
export const SECOND = 1_000_000_000n;
export const PIT_HZ = 1_193_182n;
export const INTR = 1;
export const NMI = 2;
const ONE = 1n << 32n;
const IRR = 0x200;
const ISR = 0x100;

/** Offsets in the local APIC's page. */
export const Reg = {
  ID: 0x20,
  VERSION: 0x30,
  TPR: 0x80,
  PPR: 0xa0,
  EOI: 0xb0,
  LDR: 0xd0,
  DFR: 0xe0,
  SVR: 0xf0,
  ISR,
  TMR: 0x180,
  IRR,
  ESR: 0x280,
  ICR: 0x300,
  ICR_HIGH: 0x310,
  LVT_TIMER: 0x320,
  LINT0: 0x350,
  LINT1: 0x360,
  LVT_ERROR: 0x370,
  INITIAL: 0x380,
  CURRENT: 0x390,
  DIVIDE: 0x3e0,
} as const;

export class PcBench {
  readonly core: TestCore;

  constructor(readonly cpus = 1) {
    this.core = new TestCore(1 << 16, cpus, Architecture.IA32);
    this.now = 0n;
  }

  /** Ticks of the clock; a set moves it without looking at timers. */
  get now(): bigint {
    return this.core.view.getBigUint64(VM_CLOCK_TICKS, true);
  }
  set now(ticks: bigint) {
    this.core.exports.vmSetClock(ticks, ONE);
  }
  /** Moves the clock to `ticks`, and has every vCPU look at its timers. */
  at(ticks: bigint): void {
    this.now = ticks;
    for (let cpu = 0; cpu < this.cpus; cpu++) this.core.exports.updateTimers(this.core.vcpu(cpu));
  }
  /** Tick at which the next timer of `cpu` signals something, -1 when none will. */
  next(cpu = 0): bigint {
    return this.core.exports.vcpuNextTimer(this.core.vcpu(cpu));
  }

  in(port: number): number {
    return this.core.exports.corePortRead(this.core.vcpu(), port);
  }
  out(port: number, ...bytes: number[]): void {
    for (const byte of bytes) this.core.exports.corePortWrite(this.core.vcpu(), port, byte);
  }

  /** Initialises both PICs as every PC does: vectors 20h and 28h, everything else as `icw4` says; nothing is masked. */
  startPics(icw4 = 1, icw1 = 0x11): void {
    this.out(0x20, icw1);
    this.out(0x21, 0x20, 4, icw4);
    this.out(0xa0, icw1);
    this.out(0xa1, 0x28, 2, icw4);
  }
  irq(irq: number, level: boolean): number {
    return this.core.exports.pcSetIrq(irq, Number(level));
  }
  pulse(irq: number): number {
    return this.core.exports.pcPulseIrq(irq);
  }
  /** INTA from the PICs. */
  acknowledgePic(): number {
    return this.core.exports.picAcknowledge(this.core.vcpu());
  }

  lapic(offset: number, cpu = 0): number {
    return Number(this.core.exports.coreDeviceRead(this.core.vcpu(cpu), CoreDevice.LocalApic, offset, 4));
  }
  setLapic(offset: number, value: number, cpu = 0): void {
    const bits = BigInt(value >>> 0);
    this.core.exports.coreDeviceWrite(this.core.vcpu(cpu), CoreDevice.LocalApic, offset, 4, bits);
  }
  /** Enables the local APIC, and sends messages to its logical ID 1 << cpu. */
  startLapic(cpu = 0): void {
    this.setLapic(Reg.SVR, 0x1ff, cpu);
    this.setLapic(Reg.LDR, 0x0100_0000 << cpu, cpu);
  }
  /** Vectors that wait in IRR, or are in service in ISR. */
  vectors(bitmap: typeof Reg.IRR | typeof Reg.ISR | typeof Reg.TMR, cpu = 0): number[] {
    const words = Array.from({ length: 8 }, (_, word) => this.lapic(bitmap + 16 * word, cpu));
    return Array.from({ length: 256 }, (_, vector) => vector).filter((n) => (words[n >> 5] >>> (n & 31)) & 1);
  }
  /** The processor takes the interrupt of its local APIC. */
  acknowledge(cpu = 0): number {
    return this.core.exports.lapicAcknowledge(cpu);
  }
  end(cpu = 0): void {
    this.setLapic(Reg.EOI, 0, cpu);
  }

  ioapic(register: number): number {
    this.page(0, register);
    return Number(this.core.exports.coreDeviceRead(this.core.vcpu(), CoreDevice.IoApic, 0x10, 4));
  }
  setIoapic(register: number, value: number): void {
    this.page(0, register);
    this.page(0x10, value);
  }
  /** Writes a word of the I/O APIC's page. */
  page(offset: number, value: number): void {
    this.core.exports.coreDeviceWrite(this.core.vcpu(), CoreDevice.IoApic, offset, 4, BigInt(value >>> 0));
  }
  /** Writes a redirection entry: destination, then the rest. */
  redirect(pin: number, low: number, destination = 0): void {
    this.setIoapic(0x11 + 2 * pin, destination << 24);
    this.setIoapic(0x10 + 2 * pin, low);
  }

  /** Lines into `cpu`: INTR, NMI. */
  lines(cpu = 0): number {
    return this.core.view.getUint32(this.core.vcpu(cpu) + VCPU_IRQ_LINES, true);
  }
}
