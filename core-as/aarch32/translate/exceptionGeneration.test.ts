import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { EXIT_SYNDROME } from "../../layout.ts";
import { TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import { BANK_SIZE, BANK_SPSR, BANKS, Bank, CPSR_IT, IFSR, Mode } from "../state.ts";

const START = Number(RAM_START);
const spsrOf = (program: TestProgram32, which: number) =>
  Number(program.core.u64(BANKS + which * BANK_SIZE + BANK_SPSR));

describe("exception-generating instructions", () => {
  it("SVC returns behind itself, however long", () => {
    const program = new TestProgram32();
    program.run("a32", [0xef000000]);
    expect([program.cpsr & 0x1f, program.r(14)]).toEqual([Mode.Svc, START + 4]);
    const thumb = new TestProgram32();
    thumb.core.exports.setCpsr(thumb.core.vcpu(), Mode.Usr);
    thumb.run("t32", [0xdf00]);
    expect([thumb.cpsr & 0x3f, thumb.r(14), spsrOf(thumb, Bank.Svc) & 0x3f]).toEqual([Mode.Svc, START + 2, 0x30]);
  });

  it("SVC within an IT block saves the ITSTATE of what is behind it", () => {
    const program = new TestProgram32();
    program.flags = 0b0100;
    // itt eq; svceq #0; wfieq
    program.run("t32", [0xbf04, 0xdf00, 0xbf30]);
    expect(program.cpsr & 0x1f).toBe(Mode.Svc);
    expect(spsrOf(program, Bank.Svc) & 0x0600_fc00).toBe(0x0800);
    expect(program.core.u64(CPSR_IT)).toBe(0n);
  });

  it("SVC that is not executed leaves the rest of the IT block conditional", () => {
    const program = new TestProgram32();
    program.flags = 0;
    // itt eq; svceq #0; ldreq r0,[r1]
    expect(program.run("t32", [0xbf04, 0xdf00, 0x6808], [7, START])).toBe(ExitReason.Hypercall);
    expect(program.r(0)).toBe(7);
  });

  it("BKPT is a prefetch abort, on any condition", () => {
    const program = new TestProgram32();
    program.flags = 0;
    // it eq; bkpt #1
    program.run("t32", [0xbf08, 0xbe01]);
    expect([program.cpsr & 0x1f, program.r(14)]).toEqual([Mode.Abt, START + 6]);
    expect(program.core.u64(IFSR)).toBe(2n);
  });

  it("UDF is undefined", () => {
    const program = new TestProgram32();
    program.run("t32", [0xde00]);
    expect([program.cpsr & 0x1f, program.r(14)]).toEqual([Mode.Und, START + 2]);
    const wide = new TestProgram32();
    wide.run("a32", [0xe7f000f0]);
    expect([wide.cpsr & 0x1f, wide.r(14)]).toEqual([Mode.Und, START + 4]);
  });

  it("SMC exits with PC at the instruction, HVC behind it", () => {
    const program = new TestProgram32();
    expect(program.run("a32", [0xe1600070])).toBe(ExitReason.SecureCall);
    expect(program.core.pc).toBe(RAM_START);
    expect(program.core.u64(EXIT_SYNDROME) >> 26n).toBe(0x13n);
    expect(program.run("a32", [], [], RAM_START + 0x100n)).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x104n);
  });

  it("SMC and HVC are undefined in User mode", () => {
    const program = new TestProgram32();
    program.core.exports.setCpsr(program.core.vcpu(), Mode.Usr);
    program.run("a32", [0xe1600070]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });
});
