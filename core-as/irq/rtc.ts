/**
 * The PC's clock chip and its battery-backed memory, ports 70h and 71h. Motorola MC146818A data sheet; the registers that
 * PCs add: century at 32h, bit 7 of port 70h masks NMI.
 *
 * Time is the number of pulses of the 32768 Hz crystal. Flags of register C are collected when somebody looks; only what raises
 * IRQ 8 is an event.
 *
 * BOUNDS: RTC_* are fixed fields, CMOS indices are below 128.
 */
import { lint1Rose } from "./lapicLocal";
import { pulsesAt, RTC_HZ, ticksOf } from "./pcClock";
import { pcSetIrq } from "./pcInterrupts";
import { NEVER } from "./pcState";
import {
  CMOS,
  CMOS_SIZE,
  Field,
  Nmi,
  RTC_A,
  RTC_B,
  RTC_FLAGS,
  RTC_INDEX,
  RTC_LINE,
  RTC_NMI,
  RTC_PULSE,
  RTC_SECONDS,
  RTC_SEEN,
  RTC_WEEKDAY,
  RtcB,
} from "./rtcState";
import {
  dividerRuns,
  field,
  fillFields,
  SECOND,
  secondBegan,
  secondsAt,
  setField,
  startFromFields,
  timeStands,
} from "./rtcTime";

const IRQ: u32 = 8;
/** Registers by index. */
enum Register {
  SecondAlarm = 1,
  MinuteAlarm = 3,
  HourAlarm = 5,
  Year = 9,
  A = 10,
  B = 11,
  C = 12,
  D = 13,
  Century = 0x32,
}
const UIP: u32 = 0x80;
const VALID: u32 = 0x80;
const IRQF: u32 = 0x80;
const ENABLES: u32 = RtcB.Periodic | RtcB.Alarm | RtcB.Update;
const PM: i32 = 0x80;
/** UIP is set 244 microseconds before an update, which takes 1984 (data sheet, "Update Cycle"). */
const UPDATE_PULSES: i64 = 73;
const HALF_SECOND: i64 = SECOND / 2;

/** Power-on: time and memory as they were; interrupts off; 24 hours, BCD, divider running, 1024 Hz. */
export function rtcReset(now: u64): void {
  const at = pulse(now);
  const stood = timeStands() && field(Field.Day) != 0;
  collect(at);
  store<u32>(RTC_A, 0x26);
  store<u32>(RTC_B, RtcB.Hours24);
  store<u32>(RTC_FLAGS, 0);
  store<u32>(RTC_INDEX, 0);
  store<u32>(RTC_NMI, 0);
  if (stood) startFromFields(secondBegan(at));
  setLine(false);
}

function pulse(now: u64): i64 {
  return <i64>pulsesAt(now, RTC_HZ);
}

// ---- events ---------------------------------------------------------------------------------------------------------

/** Pulses between periodic interrupts, 0 when there are none: rate 3 is 8192 Hz; 1 and 2 are 256 and 128 Hz. */
function period(): i64 {
  const rate = load<u32>(RTC_A) & 15;
  if (rate == 0 || !dividerRuns()) return 0;
  return (<i64>1) << ((rate < 3 ? rate + 7 : rate) - 1);
}

/** The first pulse after `after` that is a multiple of `length`, counted from the start of a second. */
function nextMultiple(after: i64, length: i64): i64 {
  return after + length - ((after - load<i64>(RTC_PULSE)) & (length - 1));
}

/** The pulse at which the flag comes next after `after`; i64.MAX_VALUE when it does not. */
function nextEvent(flag: u32, after: i64): i64 {
  if (flag == RtcB.Periodic) {
    const length = period();
    return length == 0 ? i64.MAX_VALUE : nextMultiple(after, length);
  }
  if (timeStands()) return i64.MAX_VALUE;
  return flag == RtcB.Update ? nextMultiple(after, SECOND) : nextAlarm(after);
}

/** The second that the alarm registers name; FFh, or anything from C0h, matches always. */
function nextAlarm(after: i64): i64 {
  const first = secondsAt(after) + 1;
  let ahead: i64 = 0;
  while (ahead < 2 * 86400) {
    const within = <i32>((first + ahead) % 86400);
    if (!matches(Register.HourAlarm, hourByte(within / 3600))) ahead += 3600 - (within % 3600);
    else if (!matches(Register.MinuteAlarm, encode((within / 60) % 60))) ahead += 60 - (within % 60);
    else if (!matches(Register.SecondAlarm, encode(within % 60))) ahead++;
    else return secondBegan(after) + (ahead + 1) * SECOND;
  }
  return i64.MAX_VALUE;
}

