/**
 * Ends of interrupts that the host asked to hear of: what an end-of-interrupt command to a PIC or to a local APIC means to
 * the device behind it.
 *
 * BOUNDS: `v` is a vCPU's base; WANTED and ENDED are fixed words of the PC's area.
 */
import { requestEvent } from "../exec/leave";
import { ExitReason, requestExit } from "../exit";
import { ENDED, IRQS, WANTED } from "./pcState";

/** Notes the end of `irq`, if the host asked; the vCPU at `v`, which runs, exits then. */
export function noteEnd(v: usize, irq: u32): void {
  const bit: u32 = 1 << irq;
  if ((load<u32>(WANTED) & bit) == 0) return;
  store<u32>(ENDED, load<u32>(ENDED) | bit);
  requestExit(v, ExitReason.InterruptEnd);
  requestEvent(v);
}

/** Host: asks for (`on`) or declines word of the ends of `irq`, 0..23. @returns false when there is no such interrupt */
export function pcWantAck(irq: u32, on: bool): bool {
  if (irq >= IRQS) return false;
  const bit: u32 = 1 << irq;
  store<u32>(WANTED, on ? load<u32>(WANTED) | bit : load<u32>(WANTED) & ~bit);
  return true;
}

/** Host: the next wanted interrupt that has ended since, -1 when none is left. */
export function pcTakeAck(): i32 {
  const ended = load<u32>(ENDED);
  if (ended == 0) return -1;
  store<u32>(ENDED, ended & (ended - 1));
  return ctz<u32>(ended);
}
