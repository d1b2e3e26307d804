import { describe, expect, it } from "vitest";
import { coreModule } from "../testing/core.ts";
import { Aarch32State, Architecture, CoreInstance, type CoreVcpu, Mode } from "./index.ts";

const CPSR_T = 0x20;
const MASKED = 0x1c0;

function vcpu(): CoreVcpu {
  return new CoreInstance(coreModule, 1, 1 << 20, { architecture: Architecture.AArch32 }).vcpus[0];
}

describe("Aarch32Registers", () => {
  it("has the state after reset: Supervisor mode, A32, all masked", () => {
    const { aarch32 } = vcpu();

    expect([aarch32.cpsr, aarch32.mode, aarch32.bank, aarch32.thumb]).toEqual([0x1d3, Mode.Svc, "svc", false]);
  });

  it("keeps CPSR.T out of the program counter", () => {
    const cpu = vcpu();
    cpu.aarch32.setCpsr(MASKED | CPSR_T | Mode.Svc);
    cpu.pc = 0x8002n;

    expect([cpu.pc, cpu.aarch32.pc, cpu.aarch32.thumb]).toEqual([0x8002n, 0x8002, true]);
    expect(cpu.aarch32.cpsr).toBe(MASKED | CPSR_T | Mode.Svc);
    cpu.aarch32.setCpsr(MASKED | Mode.Svc);
    expect([cpu.pc, cpu.aarch32.thumb]).toEqual([0x8002n, false]);
  });

  it("finds R13 and R14 of each mode wherever the current mode is", () => {
    const { aarch32 } = vcpu();
    aarch32.setBanked("svc", 13, 0x1300);
    aarch32.setBanked("irq", 13, 0x1200);
    aarch32.setBanked("usr", 14, 0x1000);
    expect(aarch32.general(13)).toBe(0x1300);

    aarch32.setCpsr(MASKED | Mode.Irq);
    expect([aarch32.general(13), aarch32.banked("svc", 13)]).toEqual([0x1200, 0x1300]);
    aarch32.setCpsr(MASKED | Mode.Sys);
    expect([aarch32.bank, aarch32.general(14)]).toEqual(["usr", 0x1000]);
  });

  it("finds FIQ mode's R8 to R12 from inside and outside", () => {
    const { aarch32 } = vcpu();
    aarch32.setBanked("fiq", 8, 0xf8);
    aarch32.setBanked("usr", 8, 0x08);
    expect(aarch32.general(8)).toBe(0x08);

    aarch32.setCpsr(MASKED | Mode.Fiq);
    expect([aarch32.general(8), aarch32.banked("svc", 8), aarch32.banked("fiq", 8)]).toEqual([0xf8, 0x08, 0xf8]);
  });

  it("keeps an SPSR a mode", () => {
    const { aarch32 } = vcpu();
    aarch32.setSpsr("abt", 0x6000_0010);
    aarch32.setSpsr("und", 0x13);

    expect([aarch32.spsr("abt"), aarch32.spsr("und"), aarch32.spsr("svc")]).toEqual([0x6000_0010, 0x13, 0]);
  });

  it("refuses modes that the processor does not have", () => {
    const { aarch32 } = vcpu();

    expect(aarch32.setCpsr(0x1a)).toBe(false);
    expect(aarch32.setCpsr(0x16)).toBe(false);
    expect(aarch32.cpsr).toBe(0x1d3);
  });

  it.each([
    [0x18, 0x00],
    [0x0c, 0x18],
    [0x06, 0x0c],
    [0xe2, 0xe4],
  ])("goes on in an IT block when it skips an instruction: %i to %i", (before, after) => {
    const cpu = vcpu();
    cpu.pc = 0x8000n;
    cpu.setU64(Aarch32State.CPSR_IT, BigInt(before));
    cpu.aarch32.skipInstruction(2);

    expect([cpu.pc, cpu.u64(Aarch32State.CPSR_IT)]).toEqual([0x8002n, BigInt(after)]);
  });
});
