/**
 * What the architecture-neutral parts (exec, mem, ir) need of an instruction set: a choice in each function, by VM_ARCHITECTURE, or
 * by the vCPU's execution state where an AArch64 VM may be in AArch32 state.
 * None of them is on the way of code that runs from translations.
 *
 * BOUNDS: VM_ARCHITECTURE is a field of the VM header, and VCPU_* are fields of the vCPU at `v`.
 */
import * as aarch32Context from "./aarch32/context";
import * as aarch32Exception from "./aarch32/exception";
import * as aarch32Host from "./aarch32/hostAccess";
import * as aarch32Mmu from "./aarch32/mmu";
import * as aarch32Reset from "./aarch32/reset";
import * as aarch32Syndrome from "./aarch32/syndrome";
import * as aarch32Translate from "./aarch32/translate";
import * as aarch64Context from "./aarch64/context";
import * as aarch64Event from "./aarch64/event";
import * as aarch64Exception from "./aarch64/exception";
import { NO_FAULT } from "./aarch64/fault";
import * as aarch64Host from "./aarch64/hostAccess";
import * as aarch64Mmu from "./aarch64/mmu";
import * as aarch64Reset from "./aarch64/reset";
import { PSTATE_EL } from "./aarch64/state";
import * as aarch64Syndrome from "./aarch64/syndrome";
import * as aarch64Timer from "./aarch64/timer";
import * as aarch64Translate from "./aarch64/translate";
import { inAarch32 } from "./aarch64/user32";
import { Architecture } from "./abi";
import { flagsOf } from "./exec/functions/flags";
import { eflagsOf } from "./exec/functions/flagsIa32";
import * as ia32Context from "./ia32/context";
import * as ia32Exception from "./ia32/exception";
import * as ia32Host from "./ia32/hostAccess";
import * as ia32Interrupt from "./ia32/interrupt";
import * as ia32Paging from "./ia32/paging";
import * as ia32Reset from "./ia32/reset";
import * as ia32Segment from "./ia32/segmentation";
import * as ia32Timer from "./ia32/timer";
import * as ia32Translate from "./ia32/translate";
import { gicReset, update } from "./irq/gicv2";
import { lapicReset } from "./irq/lapic";
import { pcReset } from "./irq/pcInterrupts";
import { VCPU_INDEX, VM_ARCHITECTURE } from "./layout";
import { Want } from "./mem/access";

export { coreDeviceRead, coreDeviceWrite } from "./irq/coreDevice";

@final
abstract class Is {
  @inline static ia32(): bool {
    return load<u32>(VM_ARCHITECTURE) == Architecture.IA32;
  }
  /** Whether EL1 is in AArch32 state. */
  @inline static aarch32Kernel(): bool {
    return load<u32>(VM_ARCHITECTURE) == Architecture.AArch32;
  }
  /** Whether the vCPU, an Arm one, is in AArch32 state, at EL1 or under an AArch64 one. */
  @inline static aarch32(v: usize): bool {
    return inAarch32(v);
  }
}

/** The machine state that translation depends on: the key of a block besides its address. */
export function contextOf(v: usize): u32 {
  if (Is.ia32()) return ia32Context.contextOf(v);
  return Is.aarch32(v) ? aarch32Context.contextOf(v) : aarch64Context.contextOf(v);
}

/** Before a run: the host may have written registers. */
export function synchroniseContext(v: usize): void {
  if (Is.ia32()) ia32Context.synchroniseContext(v);
  else if (Is.aarch32Kernel()) aarch32Context.synchroniseContext(v);
  else aarch64Context.synchroniseContext(v);
}

/** Whether a vCPU in RunState.WaitEvent goes on. */
export function eventArrived(v: usize): bool {
  return Is.ia32() ? true : aarch64Event.eventArrived(v);
}

/** Whether something is up that ends a wait for interrupts. */
export function anyLine(v: usize): bool {
  if (Is.aarch32Kernel()) return aarch32Exception.anyLine(v);
  return Is.ia32() ? ia32Interrupt.wakes(v) : aarch64Exception.anyLine(v);
}

/** Before a fetch. @returns false when it raised an exception */
export function checkProgramCounter(v: usize): bool {
  if (Is.ia32()) return ia32Exception.checkProgramCounter(v);
  return Is.aarch32(v) ? aarch32Exception.checkProgramCounter(v) : aarch64Exception.checkProgramCounter(v);
}

/** The block that runs, of this context, is left at the micro-op in SLOT_OP; `retired`: its instruction is done. */
export function leavingBlock(v: usize, context: u32, retired: bool): void {
  if (!Is.ia32() && Is.aarch32(v)) aarch32Exception.leavingBlock(v, retired);
  if (retired) return;
  if (Is.ia32()) ia32Exception.notRetired(v, context);
  else aarch64Exception.notRetired(v, context);
}

/** Whether an interrupt or a trap is to be taken before the next instruction. */
export function pendingInterrupt(v: usize): bool {
  if (Is.aarch32Kernel()) return aarch32Exception.pendingInterrupt(v);
  return Is.ia32() ? ia32Interrupt.pendingInterrupt(v) : aarch64Exception.pendingInterrupt(v);
}

/** Takes what `pendingInterrupt` found. */
export function takeInterrupt(v: usize): void {
  if (Is.ia32()) ia32Interrupt.takeInterrupt(v);
  else if (Is.aarch32Kernel()) aarch32Exception.takeInterrupt(v);
  else aarch64Exception.takeInterrupt(v);
}

