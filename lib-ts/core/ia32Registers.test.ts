import { describe, expect, it } from "vitest";
import { coreModule } from "../testing/core.ts";
import { Architecture, CoreInstance, Gpr, Segment } from "./index.ts";

function vcpu() {
  return new CoreInstance(coreModule, 1, 1 << 20, { architecture: Architecture.IA32 }).vcpus[0];
}

describe("Ia32Registers", () => {
  it("has the processor's state after reset: SDM volume 3, table 10-1", () => {
    const { ia32 } = vcpu();

    expect([ia32.eip, ia32.eflags, ia32.control(0)]).toEqual([0xfff0, 2, 0x6000_0010]);
    expect(ia32.segment(Segment.Cs)).toEqual({ selector: 0xf000, base: 0xffff_0000, limit: 0xffff, rights: 0x9b });
    expect(ia32.segment(Segment.Ds)).toEqual({ selector: 0, base: 0, limit: 0xffff, rights: 0x93 });
    expect([ia32.gdtr, ia32.idtr]).toEqual([
      { base: 0, limit: 0xffff },
      { base: 0, limit: 0xffff },
    ]);
    expect([ia32.debug(6), ia32.debug(7)]).toEqual([0xffff_0ff0, 0x400]);
  });

  it("keeps EIP when the base of CS moves, and the linear address follows", () => {
    const cpu = vcpu();
    const { ia32 } = cpu;
    ia32.setSegment(Segment.Cs, { selector: 0x1000, base: 0x1_0000 });

    expect([ia32.eip, cpu.pc]).toEqual([0xfff0, 0x1_fff0n]);
    ia32.eip = 0x20;
    expect([ia32.eip, cpu.pc]).toEqual([0x20, 0x1_0020n]);
  });

  it("holds 32 bits in a general register", () => {
    const { ia32 } = vcpu();
    ia32.setGeneral(Gpr.Edi, -1);

    expect(ia32.general(Gpr.Edi)).toBe(0xffff_ffff);
  });

  it("reads MXCSR back, but for bits that the processor does not have", () => {
    const { ia32 } = vcpu();
    expect(ia32.mxcsr).toBe(0x1f80);

    ia32.mxcsr = 0xfffe_a5b3;

    expect(ia32.mxcsr).toBe(0xa5b3);
  });

  it("reads the arithmetic flags back that it set, with bit 1", () => {
    const { ia32 } = vcpu();
    ia32.eflags = 0x8d5 | 0x202;

    expect(ia32.eflags).toBe(0xad7);
  });
});
