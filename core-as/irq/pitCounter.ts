/**
 * One counter of the 8254: counting element and output as functions of time. Intel 8254 data sheet (231164), "Mode
 * Definitions". Time is the number of pulses of the counter's clock. A count is loaded by the pulse after its write, START; since
 * then the counter has made `elapsed` steps.
 *
 * BOUNDS: `at` is the address of a counter's COUNTER_SIZE bytes, and every offset is below that.
 */
import { NEVER } from "./pcState";

export const COUNTER_SIZE: u32 = 0x50;
/** u64 pulses: when COUNT was loaded; when a new count takes its place (NEVER: none waits), and the START it has then. */
const START: u32 = 0;
const NEXT_AT: u32 = 8;
const NEXT_START: u32 = 16;
/** u64: steps made when counting was stopped. */
const STEPS: u32 = 24;
/** u32 each: the count that is counted down, and the one that was written last; 1 .. 65536 or 10000, 0 = none yet. */
const COUNT: u32 = 32;
const RELOAD: u32 = 36;
export const MODE: u32 = 40;
export const BCD: u32 = 44;
/** u32 `State` bits. */
const STATE: u32 = 48;
/** u32: level of the gate. */
const GATE: u32 = 52;
/** From here on: how bytes are read and written (pit8254.ts). */
export const COUNTER_PORT: u32 = 56;

enum State {
  /** A count has been loaded, or will be by the next pulse. */
  Running = 1,
  /** The gate holds the count. */
  Stopped = 2,
  /** The count written last waits for a trigger. */
  AwaitsTrigger = 4,
  /** OUT was low when the count that the next pulse loads was written or triggered: it stays so until then. */
  WasLow = 8,
  /** That count is a new one. */
  New = 16,
}

function is(at: usize, state: u32): bool {
  return (load<u32>(at, STATE) & state) != 0;
}

function set(at: usize, state: u32, on: bool): void {
  const old = load<u32>(at, STATE);
  store<u32>(at, on ? old | state : old & ~state, STATE);
}

/** Waits for a trigger at the gate before it counts. */
function isTriggered(mode: u32): bool {
  return mode == 1 || mode == 5;
}

/** Counts the same count over and over. */
function isPeriodic(mode: u32): bool {
  return mode == 2 || mode == 3;
}

function startAt(at: usize, now: u64): u64 {
  return now >= load<u64>(at, NEXT_AT) ? load<u64>(at, NEXT_START) : load<u64>(at, START);
}

function countAt(at: usize, now: u64): u32 {
  return now >= load<u64>(at, NEXT_AT) ? load<u32>(at, RELOAD) : load<u32>(at, COUNT);
}

/** Steps since the count was loaded; -1 before that. */
function elapsed(at: usize, now: u64): i64 {
  const start = startAt(at, now);
  if (now < start) return -1;
  return is(at, State.Stopped) ? <i64>load<u64>(at, STEPS) : <i64>(now - start);
}

// ---- what can be seen -----------------------------------------------------------------------------------------------

/** OUT. */
export function counterOut(at: usize, now: u64): bool {
  const mode = load<u32>(at, MODE);
  if (!is(at, State.Running)) return mode != 0;
  const steps = elapsed(at, now);
  const count = <i64>countAt(at, now);
  switch (mode) {
    case 0:
      return steps >= count;
    case 1:
      return steps < 0 ? !is(at, State.WasLow) : steps >= count;
    case 2:
      return is(at, State.Stopped) || steps < 0 || count < 2 || steps % count != count - 1;
    case 3:
      return is(at, State.Stopped) || steps < 0 || steps % count < (count + 1) >> 1;
    default:
      return steps < 0 ? !is(at, State.WasLow) : steps != count;
  }
}

/** The counting element, as it reads in binary: 0 .. 65535 or 9999. */
export function counterValue(at: usize, now: u64): u32 {
  const modulus: i64 = load<u32>(at, BCD) != 0 ? 10000 : 65536;
  const count = <i64>countAt(at, now);
  const passed = elapsed(at, now);
  const steps: i64 = passed < 0 ? 0 : passed;
  if (!is(at, State.Running)) return 0;
  switch (load<u32>(at, MODE)) {
    case 2:
      return <u32>((count - (steps % count)) % modulus);
    case 3:
      return <u32>(squareWave(count, steps % count) % modulus);
    default:
      return <u32>((((count - steps) % modulus) + modulus) % modulus);
  }
}

/** Mode 3 counts by two, each half of the wave anew; an odd count less one. */
function squareWave(count: i64, step: i64): i64 {
  const high = (count + 1) >> 1;
  const within = step < high ? step : step - high;
  return (count & ~1) - 2 * within;
}

/** "Null count": the count written last is not in the counting element yet. */
export function counterIsNull(at: usize, now: u64): bool {
  if (is(at, State.AwaitsTrigger) || !is(at, State.Running)) return true;
  const next = load<u64>(at, NEXT_AT);
  if (next != NEVER) return now < next;
  return is(at, State.New) && now < load<u64>(at, START);
}

/** The first pulse after `after` by which OUT rises, if nobody writes; NEVER when it does not. For an open gate. */
export function counterNextRise(at: usize, after: u64): u64 {
  if (!is(at, State.Running)) return NEVER;
  const start = load<u64>(at, START);
  const count = <u64>load<u32>(at, COUNT);
  switch (load<u32>(at, MODE)) {
    case 0:
      return later(start + count, after);
    case 2:
    case 3: {
      const next = load<u64>(at, NEXT_AT);
      const rise = nextPeriod(start, count, after);
      return rise <= next ? rise : nextPeriod(load<u64>(at, NEXT_START), load<u32>(at, RELOAD), after);
    }
    case 4:
      // A strobe that a new count meets ends when that is loaded.
      return is(at, State.WasLow) && start > after ? start : later(start + count + 1, after);
    default:
      return NEVER;
  }
}

