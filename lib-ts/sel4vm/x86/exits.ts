/** What is done about the exits that only IA32 has, and about those that the VMM wants to see first. */
import type { CoreExit, PortExit } from "../../core/index.ts";
import { GuestShutdown, hex, VmRunFailed } from "../../errors.ts";
import { VmExitCode } from "../guestVmExits.ts";
import { FaultResult, type Vm, type VmVcpu } from "../vm.ts";
import { instructionLengthAt } from "./instructionBytes.ts";
import { readPort, writePort } from "./ioports.ts";
import { serveVmcall } from "./vmcall.ts";
import {
  EXIT_REASON_EPT_VIOLATION,
  EXIT_REASON_IO_INSTRUCTION,
  EXIT_REASON_TRIPLE_FAULT,
  EXIT_REASON_VMCALL,
  VMX_EXIT_REASONS,
} from "./vmexitReasons.ts";

/**
 * Runs the instruction that the VMM has answered to its end, serving its port accesses.
 * @returns the exit that is left: `step` when the instruction is done
 */
export function finishInstruction(vcpu: VmVcpu): CoreExit {
  let exit = vcpu.vcpu.step();
  while (exit.kind === "port") exit = answerPort(vcpu, exit);
  return exit;
}

/** Answers a port access and goes on in the instruction. */
function answerPort(vcpu: VmVcpu, exit: PortExit): CoreExit {
  const { port, width, direction, data } = exit;
  const value = direction === "in" ? readPort(vcpu, port, width) : 0;
  if (direction === "out") writePort(vcpu, port, width, data);
  vcpu.vcpu.completeAccess(BigInt(value));
  return vcpu.vcpu.step();
}

/**
 * Serves an exit of an IA32 vCPU as far as it is IA32's. @returns the exit that is left to the common part
 * @throws VmRunFailed when nobody serves it
 */
export function serveIa32Exit(vm: Vm, vcpu: VmVcpu, exit: CoreExit): CoreExit | undefined {
  if (askHandler(vm, vcpu, exit)) return undefined;
  switch (exit.kind) {
    case "port": {
      vm.run.exitReason = VmExitCode.Io;
      let next = answerPort(vcpu, exit);
      while (next.kind === "port") next = answerPort(vcpu, next);
      return next;
    }
    case "hypercall":
      vm.run.exitReason = VmExitCode.Unknown;
      serveVmcall(vcpu);
      return undefined;
    case "shutdown":
      throw new GuestShutdown(vcpu.vcpuId, exit.pc, exit.vector, vcpu.vcpu.ia32.eip);
    case "intercept":
      return doIntercepted(vcpu);
    default:
      return exit;
  }
}

/** @returns whether a handler of the VMM has served the exit */
function askHandler(vm: Vm, vcpu: VmVcpu, exit: CoreExit): boolean {
  const { vmexitHandlers } = vm.arch.x86;
  if (vmexitHandlers.size === 0) return false;
  const reason = reasonOf(exit);
  const result = reason === undefined ? undefined : vmexitHandlers.get(reason)?.(vcpu, exit);
  switch (result) {
    case undefined:
    case FaultResult.Unhandled:
      return false;
    case FaultResult.Error:
      throw new VmRunFailed(vcpu.vcpuId, vcpu.vcpu.pc, `the handler of ${nameOf(reason)} refused`);
    case FaultResult.Ignore:
      vcpu.vcpu.dropReplay();
      if (exit.kind !== "hypercall") vcpu.vcpu.ia32.eip += instructionLengthAt(vcpu);
      return true;
    default:
      vcpu.vcpu.dropReplay();
      return true;
  }
}

function reasonOf(exit: CoreExit): number | undefined {
  switch (exit.kind) {
    case "port":
      return EXIT_REASON_IO_INSTRUCTION;
    case "hypercall":
      return EXIT_REASON_VMCALL;
    case "shutdown":
      return EXIT_REASON_TRIPLE_FAULT;
    case "memory":
      return EXIT_REASON_EPT_VIOLATION;
    case "intercept":
      return Number(exit.syndrome);
    default:
      return undefined;
  }
}

/** Has the core do the instruction that nobody has served. @returns as `finishInstruction` */
function doIntercepted(vcpu: VmVcpu): CoreExit {
  const { core } = vcpu.vm;
  const { intercepts } = core;
  core.intercepts = 0n;
  try {
    return finishInstruction(vcpu);
  } finally {
    core.intercepts = intercepts;
  }
}

function nameOf(reason: number | undefined): string {
  return VMX_EXIT_REASONS.get(reason ?? -1) ?? hex(reason ?? 0);
}
