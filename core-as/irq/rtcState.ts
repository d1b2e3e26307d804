/**
 * State of the clock chip. BOUNDS: RTC_* are fixed fields of the area at RTC_BASE; FIELDS are `Field`s, CMOS bytes below 128.
 */
import { RTC_BASE } from "./pcState";

/** i64: seconds since 1970 when the second that began at RTC_PULSE began; i64: that pulse of the 32768 Hz clock. */
export const RTC_SECONDS: u32 = RTC_BASE;
export const RTC_PULSE: u32 = RTC_BASE + 8;
/** i64: pulse up to which events are in RTC_FLAGS. */
export const RTC_SEEN: u32 = RTC_BASE + 16;
/** u32 each: index of port 71h; register A without UIP; register B; PF, AF and UF of register C. */
export const RTC_INDEX: u32 = RTC_BASE + 24;
export const RTC_A: u32 = RTC_BASE + 28;
export const RTC_B: u32 = RTC_BASE + 32;
export const RTC_FLAGS: u32 = RTC_BASE + 36;
/** u32: IRQ 8 is up; u32: days that the weekday register is ahead; u32 bits: `Nmi`. */
export const RTC_LINE: u32 = RTC_BASE + 40;
export const RTC_WEEKDAY: u32 = RTC_BASE + 44;
export const RTC_NMI: u32 = RTC_BASE + 48;
/** 8 i32: the time, while it stands still (RTC_B.SET, or the divider held in reset). */
export const FIELDS: u32 = RTC_BASE + 52;
/** 128 bytes of battery-backed memory. Alarms lie there as they were written; time and registers A to D do not. */
export const CMOS: u32 = RTC_BASE + 0x80;
export const CMOS_SIZE: u32 = 128;

/** Parts of the time. */
export enum Field {
  Second = 0,
  Minute = 1,
  Hour = 2,
  /** 1 = Sunday. */
  Weekday = 3,
  Day = 4,
  Month = 5,
  /** Of the century. */
  Year = 6,
  Century = 7,
}

/** Register B. */
export enum RtcB {
  Hours24 = 1 << 1,
  Binary = 1 << 2,
  /** Update-ended, alarm and periodic interrupt enable; the same bits of register C are their flags. */
  Update = 1 << 4,
  Alarm = 1 << 5,
  Periodic = 1 << 6,
  Set = 1 << 7,
}

export enum Nmi {
  /** Bit 7 of port 70h: NMI# is held back. */
  Masked = 1,
  /** It was raised meanwhile. */
  Held = 2,
}