function matches(register: u32, byte: u32): bool {
  const alarm = <u32>load<u8>(CMOS + register);
  return alarm >= 0xc0 || alarm == byte;
}

/** Flags that came after what is collected, up to `now`. */
function fresh(now: i64): u32 {
  const seen = load<i64>(RTC_SEEN);
  let flags: u32 = 0;
  for (let flag: u32 = RtcB.Update; flag <= <u32>RtcB.Periodic; flag <<= 1) {
    if (nextEvent(flag, seen) <= now) flags |= flag;
  }
  return flags;
}

function collect(now: i64): void {
  store<u32>(RTC_FLAGS, load<u32>(RTC_FLAGS) | fresh(now));
  store<i64>(RTC_SEEN, now);
}

function setLine(level: bool): void {
  if ((load<u32>(RTC_LINE) != 0) == level) return;
  store<u32>(RTC_LINE, u32(level));
  pcSetIrq(IRQ, level);
}

/** Raises IRQ 8 when an enabled flag has come up to tick `now`. */
export function rtcUpdate(now: u64): void {
  const enabled = load<u32>(RTC_B) & ENABLES;
  if (enabled == 0 || load<u32>(RTC_LINE) != 0) return;
  if (((load<u32>(RTC_FLAGS) | fresh(pulse(now))) & enabled) != 0) setLine(true);
}

/** Tick at which IRQ 8 rises next; NEVER when it is up or nothing is enabled. */
export function rtcNext(): u64 {
  const enabled = load<u32>(RTC_B) & ENABLES;
  if (enabled == 0 || load<u32>(RTC_LINE) != 0) return NEVER;
  const seen = load<i64>(RTC_SEEN);
  let next: i64 = i64.MAX_VALUE;
  for (let flag: u32 = RtcB.Update; flag <= <u32>RtcB.Periodic; flag <<= 1) {
    const due = (enabled & flag) != 0 ? nextEvent(flag, seen) : i64.MAX_VALUE;
    if (due < next) next = due;
  }
  return next == i64.MAX_VALUE ? NEVER : ticksOf(<u64>next, RTC_HZ);
}

// ---- number formats -------------------------------------------------------------------------------------------------

function encode(value: i32): u32 {
  if ((load<u32>(RTC_B) & RtcB.Binary) != 0) return value & 0xff;
  return <u32>((value / 10) << 4) | (value % 10);
}

function decode(byte: u32): i32 {
  if ((load<u32>(RTC_B) & RtcB.Binary) != 0) return byte;
  return (byte >> 4) * 10 + (byte & 15);
}

/** Hours of a day as the register has them: 0..23, or 1..12 with PM in bit 7. */
function hourByte(hour: i32): u32 {
  if ((load<u32>(RTC_B) & RtcB.Hours24) != 0) return encode(hour);
  const shown = encode(hour % 12 == 0 ? 12 : hour % 12);
  return hour >= 12 ? shown | PM : shown;
}

function hourOf(byte: u32): i32 {
  if ((load<u32>(RTC_B) & RtcB.Hours24) != 0) return decode(byte);
  const hour = decode(byte & 0x7f) % 12;
  return (byte & PM) != 0 ? hour + 12 : hour;
}

// ---- registers ------------------------------------------------------------------------------------------------------

/** The part of the time at `index`, -1 when that is something else. */
function fieldAt(index: u32): i32 {
  if (index == Register.Century) return Field.Century;
  if (index > <u32>Register.Year) return -1;
  if (index >= 6) return index - 3;
  return (index & 1) == 0 ? index >> 1 : -1;
}

function readRegister(index: u32, now: i64): u32 {
  const part = fieldAt(index);
  if (part >= 0) {
    if (!timeStands()) fillFields(now);
    return part == Field.Hour ? hourByte(field(part)) : encode(field(part));
  }
  switch (index) {
    case Register.A:
      return load<u32>(RTC_A) | (updates(now) ? UIP : 0);
    case Register.B:
      return load<u32>(RTC_B);
    case Register.C:
      return readC(now);
    case Register.D:
      return VALID;
    default:
      return load<u8>(CMOS + index);
  }
}

