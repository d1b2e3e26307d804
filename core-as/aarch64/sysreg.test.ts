import { describe, expect, it } from "vitest";
import { readSystemRegisters, type SystemRegister } from "../../tools/isa-gen/systemRegisters.ts";
import { ExitReason } from "../abi.ts";
import { brk, type Encoding, ERET, HVC, mrs, msr } from "../testing/a64.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { CNTKCTL_EL1, CPACR_EL1, ELR_EL1, ESR_EL1, PMUSERENR_EL0, SCTLR_EL1, SPSR_EL1, VBAR_EL1 } from "./state.ts";

const REGISTERS = readSystemRegisters("core-as/isa/aarch64.sysregs");
const VECTORS = 0x8000;
const FP_ENABLED = 3n << 20n;
const UNDEFINED = 0;
const SYSTEM_REGISTER_TRAP = 0x18;
const BREAKPOINT = 0x3c;
/** UCT, UMA, DZE, UCI and all of CNTKCTL_EL1 and PMUSERENR_EL0. */
const EL0_CONTROLS = 0x400c200n;

/** Zero in one of these ends the little program. */
const DISRUPTIVE = ["SCTLR_EL1", "SPSel", "VBAR_EL1"];

const encodingOf = ({ encoding }: SystemRegister) => encoding.split(" ").map(Number) as unknown as Encoding;

function machine(controls: boolean): TestCore {
  const core = new TestCore();
  core.setU64(VBAR_EL1, RAM_START + BigInt(VECTORS));
  core.load([HVC], VECTORS + 0x200);
  core.load([HVC], VECTORS + 0x400);
  core.setU64(CPACR_EL1, FP_ENABLED);
  if (controls) {
    core.setU64(SCTLR_EL1, EL0_CONTROLS);
    core.setU64(CNTKCTL_EL1, 0x303n);
    core.setU64(PMUSERENR_EL0, 0xfn);
  }
  core.exports.systemRegistersChanged(core.vcpu());
  return core;
}

/** Exception class after `word` and a BRK at the level; BREAKPOINT when the instruction was executed. */
function outcome(core: TestCore, word: number, el: 0 | 1): number {
  core.setU64(VBAR_EL1, RAM_START + BigInt(VECTORS));
  core.load([ERET]);
  core.load([word, brk(0)], 0x1000);
  core.setU64(SPSR_EL1, el === 0 ? 0x3c0n : 0x3c5n);
  core.setU64(ELR_EL1, RAM_START + 0x1000n);
  core.exports.invalidateCode(core.ram, 0x2000);
  expect(core.run()).toBe(ExitReason.Hypercall);
  return Number(core.u64(ESR_EL1) >> 26n);
}

const allowed = (rights: string, letter: string) => (rights.includes(letter) ? BREAKPOINT : UNDEFINED);

describe("system register table", () => {
  it.each(REGISTERS.filter(({ special, name }) => special !== "sp" && !DISRUPTIVE.includes(name)))(
    "allows $name ($encoding) what its row says: EL0 $el0, EL1 $el1",
    (row) => {
      const core = machine(true);
      const key = encodingOf(row);

      const results = [
        outcome(core, mrs(key, 3), 0),
        outcome(core, msr(key, 31), 0),
        outcome(core, mrs(key, 3), 1),
        outcome(core, msr(key, 31), 1),
      ];

      expect(results).toEqual([
        allowed(row.el0, "r"),
        allowed(row.el0, "w"),
        allowed(row.el1, "r"),
        allowed(row.el1, "w"),
      ]);
    },
  );

  it.each(REGISTERS.filter(({ trap }) => !["", "TDCC"].includes(trap)))(
    "traps EL0's access to $name when $trap does not grant it",
    (row) => {
      const core = machine(false);
      const key = encodingOf(row);
      const [op0, op1, crn, crm, op2] = key;
      const read = row.el0.includes("r");

      const result = outcome(core, read ? mrs(key, 3) : msr(key, 3), 0);

      expect(result).toBe(SYSTEM_REGISTER_TRAP);
      const iss = (op0 << 20) | (op2 << 17) | (op1 << 14) | (crn << 10) | (3 << 5) | (crm << 1) | (read ? 1 : 0);
      expect(Number(core.u64(ESR_EL1) & 0x1ffffffn)).toBe(iss);
    },
  );

  it("lets EL0 select an event counter with PMUSERENR_EL0.ER alone", () => {
    const core = machine(false);
    core.setU64(PMUSERENR_EL0, 8n);

    expect(outcome(core, msr([3, 3, 9, 12, 5], 31), 0)).toBe(BREAKPOINT);
  });

  it.each([
    [3, 0, 0, 0, 1],
    [3, 0, 1, 0, 3],
    [3, 4, 4, 0, 0],
    [3, 4, 4, 1, 0],
    [3, 6, 1, 0, 0],
    [3, 0, 12, 12, 5],
    [3, 5, 1, 0, 0],
    [3, 0, 4, 2, 3],
    [2, 1, 0, 0, 0],
  ] as const)("makes what has no row undefined: s%i_%i_c%i_c%i_%i", (...key) => {
    expect(outcome(machine(true), mrs(key, 0), 1)).toBe(UNDEFINED);
  });

  it.each(REGISTERS.filter(({ read, write, reset }) => /^[A-Z]\w+$/.test(read) && write === read && reset === ""))(
    "keeps what is written to $name",
    (row) => {
      const core = machine(true);
      core.setX(4, 0x1234_5678_9abc_def0n);
      core.load([msr(encodingOf(row), 4), mrs(encodingOf(row), 5), HVC]);

      core.run();

      expect(core.x(5)).toBe(0x1234_5678_9abc_def0n);
    },
  );
});

