/** Running a VM: whose turn it is, and what is done about each exit. */
import { Architecture, type CoreExit, RunState } from "../core/index.ts";
import { InvalidArgument, VmNotRunnable, VmRunFailed } from "../errors.ts";
import { deliverFault } from "./faultDelivery.ts";
import { deliverIrqAcks } from "./guestIrqController.ts";
import { openVcpuFault } from "./guestVcpuFault.ts";
import { VM_GUEST_ERROR_EXIT, VmExitCode } from "./guestVmExits.ts";
import type { Vm, VmVcpu } from "./vm.ts";
import { serveIa32Exit } from "./x86/exits.ts";

/** Instructions in one vCPU's turn. Part of the machine: with another value, guests with several vCPUs run differently. */
const TURN_INSTRUCTIONS = 50_000;

/** How long a slice may go on. */
export interface VmSliceLimits {
  /** Instructions of all vCPUs together; a block more at most. */
  readonly budgetInstructions: number;
  /** `performance.now()` time after which the slice ends soon. */
  readonly deadline?: number;
}

/** Why a slice ended. */
export type VmStop =
  /** Budget or deadline reached, or `vmInterrupt` called: run on at will. */
  | { readonly kind: "budget" | "interrupted" }
  /**
   * Every online vCPU waits. It goes on when an interrupt is injected, an open fault is answered, or the counter reaches
   * `nextTimer` (undefined: no timer is armed).
   */
  | { readonly kind: "idle"; readonly nextTimer: bigint | undefined }
  /** PSCI SYSTEM_OFF, `vmPowerOff`, or the last vCPU went off. */
  | { readonly kind: "powered-off" }
  /** PSCI SYSTEM_RESET or `vmRequestReset`. */
  | { readonly kind: "reset-requested" }
  /** The VM cannot go on; the same error every time it is asked. */
  | { readonly kind: "failed"; readonly error: Error };

/** How `vmRun` ends. */
export type VmRunOutcome = "powered-off" | "reset-requested" | "idle";

/**
 * Runs until the guest powers off or asks for a reset, or can only be woken from outside. Idle time is skipped: the
 * counter moves to the next timer at once.
 * @see libsel4vm `vm_run`
 * @throws VmRunFailed when a handler fails, or nobody handles what the guest does
 */
export function vmRun(vm: Vm): VmRunOutcome {
  while (true) {
    const stop = vmRunSlice(vm, { budgetInstructions: Number.MAX_SAFE_INTEGER });
    switch (stop.kind) {
      case "powered-off":
      case "reset-requested":
        return stop.kind;
      case "failed":
        throw stop.error;
      case "idle":
        if (stop.nextTimer === undefined) return "idle";
        vm.core.clock.advanceTo(stop.nextTimer);
        break;
      default:
        break;
    }
  }
}

/**
 * Runs the vCPUs in turns of a fixed number of instructions, within limits. Where slices are cut makes no difference to
 * the guest.
 * @throws VmNotRunnable when called from a callback of the same VM @throws InvalidArgument for a budget below 0
 */
export function vmRunSlice(vm: Vm, limits: VmSliceLimits): VmStop {
  const { run } = vm;
  if (vm.core.threaded) throw new VmNotRunnable(vm.vmName, "its vCPUs have threads of their own, which run them");
  if (run.inSlice) throw new VmNotRunnable(vm.vmName, "it runs already; a callback answers and returns");
  if (!(limits.budgetInstructions >= 0))
    throw new InvalidArgument("budgetInstructions", limits.budgetInstructions, "a number from 0");
  run.inSlice = true;
  try {
    return runTurns(vm, limits);
  } finally {
    run.inSlice = false;
  }
}

function runTurns(vm: Vm, limits: VmSliceLimits): VmStop {
  vm.run.interruptRequested = false;
  const end = vm.core.instructions + limits.budgetInstructions;
  while (true) {
    vm.core.compileHotCode();
    const stop = vmStanding(vm);
    if (stop !== undefined) return stop;
    const left = end - vm.core.instructions;
    if (left <= 0 || (limits.deadline !== undefined && performance.now() >= limits.deadline)) return { kind: "budget" };
    if (!runSomeone(vm, left)) return idle(vm);
    if (vm.run.interruptRequested) return { kind: "interrupted" };
  }
}

/** Why the VM does not run at all, if so. */
export function vmStanding(vm: Vm): VmStop | undefined {
  switch (vm.run.power) {
    case "running":
      return undefined;
    case "failed":
      return { kind: "failed", error: vm.run.failure ?? new VmNotRunnable(vm.vmName, "it failed before") };
    default:
      return { kind: vm.run.power };
  }
}

function idle(vm: Vm): VmStop {
  if (vm.vcpus.every((vcpu) => !vcpu.vcpuOnline)) {
    vm.run.power = "powered-off";
    return { kind: "powered-off" };
  }
  return { kind: "idle", nextTimer: vm.core.clock.nextTimer() };
}

/**
 * Lets the vCPU whose turn it is run on, or the next one that can. Whose turn it is depends only on who ran last, so
 * asking waiting vCPUs in vain changes nothing. @returns false when all of them wait
 */
