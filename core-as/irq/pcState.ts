/**
 * Where the state of the PC's interrupt controllers and timers lies, and what their clocks are. IA32 has no GIC, so the
 * area is the same.
 *
 *   +0x0000  PIC      two chips of PIC_CHIP_SIZE bytes, then what they share
 *   +0x0100  PIT      three counters of PIT_COUNTER_SIZE bytes, port 61h
 *   +0x0200  RTC      time base and flags, then 128 bytes of CMOS memory
 *   +0x0400  I/O APIC redirection table, input lines
 *   +0x0600  interrupts whose end the host wants to hear of, and those that ended; the latch of FERR#
 *   +0x0800  local APICs, LAPIC_SIZE bytes each
 */
import { PC_BASE } from "../layout";

export const PIC_BASE: u32 = PC_BASE;
export const PIT_BASE: u32 = PC_BASE + 0x100;
export const RTC_BASE: u32 = PC_BASE + 0x200;
export const IOAPIC_BASE: u32 = PC_BASE + 0x400;
/** u32 bitmaps by interrupt, 0..23: the host wants to hear of its end; it has ended since. */
export const WANTED: u32 = PC_BASE + 0x600;
export const ENDED: u32 = PC_BASE + 0x604;
/** u32 `Ferr`: the latch between the processor's FERR# and IGNNE# and line 13. */
export const FERR_LATCH: u32 = PC_BASE + 0x608;
export const LAPIC_STATE: u32 = PC_BASE + 0x800;
export const LAPIC_SIZE: u32 = 0x100;

/** Interrupts of the board: 0..15 are ISA's, 16..23 the I/O APIC's alone. */
export const IRQS: u32 = 24;
export const ISA_IRQS: u32 = 16;
/** Input of the I/O APIC that ISA's IRQ 0 has, because its first one has the PIC. */
export const TIMER_PIN: u32 = 2;

/** "Never", as a time. */
export const NEVER: u64 = u64.MAX_VALUE;

/** FERR_LATCH: how far an exception of the x87 has come. */
export enum Ferr {
  Quiet = 0,
  /** Line 13 is high. */
  Asserted = 1,
  /** Port F0h was written: IGNNE# is asserted until the exception is taken back. */
  Ignored = 2,
}
