/**
 * The PC's timers as the run loop sees them: what is due, and when the next one is. The PIT and the clock chip are the VM's, so
 * that they are looked at with every vCPU; the timer of a local APIC is its vCPU's own.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { RunState } from "../abi";
import { clockTicks, instructionsUntil, vmClockTicks } from "../clock";
import { requestEvent } from "../exec/leave";
import { ExitReason, requestExit } from "../exit";
import { lapicTimerNext, lapicTimerUpdate } from "../irq/lapicTimer";
import { pitNext, pitUpdate } from "../irq/pit8254";
import { rtcNext, rtcUpdate } from "../irq/rtc";
import { EXIT_REASON, SLOT_BUDGET, SLOT_DEFERRED, VCPU_INDEX, VCPU_RUN_STATE } from "../layout";
import { EFLAGS_SYSTEM, Eflags, TSC_OFFSET } from "./state";

/** The time-stamp counter. Exact in an instruction that ends its block. */
export function timestamp(v: usize): u64 {
  return clockTicks(v) + load<u64>(v, TSC_OFFSET);
}

/** Signals what is due now. */
export function updateTimers(v: usize): void {
  const now = clockTicks(v);
  pitUpdate(now);
  rtcUpdate(now);
  lapicTimerUpdate(load<u32>(v, VCPU_INDEX), now);
}

/** Tick at which the next timer signals something. */
function nextTick(v: usize): u64 {
  const own = lapicTimerNext(load<u32>(v, VCPU_INDEX));
  const pit = pitNext();
  const rtc = rtcNext();
  const board = pit < rtc ? pit : rtc;
  return own < board ? own : board;
}

/** Instructions until the next timer signals something; i64.MAX_VALUE when none is armed. */
export function timerDeadline(v: usize): i64 {
  return instructionsUntil(v, nextTick(v));
}

/** After a change of timers, or of what hears them: signals what is due, and ends the slice when it would be too long. */
export function timersChanged(v: usize): void {
  updateTimers(v);
  const left = load<i64>(v, SLOT_BUDGET) + load<i64>(v, SLOT_DEFERRED);
  if (left <= 0 || timerDeadline(v) >= left || load<u32>(v, EXIT_REASON) != ExitReason.None) return;
  requestExit(v, ExitReason.Reschedule);
  requestEvent(v);
}

/** Host: ticks of the clock at which the next timer may wake the vCPU, or -1. Between runs. */
export function vcpuNextTimer(v: usize): i64 {
  if (!wakesOnInterrupt(v)) return -1;
  const due = nextTick(v);
  const now = vmClockTicks();
  if (due > <u64>i64.MAX_VALUE) return -1;
  return <i64>(due > now ? due : now);
}

/** Whether interrupts can make it run: a processor that has halted with interrupts disabled waits for NMI alone. */
function wakesOnInterrupt(v: usize): bool {
  const state = load<u32>(v, VCPU_RUN_STATE);
  if (state == RunState.Off) return false;
  return state == RunState.Running || (load<u32>(v, EFLAGS_SYSTEM) & Eflags.IF) != 0;
}
