/** Who is asked about an open fault, and what happens with the answer. */
import type { CallExit, MemoryExit } from "../core/index.ts";
import { hex, VmRunFailed } from "../errors.ts";
import { type ArmUserContext, vmGetThreadContext, vmSetThreadContextReg } from "./arm/guestArmContext.ts";
import { registerFile } from "./arm/registerFile.ts";
import { vmMemoryHandleFault } from "./guestMemory.ts";
import { advanceVcpuFault, ignoreVcpuFault, restartVcpuFault } from "./guestVcpuFault.ts";
import { FaultResult, type Vm, type VmVcpu } from "./vm.ts";

/** Asks the callbacks about the vCPU's open fault and does what they say. @throws VmRunFailed when nobody handles it */
export function deliverFault(vm: Vm, vcpu: VmVcpu): void {
  const { fault } = vcpu.vcpuArch;
  const exit = fault.exit;
  if (exit === undefined) return;
  fault.delivered = true;
  if (exit.kind === "memory") settle(vcpu, exit, askAboutMemory(vm, vcpu, exit));
  else deliverCall(vm, vcpu, exit);
}

function askAboutMemory(vm: Vm, vcpu: VmVcpu, exit: MemoryExit): FaultResult {
  const result = vmMemoryHandleFault(vm, vcpu, exit.address, exit.width);
  if (result !== FaultResult.Unhandled) return result;
  return vm.mem.unhandledMemFaultHandler?.(vm, vcpu, exit.address, exit.width) ?? FaultResult.Unhandled;
}

/** HVC and SMC: first the vCPU's hook, then the VM's handler. */
function deliverCall(vm: Vm, vcpu: VmVcpu, exit: CallExit): void {
  const hook = vcpu.vcpuArch.unhandledVcpuCallback;
  const result = hook?.(vcpu, Number(exit.syndrome)) ?? FaultResult.Unhandled;
  if (result !== FaultResult.Unhandled) {
    settle(vcpu, exit, result);
    return;
  }
  const handler = exit.kind === "hypercall" ? vm.arch.vmHvcHandler : vm.arch.vmSmcHandler;
  const registers = vmGetThreadContext<ArmUserContext>(vcpu);
  const before = { ...registers };
  advanceVcpuFault(vcpu);
  handler(vcpu, registers);
  writeBack(vcpu, before, registers);
}

/** Writes what the handler has changed, and nothing else: it may have reset the vCPU or moved its PC. */
function writeBack(vcpu: VmVcpu, before: ArmUserContext, after: ArmUserContext): void {
  const old: Readonly<Record<string, bigint>> = before;
  const values: Readonly<Record<string, bigint>> = after;
  for (const [word, name] of registerFile(vcpu).names.entries())
    if (values[name] !== old[name]) vmSetThreadContextReg(vcpu, word, values[name]);
}

function settle(vcpu: VmVcpu, exit: MemoryExit | CallExit, result: FaultResult): void {
  switch (result) {
    case FaultResult.Handled:
      return;
    case FaultResult.Restart:
      restartVcpuFault(vcpu);
      return;
    case FaultResult.Ignore:
      ignoreVcpuFault(vcpu);
      return;
    case FaultResult.Unhandled:
      throw new VmRunFailed(vcpu.vcpuId, exit.pc, `nothing handles ${describe(exit)}`);
    default:
      throw new VmRunFailed(vcpu.vcpuId, exit.pc, `the fault callback refused ${describe(exit)}`);
  }
}

function describe(exit: MemoryExit | CallExit): string {
  if (exit.kind !== "memory") return `${exit.kind === "hypercall" ? "HVC" : "SMC"} #${exit.immediate}`;
  if (exit.direction === "fetch") return `an instruction fetch from ${hex(exit.address)}`;
  const verb = exit.direction === "write" ? "a write to" : "a read from";
  return `${verb} ${hex(exit.address)} (${exit.width} bytes)`;
}