function updates(now: i64): bool {
  return !timeStands() && secondBegan(now) + SECOND - now <= UPDATE_PULSES;
}

/** Reading register C clears it, and lets IRQ 8 fall. */
function readC(now: i64): u32 {
  collect(now);
  const flags = load<u32>(RTC_FLAGS);
  const asks = (flags & load<u32>(RTC_B) & ENABLES) != 0;
  store<u32>(RTC_FLAGS, 0);
  setLine(false);
  return asks ? flags | IRQF : flags;
}

function writeRegister(index: u32, value: u32, now: i64): void {
  const part = fieldAt(index);
  collect(now);
  if (part >= 0) writeField(part, part == Field.Hour ? hourOf(value) : decode(value), now);
  else if (index == Register.A) writeA(value & 0x7f, now);
  else if (index == Register.B) writeB(value, now);
  else if (index != Register.C && index != Register.D) store<u8>(CMOS + index, <u8>value);
}

function writeField(part: u32, value: i32, now: i64): void {
  if (timeStands()) {
    setField(part, value);
    return;
  }
  fillFields(now);
  setField(part, value);
  startFromFields(secondBegan(now));
}

/** The divider starts half a second before an update when it leaves reset. */
function writeA(value: u32, now: i64): void {
  const stood = timeStands();
  const ran = dividerRuns();
  if (!stood) fillFields(now);
  store<u32>(RTC_A, value);
  if (!ran && dividerRuns()) store<i64>(RTC_PULSE, now - HALF_SECOND);
  if (!timeStands()) startFromFields(secondBegan(now));
}

function writeB(value: u32, now: i64): void {
  const stood = timeStands();
  if (!stood) fillFields(now);
  // SET clears the update-ended interrupt's enable.
  store<u32>(RTC_B, (value & RtcB.Set) != 0 ? value & ~RtcB.Update : value);
  if (stood && !timeStands()) startFromFields(secondBegan(now));
}

// ---- ports ----------------------------------------------------------------------------------------------------------

/** Port 70h cannot be read back on a PC. */
export function rtcRead(port: u32, now: u64): u32 {
  return port == 0 ? 0xff : readRegister(load<u32>(RTC_INDEX), pulse(now));
}

export function rtcWrite(port: u32, value: u32, now: u64): void {
  if (port == 0) {
    store<u32>(RTC_INDEX, value & 0x7f);
    maskNmi((value & 0x80) != 0);
    return;
  }
  writeRegister(load<u32>(RTC_INDEX), value, pulse(now));
  setLine((load<u32>(RTC_FLAGS) & load<u32>(RTC_B) & ENABLES) != 0);
}

function maskNmi(masked: bool): void {
  const held = (load<u32>(RTC_NMI) & Nmi.Held) != 0;
  store<u32>(RTC_NMI, masked ? load<u32>(RTC_NMI) | Nmi.Masked : 0);
  if (held && !masked) lint1Rose();
}

/** Host: NMI# of the chip set is asserted once; it waits while port 70h masks it. */
export function pcNmi(): void {
  if ((load<u32>(RTC_NMI) & Nmi.Masked) != 0) store<u32>(RTC_NMI, Nmi.Masked | Nmi.Held);
  else lint1Rose();
}

// ---- host -----------------------------------------------------------------------------------------------------------

/** Sets the clock to `seconds` since 1970 at tick `now`. */
export function rtcSetSeconds(seconds: i64, now: u64): void {
  const at = pulse(now);
  collect(at);
  store<i64>(RTC_SECONDS, seconds);
  store<i64>(RTC_PULSE, at);
  store<u32>(RTC_WEEKDAY, 0);
  if (timeStands()) fillFields(at);
}

/** What the clock shows at tick `now`, in seconds since 1970. */
export function rtcSeconds(now: u64): i64 {
  return secondsAt(pulse(now));
}

/** Host: a byte of the battery-backed memory. Time and registers A to D are not there. @returns false past its end */
export function rtcSetCmos(index: u32, value: u32): bool {
  if (index >= CMOS_SIZE) return false;
  store<u8>(CMOS + index, <u8>value);
  return true;
}

export function rtcCmos(index: u32): u32 {
  return index < CMOS_SIZE ? load<u8>(CMOS + index) : 0;
}
