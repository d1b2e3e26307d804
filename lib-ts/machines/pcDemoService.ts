/**
 * What the built-in guests ask of their VMM, to show how a VMM serves a guest. Hypercalls (VMCALL, number in EAX):
 *   73340000h  identity: EBX, ECX, EDX spell "sel4vm-web\0\0"
 *   73340001h  sum: EAX = EBX + ECX
 *   73340002h  count: EAX = how many hypercalls this machine has served before
 */
import type { Vm, VmVcpu } from "../sel4vm/vm.ts";
import { VcpuContextReg, vmGetThreadContextReg, vmSetThreadContextReg } from "../sel4vm/x86/guestX86Context.ts";
import { vmRegNewVmcallHandler } from "../sel4vm/x86/vmcall.ts";

const CALL_IDENTITY = 0x7334_0000;
const CALL_SUM = 0x7334_0001;
const CALL_COUNT = 0x7334_0002;
/** Little endian, twelve characters. */
const IDENTITY = [0x346c_6573, 0x772d_6d76, 0x0000_6265];

const { EAX, EBX, ECX, EDX } = VcpuContextReg;

export function installPcDemoService(vm: Vm): void {
  let served = 0;
  const serve = (token: number, call: (vcpu: VmVcpu) => void) =>
    vmRegNewVmcallHandler(
      vm,
      (vcpu) => {
        call(vcpu);
        served++;
      },
      token,
    );
  serve(CALL_IDENTITY, (vcpu) => {
    for (const [index, register] of [EBX, ECX, EDX].entries()) vmSetThreadContextReg(vcpu, register, IDENTITY[index]);
  });
  serve(CALL_SUM, (vcpu) => {
    vmSetThreadContextReg(vcpu, EAX, vmGetThreadContextReg(vcpu, EBX) + vmGetThreadContextReg(vcpu, ECX));
  });
  serve(CALL_COUNT, (vcpu) => vmSetThreadContextReg(vcpu, EAX, served));
}
