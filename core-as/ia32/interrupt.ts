/**
 * What is taken between instructions, and in which order. SDM volume 3, 6.8 and 6.9: INIT, which only a vCPU that runs has
 * pending, goes before the traps of the instruction before, those before NMI, and that before INTR.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { RunState } from "../abi";
import { clockTicks } from "../clock";
import { ExitReason, requestExit } from "../exit";
import { CpuLine, lapicAcknowledge, setCpuLine } from "../irq/lapic";
import { takeInit } from "../irq/lapicMessages";
import { picAcknowledge } from "../irq/pic8259";
import { pitResume, pitSettle } from "../irq/pit8254";
import { VCPU_INDEX, VCPU_IRQ_LINES, VCPU_RUN_STATE } from "../layout";
import { debugTrapDue, takeDebugTrap } from "./debug";
import { deliverInterrupt, deliverNmi } from "./exception";
import { EFLAGS_SYSTEM, Eflags, INHIBIT, NMI_BLOCKED } from "./state";
import { timersChanged } from "./timer";

/** The lines that are not masked, INHIBIT aside. */
function unmasked(v: usize): u32 {
  let lines = load<u32>(v, VCPU_IRQ_LINES);
  if (lines == 0) return 0;
  if ((load<u32>(v, EFLAGS_SYSTEM) & Eflags.IF) == 0) lines &= ~CpuLine.Intr;
  if (load<u32>(v, NMI_BLOCKED) != 0) lines &= ~CpuLine.Nmi;
  return lines;
}

/** Whether a halted processor goes on. */
export function wakes(v: usize): bool {
  return unmasked(v) != 0;
}

/** Whether there is something to take before the next instruction; interrupts not in the shadow of STI or of a load of SS. */
export function pendingInterrupt(v: usize): bool {
  return debugTrapDue(v) || (unmasked(v) != 0 && load<u32>(v, INHIBIT) == 0);
}

/** Takes the first of those that are pending. */
export function takeInterrupt(v: usize): void {
  const lines = unmasked(v);
  if ((lines & CpuLine.Init) != 0) {
    takeInit(load<u32>(v, VCPU_INDEX));
    if (load<u32>(v, VCPU_RUN_STATE) == RunState.Off) requestExit(v, ExitReason.Off);
  } else if (debugTrapDue(v)) {
    takeDebugTrap(v);
  } else if ((lines & CpuLine.Nmi) != 0) {
    setCpuLine(v, CpuLine.Nmi, false);
    deliverNmi(v);
  } else {
    takeExternal(v);
  }
}

/** The interrupt-acknowledge cycle: the local APIC answers, or lets the PICs. */
function takeExternal(v: usize): void {
  const own = lapicAcknowledge(load<u32>(v, VCPU_INDEX));
  if (own >= 0) {
    deliverInterrupt(v, own);
    return;
  }
  const now = clockTicks(v);
  const heard = pitSettle(now);
  deliverInterrupt(v, picAcknowledge(v));
  pitResume(heard, now);
  timersChanged(v);
}