describe("identification", () => {
  const read = (...key: Encoding) => {
    const core = machine(false);
    core.load([mrs(key, 0), HVC]);
    core.run();
    return core.x(0);
  };

  it("is a Cortex-A53 r0p4 with AArch32 at EL0 only, FP, AdvSIMD and CRC32, and all three granules", () => {
    expect(read(3, 0, 0, 0, 0)).toBe(0x410fd034n);
    expect(read(3, 0, 0, 4, 0)).toBe(0x12n);
    expect(read(3, 0, 0, 6, 0)).toBe(0x10000n);
    expect(read(3, 0, 0, 7, 0)).toBe(0x100022n);
  });

  it("describes AArch32 as a Cortex-A53 does, without cryptography", () => {
    expect([read(3, 0, 0, 1, 0), read(3, 0, 0, 2, 5), read(3, 0, 0, 3, 0)]).toEqual([0x131n, 0x10001n, 0x10110222n]);
  });

  it("reads reserved identification registers as zero", () => {
    expect(read(3, 0, 0, 7, 7)).toBe(0n);
  });

  it("names the caches that CSSELR_EL1 selects", () => {
    const core = machine(false);
    core.setX(1, 2n);
    core.load([msr([3, 2, 0, 0, 0], 1), mrs([3, 1, 0, 0, 0], 0), HVC]);

    core.run();

    expect(core.x(0)).toBe(0x703fe07an);
  });
});

describe("special registers", () => {
  it("makes SP_EL0 undefined while it is the stack pointer", () => {
    const core = machine(false);
    core.load([msr([3, 0, 4, 2, 0], 31), mrs([3, 0, 4, 1, 0], 0)]);
    core.load([HVC], VECTORS);

    core.run();

    expect(core.u64(ESR_EL1)).toBe(0x2000000n);
  });

  it("reads and writes NZCV", () => {
    const core = machine(false);
    core.setX(1, 0xffff_ffffn);
    core.load([msr([3, 3, 4, 2, 0], 1), mrs([3, 3, 4, 2, 0], 0), HVC]);

    core.run();

    expect(core.x(0)).toBe(0xf000_0000n);
  });

  it("traps FPCR where floating point is not enabled", () => {
    const core = machine(false);
    core.setU64(CPACR_EL1, 0n);
    core.exports.systemRegistersChanged(core.vcpu());

    expect(outcome(core, mrs([3, 3, 4, 4, 0], 0), 1)).toBe(7);
  });

  it("enables floating point for the next instruction after CPACR_EL1", () => {
    const core = machine(false);
    core.setX(1, FP_ENABLED);
    core.setX(2, 0n);
    core.load([msr([3, 0, 1, 0, 2], 2), msr([3, 0, 1, 0, 2], 1), mrs([3, 3, 4, 4, 0], 0), HVC]);

    expect(core.run()).toBe(ExitReason.Hypercall);
  });
});
