/**
 * What the built-in guests ask of their VMM, to show how a VMM serves a guest.
 *
 * Hypercalls (HVC #0, SMC calling convention, owner 6 "vendor specific hypervisor service"). The two latter
 * have a 32-bit form, which AArch32 calls, and a 64-bit form:
 *   0x8600ff01              Call UID: the four words of `UID` in W0..W3
 *   0x86000000, 0xc6000000  Sum: X0 = X1 + X2
 *   0x86000001, 0xc6000001  Count: X0 = how many vendor calls this machine has served before
 *
 * Fault regions at VIRT_DEMO:
 *   page 0       every access faults and is completed: a store keeps its 64-bit value at its offset, a load returns it, or
 *                the offset itself where nothing was stored
 *   pages 1..15  the first access maps a page of zeros and runs again: memory on demand
 */
import { PAGE_SIZE } from "../core/index.ts";
import type { ArmUserContext } from "../sel4vm/arm/guestArmContext.ts";
import { smcGetArg, smcGetFunctionId, smcSetArg, smcSetReturnValue } from "../sel4vm/arm/smc.ts";
import { ALL_RIGHTS } from "../sel4vm/frames.ts";
import { FaultResult, vmMapReservation, vmReserveMemoryAt } from "../sel4vm/guestMemory.ts";
import { answerVcpuFault, getVcpuFaultValue, isVcpuReadFault } from "../sel4vm/guestVcpuFault.ts";
import type { Vm } from "../sel4vm/vm.ts";
import { VIRT_DEMO } from "./virtMap.ts";

const CALL_UID = 0x8600_ff01;
const CALL_SUM = 0x8600_0000;
const CALL_COUNT = 0x8600_0001;
/** Tells a function's 64-bit form. */
const SMC64 = 0x4000_0000;
const UID = [0x6c65_7334n, 0x6d76_7765n, 0x6200_0000n, 0x0000_0001n];

/** Pages that `VIRT_DEMO` may map on demand. */
export const DEMO_PAGES = VIRT_DEMO.size / PAGE_SIZE - 1;

/** Installs the hypercalls before whatever serves HVC already, and the fault regions. */
export function installDemoService(vm: Vm): void {
  const next = vm.arch.vmHvcHandler;
  const served = { count: 0n };
  vm.arch.vmHvcHandler = (vcpu, regs) => {
    if (!serveCall(regs, served.count)) next(vcpu, regs);
    else served.count++;
  };
  installStoreBack(vm);
  for (let page = 1; page <= DEMO_PAGES; page++) installOnDemand(vm, VIRT_DEMO.start + page * PAGE_SIZE);
}

/** @returns false when the call is not one of these */
function serveCall(regs: ArmUserContext, served: bigint): boolean {
  const id = smcGetFunctionId(regs);
  const width = (id & SMC64) === 0 ? 32 : 64;
  if (id === CALL_UID) {
    smcSetReturnValue(regs, UID[0]);
    for (const n of [1, 2, 3]) smcSetArg(regs, n, UID[n]);
    return true;
  }
  switch ((id & ~SMC64) >>> 0) {
    case CALL_SUM:
      smcSetReturnValue(regs, BigInt.asUintN(width, smcGetArg(regs, 1) + smcGetArg(regs, 2)));
      return true;
    case CALL_COUNT:
      smcSetReturnValue(regs, served);
      return true;
    default:
      return false;
  }
}

function installStoreBack(vm: Vm): void {
  const kept = new Map<number, bigint>();
  vmReserveMemoryAt(vm, VIRT_DEMO.start, PAGE_SIZE, (_vm, vcpu, address) => {
    const offset = address - VIRT_DEMO.start;
    if (isVcpuReadFault(vcpu)) {
      answerVcpuFault(vcpu, kept.get(offset) ?? BigInt(offset));
    } else {
      kept.set(offset, getVcpuFaultValue(vcpu));
      answerVcpuFault(vcpu, 0n);
    }
    return FaultResult.Handled;
  });
}

function installOnDemand(vm: Vm, start: number): void {
  const reservation = vmReserveMemoryAt(vm, start, PAGE_SIZE, () => {
    const frame = vm.mem.frames.allocate();
    vmMapReservation(vm, reservation, (vaddr) => ({ frame, rights: ALL_RIGHTS, vaddr }));
    return FaultResult.Restart;
  });
}
