/**
 * External interrupts: when they are taken, and in which order. SDM volume 3, 6.8 and 6.9. INIT, which only a vCPU that runs has
 * pending, goes before NMI, and that before INTR.
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
import { deliverInterrupt } from "./exception";
import { EFLAGS_SYSTEM, Eflags, INHIBIT, NMI_BLOCKED, Vector } from "./state";
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

/** Whether an interrupt is to be taken before the next instruction: not in the shadow of STI or of a load of SS. */
export function pendingInterrupt(v: usize): bool {
  return unmasked(v) != 0 && load<u32>(v, INHIBIT) == 0;
}

/** Takes the first of those that are pending. */
export function takeInterrupt(v: usize): void {
  const lines = unmasked(v);
  if ((lines & CpuLine.Init) != 0) {
    takeInit(load<u32>(v, VCPU_INDEX));
    if (load<u32>(v, VCPU_RUN_STATE) == RunState.Off) requestExit(v, ExitReason.Off);
  } else if ((lines & CpuLine.Nmi) != 0) {
    setCpuLine(v, CpuLine.Nmi, false);
    store<u32>(v, 1, NMI_BLOCKED);
    deliverInterrupt(v, Vector.NMI);
  } else {
    deliverInterrupt(v, acknowledge(v));
  }
}

/** The interrupt-acknowledge cycle: the local APIC answers, or lets the PICs. @returns the vector */
function acknowledge(v: usize): u32 {
  const own = lapicAcknowledge(load<u32>(v, VCPU_INDEX));
  if (own >= 0) return own;
  const now = clockTicks(v);
  const heard = pitSettle(now);
  const vector = picAcknowledge(v);
  pitResume(heard, now);
  timersChanged(v);
  return vector;
}
