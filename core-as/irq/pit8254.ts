/**
 * The PC's 8254 timer: three counters, their ports, and port 61h. Intel 8254 data sheet (231164), "Programming the 8254" and
 * "Read Operations"; 82371AB (PIIX4) 4.2.6 for port 61h. Counter 0 is IRQ 0, counter 1 refreshed memory, counter 2 makes
 * sound.
 *
 * BOUNDS: counters are below 3, ports below 4, and every address lies in the area at PIT_BASE.
 */
import { vmClockTicks } from "../clock";
import { ioapicListens, ioapicPulse } from "./ioapic";
import { PIT_HZ, pulsesAt, ticksOf } from "./pcClock";
import { NEVER, PIT_BASE, TIMER_PIN } from "./pcState";
import { picPulse, picPulsePending } from "./pic8259";
import {
  BCD,
  COUNTER_PORT,
  COUNTER_SIZE,
  counterControl,
  counterFirstByte,
  counterIsNull,
  counterNextRise,
  counterOut,
  counterSetGate,
  counterValue,
  counterWrite,
  MODE,
} from "./pitCounter";

/** u32 each, of a counter: `Access`; `Latch` bits; latched count as read; latched status; first byte of two written. */
const ACCESS: u32 = COUNTER_PORT;
const LATCHES: u32 = COUNTER_PORT + 4;
const LATCHED_COUNT: u32 = COUNTER_PORT + 8;
const LATCHED_STATUS: u32 = COUNTER_PORT + 12;
const FIRST_BYTE: u32 = COUNTER_PORT + 16;
/** u32: what was written to port 61h. u64: pulse up to which rises of counter 0's output have been signalled or missed. */
const PORT_61: u32 = PIT_BASE + 0xf0;
const SERVED: u32 = PIT_BASE + 0xf8;

/** Bits 5..4 of a control word: low byte, high byte, low then high. */
enum Access {
  Low = 1,
  High = 2,
  Both = 3,
}

enum Latch {
  Count = 1,
  Status = 2,
  /** The next byte read, or written, is the high one. */
  ReadHigh = 4,
  WriteHigh = 8,
}

const CONTROL: u32 = 3;
const READ_BACK: u32 = 3;
/** Pulses of half a refresh request: bit 4 of port 61h toggles every 15 microseconds. */
const REFRESH_PULSES: u64 = 18;

/** Pulses before the clock's first tick, so that a period that began before it has a number too: a whole number of refreshes. */
const EPOCH: u64 = 2 * REFRESH_PULSES * 65536;

/** Pulses of the counters' clock up to tick `now`. */
function pulseAt(now: u64): u64 {
  return pulsesAt(now, PIT_HZ) + EPOCH;
}

function counterAt(counter: u32): usize {
  return PIT_BASE + counter * COUNTER_SIZE;
}

/** Power-on: no counter counts; the outputs are high. */
export function pitReset(): void {
  memory.fill(PIT_BASE, 0, 0x100);
  for (let counter: u32 = 0; counter < 3; counter++) {
    const at = counterAt(counter);
    counterControl(at, 3, 0);
    counterSetGate(at, counter != 2, 0);
    store<u32>(at, Access.Both, ACCESS);
  }
}

// ---- IRQ 0 ----------------------------------------------------------------------------------------------------------

/** Whether a rise would change anything: the PIC remembers one, and the I/O APIC passes them on or ignores them. */
function isHeard(): bool {
  return !picPulsePending(0) || ioapicListens(TIMER_PIN);
}

function raise(): void {
  picPulse(0);
  ioapicPulse(TIMER_PIN);
}

/** Signals a rise of counter 0's output up to tick `now`. */
export function pitUpdate(now: u64): void {
  if (!isHeard()) return;
  const pulse = pulseAt(now);
  const rise = counterNextRise(counterAt(0), load<u64>(SERVED));
  if (rise > pulse) return;
  store<u64>(SERVED, pulse);
  raise();
}

/** Tick of the next rise that is heard; NEVER when there is none. */
export function pitNext(): u64 {
  if (!isHeard()) return NEVER;
  const rise = counterNextRise(counterAt(0), load<u64>(SERVED));
  return rise == NEVER ? NEVER : ticksOf(rise - EPOCH, PIT_HZ);
}

/** Before something that may let rises be heard. @returns whether they are heard already, for `pitResume` */
export function pitSettle(now: u64): bool {
  const heard = isHeard();
  pitUpdate(now);
  return heard;
}

/** After it: rises that nobody heard are past. */
export function pitResume(heard: bool, now: u64): void {
  if (!heard) store<u64>(SERVED, pulseAt(now));
}

// ---- ports 40h .. 43h -----------------------------------------------------------------------------------------------

/** Reads port 40h + `port` at tick `now`. */
export function pitRead(port: u32, now: u64): u32 {
  if (port == CONTROL) return 0xff;
  const at = counterAt(port);
  const latches = load<u32>(at, LATCHES);
  if ((latches & Latch.Status) != 0) {
    store<u32>(at, latches & ~Latch.Status, LATCHES);
    return load<u32>(at, LATCHED_STATUS);
  }
  const value = (latches & Latch.Count) != 0 ? load<u32>(at, LATCHED_COUNT) : shownCount(at, now);
  return readByte(at, latches, value);
}

