/**
 * The VM's one clock, which every timer of either architecture is a function of.
 *
 * It counts VM_CLOCK_RATE / 2^32 ticks an instruction from the anchor (VM_CLOCK_TICKS, VM_CLOCK_INSTRUCTIONS), so that time is
 * exact and repeatable; the host moves the anchor when time must follow something else.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure or of the VM header.
 */
import { instructionsRetired, ownInstructions } from "./exec/run";
import {
  VCPU_CLOCK_INSTRUCTIONS,
  VCPU_CLOCK_RATE,
  VCPU_CLOCK_TICKS,
  VCPU_INSTRUCTIONS,
  VM_CLOCK_INSTRUCTIONS,
  VM_CLOCK_RATE,
  VM_CLOCK_SHOWN,
  VM_CLOCK_TICKS,
  VM_INSTRUCTIONS,
} from "./layout";
import { Parallel } from "./parallel/exclusive";

/** Ticks that pass with `passed` instructions. The product is taken in halves, so that it never overflows. */
function ticksIn(passed: u64, rate: u64): u64 {
  const fraction = rate & 0xffffffff;
  const low = ((passed & 0xffffffff) * fraction) >> 32;
  return passed * (rate >> 32) + (passed >> 32) * fraction + low;
}

function ticksAt(instructions: u64): u64 {
  return load<u64>(VM_CLOCK_TICKS) + ticksIn(instructions - load<u64>(VM_CLOCK_INSTRUCTIONS), load<u64>(VM_CLOCK_RATE));
}

/** Ticks now, as the vCPU at `v` sees it. Exact at block boundaries and in an instruction that ends its block. */
export function clockTicks(v: usize): u64 {
  if (!Parallel.isOn()) return ticksAt(instructionsRetired(v));
  const passed = ownInstructions(v) - load<u64>(v, VCPU_CLOCK_INSTRUCTIONS);
  return show(load<u64>(v, VCPU_CLOCK_TICKS) + ticksIn(passed, load<u64>(v, VCPU_CLOCK_RATE)));
}

/** The later of `ticks` and the latest time that was ever shown: time goes back for nobody, from whichever vCPU to which. */
function show(ticks: u64): u64 {
  let shown = atomic.load<u64>(VM_CLOCK_SHOWN);
  while (ticks > shown) {
    const before = atomic.cmpxchg<u64>(VM_CLOCK_SHOWN, shown, ticks);
    if (before == shown) return ticks;
    shown = before;
  }
  return shown;
}

/** Instructions of the vCPU at `v` until the clock shows `due`, at least 1; i64.MAX_VALUE when that is never or too far. */
export function instructionsUntil(v: usize, due: u64): i64 {
  if (Parallel.isOn()) {
    const passed = ownInstructions(v) - load<u64>(v, VCPU_CLOCK_INSTRUCTIONS);
    return untilDue(due, load<u64>(v, VCPU_CLOCK_TICKS), load<u64>(v, VCPU_CLOCK_RATE), passed);
  }
  const passed = instructionsRetired(v) - load<u64>(VM_CLOCK_INSTRUCTIONS);
  return untilDue(due, load<u64>(VM_CLOCK_TICKS), load<u64>(VM_CLOCK_RATE), passed);
}

/** The same for a clock that showed `anchor` before the `passed` instructions. */
function untilDue(due: u64, anchor: u64, rate: u64, passed: u64): i64 {
  if (due == u64.MAX_VALUE || rate == 0) return i64.MAX_VALUE;
  // Doubles hold the quotient to 53 bits: an early stop is followed by another look, a late one is below 2^-52 of the
  // wait.
  if (due <= anchor) return 1;
  const instructions = ceil<f64>((<f64>(due - anchor) * 4294967296.0) / <f64>rate);
  if (instructions >= 9.0e18) return i64.MAX_VALUE;
  const left = <i64>instructions - <i64>passed;
  return left > 0 ? left : 1;
}

/** Host: the clock shows `ticks` now and goes on with `rate` / 2^32 ticks an instruction; in parallel mode by `vcpuSetClock` only. */
export function vmSetClock(ticks: u64, rate: u64): void {
  store<u64>(VM_CLOCK_TICKS, ticks);
  store<u64>(VM_CLOCK_INSTRUCTIONS, load<u64>(VM_INSTRUCTIONS));
  store<u64>(VM_CLOCK_RATE, rate);
}

/**
 * Parallel mode, the thread of the vCPU at `v` or whoever handles its exits, between runs: its clock shows `ticks` now, or what the
 * clock has shown already where that is later, and goes on with `rate` / 2^32 ticks an instruction of this vCPU.
 */
export function vcpuSetClock(v: usize, ticks: u64, rate: u64): void {
  store<u64>(v, ticks, VCPU_CLOCK_TICKS);
  store<u64>(v, load<u64>(v, VCPU_INSTRUCTIONS), VCPU_CLOCK_INSTRUCTIONS);
  store<u64>(v, rate, VCPU_CLOCK_RATE);
}

/** Host: what the clock shows, between runs; in parallel mode, the later of what `vmSetClock` set and what a vCPU has seen. */
export function vmClockTicks(): u64 {
  return Parallel.isOn() ? show(load<u64>(VM_CLOCK_TICKS)) : ticksAt(load<u64>(VM_INSTRUCTIONS));
}
