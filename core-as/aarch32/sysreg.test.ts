import { describe, expect, it } from "vitest";
import { readSystemRegisters, type SystemRegister } from "../../tools/isa-gen/systemRegisters.ts";
import {
  CNTKCTL_EL1,
  CNTV_CVAL_EL0,
  MDSCR_EL1,
  PMUSERENR_EL0,
  SCTLR_EL1,
  TTBR0_EL1,
  VBAR_EL1,
} from "../aarch64/state.ts";
import { TestProgram32 } from "../testing/aarch32.ts";
import { mcr, mcrr, mrc, mrrc } from "../testing/coprocessor.ts";
import { RAM_START } from "../testing/core.ts";
import { BANK_R14, BANK_SIZE, BANKS, Bank } from "./state.ts";

const REGISTERS = readSystemRegisters("core-as/isa/aarch32.sysregs", "aarch32");
const VECTORS = RAM_START + 0x8000n;
const CODE = RAM_START + 0x1000n;
const HVC = 0xe140_0070;
const USER = 0x1d0;
const SUPERVISOR = 0x1d3;
const UNDEFINED_MODE = 0x1b;
const CP15BEN = 0x20n;

/** A program with HVC in the vector of Undefined Instruction; `granted`: PL0 has all that controls can give. */
function machine(granted: boolean): TestProgram32 {
  const program = new TestProgram32();
  const { core } = program;
  core.setU64(VBAR_EL1, VECTORS);
  core.setU64(SCTLR_EL1, granted ? CP15BEN : 0n);
  core.setU64(CNTKCTL_EL1, granted ? 0x303n : 0n);
  core.setU64(PMUSERENR_EL0, granted ? 0xfn : 0n);
  core.setU64(MDSCR_EL1, granted ? 0n : 0x1000n);
  program.put("a32", [HVC], VECTORS + 4n);
  core.exports.systemRegistersChanged(core.vcpu());
  return program;
}

/** Whether the instruction is executed in this mode; if not, it is undefined. */
function executes(granted: boolean, mode: number, word: number): boolean {
  const program = machine(granted);
  program.core.exports.setCpsr(program.core.vcpu(), mode);
  program.run("a32", [word], [0, 0, 0, 0], CODE);
  if ((program.cpsr & 0x1f) !== UNDEFINED_MODE) return true;
  // In User mode the HVC behind it is undefined.
  return program.r(14) === Number(CODE) + 8;
}

const numbers = ({ encoding }: SystemRegister) => encoding.split(" ").map(Number);
const read = (row: SystemRegister) => (row.pair ? mrrc(numbers(row), 2, 3) : mrc(numbers(row), 3));
const write = (row: SystemRegister) => (row.pair ? mcrr(numbers(row), 2, 3) : mcr(numbers(row), 3));

describe("system register table of AArch32", () => {
  it.each(REGISTERS)("allows $name ($encoding) what its row says: PL0 $el0, PL1 $el1", (row) => {
    const results = [
      executes(true, USER, read(row)),
      executes(true, USER, write(row)),
      executes(true, SUPERVISOR, read(row)),
      executes(true, SUPERVISOR, write(row)),
    ];

    expect(results).toEqual([
      row.el0.includes("r"),
      row.el0.includes("w"),
      row.el1.includes("r"),
      row.el1.includes("w"),
    ]);
  });

  it.each(REGISTERS.filter(({ trap }) => trap !== ""))(
    "is undefined at PL0: $name ($encoding), when $trap does not grant it",
    (row) => {
      expect(executes(false, USER, row.el0.includes("r") ? read(row) : write(row))).toBe(false);
    },
  );

  it("has CP15's barriers in privileged modes only with SCTLR.CP15BEN", () => {
    const dmb = mcr([15, 0, 7, 10, 5], 0);

    expect([executes(true, SUPERVISOR, dmb), executes(false, SUPERVISOR, dmb)]).toEqual([true, false]);
  });

  it.each([
    ["EL2's", [15, 4, 1, 0, 0]],
    ["Monitor mode's", [15, 0, 1, 1, 0]],
    ["ThumbEE's", [14, 6, 1, 0, 0]],
  ])("has no registers of %s", (_title, encoding) => {
    expect(executes(true, SUPERVISOR, mrc(encoding, 0))).toBe(false);
  });
});

