/**
 * The run loop of one vCPU: slices bounded by the budget and by the next timer.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure.
 */
import { RunState } from "../abi";
import { anyLine, eventArrived, synchroniseContext, timerDeadline, updateTimers } from "../architecture";
import { ExitReason, requestExit } from "../exit";
import {
  EXIT_REASON,
  REPLAY_COUNT,
  REPLAY_NEXT,
  REPLAY_OPEN,
  SLOT_BLOCK,
  SLOT_BUDGET,
  SLOT_DEFERRED,
  SLOT_SLICE,
  VCPU_INSTRUCTIONS,
  VCPU_RUN_STATE,
  VCPU_SINGLE,
  VM_INSTRUCTIONS,
} from "../layout";
import { dropReplay } from "../mem/device";
import { goInside, goOutside, hostStops, Parallel, takeKick } from "../parallel/exclusive";
import { Chain } from "./chain";
import { interpret } from "./interpreter.gen";

export { RunState };

/** Runs the vCPU at `v` for about `budget` instructions. @returns the `ExitReason`; details are in the exit record. */
export function runVcpu(v: usize, budget: i64): u32 {
  goInside(v);
  const reason = runSlices(v, budget);
  goOutside(v);
  return reason;
}

function runSlices(v: usize, budget: i64): u32 {
  // BOUNDS: v is a vCPU's base.
  let left = budget;
  while (true) {
    store<u32>(v, ExitReason.None, EXIT_REASON);
    updateTimers(v);
    if (!awake(v)) return load<u32>(v, EXIT_REASON);
    const due = timerDeadline(v);
    const slice = due < left ? due : left;
    const executed = runSlice(v, slice);
    left -= executed;
    const reason = load<u32>(v, EXIT_REASON);
    if (reason == ExitReason.Budget && (takeKick(v) || hostStops())) return reason;
    if (reason == ExitReason.Reschedule || (reason == ExitReason.Budget && left > 0)) continue;
    return reason;
  }
}

/** Whether there is anything to run; if not, sets the exit reason. */
function awake(v: usize): bool {
  const state = load<u32>(v, VCPU_RUN_STATE);
  if (state == RunState.Off) {
    requestExit(v, ExitReason.Off);
    return false;
  }
  if (load<u32>(v, REPLAY_OPEN) != 0) {
    // The VMM did not answer the access: it exits again, as a restart does.
    dropReplay(v);
  }
  if (state == RunState.Running) return true;
  if (!(state == RunState.WaitEvent ? eventArrived(v) : anyLine(v))) {
    requestExit(v, ExitReason.Wait);
    return false;
  }
  store<u32>(v, RunState.Running, VCPU_RUN_STATE);
  return true;
}

/** Runs up to `slice` instructions (a block more at most); returns how many were retired. */
function runSlice(v: usize, slice: i64): i64 {
  store<i64>(v, slice, SLOT_SLICE);
  store<i64>(v, slice, SLOT_BUDGET);
  store<i64>(v, 0, SLOT_DEFERRED);
  synchroniseContext(v);
  const block = Chain.resolve(v);
  if (block != 0) interpret(v, block);
  const executed = slice - load<i64>(v, SLOT_BUDGET) - load<i64>(v, SLOT_DEFERRED);
  store<i64>(v, 0, SLOT_SLICE);
  store<i64>(v, 0, SLOT_BUDGET);
  store<i64>(v, 0, SLOT_DEFERRED);
  store<u32>(v, 0, SLOT_BLOCK);
  count(v, executed);
  return executed;
}

function count(v: usize, executed: i64): void {
  if (Parallel.isOn()) {
    atomic.add<u64>(VM_INSTRUCTIONS, executed);
    store<u64>(v, load<u64>(v, VCPU_INSTRUCTIONS) + executed, VCPU_INSTRUCTIONS);
  } else {
    store<u64>(VM_INSTRUCTIONS, load<u64>(VM_INSTRUCTIONS) + executed);
  }
}

/** Instructions that all vCPUs have retired, the running block counted whole. */
export function instructionsRetired(v: usize): u64 {
  return load<u64>(VM_INSTRUCTIONS) + running(v);
}

/** Parallel mode: the same of the vCPU at `v` alone. */
export function ownInstructions(v: usize): u64 {
  return load<u64>(v, VCPU_INSTRUCTIONS) + running(v);
}

/** Instructions of the slice so far. */
function running(v: usize): u64 {
  return load<i64>(v, SLOT_SLICE) - load<i64>(v, SLOT_BUDGET) - load<i64>(v, SLOT_DEFERRED);
}

/**
 * Runs exactly one instruction, with interrupts held back: to finish an instruction whose device access the VMM has
 * completed, and for debuggers. @returns the exit reason: `Step` when it is done
 */
export function stepVcpu(v: usize): u32 {
  goInside(v);
  const reason = stepOnce(v);
  goOutside(v);
  return reason;
}

function stepOnce(v: usize): u32 {
  store<u32>(v, ExitReason.None, EXIT_REASON);
  store<u32>(v, 0, REPLAY_NEXT);
  store<u32>(v, 1, VCPU_SINGLE);
  runSlice(v, 1);
  store<u32>(v, 0, VCPU_SINGLE);
  const reason = load<u32>(v, EXIT_REASON);
  const done = reason != ExitReason.Memory && reason != ExitReason.Port;
  if (done && load<u32>(v, REPLAY_COUNT) != 0) dropReplay(v);
  if (reason == ExitReason.Budget || reason == ExitReason.Reschedule) {
    store<u32>(v, ExitReason.Step, EXIT_REASON);
    return ExitReason.Step;
  }
  return reason;
}
