/**
 * The VM's one clock, which every timer of either architecture is a function of.
 *
 * It counts VM_CLOCK_RATE / 2^32 ticks an instruction from the anchor (VM_CLOCK_TICKS, VM_CLOCK_INSTRUCTIONS), so that time is
 * exact and repeatable; the host moves the anchor when time must follow something else.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure or of the VM header.
 */
import { instructionsRetired } from "./exec/run";
import { VM_CLOCK_INSTRUCTIONS, VM_CLOCK_RATE, VM_CLOCK_TICKS, VM_INSTRUCTIONS } from "./layout";

/** Ticks after `instructions` retired ones. The product is taken in halves, so that it never overflows. */
function ticksAt(instructions: u64): u64 {
  const passed = instructions - load<u64>(VM_CLOCK_INSTRUCTIONS);
  const rate = load<u64>(VM_CLOCK_RATE);
  const fraction = rate & 0xffffffff;
  const low = ((passed & 0xffffffff) * fraction) >> 32;
  return load<u64>(VM_CLOCK_TICKS) + passed * (rate >> 32) + (passed >> 32) * fraction + low;
}

/** Ticks now, as the vCPU at `v` sees it. Exact at block boundaries and in an instruction that ends its block. */
export function clockTicks(v: usize): u64 {
  return ticksAt(instructionsRetired(v));
}

/** Instructions of the vCPU at `v` until the clock shows `due`, at least 1; i64.MAX_VALUE when that is never or too far. */
export function instructionsUntil(v: usize, due: u64): i64 {
  const rate = load<u64>(VM_CLOCK_RATE);
  if (due == u64.MAX_VALUE || rate == 0) return i64.MAX_VALUE;
  // Doubles hold the quotient to 53 bits: an early stop is followed by another look, a late one is below 2^-52 of the
  // wait.
  const anchor = load<u64>(VM_CLOCK_TICKS);
  if (due <= anchor) return 1;
  const instructions = ceil<f64>((<f64>(due - anchor) * 4294967296.0) / <f64>rate);
  if (instructions >= 9.0e18) return i64.MAX_VALUE;
  const left = <i64>instructions - <i64>(instructionsRetired(v) - load<u64>(VM_CLOCK_INSTRUCTIONS));
  return left > 0 ? left : 1;
}

/** Host: the clock shows `ticks` now and goes on with `rate` / 2^32 ticks an instruction. */
export function vmSetClock(ticks: u64, rate: u64): void {
  store<u64>(VM_CLOCK_TICKS, ticks);
  store<u64>(VM_CLOCK_INSTRUCTIONS, load<u64>(VM_INSTRUCTIONS));
  store<u64>(VM_CLOCK_RATE, rate);
}

/** Host: what the clock shows, between runs. */
export function vmClockTicks(): u64 {
  return ticksAt(load<u64>(VM_INSTRUCTIONS));
}
