/**
 * The PC's clocks as exact functions of the VM's clock, which counts TSC_HZ ticks a second. A pulse of a slower clock is
 * counted at the first tick at which it is complete.
 */
import { TSC_HZ } from "../ia32/state";

/** The PIT's input: a twelfth of the colour burst's fourfold. 8254 on every PC. */
export const PIT_HZ: u64 = 1193182;
export const RTC_HZ: u64 = 32768;
/** Ticks in a period of the local APIC timers' clock, which runs at 100 MHz. */
export const BUS_TICKS: u64 = 10;

/** Pulses of a clock of `hz` after `ticks`: floor(ticks x hz / TSC_HZ), without the product's overflow. */
export function pulsesAt(ticks: u64, hz: u64): u64 {
  const seconds = ticks / TSC_HZ;
  return seconds * hz + ((ticks % TSC_HZ) * hz) / TSC_HZ;
}

/** The first tick at which a clock of `hz` has made `pulses` pulses: ceil(pulses x TSC_HZ / hz). */
export function ticksOf(pulses: u64, hz: u64): u64 {
  const seconds = pulses / hz;
  return seconds * TSC_HZ + ((pulses % hz) * TSC_HZ + hz - 1) / hz;
}
