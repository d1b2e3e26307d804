import { describe, expect, it } from "vitest";
import { VmRunFailed } from "../../errors.ts";
import { ia32Machine } from "../../testing/ia32.ts";
import { FaultResult, vmReserveMemoryAt } from "../guestMemory.ts";
import { answerVcpuFault, getVcpuFaultSize, getVcpuFaultValue, isVcpuReadFault } from "../guestVcpuFault.ts";
import { vcpuStart, vmPowerOff, vmRun, vmRunSlice } from "../guestVm.ts";
import type { Vm, VmVcpu } from "../vm.ts";
import { vmmPlatInitGuestThreadState } from "./guestBootInit.ts";
import { vmRegisterVmexitHandler } from "./guestVmArch.ts";
import { VcpuContextReg, vmGetThreadContextReg, vmSetThreadContextReg } from "./guestX86Context.ts";
import { IoportFaultResult, vmIoPortAddHandler } from "./ioports.ts";
import { vmRegNewVmcallHandler } from "./vmcall.ts";
import { EXIT_REASON_CPUID, EXIT_REASON_MSR_READ, EXIT_REASON_TRIPLE_FAULT } from "./vmexitReasons.ts";

const CODE = 0x1000;
const DATA = 0x2000;
const STACK = 0x8000;
const DEVICE = 0x20_0000;
/** Power off, by writing to this port: out 0xee, al. */
const OFF = [0xe6, 0xee];

function program(hex: string): number[] {
  return hex.split(" ").map((byte) => Number.parseInt(byte, 16));
}

/** A vCPU in flat protected mode at CODE; port EEh switches the VM off, other ports are noted. */
function bench(code: readonly number[], options: Parameters<typeof ia32Machine>[0] = {}) {
  const { vm, vcpu } = ia32Machine(options);
  const notes: string[] = [];
  vm.core.guest.write(CODE, Uint8Array.from([...code, ...OFF]));
  vmmPlatInitGuestThreadState(vcpu, CODE, 0);
  vcpu.vcpu.ia32.setGeneral(4, STACK);
  vmIoPortAddHandler(vm, { start: 0xee, end: 0xee }, { portIn: unhandled, portOut: () => off(vm) });
  const next = { value: 0x1234_5678 };
  vmIoPortAddHandler(
    vm,
    { start: 0x300, end: 0x303 },
    {
      portIn(_vcpu, port, size, result) {
        notes.push(`in ${port.toString(16)}/${size}`);
        result.value = next.value++;
        return IoportFaultResult.Handled;
      },
      portOut(_vcpu, port, size, value) {
        notes.push(`out ${port.toString(16)}/${size}=${value.toString(16)}`);
        return IoportFaultResult.Handled;
      },
    },
  );
  vcpuStart(vcpu);
  return { vm, vcpu, notes };
}

function unhandled(): IoportFaultResult {
  return IoportFaultResult.Unhandled;
}

function off(vm: Vm): IoportFaultResult {
  vmPowerOff(vm);
  return IoportFaultResult.Handled;
}

const register = (vcpu: VmVcpu, reg: VcpuContextReg) => vmGetThreadContextReg(vcpu, reg);

describe("port accesses of a running guest", () => {
  it("read into the low part of EAX, and write from it", () => {
    // mov eax, -1; mov dx, 0x300; in al, dx; out dx, ax
    const { vm, vcpu, notes } = bench(program("b8 ff ff ff ff 66 ba 00 03 ec 66 ef"));
    vmRun(vm);

    expect(notes).toEqual(["in 300/1", "out 300/2=ff78"]);
    expect(register(vcpu, VcpuContextReg.EAX)).toBe(0xffff_ff78);
  });

  it("of REP OUTSB come an element at a time", () => {
    // mov esi, DATA; mov ecx, 3; mov dx, 0x300; cld; rep outsb
    const { vm, vcpu, notes } = bench(program("be 00 20 00 00 b9 03 00 00 00 66 ba 00 03 fc f3 6e"));
    vm.core.guest.write(DATA, Uint8Array.of(7, 8, 9));
    vmRun(vm);

    expect(notes).toEqual(["out 300/1=7", "out 300/1=8", "out 300/1=9"]);
    expect([register(vcpu, VcpuContextReg.ECX), register(vcpu, VcpuContextReg.ESI)]).toEqual([0, DATA + 3]);
  });

  it("of REP INSW fill memory", () => {
    // mov edi, DATA; mov ecx, 2; mov dx, 0x300; cld; rep insw
    const { vm, vcpu } = bench(program("bf 00 20 00 00 b9 02 00 00 00 66 ba 00 03 fc f3 66 6d"));
    vmRun(vm);

    expect(vm.core.guest.u32(DATA)).toBe(0x5679_5678);
    expect([register(vcpu, VcpuContextReg.ECX), register(vcpu, VcpuContextReg.EDI)]).toEqual([0, DATA + 4]);
  });
});