function readByte(at: usize, latches: u32, value: u32): u32 {
  const access = load<u32>(at, ACCESS);
  const high = access == Access.High || (access == Access.Both && (latches & Latch.ReadHigh) != 0);
  if (access == Access.Both && !high) {
    store<u32>(at, latches | Latch.ReadHigh, LATCHES);
    return value & 0xff;
  }
  store<u32>(at, latches & ~(Latch.Count | Latch.ReadHigh), LATCHES);
  return high ? value >> 8 : value & 0xff;
}

/** The count as its bytes have it. */
function shownCount(at: usize, now: u64): u32 {
  const value = counterValue(at, pulseAt(now));
  if (load<u32>(at, BCD) == 0) return value;
  return ((value / 1000) << 12) | (((value / 100) % 10) << 8) | (((value / 10) % 10) << 4) | (value % 10);
}

/** Writes port 40h + `port`. */
export function pitWrite(port: u32, value: u32, now: u64): void {
  pitUpdate(now);
  const pulse = pulseAt(now);
  const before = counterOut(counterAt(0), pulse);
  if (port == CONTROL) writeControl(value, now);
  else writeCount(counterAt(port), value, pulse);
  if (before || !counterOut(counterAt(0), pulse)) return;
  store<u64>(SERVED, pulse);
  raise();
}

function writeControl(value: u32, now: u64): void {
  const select = value >> 6;
  if (select == READ_BACK) {
    readBack(value, now);
    return;
  }
  const at = counterAt(select);
  const access = (value >> 4) & 3;
  if (access == 0) {
    latchCount(at, now);
    return;
  }
  // Modes 6 and 7 are 2 and 3.
  const mode = (value >> 1) & 7;
  counterControl(at, mode > 5 ? mode - 4 : mode, value & 1);
  store<u32>(at, access, ACCESS);
  store<u32>(at, 0, LATCHES);
}

/** Data sheet, "Read-Back Command": bits 5 and 4 are low to latch count and status of the counters in bits 3..1. */
function readBack(value: u32, now: u64): void {
  for (let counter: u32 = 0; counter < 3; counter++) {
    if ((value & (2 << counter)) == 0) continue;
    const at = counterAt(counter);
    if ((value & 0x10) == 0) latchStatus(at, now);
    if ((value & 0x20) == 0) latchCount(at, now);
  }
}

/** A latched count stays until it has been read. */
function latchCount(at: usize, now: u64): void {
  const latches = load<u32>(at, LATCHES);
  if ((latches & Latch.Count) != 0) return;
  store<u32>(at, shownCount(at, now), LATCHED_COUNT);
  store<u32>(at, latches | Latch.Count, LATCHES);
}

function latchStatus(at: usize, now: u64): void {
  const latches = load<u32>(at, LATCHES);
  if ((latches & Latch.Status) != 0) return;
  store<u32>(at, statusOf(at, now), LATCHED_STATUS);
  store<u32>(at, latches | Latch.Status, LATCHES);
}

/** The status byte: OUT, null count, then the control word. */
function statusOf(at: usize, now: u64): u32 {
  const pulse = pulseAt(now);
  const pins = (u32(counterOut(at, pulse)) << 7) | (u32(counterIsNull(at, pulse)) << 6);
  return pins | (load<u32>(at, ACCESS) << 4) | (load<u32>(at, MODE) << 1) | load<u32>(at, BCD);
}

/** Host: count, as its bytes read, in bits 15..0 and status byte of a counter, 0..2. Between runs. */
export function pitState(counter: u32): u32 {
  if (counter >= 3) return 0;
  const now = vmClockTicks();
  return shownCount(counterAt(counter), now) | (statusOf(counterAt(counter), now) << 16);
}

function writeCount(at: usize, value: u32, pulse: u64): void {
  const access = load<u32>(at, ACCESS);
  if (access != Access.Both) {
    counterWrite(at, countOf(at, access == Access.High ? value << 8 : value), pulse);
    return;
  }
  const latches = load<u32>(at, LATCHES);
  store<u32>(at, latches ^ Latch.WriteHigh, LATCHES);
  if ((latches & Latch.WriteHigh) != 0) {
    counterWrite(at, countOf(at, load<u32>(at, FIRST_BYTE) | (value << 8)), pulse);
    return;
  }
  store<u32>(at, value, FIRST_BYTE);
  counterFirstByte(at);
}

/** 0 is the largest count. */
function countOf(at: usize, bytes: u32): u32 {
  if (load<u32>(at, BCD) == 0) return bytes == 0 ? 65536 : bytes;
  const count = (bytes >> 12) * 1000 + ((bytes >> 8) & 15) * 100 + ((bytes >> 4) & 15) * 10 + (bytes & 15);
  return count == 0 ? 10000 : count;
}

// ---- port 61h -------------------------------------------------------------------------------------------------------

/** Bits 0 and 1 as written: gate of counter 2, speaker; 4: refresh; 5: output of counter 2. */
export function port61Read(now: u64): u32 {
  const pulse = pulseAt(now);
  const refresh = <u32>(pulse / REFRESH_PULSES) & 1;
  return load<u32>(PORT_61) | (refresh << 4) | (u32(counterOut(counterAt(2), pulse)) << 5);
}

export function port61Write(value: u32, now: u64): void {
  store<u32>(PORT_61, value & 0xf);
  counterSetGate(counterAt(2), (value & 1) != 0, pulseAt(now));
}
