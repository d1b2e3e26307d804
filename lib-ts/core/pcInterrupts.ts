/** The PC's interrupt controllers and timers in the core, as the VMM drives them: lines in, ends of interrupts out. */
import type { CoreExports } from "./module.ts";
import type { CoreVcpu } from "./vcpu.ts";

const BYTE = 0xff;
const VECTOR_WORDS = 8;
const WORD_BITS = 32;

/** One of the two 8259A. */
export interface PicState {
  readonly requests: number;
  readonly inService: number;
  readonly mask: number;
  /** Vector of the first input. */
  readonly vector: number;
}

/** An entry of the I/O APIC's redirection table. */
export interface Redirection {
  readonly vector: number;
  /** 0 fixed, 1 lowest priority, 2 SMI, 4 NMI, 5 INIT, 7 ExtINT. */
  readonly deliveryMode: number;
  readonly logical: boolean;
  readonly levelTriggered: boolean;
  readonly remoteIrr: boolean;
  readonly masked: boolean;
  readonly destination: number;
}

/** A counter of the 8254. */
export interface PitCounter {
  /** As the counter's bytes read: in BCD, if it counts so. */
  readonly count: number;
  /** 0..5. */
  readonly mode: number;
  readonly out: boolean;
}

/** A local APIC. */
export interface LapicState {
  readonly id: number;
  readonly enabled: boolean;
  readonly taskPriority: number;
  readonly processorPriority: number;
  /** Vectors accepted, and in service. */
  readonly requests: readonly number[];
  readonly inService: readonly number[];
}

export class CorePcInterrupts {
  /** 0..15 are ISA's, 16..23 the I/O APIC's alone; 2 is the cascade's. */
  static readonly INTERRUPTS = 24;

  constructor(private readonly core: CoreExports) {}

  /** Drives an interrupt at all controllers that have it. @returns false when there is no such interrupt */
  setIrq(irq: number, level: boolean): boolean {
    return this.core.pcSetIrq(irq, level ? 1 : 0) !== 0;
  }

  /** A rising edge that the PICs remember. @returns false when there is no such interrupt */
  pulse(irq: number): boolean {
    return this.core.pcPulseIrq(irq) !== 0;
  }

  /** Asks for word of the ends of `irq`. @returns false when there is no such interrupt */
  wantAck(irq: number, on: boolean): boolean {
    return this.core.pcWantAck(irq, on ? 1 : 0) !== 0;
  }

  /** The next interrupt that ended since and was asked for. */
  takeAck(): number | undefined {
    const irq = this.core.pcTakeAck();
    return irq < 0 ? undefined : irq;
  }

  /** A fixed interrupt for a vCPU's local APIC. @returns whether that accepts it */
  inject(vcpu: CoreVcpu, vector: number): boolean {
    return this.core.lapicInject(vcpu.index, vector) !== 0;
  }

  /** A non-maskable interrupt for one vCPU, whatever its local APIC says. */
  nmi(vcpu: CoreVcpu): void {
    this.core.vcpuNmi(vcpu.base);
  }

  /** Asserts NMI# once, at LINT1 of every local APIC; bit 7 of port 70h holds it back. */
  boardNmi(): void {
    this.core.pcNmi();
  }

  /** Leaves the local APIC as a BIOS does: enabled, the PICs at LINT0, NMI at LINT1. For guests without firmware. */
  virtualWire(vcpu: CoreVcpu): void {
    this.core.lapicVirtualWire(vcpu.index);
  }

  /** Opens or closes gate A20: closed, the processors' physical addresses have bit 20 clear. Between runs. */
  setA20(open: boolean): void {
    this.core.setA20(open ? 1 : 0);
  }

  /** Sets the clock chip, to whole seconds since 1970. */
  setTime(seconds: number): void {
    this.core.rtcSetTime(BigInt(Math.floor(seconds)));
  }

  /** What the clock chip shows, in seconds since 1970. */
  get time(): number {
    return Number(this.core.rtcTime());
  }

  /** Sets a byte of the battery-backed memory, 0..127. @returns false past its end */
  setCmos(index: number, value: number): boolean {
    return this.core.rtcSetCmos(index, value & BYTE) !== 0;
  }
  cmos(index: number): number {
    return this.core.rtcCmos(index);
  }

  /** @param chip 0 master, 1 slave */
  pic(chip: 0 | 1): PicState {
    const state = this.core.picState(chip);
    return {
      requests: state & BYTE,
      inService: (state >> 8) & BYTE,
      mask: (state >> 16) & BYTE,
      vector: state >>> 24,
    };
  }

  /** @param pin 0..23 */
  redirection(pin: number): Redirection {
    const entry = BigInt.asUintN(64, this.core.ioapicEntry(pin));
    const low = Number(entry & 0xffff_ffffn);
    const bit = (n: number): boolean => ((low >>> n) & 1) !== 0;
    return {
      vector: low & BYTE,
      deliveryMode: (low >> 8) & 7,
      logical: bit(11),
      remoteIrr: bit(14),
      levelTriggered: bit(15),
      masked: bit(16),
      destination: Number(entry >> 56n),
    };
  }

  /** @param counter 0..2 */
  pitCounter(counter: number): PitCounter {
    const state = this.core.pitState(counter);
    return { count: state & 0xffff, mode: (state >> 17) & 7, out: ((state >> 23) & 1) !== 0 };
  }

  lapic(vcpu: CoreVcpu): LapicState {
    const register = (offset: number): number => this.core.lapicRegister(vcpu.index, offset) >>> 0;
    return {
      id: register(0x20) >>> 24,
      enabled: (register(0xf0) & 0x100) !== 0,
      taskPriority: register(0x80),
      processorPriority: register(0xa0),
      requests: vectors((word) => register(0x200 + 16 * word)),
      inService: vectors((word) => register(0x100 + 16 * word)),
    };
  }
}

/** The numbers of the bits that are set in eight words. */
function vectors(word: (index: number) => number): number[] {
  const all = Array.from({ length: VECTOR_WORDS * WORD_BITS }, (_, vector) => vector);
  const words = Array.from({ length: VECTOR_WORDS }, (_, index) => word(index));
  return all.filter((vector) => ((words[Math.floor(vector / WORD_BITS)] >>> (vector % WORD_BITS)) & 1) !== 0);
}
