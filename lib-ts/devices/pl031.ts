/**
 * PrimeCell Real Time Clock (PL031) revision r1p3, after its Technical Reference Manual, DDI 0224C.
 *
 * A 32-bit counter of seconds that starts from the host's (or the recording's) time, a load register that moves it, and a
 * match register with one interrupt.
 *
 * Threat model. Untrusted: every register access. Trusted: the clock and the alarm given to the constructor. State is a
 * handful of 32-bit numbers, and at most one alarm is outstanding.
 */
import type { Alarm, IrqLine, MmioDevice, SecondsNow } from "./wires.ts";

/** Table 3-1: register offsets. */
const enum Reg {
  DR = 0x000,
  MR = 0x004,
  LR = 0x008,
  CR = 0x00c,
  IMSC = 0x010,
  RIS = 0x014,
  MIS = 0x018,
  ICR = 0x01c,
  PERIPH_ID0 = 0xfe0,
  PCELL_ID3 = 0xffc,
}

/** 3.3.9, 3.3.10: PL031 by ARM; PrimeCell identification. */
const IDENTIFICATION = [0x31, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1];

export class Pl031 implements MmioDevice {
  readonly name = "pl031";
  readonly size = 0x1000;

  /** What the counter shows more than the outside clock. */
  private offset = 0;
  private match = 0;
  private load = 0;
  private mask = 0;
  private raw = 0;
  private lineHigh = false;

  constructor(
    private readonly irq: IrqLine,
    private readonly now: SecondsNow,
    private readonly alarm: Alarm,
  ) {}

  reset(): void {
    this.offset = 0;
    this.match = 0;
    this.load = 0;
    this.mask = 0;
    this.raw = 0;
    this.alarm.cancel();
    this.updateLine();
  }

  read(offset: number): number {
    switch (offset) {
      case Reg.DR:
        return this.counter();
      case Reg.MR:
        return this.match;
      case Reg.LR:
        return this.load;
      case Reg.CR:
        // 3.3.4: started, for good.
        return 1;
      case Reg.IMSC:
        return this.mask;
      case Reg.RIS:
        return this.raw;
      case Reg.MIS:
        return this.raw & this.mask;
      default:
        return this.identification(offset);
    }
  }

  write(offset: number, value: number): void {
    switch (offset) {
      case Reg.MR:
        this.match = value >>> 0;
        this.arm();
        return;
      case Reg.LR:
        this.load = value >>> 0;
        this.offset = this.load - Math.floor(this.now());
        this.arm();
        return;
      case Reg.IMSC:
        this.mask = value & 1;
        this.updateLine();
        return;
      case Reg.ICR:
        if ((value & 1) !== 0) this.raw = 0;
        this.updateLine();
        return;
      default:
    }
  }

  private counter(): number {
    return (Math.floor(this.now()) + this.offset) >>> 0;
  }

  /** 2.2.5: the interrupt comes when the counter reaches the match register, perhaps after it has wrapped. */
  private arm(): void {
    const wait = (this.match - this.counter()) >>> 0;
    if (wait === 0) this.ring();
    else this.alarm.set(wait, () => this.ring());
  }

  private ring(): void {
    this.raw = 1;
    this.updateLine();
  }

  private updateLine(): void {
    const high = (this.raw & this.mask) !== 0;
    if (high === this.lineHigh) return;
    this.lineHigh = high;
    this.irq.set(high);
  }

  private identification(offset: number): number {
    if (offset < Reg.PERIPH_ID0 || offset > Reg.PCELL_ID3) return 0;
    return IDENTIFICATION[(offset - Reg.PERIPH_ID0) >> 2];
  }
}
