/**
 * External interrupts: when they are taken. SDM volume 3, 6.8.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { VCPU_IRQ_LINES } from "../layout";
import { debugTrapDue, takeDebugTrap } from "./debug";

/** Whether a halted processor goes on. */
export function wakes(v: usize): bool {
  return load<u32>(v, VCPU_IRQ_LINES) != 0;
}

export function pendingInterrupt(v: usize): bool {
  return debugTrapDue(v);
}

export function takeInterrupt(v: usize): void {
  if (debugTrapDue(v)) takeDebugTrap(v);
}