function later(pulse: u64, after: u64): u64 {
  return pulse > after ? pulse : NEVER;
}

/** The first of start + count, start + 2 x count, ... after `after`. */
function nextPeriod(start: u64, count: u64, after: u64): u64 {
  // A count of 1 is illegal in modes 2 and 3: OUT never changes.
  if (count < 2) return NEVER;
  if (after < start + count) return start + count;
  return after + count - ((after - start) % count);
}

// ---- what changes it ------------------------------------------------------------------------------------------------

/** A control word: mode and number system; counting stops until a count is written. */
export function counterControl(at: usize, mode: u32, bcd: u32): void {
  store<u32>(at, mode, MODE);
  store<u32>(at, bcd, BCD);
  store<u32>(at, 0, STATE);
  store<u64>(at, NEVER, NEXT_AT);
  store<u32>(at, 0, COUNT);
  store<u32>(at, 0, RELOAD);
}

/** The first of two bytes of a count: mode 0 stops, its output low. */
export function counterFirstByte(at: usize): void {
  if (load<u32>(at, MODE) == 0) set(at, State.Running, false);
}

/** A count, 1 .. 65536 (10000 in BCD), is written. */
export function counterWrite(at: usize, count: u32, now: u64): void {
  settle(at, now);
  const mode = load<u32>(at, MODE);
  store<u32>(at, count, RELOAD);
  if (is(at, State.Running) && now < load<u64>(at, START) && (isTriggered(mode) || isPeriodic(mode))) {
    // The pulse that loads is still to come.
    store<u32>(at, count, COUNT);
    set(at, State.New, true);
    return;
  }
  if (isTriggered(mode)) {
    set(at, State.AwaitsTrigger, true);
    return;
  }
  if (isPeriodic(mode) && is(at, State.Running)) {
    replaceLater(at, mode, count, now);
    return;
  }
  loadNext(at, count, now);
}

/** The next pulse loads `count`. */
function loadNext(at: usize, count: u32, now: u64): void {
  set(at, State.WasLow, !counterOut(at, now));
  store<u32>(at, count, COUNT);
  store<u64>(at, now + 1, START);
  store<u64>(at, 0, STEPS);
  set(at, State.Running | State.New, true);
  set(at, State.Stopped, load<u32>(at, GATE) == 0);
}

/** A count that waited and whose time has come is the count. */
function settle(at: usize, now: u64): void {
  if (now < load<u64>(at, NEXT_AT)) return;
  store<u64>(at, load<u64>(at, NEXT_START), START);
  store<u32>(at, load<u32>(at, RELOAD), COUNT);
  store<u64>(at, NEVER, NEXT_AT);
}

/** Modes 2 and 3 finish their period, or half of it, before they take a new count. */
function replaceLater(at: usize, mode: u32, count: u32, now: u64): void {
  const start = load<u64>(at, START);
  // Stopped by the gate: the trigger that starts it again loads the count.
  if (is(at, State.Stopped)) {
    set(at, State.AwaitsTrigger, true);
    return;
  }
  const old = <u64>load<u32>(at, COUNT);
  const begin = now - ((now - start) % old);
  const half = (old + 1) >> 1;
  if (mode == 3 && now - begin < half) {
    store<u64>(at, begin + half, NEXT_AT);
    store<u64>(at, begin + half - ((<u64>count + 1) >> 1), NEXT_START);
    return;
  }
  store<u64>(at, begin + old, NEXT_AT);
  store<u64>(at, begin + old, NEXT_START);
}

/** Drives the gate. Data sheet, "Gate Pin Operations Summary". */
export function counterSetGate(at: usize, level: bool, now: u64): void {
  if ((load<u32>(at, GATE) != 0) == level) return;
  settle(at, now);
  store<u32>(at, u32(level), GATE);
  const mode = load<u32>(at, MODE);
  if (isTriggered(mode)) {
    if (level && load<u32>(at, RELOAD) != 0) trigger(at, now);
  } else if (is(at, State.Running)) {
    if (!level) stop(at, now);
    else if (isPeriodic(mode)) trigger(at, now);
    else resume(at, now);
  }
}

/** The next pulse loads the count that was written last. */
function trigger(at: usize, now: u64): void {
  const isNew = is(at, State.AwaitsTrigger) || load<u64>(at, NEXT_AT) != NEVER;
  set(at, State.New, isNew || (is(at, State.New) && now < load<u64>(at, START)));
  set(at, State.WasLow, !counterOut(at, now));
  store<u64>(at, now + 1, START);
  store<u32>(at, load<u32>(at, RELOAD), COUNT);
  store<u64>(at, NEVER, NEXT_AT);
  set(at, State.Running, true);
  set(at, State.Stopped | State.AwaitsTrigger, false);
}

function stop(at: usize, now: u64): void {
  const steps = elapsed(at, now);
  store<u64>(at, steps < 0 ? 0 : <u64>steps, STEPS);
  set(at, State.Stopped, true);
  if (load<u64>(at, NEXT_AT) == NEVER) return;
  // A count that waited for the end of the period waits for the trigger now.
  store<u64>(at, NEVER, NEXT_AT);
  set(at, State.AwaitsTrigger, true);
}

/** Counting goes on; before the count was loaded there was nothing to stop. */
function resume(at: usize, now: u64): void {
  if (now >= load<u64>(at, START)) store<u64>(at, now - load<u64>(at, STEPS), START);
  set(at, State.Stopped, false);
}
