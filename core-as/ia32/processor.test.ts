import { beforeEach, describe, expect, it } from "vitest";
import { ExitReason, RunState } from "../abi.ts";
import { VCPU_IRQ_LINES, VCPU_RUN_STATE } from "../layout.ts";
import { Access, CODE, HANDLER, Ia32System, KERNEL_CODE, STACK } from "../testing/ia32System.ts";
import { CR4, Cr4, IDTR_LIMIT, Vector } from "./state.ts";

const IF = 0x200;
const IOPL3 = 0x3000;
const VIF = 1 << 19;
const VIP = 1 << 20;
const CLI = [0xfa];
const STI = [0xfb];
const POPF = [0x9d];
const MOV_EAX_1 = [0xb8, 1, 0, 0, 0];
const NMI_LINE = 2;
const GP_0 = { vector: Vector.GP, eip: CODE, errorCode: 0 };

let system: Ia32System;

beforeEach(() => {
  system = new Ia32System();
});

/** POPF of `value` at the level that is set. */
function pop(value: number): void {
  system.write32(STACK - 4, value);
  system.run(POPF, { esp: STACK - 4 });
}

describe("the interrupt flag", () => {
  it("is the program's while CPL is within IOPL", () => {
    system.useUser();
    system.eflags = IOPL3;
    system.run(STI);
    const set = system.eflags & IF;
    system.run(CLI);

    expect([set, system.eflags & IF]).toEqual([IF, 0]);
  });

  it("is not beyond: CLI and STI raise #GP, POPF leaves it and IOPL alone", () => {
    system.useUser();
    system.run(CLI);
    const cli = system.fault;
    system.useUser();
    system.eflags = IF;
    pop(IOPL3 | 1);

    expect(cli).toEqual(GP_0);
    expect(system.eflags & (IF | IOPL3 | 1)).toBe(IF | 1);
  });

  it("is virtual under CR4.PVI", () => {
    system.core.setU64(CR4, BigInt(Cr4.PVI));
    system.useUser();
    system.run(STI);
    const set = system.eflags & (IF | VIF);
    system.eflags = VIP;
    system.run(STI, { esp: STACK });

    expect(set).toBe(VIF);
    expect(system.fault).toEqual(GP_0);
  });

  it("is loaded by POPF of level 0, with IOPL, AC and ID but without VM, RF, VIF, VIP", () => {
    pop(0x3f7ed7);

    expect(system.eflags >>> 0).toBe(0x247ed7 & ~0x100);
  });

  it("POPF of 16 bits leaves the upper half", () => {
    system.eflags = 0x200000;
    system.write32(STACK - 2, 1);
    system.run([0x66, 0x9d], { esp: STACK - 2 });

    expect(system.eflags).toBe(0x200003);
    expect(system.get("esp")).toBe(STACK);
  });
});

describe("what waits for the end of an instruction", () => {
  beforeEach(() => {
    system.setVector(Vector.NMI, KERNEL_CODE, HANDLER, Access.Interrupt32);
    system.stopAt(HANDLER);
    system.core.setU32(VCPU_IRQ_LINES, NMI_LINE);
  });

  it("waits for one more behind STI at the end of a page", () => {
    system.core.setU32(VCPU_IRQ_LINES, 0);
    system.runAt(CODE + 0xfff, [...STI, ...MOV_EAX_1], {}, 1);
    const before = system.pc;
    system.core.setU32(VCPU_IRQ_LINES, NMI_LINE);
    system.core.run(10n, BigInt(before));

    expect(system.pc).toBe(HANDLER);
    expect(system.stack(1)).toEqual([CODE + 0x1005]);
    expect(system.get("eax")).toBe(1);
  });

  it("comes before the first instruction else", () => {
    system.run(MOV_EAX_1);

    expect(system.stack(1)).toEqual([CODE]);
  });
});

describe("an interrupt that STI or POPF lets in", () => {
  const INTR_LINE = 1;

  beforeEach(() => {
    system.core.setU32(IDTR_LIMIT, 0x3ff);
    for (let vector = 0; vector < 0x40; vector++) system.setVector(vector, KERNEL_CODE, HANDLER, Access.Interrupt32);
    system.stopAt(HANDLER);
    system.core.setU32(VCPU_IRQ_LINES, INTR_LINE);
  });

  it("comes behind the instruction after STI, even if CLI follows", () => {
    system.run([...STI, ...MOV_EAX_1, ...CLI, ...MOV_EAX_1], { eax: 0 });

    expect(system.pc).toBe(HANDLER);
    expect(system.stack(1)).toEqual([CODE + 6]);
  });

  it("comes right behind POPF", () => {
    system.write32(STACK - 4, IF);

    system.run([...POPF, ...CLI], { esp: STACK - 4 });

    expect(system.stack(1)).toEqual([CODE + 1]);
  });

  it("comes not at all when the instruction after STI is CLI", () => {
    system.run([...STI, ...CLI, ...MOV_EAX_1]);

    expect(system.finished).toBe(true);
  });
});

