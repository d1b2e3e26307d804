/**
 * WFE, in both execution states: the vCPU parks until something sets its event register, an interrupt can be taken, or the event stream of the
 * generic timer comes round. DDI 0487 D1.16.1, D11.2.3.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure or of the VM header.
 */
import { RunState } from "../abi";
import { pendingInterrupt } from "../architecture";
import { VCPU_BASE, VCPU_EVENT, VCPU_MONITOR_SIZE, VCPU_RUN_STATE, VCPU_SIZE, VM_VCPU_COUNT } from "../layout";
import { wakeVcpu } from "../parallel/wake";
import { CNTKCTL_EL1, CNTVOFF_EL2, EVENT_TICK } from "./state";
import { physicalCount } from "./timer";

/** SEV: an event for every vCPU. */
export function setAllEvents(): void {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) {
    const v: usize = VCPU_BASE + i * VCPU_SIZE;
    atomic.store<u32>(v, 1, VCPU_EVENT);
    wakeVcpu(v);
  }
}

/** CNTKCTL_EL1: the event stream is on; it follows falling edges; the counter bit that it follows. */
const EVNTEN: u32 = 1 << 2;
const EVNTDIR: u32 = 1 << 3;
const EVNTI_SHIFT: u32 = 4;

/** Takes the event, if there is one. */
export function consumeEvent(v: usize): bool {
  return atomic.xchg<u32>(v, 0, VCPU_EVENT) != 0;
}

/**
 * Whether WFE may park. Another vCPU's store to what the exclusive monitor watches is an event too, but nobody sees that
 * store: while it can happen, WFE only gives the turn away.
 */
export function mayPark(v: usize): bool {
  if (load<u32>(v, VCPU_MONITOR_SIZE) != 0 && load<u32>(VM_VCPU_COUNT) > 1) return false;
  return !pendingInterrupt(v);
}

export function parkForEvent(v: usize): void {
  store<u64>(v, streamTick(v), EVENT_TICK);
  store<u32>(v, RunState.WaitEvent, VCPU_RUN_STATE);
}

/** Whether a parked vCPU goes on. */
export function eventArrived(v: usize): bool {
  return consumeEvent(v) || pendingInterrupt(v) || physicalCount(v) >= load<u64>(v, EVENT_TICK);
}

/** Tick of CNTPCT at which the next event of the stream comes; u64.MAX_VALUE when it is off. */
function streamTick(v: usize): u64 {
  const control = load<u32>(v, CNTKCTL_EL1);
  if ((control & EVNTEN) == 0) return u64.MAX_VALUE;
  const half = (<u64>1) << ((control >> EVNTI_SHIFT) & 15);
  const edge: u64 = (control & EVNTDIR) != 0 ? 0 : half;
  const now = physicalCount(v);
  const sinceEdge = (now - load<u64>(v, CNTVOFF_EL2) - edge) & (2 * half - 1);
  return now + 2 * half - sinceEdge;
}