describe("instructions that the VMM asked to see", () => {
  // mov eax, 1; cpuid; mov ecx, 0x1234; rdmsr
  const CODE_OF = "b8 01 00 00 00 0f a2 b9 34 12 00 00 0f 32";

  it("are served by their handlers, and the guest goes on behind them", () => {
    const { vm, vcpu } = bench(program(CODE_OF));
    vmRegisterVmexitHandler(vm, EXIT_REASON_CPUID, (stopped) => {
      vmSetThreadContextReg(stopped, VcpuContextReg.EBX, 0x1111);
      return FaultResult.Ignore;
    });
    vmRegisterVmexitHandler(vm, EXIT_REASON_MSR_READ, (stopped) => {
      vmSetThreadContextReg(stopped, VcpuContextReg.EDX, register(stopped, VcpuContextReg.ECX));
      return FaultResult.Ignore;
    });

    expect(vmRun(vm)).toBe("powered-off");

    expect([VcpuContextReg.EAX, VcpuContextReg.EBX, VcpuContextReg.EDX].map((each) => register(vcpu, each))).toEqual([
      1, 0x1111, 0x1234,
    ]);
  });

  it("are done by the core when the handler leaves them to it, and no more seen without one", () => {
    const { vm, vcpu } = bench(program("31 c0 0f a2 89 de 31 c0 0f a2")); // xor eax, eax; cpuid; mov esi, ebx; again
    let seen = 0;
    vmRegisterVmexitHandler(vm, EXIT_REASON_CPUID, () => {
      seen++;
      vmRegisterVmexitHandler(vm, EXIT_REASON_CPUID, undefined);
      return FaultResult.Unhandled;
    });

    expect(vmRun(vm)).toBe("powered-off");

    const genu = 0x756e_6547;
    expect([seen, register(vcpu, VcpuContextReg.EBX), register(vcpu, VcpuContextReg.ESI)]).toEqual([1, genu, genu]);
  });
});

