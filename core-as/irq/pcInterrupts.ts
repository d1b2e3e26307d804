/**
 * The board's interrupts: which input of which controller each one has. ISA's 0..15 are at the PICs and at the I/O APIC, the first
 * of them, the timer, at its third input; 16..23 are at the I/O APIC alone. What the host calls.
 *
 * BOUNDS: cpu is checked, and a vCPU's base is `Lapic.vcpu` of it.
 */
import { vmClockTicks } from "../clock";
import { ioapicPulse, ioapicReset, ioapicSetLine } from "./ioapic";
import { CpuLine, lapicAccept, lapicReset, setCpuLine } from "./lapic";
import { lapicRead } from "./lapicRegisters";
import { Lapic } from "./lapicState";
import { ENDED, FERR_LATCH, Ferr, IRQS, ISA_IRQS, TIMER_PIN } from "./pcState";
import { picPulse, picReset, picSetLine } from "./pic8259";
import { pitReset } from "./pit8254";
import { rtcReset, rtcSeconds, rtcSetSeconds } from "./rtc";

/** The cascade has the input. */
const CASCADE: u32 = 2;
/** The x87 has the interrupt: its FERR#. */
export const FERR_LINE: u32 = 13;

/** Power-on state of all controllers and timers; input lines, the time of day and the host's wishes stay. */
export function pcReset(): void {
  store<u32>(ENDED, 0);
  store<u32>(FERR_LATCH, Ferr.Quiet);
  picReset();
  ioapicReset();
  pitReset();
  rtcReset(vmClockTicks());
  const cpus = Lapic.count();
  for (let cpu: u32 = 0; cpu < cpus; cpu++) lapicReset(cpu);
}

function exists(irq: u32): bool {
  return irq < IRQS && irq != CASCADE;
}

function pinOf(irq: u32): u32 {
  return irq == 0 ? TIMER_PIN : irq;
}

/** Drives interrupt `irq`, 0..23 but 2. @returns false when there is no such interrupt */
export function pcSetIrq(irq: u32, level: bool): bool {
  if (!exists(irq)) return false;
  if (irq < ISA_IRQS) picSetLine(irq, level);
  ioapicSetLine(pinOf(irq), level);
  return true;
}

/** A write to port F0h, whatever the value: takes line 13 back, and lets the x87 go on while its exception lasts. */
export function ignoreFerr(): void {
  if (load<u32>(FERR_LATCH) != Ferr.Asserted) return;
  store<u32>(FERR_LATCH, Ferr.Ignored);
  pcSetIrq(FERR_LINE, false);
}

/** A rising edge at `irq`, which the PICs remember. @returns false when there is no such interrupt */
export function pcPulseIrq(irq: u32): bool {
  if (!exists(irq)) return false;
  if (irq < ISA_IRQS) picPulse(irq);
  ioapicPulse(pinOf(irq));
  return true;
}

/** A fixed interrupt for vCPU `cpu`, as a message with `vector`. @returns whether its local APIC accepts it */
export function lapicInject(cpu: u32, vector: u32): bool {
  return cpu < Lapic.count() && vector < 256 && lapicAccept(cpu, vector, false);
}

/** A non-maskable interrupt for the vCPU at `v`. */
export function vcpuNmi(v: usize): void {
  setCpuLine(v, CpuLine.Nmi, true);
}

/** A register of the local APIC of vCPU `cpu`, by its offset in the page; 0 while that is off. Between runs. */
export function lapicRegister(cpu: u32, offset: u32): u32 {
  return cpu < Lapic.count() && Lapic.isOn(cpu) ? lapicRead(cpu, offset & 0xff0, vmClockTicks()) : 0;
}

/** Sets the clock chip to `seconds` since 1970. Between runs. */
export function rtcSetTime(seconds: i64): void {
  rtcSetSeconds(seconds, vmClockTicks());
}

/** Seconds since 1970 that the clock chip shows. Between runs. */
export function rtcTime(): i64 {
  return rtcSeconds(vmClockTicks());
}