/** Raises what a misaligned access at `va` raises. */
export function raiseAlignment(v: usize, va: u64, want: u32): void {
  if (Is.ia32()) ia32Exception.raiseAlignment(v, va, want);
  else if (Is.aarch32Kernel()) aarch32Exception.raiseAlignment(v, va, want);
  else aarch64Exception.raiseAlignment(v, va, want);
}

/** Raises the abort of an exclusive access to what is no memory. */
export function raiseUnsupportedExclusive(v: usize, va: u64, want: u32): void {
  if (Is.aarch32Kernel()) aarch32Exception.raiseUnsupportedExclusive(v, va, want);
  else aarch64Exception.raiseUnsupportedExclusive(v, va, want);
}

/**
 * An access through slot `tc`, which holds VM_TC_TRAP: looks at what the trap stands for.
 * @returns whether the access goes on, through SLOT_TC; false when it raised an exception
 */
export function guardAccess(v: usize, tc: u32, va: u64, size: u32, want: u32): bool {
  if (Is.ia32()) return ia32Segment.guardAccess(v, tc, va, size, want);
  if (Is.aarch32Kernel()) return aarch32Mmu.guardAccess(v);
  aarch64Exception.raiseSpAlignment(v);
  return false;
}

/** Whether every access is checked for alignment, whatever its memory. */
export function checksAlignment(v: usize): bool {
  if (Is.aarch32Kernel()) return aarch32Mmu.checksAlignment(v);
  return Is.ia32() ? ia32Context.checksAlignment(v) : aarch64Mmu.checksAlignment(v);
}

/** Stage 1 of an access through slot `tc`: fills WALK_*. @returns false when it raised a fault */
export function translateAddress(v: usize, va: u64, want: u32, tc: u32): bool {
  if (Is.aarch32Kernel()) return aarch32Mmu.translateAddress(v, va, want, tc);
  if (Is.ia32()) return ia32Paging.translateAddress(v, va, want, tc);
  return aarch64Mmu.translateAddress(v, Is.aarch32(v) ? <u64>(<u32>va) : va, want, tc);
}

/** Stage 1 of a fetch at `va` by an Arm vCPU, which raises nothing: fills WALK_*. @returns whether it may be fetched */
export function findInstruction(v: usize, va: u64): bool {
  const user = load<u32>(v, PSTATE_EL) == 0;
  if (Is.aarch32Kernel()) return aarch32Mmu.translateQuietly(v, va, Want.Execute, user) == NO_FAULT;
  return aarch64Mmu.translateQuietly(v, va, Want.Execute, user) == NO_FAULT;
}

/** Fills EXIT_SYNDROME and EXIT_REGISTER for the access that exits. */
export function describeAccess(v: usize): void {
  if (Is.ia32()) ia32Exception.describeAccess(v);
  else if (Is.aarch32(v)) aarch32Syndrome.describeAccess(v);
  else aarch64Syndrome.describeAccess(v);
}

/** Instructions until the next timer of this vCPU fires; i64.MAX_VALUE when none will. */
export function timerDeadline(v: usize): i64 {
  return Is.ia32() ? ia32Timer.timerDeadline(v) : aarch64Timer.timerDeadline(v);
}

/** Raises and lowers timer interrupts for the present time. */
export function updateTimers(v: usize): void {
  if (Is.ia32()) ia32Timer.updateTimers(v);
  else aarch64Timer.updateTimers(v);
}

/** Host: ticks of the clock at which the next timer of the vCPU fires, or -1. Between runs. */
export function vcpuNextTimer(v: usize): i64 {
  return Is.ia32() ? ia32Timer.vcpuNextTimer(v) : aarch64Timer.vcpuNextTimer(v);
}

/** Translates from the instruction at linear-memory address `host` on. @returns the block, 0 when the arena is full */
export function translateBlock(v: usize, host: u32, context: u32): u32 {
  if (Is.ia32()) return ia32Translate.translateBlock(v, host, context);
  if (Is.aarch32(v)) return aarch32Translate.translateBlock(v, host, context);
  return aarch64Translate.translateBlock(v, host, context);
}

/** Puts the vCPU in its reset state, powered off. */
export function resetVcpu(v: usize): void {
  if (Is.ia32()) ia32Reset.resetVcpu(v);
  else if (Is.aarch32Kernel()) aarch32Reset.resetVcpu(v);
  else aarch64Reset.resetVcpu(v);
}

/** Power-on state of the interrupt controllers and timers; their input lines and the host's wishes stay. */
export function resetInterrupts(): void {
  if (Is.ia32()) pcReset();
  else gicReset();
}

/** Before a reset of the vCPU at `v`: the interrupt controller sees the lines of its timers fall. */
export function stopTimers(v: usize): void {
  if (!Is.ia32()) aarch64Timer.stopTimers(v);
}

/** After it: the interrupt controller drives the vCPU's lines again. */
export function resetInterruptsOf(v: usize): void {
  if (Is.ia32()) lapicReset(load<u32>(v, VCPU_INDEX));
  else update(load<u32>(v, VCPU_INDEX));
}

/** Host: system registers were written in memory; forgets what was derived from the old ones. */
export function systemRegistersChanged(v: usize): void {
  if (Is.ia32()) ia32Host.systemRegistersChanged(v);
  else if (Is.aarch32Kernel()) aarch32Host.systemRegistersChanged(v);
  else aarch64Host.systemRegistersChanged(v);
}

/** The condition flags, worked out. */
export function conditionFlags(v: usize): u32 {
  return Is.ia32() ? eflagsOf(v) : flagsOf(v);
}
