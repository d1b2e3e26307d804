/**
 * The generic timer: CNTV and CNTP as functions of the VM's clock. DDI 0487 D11.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { RunState } from "../abi";
import { clockTicks, instructionsUntil, vmClockTicks } from "../clock";
import { ExitReason, requestExit } from "../exit";
import { gicSetLine } from "../irq/gicv2";
import { SLOT_BUDGET, SLOT_DEFERRED, VCPU_INDEX, VCPU_RUN_STATE } from "../layout";
import { Parallel } from "../parallel/exclusive";
import {
  CNTP_CTL_EL0,
  CNTP_CVAL_EL0,
  CNTV_CTL_EL0,
  CNTV_CVAL_EL0,
  CNTVOFF_EL2,
  EVENT_TICK,
  TIMER_LINES,
} from "./state";

/** CNTx_CTL_EL0 bits. */
const ENABLE: u32 = 1;
const IMASK: u32 = 2;
const ISTATUS: u32 = 4;
/** Private peripheral interrupts of the timers, as on every platform that follows the BSA. */
const VIRTUAL_PPI: u32 = 27;
const PHYSICAL_PPI: u32 = 30;
/** TIMER_LINES bits. */
const VIRTUAL: u32 = 1;
const PHYSICAL: u32 = 2;

/** CNTPCT_EL0 now. Exact at block boundaries and in an instruction that ends its block. */
export function physicalCount(v: usize): u64 {
  return clockTicks(v);
}

/** CNTVCT_EL0 now. */
export function virtualCount(v: usize): u64 {
  return physicalCount(v) - load<u64>(v, CNTVOFF_EL2);
}

/** A control register as it reads: with ISTATUS, which an enabled timer shows once its compare value is reached. */
export function timerStatus(control: u32, compare: u64, count: u64): u32 {
  const met = (control & ENABLE) != 0 && count >= compare;
  return (control & (ENABLE | IMASK)) | (met ? ISTATUS : 0);
}

/** Whether a timer drives its line. */
function signals(control: u32, compare: u64, count: u64): bool {
  return (timerStatus(control, compare, count) & (ISTATUS | IMASK)) == ISTATUS;
}

/** TIMER_LINES as they are to be at tick `now`. */
function linesAt(v: usize, now: u64): u32 {
  const offset = load<u64>(v, CNTVOFF_EL2);
  let lines: u32 = 0;
  if (signals(load<u32>(v, CNTV_CTL_EL0), load<u64>(v, CNTV_CVAL_EL0), now - offset)) lines |= VIRTUAL;
  if (signals(load<u32>(v, CNTP_CTL_EL0), load<u64>(v, CNTP_CVAL_EL0), now)) lines |= PHYSICAL;
  return lines;
}

/** Raises and lowers the timers' interrupt lines for the present time. */
export function updateTimers(v: usize): void {
  const lines = linesAt(v, physicalCount(v));
  const changed = lines ^ load<u32>(v, TIMER_LINES);
  if (changed == 0) return;
  store<u32>(v, lines, TIMER_LINES);
  const cpu = load<u32>(v, VCPU_INDEX);
  if ((changed & VIRTUAL) != 0) gicSetLine(cpu, VIRTUAL_PPI, (lines & VIRTUAL) != 0);
  if ((changed & PHYSICAL) != 0) gicSetLine(cpu, PHYSICAL_PPI, (lines & PHYSICAL) != 0);
}

/** Tick of CNTPCT at which the next timer of this vCPU raises its line or wakes it; u64.MAX_VALUE when none will. */
function nextTick(v: usize, now: u64): u64 {
  const offset = load<u64>(v, CNTVOFF_EL2);
  const virtual = waitOf(load<u32>(v, CNTV_CTL_EL0), load<u64>(v, CNTV_CVAL_EL0), now - offset);
  const physical = waitOf(load<u32>(v, CNTP_CTL_EL0), load<u64>(v, CNTP_CVAL_EL0), now);
  const wait = virtual < physical ? virtual : physical;
  const due = wait == u64.MAX_VALUE || now + wait < now ? u64.MAX_VALUE : now + wait;
  if (load<u32>(v, VCPU_RUN_STATE) != RunState.WaitEvent) return due;
  const event = load<u64>(v, EVENT_TICK);
  return event < due ? event : due;
}

/** Turns both timers off, and has the interrupt controller see their lines fall. */
export function stopTimers(v: usize): void {
  store<u64>(v, 0, CNTV_CTL_EL0);
  store<u64>(v, 0, CNTP_CTL_EL0);
  updateTimers(v);
}

/** Ticks until a timer's line rises: never when it is off, masked or up already. */
function waitOf(control: u32, compare: u64, count: u64): u64 {
  if ((control & (ENABLE | IMASK)) != ENABLE || count >= compare) return u64.MAX_VALUE;
  return compare - count;
}

/** Instructions until the next timer of this vCPU changes its line; i64.MAX_VALUE when none is armed. */
export function timerDeadline(v: usize): i64 {
  return instructionsUntil(v, nextTick(v, physicalCount(v)));
}

/** After a write of a timer register: sets the lines, and ends the slice when the next timer comes before its end. */
export function followTimerWrite(v: usize): void {
  updateTimers(v);
  const left = load<i64>(v, SLOT_BUDGET) + load<i64>(v, SLOT_DEFERRED);
  if (timerDeadline(v) < left) requestExit(v, ExitReason.Reschedule);
}

/** Host: ticks of the clock at which the next timer of the vCPU at `v` raises its line, or -1; between runs. */
export function vcpuNextTimer(v: usize): i64 {
  const due = Parallel.isOn() ? nextTickOfThread(v) : nextTick(v, vmClockTicks());
  return due > <u64>i64.MAX_VALUE ? -1 : <i64>due;
}

/** Where another vCPU may have seen a later time than this one's last run did: that time for a timer which has become due by it. */
function nextTickOfThread(v: usize): u64 {
  const now = clockTicks(v);
  return linesAt(v, now) == load<u32>(v, TIMER_LINES) ? nextTick(v, now) : now;
}