describe("HLT", () => {
  it("waits, with PC behind it", () => {
    expect(system.run([0xf4])).toBe(ExitReason.Wait);
    expect(system.pc).toBe(CODE + 1);
    expect(system.core.u32(VCPU_RUN_STATE)).toBe(RunState.WaitInterrupt);
  });

  it("goes on when an event is injected, and IRET returns behind it", () => {
    system.core.setU32(IDTR_LIMIT, 0x1ff);
    system.setVector(0x30, KERNEL_CODE, HANDLER, Access.Interrupt32);
    system.stopAt(HANDLER);
    system.run([0xf4]);

    system.core.exports.vcpuInject(system.core.vcpu(), 0x30);
    system.core.exports.runVcpu(system.core.vcpu(), 5n);

    expect(system.pc).toBe(HANDLER);
    expect(system.stack(1)).toEqual([CODE + 1]);
  });
});

describe("injected exceptions", () => {
  it("have their error code", () => {
    system.core.setU32(VCPU_RUN_STATE, RunState.Running);

    system.core.exports.vcpuInjectException(system.core.vcpu(), Vector.GP, 0x123);

    expect(system.stack(2)[0]).toBe(0x123);
  });
});

describe("CPUID", () => {
  const cpuid = (eax: number) => {
    system.run([0x0f, 0xa2], { eax });
    return (["eax", "ebx", "ecx", "edx"] as const).map((name) => system.get(name));
  };
  const text = (words: readonly number[]) =>
    words.map((word) => String.fromCharCode(word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24)).join("");

  it("says who it is, and a family that kernels for the 686 want", () => {
    const [, ebx, ecx, edx] = cpuid(0);
    const [signature, , , features] = cpuid(1);

    expect(text([ebx, edx, ecx])).toBe("GenuineIntel");
    expect((signature >> 8) & 15).toBe(6);
    // FPU, TSC, CX8, CMOV: Debian's 686 kernel refuses to start without.
    expect(features & 0x8111).toBe(0x8111);
  });

  it("tells its clocks, so that kernels need not measure them: SDM volume 2, leaf 15h", () => {
    const [last] = cpuid(0);
    const [denominator, numerator, crystal] = cpuid(0x15);

    expect(last).toBe(0x15);
    expect([(crystal * numerator) / denominator, crystal]).toEqual([1_000_000_000, 100_000_000]);
    expect([cpuid(4), cpuid(0xb)]).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("answers beyond its leaves as the highest basic one does", () => {
    const [last] = cpuid(0);

    expect(cpuid(last + 1)).toEqual(cpuid(last));
    expect(cpuid(0x8fffffff)).toEqual(cpuid(last));
  });

  it("has NX, and a name of its own", () => {
    expect(cpuid(0x80000001)[3]).toBe(1 << 20);
    expect(text([...cpuid(0x80000002), ...cpuid(0x80000003)])).toContain("sel4vm-web");
  });
});

describe("model-specific registers", () => {
  const rdmsr = (ecx: number) => {
    system.run([0x0f, 0x32], { ecx });
    return system.fault ?? [system.get("edx"), system.get("eax")];
  };
  const wrmsr = (ecx: number, edx: number, eax: number) => {
    system.run([0x0f, 0x30], { ecx, edx, eax });
    return system.fault;
  };

  it("keep what is written, within the bits that exist", () => {
    wrmsr(0x175, 0, 0x12345678);
    wrmsr(0x200, 0x3, 0xc0000006);

    expect(rdmsr(0x175)).toEqual([0, 0x12345678]);
    expect(rdmsr(0x200)).toEqual([3, 0xc0000006]);
  });

  it("raise #GP when unknown, or when the value has reserved types", () => {
    expect(rdmsr(0x12345)).toEqual(GP_0);
    expect(wrmsr(0x277, 0, 2)).toEqual(GP_0);
    expect(wrmsr(0x2ff, 0, 2)).toEqual(GP_0);
    expect(wrmsr(0xfe, 0, 0)).toEqual(GP_0);
    expect(wrmsr(0xc0000080, 0, 1)).toEqual(GP_0);
  });

  it("IA32_APIC_BASE switches the local APIC off and on, and does not move it", () => {
    const APIC = 1 << 9;
    const feature = () => {
      system.run([0x0f, 0xa2], { eax: 1 });
      return system.get("edx") & APIC;
    };
    const first = rdmsr(0x1b);
    const off = [wrmsr(0x1b, 0, 0xfee0_0000), feature()];
    const moved = [wrmsr(0x1b, 0, 0xfed0_0800), wrmsr(0x1b, 1, 0xfee0_0800)];
    const on = [wrmsr(0x1b, 0, 0xfee0_0800), feature()];

    expect([first, off, moved, on]).toEqual([
      [0, 0xfee0_0900],
      [undefined, 0],
      [GP_0, GP_0],
      [undefined, APIC],
    ]);
  });

  it("have the page attribute table as reset leaves it", () => {
    expect(rdmsr(0x277)).toEqual([0x00070406, 0x00070406]);
  });

  it("TSC counts on from what is written", () => {
    wrmsr(0x10, 5, 0);

    system.run([0x0f, 0x31]);

    expect(system.get("edx")).toBe(5);
  });

  it("IA32_TSC_ADJUST follows writes of the counter, and moves it", () => {
    wrmsr(0x10, 5, 0);
    const [high] = rdmsr(0x3b) as number[];
    wrmsr(0x3b, 9, 0);
    system.run([0x0f, 0x31]);

    expect(high).toBeGreaterThanOrEqual(4);
    expect(system.get("edx")).toBe(9);
  });

  it("RDTSC is level 0's under CR4.TSD", () => {
    system.core.setU64(CR4, BigInt(Cr4.TSD));
    system.useUser();

    system.run([0x0f, 0x31]);

    expect(system.fault).toEqual(GP_0);
  });
});
