import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { VCPU_IRQ_LINES } from "../../layout.ts";
import { DATA, TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import {
  BANK_R13,
  BANK_R14,
  BANK_SIZE,
  BANK_SPSR,
  BANKS,
  Bank,
  CPSR_GE,
  CPSR_Q,
  Mode,
  R8_OTHER,
  Sctlr,
} from "../state.ts";

const AIF = 0x1c0;
const I = 0x80;
const START = Number(RAM_START);
const bank = (which: number) => BANKS + which * BANK_SIZE;

function inMode(mode: number): TestProgram32 {
  const program = new TestProgram32();
  program.core.exports.setCpsr(program.core.vcpu(), mode | AIF);
  return program;
}

describe("MRS and MSR", () => {
  it("read CPSR without the state of execution", () => {
    const program = inMode(Mode.Svc);
    program.flags = 0b1010;
    program.core.setU64(CPSR_Q, 1n << 27n);
    program.core.setU64(CPSR_GE, 5n << 16n);
    // mrs r0,cpsr
    program.run("t32", [0xf3ef8000]);
    expect(program.r(0)).toBe(0xa805_01d3);
  });

  it("write the fields named", () => {
    const program = inMode(Mode.Svc);
    // msr cpsr_f,r0; msr cpsr_s,r1
    program.run("a32", [0xe128f000, 0xe124f001], [0xffff_ffff, 0xffff_ffff]);
    expect(program.cpsr >>> 0).toBe(0xf80f_01d3);
  });

  it("change the mode, and with it R13 and R14", () => {
    const program = inMode(Mode.Svc);
    program.core.setU64(bank(Bank.Irq) + BANK_R13, 0x1110n);
    program.setR(13, 0x2220);
    // msr cpsr_c,#0xd2; msr cpsr_c,r1 (Supervisor mode); str sp,[r2]
    program.run("a32", [0xe321f0d2, 0xe582d000, 0xe121f001], [0, 0xd3, Number(DATA)]);
    expect(program.read(DATA)).toBe(0x1110);
    expect(program.r(13)).toBe(0x2220);
    expect(program.cpsr & 0xff).toBe(0xd3);
  });

  it("keep the mode, and make the next instruction illegal, where there is no such mode", () => {
    const program = inMode(Mode.Svc);
    // msr cpsr_c,r0: Hyp mode
    program.run("a32", [0xe121f000], [0xda]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
    expect(program.core.u64(bank(Bank.Und) + BANK_SPSR) & 0x10001fn).toBe(0x10_0013n);
  });

  it("let User mode change flags alone", () => {
    const program = inMode(Mode.Usr);
    // msr cpsr_fsxc,r0; then HVC is undefined there
    program.run("a32", [0xe12ff000], [0xf80f_00d3]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
    const saved = program.core.u64(bank(Bank.Und) + BANK_SPSR);
    expect(saved).toBe(0xf80f_01d0n);
  });

  it("read and write SPSR, which User mode has not", () => {
    const program = inMode(Mode.Svc);
    // msr spsr_fsxc,r0; msr spsr_c,r1; mrs r2,spsr
    program.run("a32", [0xe16ff000, 0xe161f001, 0xe14f2000], [0x1234_5678, 0xff]);
    expect(program.r(2)).toBe(0x1234_56ff);
    const user = inMode(Mode.Usr);
    user.run("a32", [0xe14f2000]);
    expect(user.cpsr & 0x1f).toBe(Mode.Und);
  });

  it("reach the banked registers of other modes", () => {
    const program = inMode(Mode.Svc);
    program.core.setU64(bank(Bank.Usr) + BANK_R13, 0x111n);
    program.core.setU64(R8_OTHER, 0x888n);
    // mrs r0,SP_usr; msr LR_irq,r5; mrs r2,R8_fiq; msr SPSR_fiq,r5; mrs r3,SPSR_fiq
    program.setR(5, 0x555);
    program.run("a32", [0xe1050200, 0xe120f305, 0xe1082200, 0xe16ef205, 0xe14e3200]);
    expect([program.r(0), program.r(2), program.r(3)]).toEqual([0x111, 0x888, 0x555]);
    expect(program.core.u64(bank(Bank.Irq) + BANK_R14)).toBe(0x555n);
  });

  it("find banked registers of the current mode, and of modes that are not there, undefined", () => {
    const own = inMode(Mode.Svc);
    // msr SP_svc,r0
    own.run("a32", [0xe123f300]);
    expect(own.cpsr & 0x1f).toBe(Mode.Und);
    const hyp = inMode(Mode.Svc);
    // mrs r0,SP_hyp
    hyp.run("a32", [0xe10f0300]);
    expect(hyp.cpsr & 0x1f).toBe(Mode.Und);
  });
});

describe("interrupt masks", () => {
  it("change with CPS, in both instruction sets", () => {
    const program = inMode(Mode.Svc);
    // cpsie if; mrs r0,cpsr; cpsid i; mrs r1,cpsr
    program.run("a32", [0xf10800c0, 0xe10f0000, 0xf10c0080, 0xe10f1000]);
    expect([program.r(0) & AIF, program.r(1) & AIF]).toEqual([0x100, 0x180]);
    const thumb = inMode(Mode.Svc);
    // cpsie i; mrs r0,cpsr; cpsid i; mrs r1,cpsr
    thumb.run("t32", [0xb662, 0xf3ef8000, 0xb672, 0xf3ef8100]);
    expect([thumb.r(0) & AIF, thumb.r(1) & AIF]).toEqual([0x140, 0x1c0]);
  });

  it("change with the mode", () => {
    const program = inMode(Mode.Svc);
    program.core.setU64(bank(Bank.Irq) + BANK_R13, 0x1110n);
    // cpsid aif,#0x12; str sp,[r2]
    program.run("a32", [0xf10e01d2, 0xe582d000], [0, 0, Number(DATA)]);
    expect(program.read(DATA)).toBe(0x1110);
    expect(program.cpsr & 0x1ff).toBe(0x1d2);
  });

  it("let an interrupt in at the instruction behind", () => {
    const program = inMode(Mode.Svc);
    program.core.setU32(VCPU_IRQ_LINES, 1);
    // cpsie i
    program.put("a32", [0xf1080080, 0xe1400070], RAM_START);
    // There is nothing at the vector.
    expect(program.core.run(9n)).toBe(ExitReason.Memory);
    expect(program.cpsr & 0x1f).toBe(Mode.Irq);
    expect(program.r(14)).toBe(START + 8);
    const written = inMode(Mode.Svc);
    written.core.setU32(VCPU_IRQ_LINES, 1);
    // msr cpsr_c,r0
    written.setR(0, 0x53);
    written.put("a32", [0xe121f000, 0xe1400070], RAM_START);
    written.core.run(9n);
    expect(written.r(14)).toBe(START + 8);
    expect(written.core.u64(bank(Bank.Irq) + BANK_SPSR) & BigInt(I)).toBe(0n);
  });

  it("stay as they are in User mode", () => {
    const program = inMode(Mode.Usr);
    // cpsie i; mrs r0,cpsr; then HVC is undefined
    program.run("a32", [0xf1080080, 0xe10f0000]);
    expect(program.r(0) & 0x1ff).toBe(0x1d0);
  });
});

describe("SETEND", () => {
  it("turns the byte order of data", () => {
    const program = inMode(Mode.Svc);
    program.write(DATA, 0x1234_5678);
    // setend be; ldr r0,[r1]; mrs r2,cpsr; setend le; ldr r3,[r1]
    program.run("a32", [0xf1010200, 0xe5910000, 0xe10f2000, 0xf1010000, 0xe5913000], [0, Number(DATA)]);
    expect([program.r(0), program.r(3)]).toEqual([0x7856_3412, 0x1234_5678]);
    expect(program.r(2) & 0x200).toBe(0x200);
  });

  it("is undefined where SCTLR.SED says so", () => {
    const program = inMode(Mode.Svc);
    program.enable(Sctlr.SED);
    // setend be
    expect(program.run("t32", [0xb658])).not.toBe(ExitReason.Hypercall);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });
});
