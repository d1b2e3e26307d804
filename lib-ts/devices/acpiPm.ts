/**
 * ACPI's fixed hardware: PM1a event and control registers and the power-management timer (ACPI Specification 6.4, 4.8.3), twelve
 * ports as `read` has them. The hardware is in ACPI mode always: there is no SMI command port to change that.
 *
 * Threat model. Untrusted: every access of the guest. State is a handful of numbers, and at most one alarm is outstanding.
 */
import type { Alarm, IrqLine, PortDevice } from "./wires.ts";

/** Offsets from the block's first port. */
export const PM1A_EVENT = 0;
export const PM1A_CONTROL = 4;
export const PM_TIMER = 8;

/** 4.8.3.1: status and enable bits. */
const TMR = 1 << 0;
const GLOBAL = 1 << 5;
const POWER_BUTTON = 1 << 8;
const RTC = 1 << 10;
const EVENTS = TMR | GLOBAL | POWER_BUTTON | RTC;
/** Without events, WAK_STS stays clear: the machine never sleeps. */

/** 4.8.3.2.1. */
const SCI_EN = 1 << 0;
const SLP_EN = 1 << 13;
const SLP_TYP_SHIFT = 10;
const STORED_CONTROL = 0x1c02;

/** Of the timer, in Hz: 4.8.3.3. */
export const PM_TIMER_HZ = 3_579_545;
/** SLP_TYP of S5, soft off; the DSDT says the same in \\_S5. */
export const S5_SLEEP_TYPE = 5;
/** The status bit follows changes of the counter's top bit. */
const HALF_RANGE = 2 ** 31;

export interface AcpiPmWires {
  readonly sci: IrqLine;
  /** Seconds on the machine's clock. */
  seconds(): number;
  readonly alarm: Alarm;
  powerOff(): void;
}

export class AcpiPm implements PortDevice {
  readonly name = "ACPI power management";
  readonly ports = 12;
  readonly width = 1;

  private status = 0;
  private enabled = 0;
  private control = 0;
  /** Changes of the timer's top bit that are dealt with. */
  private halves = 0;
  private lineHigh = false;

  constructor(private readonly wires: AcpiPmWires) {}

  reset(): void {
    this.status = 0;
    this.enabled = 0;
    this.control = 0;
    this.halves = this.elapsedHalves();
    this.wires.alarm.cancel();
    this.updateLine();
  }

  read(offset: number): number {
    const register = offset & ~3;
    const shift = 8 * (offset & 3);
    if (register === PM_TIMER) return (this.ticks() >>> shift) & 0xff;
    if (register === PM1A_CONTROL) return ((this.control | SCI_EN) >>> shift) & 0xff;
    this.followTimer();
    return ((this.status | (this.enabled << 16)) >>> shift) & 0xff;
  }

  write(offset: number, value: number): void {
    const shift = 8 * (offset & 1);
    const bits = value << shift;
    if (offset < 2) this.status &= ~bits;
    else if (offset < 4) this.enabled = ((this.enabled & (0xff00 >> shift)) | bits) & EVENTS;
    else if (offset < 6) this.writeControl((this.control & (0xff00 >> shift)) | bits);
    this.followTimer();
    this.updateLine();
  }

  /** The user presses the power button: the guest is told, and decides. */
  pressPowerButton(): void {
    this.status |= POWER_BUTTON;
    this.updateLine();
  }

  private writeControl(value: number): void {
    this.control = value & STORED_CONTROL;
    const sleepType = (value >> SLP_TYP_SHIFT) & 7;
    if ((value & SLP_EN) !== 0 && sleepType === S5_SLEEP_TYPE) this.wires.powerOff();
  }

  /** All of 32 bits, as the FADT says (TMR_VAL_EXT). */
  private ticks(): number {
    return Math.floor(this.wires.seconds() * PM_TIMER_HZ) % 2 ** 32;
  }

  private elapsedHalves(): number {
    return Math.floor((this.wires.seconds() * PM_TIMER_HZ) / HALF_RANGE);
  }

  /** Sets TMR_STS for changes of the top bit since the last look, and asks to look again at the next one. */
  private followTimer(): void {
    const halves = this.elapsedHalves();
    if (halves !== this.halves) this.status |= TMR;
    this.halves = halves;
    if ((this.enabled & TMR) === 0) this.wires.alarm.cancel();
    else this.wires.alarm.set(((halves + 1) * HALF_RANGE) / PM_TIMER_HZ - this.wires.seconds(), () => this.timerRang());
    this.updateLine();
  }

  private timerRang(): void {
    this.followTimer();
    this.updateLine();
  }

  private updateLine(): void {
    const high = (this.status & this.enabled) !== 0;
    if (high === this.lineHigh) return;
    this.lineHigh = high;
    this.wires.sci.set(high);
  }
}