describe("moves to and from system registers", () => {
  it("reads MIDR in A32 and in T32", () => {
    const arm = machine(true);
    arm.run("a32", [mrc([15, 0, 0, 0, 0], 5)]);
    const thumb = machine(true);
    thumb.run("t32", [mrc([15, 0, 0, 0, 0], 5)]);

    expect([arm.r(5), thumb.r(5)]).toEqual([0x414f_c0f0, 0x414f_c0f0]);
  });

  it("does nothing when the condition fails", () => {
    const program = machine(true);
    program.flags = 0;
    program.run("a32", [(mrc([15, 0, 0, 0, 0], 5) & 0x0fff_ffff) >>> 0], [0, 0, 0, 0, 0, 7]);

    expect(program.r(5)).toBe(7);
  });

  it("moves 64 bits in two registers", () => {
    const program = machine(true);
    program.run("a32", [mcrr([15, 3, 14], 0, 1), mrrc([15, 3, 14], 4, 5)], [0x89ab_cdef, 0x0123_4567]);

    expect(program.core.u64(CNTV_CVAL_EL0)).toBe(0x0123_4567_89ab_cdefn);
    expect([program.r(4), program.r(5)]).toEqual([0x89ab_cdef, 0x0123_4567]);
  });

  it("leaves the upper half of TTBR0 when 32 bits are written, and reads 32", () => {
    const program = machine(true);
    program.core.setU64(TTBR0_EL1, 0x0011_0022_0000_0000n);
    program.run("a32", [mcr([15, 0, 2, 0, 0], 0), mrc([15, 0, 2, 0, 0], 4)], [0x4000_4059]);

    expect(program.core.u64(TTBR0_EL1)).toBe(0x0011_0022_4000_4059n);
    expect(program.r(4)).toBe(0x4000_4059);
  });

  it("puts bits 31..28 into the flags when Rt is R15", () => {
    const program = machine(true);
    program.run("a32", [mcr([15, 0, 13, 0, 2], 0), mrc([15, 0, 13, 0, 2], 15)], [0xa000_0000]);

    expect(program.flags).toBe(0xa);
  });

  it("reads the counter exactly in any place of a block", () => {
    const program = machine(true);
    program.run("a32", [mrrc([15, 1, 14], 0, 1), mrrc([15, 1, 14], 2, 3)]);

    expect(program.r(2)).toBeGreaterThanOrEqual(program.r(0));
  });

  it.each([0b0100, 0b0000])(
    "leaves the rest of an IT block to its condition behind the counter (flags %i)",
    (flags) => {
      const program = machine(true);
      program.flags = flags;
      // itte eq; mrrceq p15,1,r0,r1,c14; moveq r2,#1; movne r3,#1
      program.run("t32", [0xbf06, mrrc([15, 1, 14], 0, 1), 0x2201, 0x2301]);

      const equal = flags !== 0;
      expect([program.r(2), program.r(3)]).toEqual(equal ? [1, 0] : [0, 1]);
    },
  );

  it("is undefined with R14 behind it, in Undefined mode with SPSR", () => {
    const program = machine(true);
    program.run("a32", [mcr([15, 0, 0, 0, 0], 0)], [], CODE);
    const { core } = program;

    expect(program.cpsr & 0x1f).toBe(UNDEFINED_MODE);
    expect(program.r(14)).toBe(Number(CODE) + 4);
    expect(core.u64(BANKS + Bank.Svc * BANK_SIZE + BANK_R14)).toBe(0n);
  });
});
