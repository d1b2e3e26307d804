import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { VCPU_MONITOR_SIZE } from "../../layout.ts";
import { DATA, TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import { BANK_R13, BANK_SIZE, BANK_SPSR, BANKS, Bank, CPSR_IT, Mode } from "../state.ts";

const START = Number(RAM_START);
const BASE = Number(DATA);
const bank = (which: number) => BANKS + which * BANK_SIZE;

/** A program in Supervisor mode with `spsr` in SPSR_svc. */
function withSpsr(spsr: number): TestProgram32 {
  const program = new TestProgram32();
  program.core.setU64(bank(Bank.Svc) + BANK_SPSR, BigInt(spsr >>> 0));
  return program;
}

describe("RFE", () => {
  it("loads PC and CPSR, and writes the base back before the mode changes", () => {
    const program = withSpsr(0);
    program.core.setU64(bank(Bank.Usr) + BANK_R13, 0xddd0n);
    program.setR(13, BASE);
    program.write(DATA, START + 0x100);
    program.write(DATA + 4n, 0x4000_0010);
    // rfeia sp!
    program.put("a32", [0xf8bd0a00], RAM_START);
    program.core.run(1n);
    expect([program.cpsr & 0x1ff, program.flags, program.r(13)]).toEqual([0x10, 4, 0xddd0]);
    expect(program.core.pc).toBe(RAM_START + 0x100n);
    expect(program.core.u64(bank(Bank.Svc) + BANK_R13)).toBe(DATA + 8n);
  });

  it("goes into the middle of an IT block", () => {
    const program = withSpsr(0);
    program.write(DATA - 8n, START + 0x100);
    // T32, Supervisor mode, ITSTATE: the last of a block, on NE; Z is set.
    program.write(DATA - 4n, 0x4000_18f3);
    // ldr r0,[r1] on NE; ldr r2,[r1]
    program.put("t32", [0x6808, 0x680a, 0xf7e0_8000], RAM_START + 0x100n);
    // rfedb r1
    expect(program.run("a32", [0xf9110a00], [7, BASE, 7])).toBe(ExitReason.Hypercall);
    expect([program.r(0), program.r(2)]).toEqual([7, 0]);
    expect(program.core.u64(CPSR_IT)).toBe(0n);
  });

  it("is undefined in User mode", () => {
    const program = withSpsr(0);
    program.core.exports.setCpsr(program.core.vcpu(), Mode.Usr);
    program.run("t32", [0xe9b0c000]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });
});

describe("SRS", () => {
  it("stores LR and SPSR to another mode's stack", () => {
    const program = withSpsr(0x6000_0010);
    program.core.setU64(bank(Bank.Irq) + BANK_R13, DATA + 8n);
    program.setR(14, 0x1234);
    // srsdb sp!,#0x12
    program.run("a32", [0xf96d0512]);
    expect([program.read(DATA), program.read(DATA + 4n)]).toEqual([0x1234, 0x6000_0010]);
    expect(program.core.u64(bank(Bank.Irq) + BANK_R13)).toBe(DATA);
  });

  it("stores them to its own", () => {
    const program = withSpsr(0x6000_0010);
    program.setR(13, BASE);
    // srsia sp!,#0x13 in T32
    program.run("t32", [0xe9adc013]);
    expect(program.read(DATA + 4n)).toBe(0x6000_0010);
    expect(program.r(13)).toBe(BASE + 8);
  });

  it("keeps the stack pointer where the store aborts", () => {
    const program = withSpsr(0);
    program.setR(13, BASE + 2);
    program.run("a32", [0xf96d0513]);
    expect(program.cpsr & 0x1f).toBe(Mode.Abt);
    expect(program.core.u64(bank(Bank.Svc) + BANK_R13)).toBe(DATA + 2n);
  });
});

describe("ERET and SUBS PC, LR", () => {
  it("take a number from LR", () => {
    const program = withSpsr(0x10);
    program.setR(14, START + 0x104);
    // subs pc,lr,#4
    program.put("t32", [0xf3de8f04], RAM_START);
    program.core.run(1n, RAM_START + 1n);
    expect(program.cpsr & 0x1ff).toBe(0x10);
    expect(program.core.pc).toBe(RAM_START + 0x100n);
  });

  it("returns to LR, and opens the exclusive monitor", () => {
    const program = withSpsr(0x8000_0030);
    program.setR(14, START + 0x102);
    program.core.setU32(VCPU_MONITOR_SIZE, 4);
    program.put("a32", [0xe160006e], RAM_START);
    program.core.run(1n);
    expect([program.cpsr & 0x1ff, program.flags]).toEqual([0x30, 8]);
    expect(program.core.pc).toBe(RAM_START + 0x103n);
    expect(program.core.u32(VCPU_MONITOR_SIZE)).toBe(0);
  });
});