function runSomeone(vm: Vm, left: number): boolean {
  const { run, vcpus } = vm;
  const first = run.turnLeft > 0 ? 0 : 1;
  for (let i = first; i < vcpus.length + first; i++) {
    const vcpu = vcpus[(run.turn + i) % vcpus.length];
    if (!vcpu.vcpuOnline) continue;
    try {
      if (runOne(vm, vcpu, left)) return true;
    } catch (error) {
      fail(vm, vcpu, error);
      return true;
    }
  }
  return false;
}

/** @returns false when the vCPU waits: for an interrupt, or for an answer to its fault */
function runOne(vm: Vm, vcpu: VmVcpu, left: number): boolean {
  const { run } = vm;
  const { fault } = vcpu.vcpuArch;
  if (fault.exit !== undefined) {
    if (fault.delivered) return false;
    deliverFault(vm, vcpu);
    return true;
  }
  const turnLeft = run.turn === vcpu.vcpuId && run.turnLeft > 0 ? run.turnLeft : TURN_INSTRUCTIONS;
  const before = vm.core.instructions;
  const exit = vcpu.vcpu.run(Math.min(left, turnLeft));
  const executed = vm.core.instructions - before;
  if (executed === 0 && (exit.kind === "wait" || exit.kind === "off")) return false;
  run.turn = vcpu.vcpuId;
  run.turnLeft = vcpu.vcpu.runState === RunState.Running && exit.kind !== "yield" ? turnLeft - executed : 0;
  noticeStarted(vm);
  serve(vm, vcpu, exit);
  deliverIrqAcks(vm);
  return true;
}

/** A guest of IA32 starts its other processors itself, by INIT and start-up IPIs, which the core sees alone. */
function noticeStarted(vm: Vm): void {
  if (vm.core.architecture !== Architecture.IA32) return;
  for (const vcpu of vm.vcpus) {
    if (!vcpu.vcpuOnline && vcpu.vcpu.runState !== RunState.Off) vcpu.vcpuOnline = true;
  }
}

function serve(vm: Vm, vcpu: VmVcpu, coreExit: CoreExit): void {
  const exit = vm.core.architecture === Architecture.IA32 ? serveIa32Exit(vm, vcpu, coreExit) : coreExit;
  if (exit === undefined) return;
  if (openVcpuFault(vcpu, exit)) {
    vm.run.exitReason = exit.kind === "memory" ? VmExitCode.Mmio : VmExitCode.Unknown;
    deliverFault(vm, vcpu);
  } else if (exit.kind === "stuck") {
    throw new VmRunFailed(vcpu.vcpuId, vcpu.vcpu.pc, "the guest takes exceptions without end: no handler is mapped");
  }
}

/**
 * Handles the exit of a vCPU that a thread of its own has run: what `vmRunSlice` does after each run. A handler that fails
 * fails the VM, as `vmStanding` tells then.
 */
export function vmServeExit(vcpu: VmVcpu): void {
  const { vm } = vcpu;
  try {
    serve(vm, vcpu, vcpu.vcpu.lastExit());
    deliverIrqAcks(vm);
  } catch (error) {
    fail(vm, vcpu, error);
  }
}

/**
 * Whether a vCPU that no thread runs now may run on: it is online, and its fault is answered. An answer may have opened the next
 * fault of the same instruction, about which callbacks are asked first.
 */
export function vcpuGoesOn(vcpu: VmVcpu): boolean {
  const { vm, vcpuArch } = vcpu;
  try {
    while (vcpuArch.fault.exit !== undefined && !vcpuArch.fault.delivered) deliverFault(vm, vcpu);
  } catch (error) {
    fail(vm, vcpu, error);
  }
  return vm.run.power === "running" && vcpu.vcpuOnline && vcpuArch.fault.exit === undefined;
}

/** The VM fails for good; a stray exception of a callback becomes the cause. */
function fail(vm: Vm, vcpu: VmVcpu | undefined, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const failure =
    error instanceof VmRunFailed
      ? error
      : new VmRunFailed(vcpu?.vcpuId ?? 0, vcpu?.vcpu.pc ?? 0n, message, { cause: error });
  vm.run.power = "failed";
  vm.run.failure = failure;
  vm.run.exitReason = VM_GUEST_ERROR_EXIT;
}

/**
 * Hands a host event to the notification callback.
 * @throws VmRunFailed when the VM has no callback, or the callback throws; the VM has failed then
 */
export function vmNotify(vm: Vm, badge: bigint, tag = 0n): void {
  vm.run.exitReason = VmExitCode.Notification;
  const callback = vm.run.notificationCallback;
  try {
    if (callback === undefined)
      throw new VmNotRunnable(vm.vmName, "an event came and no notification callback is registered");
    callback(vm, badge, tag);
  } catch (error) {
    fail(vm, vm.vcpus.at(0), error);
    throw vm.run.failure;
  }
}

/** Whether any vCPU could run now. */
export function vmIsRunnable(vm: Vm): boolean {
  return vm.vcpus.some(
    ({ vcpu, vcpuOnline, vcpuArch }) =>
      vcpuOnline &&
      !(vcpuArch.fault.exit !== undefined && vcpuArch.fault.delivered) &&
      (vcpu.runState === RunState.Running || (vcpu.runState !== RunState.Off && (vcpu.wakes || vcpu.hasEvent))),
  );
}
