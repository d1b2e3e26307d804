/**
 * The local APIC's timer: one-shot and periodic on the bus clock, and by the time-stamp counter. SDM volume 3, 10.5.4. What it
 * shows is a function of the clock; `TIMER_SERVED` says up to which pulse expiries have been signalled or missed.
 *
 * BOUNDS: cpu is below the number of vCPUs, and every offset is a field of its structures.
 */
import { TSC_OFFSET } from "../ia32/state";
import { lapicAccept } from "./lapic";
import {
  DIVIDE,
  INITIAL_COUNT,
  Lapic,
  LVT,
  LVT_MASKED,
  Lvt,
  TIMER_SERVED,
  TIMER_START,
  TSC_DEADLINE,
} from "./lapicState";
import { BUS_TICKS } from "./pcClock";
import { NEVER } from "./pcState";

/** Bits 18..17 of the LVT entry. */
export enum TimerMode {
  OneShot = 0,
  Periodic = 1,
  TscDeadline = 2,
}

function modeOf(at: usize): u32 {
  return (Lapic.lvt(at, Lvt.Timer) >> 17) & 3;
}

/** log2 of the divisor, from bits 3, 1 and 0 of the divide configuration register: 0 = by 2 .. 6 = by 128, 7 = by 1. */
function divideShift(at: usize): u32 {
  const divide = load<u32>(at, DIVIDE);
  return (((divide & 3) | ((divide >> 1) & 4)) + 1) & 7;
}

/** Bus clocks from start to expiry. */
function period(at: usize): u64 {
  return (<u64>load<u32>(at, INITIAL_COUNT)) << divideShift(at);
}

/** Bus clocks since the timer began. An instruction that was given up may have seen a later time than there is now. */
function elapsed(at: usize, now: u64): u64 {
  const bus = now / BUS_TICKS;
  const start = load<u64>(at, TIMER_START);
  return bus > start ? bus - start : 0;
}

/** The current-count register. */
export function timerCount(cpu: u32, now: u64): u32 {
  const at = Lapic.at(cpu);
  const initial = load<u32>(at, INITIAL_COUNT);
  if (initial == 0 || modeOf(at) == TimerMode.TscDeadline) return 0;
  const passed = elapsed(at, now) >> divideShift(at);
  if (modeOf(at) == TimerMode.Periodic) return initial - <u32>(passed % initial);
  return passed >= initial ? 0 : initial - <u32>passed;
}

// ---- expiries -------------------------------------------------------------------------------------------------------

/** Tick at which the next expiry that matters comes, in the past if it is overdue; NEVER when none does. */
export function lapicTimerNext(cpu: u32): u64 {
  const at = Lapic.at(cpu);
  if ((Lapic.lvt(at, Lvt.Timer) & LVT_MASKED) != 0 || !Lapic.accepts(cpu)) return NEVER;
  if (modeOf(at) == TimerMode.TscDeadline) return deadlineTick(cpu);
  if (load<u32>(at, INITIAL_COUNT) == 0) return NEVER;
  const start = load<u64>(at, TIMER_START);
  const served = load<u64>(at, TIMER_SERVED);
  const length = period(at);
  if (served < start + length) return (start + length) * BUS_TICKS;
  if (modeOf(at) != TimerMode.Periodic) return NEVER;
  return (served + length - ((served - start) % length)) * BUS_TICKS;
}

/** When the clock shows what IA32_TSC_DEADLINE says; 0 when that was before it began to count. */
function deadlineTick(cpu: u32): u64 {
  const deadline = load<u64>(Lapic.at(cpu), TSC_DEADLINE);
  if (deadline == 0) return NEVER;
  const due = <i64>(deadline - load<u64>(Lapic.vcpu(cpu), TSC_OFFSET));
  return due > 0 ? <u64>due : 0;
}

/** Signals what has expired by tick `now`. */
export function lapicTimerUpdate(cpu: u32, now: u64): void {
  if (now < lapicTimerNext(cpu)) return;
  const at = Lapic.at(cpu);
  serveUpTo(at, now);
  lapicAccept(cpu, Lapic.lvt(at, Lvt.Timer) & 0xff, false);
}

/** What expires up to `now` is done with; periods stay in step. */
function serveUpTo(at: usize, now: u64): void {
  if (modeOf(at) == TimerMode.TscDeadline) {
    store<u64>(at, 0, TSC_DEADLINE);
    return;
  }
  const bus = now / BUS_TICKS;
  store<u64>(at, bus - (elapsed(at, now) % period(at)), TIMER_SERVED);
}

// ---- writes ---------------------------------------------------------------------------------------------------------

/** The initial-count register: starts the timer, or stops it with 0; has no effect in TSC-deadline mode. */
export function writeInitialCount(cpu: u32, value: u32, now: u64): void {
  const at = Lapic.at(cpu);
  if (modeOf(at) != TimerMode.TscDeadline) restart(at, value, now, 0);
}

/** Starts with count `initial`, `passed` bus clocks ago. */
function restart(at: usize, initial: u32, now: u64, passed: u64): void {
  const bus = now / BUS_TICKS;
  store<u32>(at, initial, INITIAL_COUNT);
  store<u64>(at, bus - passed, TIMER_START);
  store<u64>(at, bus, TIMER_SERVED);
}

/** The divide configuration register: the count goes on from where it is, at the new pace. */
export function writeDivide(cpu: u32, value: u32, now: u64): void {
  const at = Lapic.at(cpu);
  const initial = load<u32>(at, INITIAL_COUNT);
  const count = timerCount(cpu, now);
  store<u32>(at, value & 0xb, DIVIDE);
  if (initial == 0) return;
  const spent: u64 = count == 0 ? initial : initial - count;
  restart(at, initial, now, spent << divideShift(at));
}

/** The timer's LVT entry. A change of mode disarms it; expiries while it was masked are missed. */
export function writeTimerLvt(cpu: u32, value: u32, now: u64): void {
  const at = Lapic.at(cpu);
  const before = modeOf(at);
  store<u32>(at, value, LVT);
  missExpiries(cpu, now);
  if (modeOf(at) == before) return;
  store<u32>(at, 0, INITIAL_COUNT);
  store<u64>(at, 0, TSC_DEADLINE);
}

/** Expiries before now are past: the timer could not signal them. */
export function missExpiries(cpu: u32, now: u64): void {
  store<u64>(Lapic.at(cpu), now / BUS_TICKS, TIMER_SERVED);
}

// ---- IA32_TSC_DEADLINE, MSR 6E0h ------------------------------------------------------------------------------------

/** @returns 0 when the timer is not armed */
export function tscDeadline(cpu: u32): u64 {
  return load<u64>(Lapic.at(cpu), TSC_DEADLINE);
}

/** Arms the timer, or disarms it with 0; in other modes writes are ignored. */
export function setTscDeadline(cpu: u32, value: u64): void {
  const at = Lapic.at(cpu);
  if (modeOf(at) == TimerMode.TscDeadline) store<u64>(at, value, TSC_DEADLINE);
}