describe("memory faults of a running guest", () => {
  function withDevice(code: string) {
    const parts = bench(program(code));
    vmReserveMemoryAt(parts.vm, DEVICE, 0x1000, (_vm, vcpu, address) => {
      const size = getVcpuFaultSize(vcpu);
      const kind = isVcpuReadFault(vcpu) ? "read" : `write ${getVcpuFaultValue(vcpu).toString(16)} to`;
      parts.notes.push(`${kind} ${(address - DEVICE).toString(16)}/${size}`);
      answerVcpuFault(vcpu, 0x8899_aabbn);
      return FaultResult.Handled;
    });
    return parts;
  }

  it("of instructions that the C library does not decode are done as the instruction says", () => {
    // movzx ecx, byte [DEVICE+1]; movsx edx, word [DEVICE+2]; add [DEVICE], ecx
    const { vm, vcpu, notes } = withDevice("0f b6 0d 01 00 20 00 0f bf 15 02 00 20 00 01 0d 00 00 20 00");
    vmRun(vm);

    expect(notes).toEqual(["read 1/1", "read 2/2", "read 0/4", "write 8899ab76 to 0/4"]);
    expect([register(vcpu, VcpuContextReg.ECX), register(vcpu, VcpuContextReg.EDX)]).toEqual([0xbb, 0xffff_aabb]);
  });

  it("of REP MOVSD take one answer each", () => {
    // mov esi, DEVICE; mov edi, DATA; mov ecx, 2; cld; rep movsd
    const { vm, vcpu, notes } = withDevice("be 00 00 20 00 bf 00 20 00 00 b9 02 00 00 00 fc f3 a5");
    vmRun(vm);

    expect(notes).toEqual(["read 0/4", "read 4/4"]);
    expect([vm.core.guest.u32(DATA), vm.core.guest.u32(DATA + 4)]).toEqual([0x8899_aabb, 0x8899_aabb]);
    expect(register(vcpu, VcpuContextReg.ECX)).toBe(0);
  });

  it("that are ignored skip the instruction, whatever its length", () => {
    // mov eax, 5; mov eax, [ecx*4 + DEVICE]; mov dword [DEVICE], 1
    const code = "b8 05 00 00 00 8b 04 8d 00 00 20 00 c7 05 00 00 20 00 01 00 00 00";
    const { vm, vcpu } = bench(program(code));
    vmReserveMemoryAt(vm, DEVICE, 0x1000, () => FaultResult.Ignore);
    vmRun(vm);

    expect(register(vcpu, VcpuContextReg.EAX)).toBe(5);
  });

  it("let the handler edit other registers than the one that is loaded", () => {
    // mov eax, [DEVICE]
    const { vm, vcpu } = bench(program("a1 00 00 20 00"));
    vmReserveMemoryAt(vm, DEVICE, 0x1000, (_vm, stopped) => {
      vmSetThreadContextReg(stopped, VcpuContextReg.EAX, 1);
      vmSetThreadContextReg(stopped, VcpuContextReg.EBX, 2);
      answerVcpuFault(stopped, 3n);
      return FaultResult.Handled;
    });
    vmRun(vm);

    expect([register(vcpu, VcpuContextReg.EAX), register(vcpu, VcpuContextReg.EBX)]).toEqual([3, 2]);
  });
});

describe("exits", () => {
  it("by VMCALL go to the token's handler, and on behind the instruction", () => {
    // mov eax, 7; vmcall
    const { vm, vcpu } = bench(program("b8 07 00 00 00 0f 01 c1"));
    vmRegNewVmcallHandler(vm, (caller) => vmSetThreadContextReg(caller, VcpuContextReg.EAX, 99), 7);
    vmRun(vm);

    expect(register(vcpu, VcpuContextReg.EAX)).toBe(99);
  });

  it("by a triple fault fail the VM, or go to who asked for them", () => {
    // int 3, without an IDT
    const failing = bench(program("cc"));
    const handled = bench(program("cc"));
    vmRegisterVmexitHandler(handled.vm, EXIT_REASON_TRIPLE_FAULT, () => {
      vmPowerOff(handled.vm);
      return FaultResult.Handled;
    });
    for (const { vcpu } of [failing, handled]) vcpu.vcpu.ia32.idtr = { base: 0, limit: 0 };

    expect(() => vmRun(failing.vm)).toThrow(VmRunFailed);
    expect(vmRun(handled.vm)).toBe("powered-off");
  });
});

describe("the interpreter", () => {
  it("adds a negative displacement in 32 bits: a push misses the translation cache once", () => {
    // mov ecx, 1000; again: push eax; pop eax; loop again
    const { vm } = bench(program("b9 e8 03 00 00 50 58 e2 fc"), { tier: "interp" });
    vmRun(vm);

    expect(vm.core.stats.slowAccesses).toBeLessThan(10);
  });
});

describe("the compiled tier", () => {
  it("takes calls and returns: the return address is made of the program counter", () => {
    // mov ecx, 100; again: call sub; loop again; out 0xee, al; sub: inc eax; ret
    const code = program("31 c0 b9 64 00 00 00 e8 04 00 00 00 e2 f9 e6 ee 40 c3");
    const { vm, vcpu } = bench(code, { tier: "all" });
    for (let slice = 0; slice < 50; slice++) vmRunSlice(vm, { budgetInstructions: 50 });

    expect(register(vcpu, VcpuContextReg.EAX)).toBe(100);
    expect(vm.core.stats.regions).toMatchObject({ refused: undefined });
    expect(vm.core.stats.regions?.regionsCompiled).toBeGreaterThan(0);
  });
});
