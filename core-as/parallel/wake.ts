/**
 * Parallel mode: threads that wait for something to do, and being told.
 *
 * A thread reads VCPU_WAKE, runs its vCPU, and when that has nothing to do waits for VCPU_WAKE to be another number than it read:
 * what happened meanwhile has changed it.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; VM_* are fields of the VM header.
 */
import { Architecture } from "../abi";
import { forgetTranslations } from "../exec/chain";
import {
  VCPU_BASE,
  VCPU_INSTRUCTIONS,
  VCPU_KICK,
  VCPU_OUTSIDE,
  VCPU_SIZE,
  VCPU_WAKE,
  VM_ARCHITECTURE,
  VM_PARALLEL,
  VM_VCPU_COUNT,
} from "../layout";
import { Parallel } from "./exclusive";

/** Something that the vCPU at `v` may wait for has happened. */
export function wakeVcpu(v: usize): void {
  if (!Parallel.isOn()) return;
  atomic.add<u32>(v, 1, VCPU_WAKE);
  atomic.notify(v + VCPU_WAKE, 1);
}

/** Any thread: the vCPU at `v` returns from `runVcpu` with `ExitReason.Budget` soon, or at once when it is called next; its wait ends. */
export function vcpuKick(v: usize): void {
  if (!Parallel.isOn()) return;
  atomic.store<u32>(v, 1, VCPU_KICK);
  wakeVcpu(v);
}

/**
 * Host, while no vCPU runs: from now on each vCPU may run on a thread of its own (`on`), or all of them on one. The memory must be a
 * shared one. @returns false for IA32, whose vCPUs always take turns
 */
export function vmSetParallel(on: bool): bool {
  if (load<u32>(VM_ARCHITECTURE) == Architecture.IA32) return !on;
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) {
    const v: usize = VCPU_BASE + i * VCPU_SIZE;
    store<u32>(v, 1, VCPU_OUTSIDE);
    store<u32>(v, 0, VCPU_KICK);
    store<u64>(v, 0, VCPU_INSTRUCTIONS);
  }
  store<u32>(VM_PARALLEL, u32(on));
  // Barriers are translated as the mode needs them.
  forgetTranslations();
  return true;
}
