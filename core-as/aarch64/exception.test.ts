import { beforeEach, describe, expect, it } from "vitest";
import { ExitReason } from "../abi.ts";
import { SLOT_SP, VCPU_IRQ_LINES } from "../layout.ts";
import { add, br, brk, daifclr, ERET, HVC, NOP, svc, UDF } from "../testing/a64.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import {
  ELR_EL1,
  ESR_EL1,
  FAR_EL1,
  MDSCR_EL1,
  OSLSR_EL1,
  PSTATE_DAIF,
  PSTATE_EL,
  PSTATE_IL,
  PSTATE_SPSEL,
  SP_EL0,
  SPSR_EL1,
  VBAR_EL1,
} from "./state.ts";

const VECTORS = RAM_START + 0x8000n;
const IL = 0x2000000n;
const EL1H = 5;
const EL0T = 0;
const UNMASKED_EL1H = 5n;

/** ESR_EL1 of a class with a 32-bit instruction. */
const esr = (ec: number, iss = 0) => (BigInt(ec) << 26n) | IL | BigInt(iss);

let core: TestCore;

beforeEach(() => {
  core = new TestCore();
  core.setU64(VBAR_EL1, VECTORS);
  for (let vector = 0; vector < 16; vector++) core.load([HVC], 0x8000 + 0x80 * vector);
});

/** Leaves EL1 for `pstate` at RAM_START + 0x1000, where `words` are. */
function returnTo(pstate: number, words: readonly number[]): number {
  core.load(words, 0x1000);
  core.load([ERET]);
  core.setU64(SPSR_EL1, BigInt(pstate));
  core.setU64(ELR_EL1, RAM_START + 0x1000n);
  return core.run();
}

describe("exception entry", () => {
  it("takes SVC from EL1h to offset 0x200 with the immediate in ESR and the next address in ELR", () => {
    core.load([NOP, svc(0x1234)]);

    core.run();

    expect(core.pc).toBe(VECTORS + 0x204n);
    expect(core.u64(ESR_EL1)).toBe(esr(0x15, 0x1234));
    expect(core.u64(ELR_EL1)).toBe(RAM_START + 8n);
    expect(core.u64(SPSR_EL1)).toBe(0x3c5n);
  });

  it("takes SVC from EL0 to offset 0x400", () => {
    returnTo(EL0T, [svc(0)]);

    expect(core.pc).toBe(VECTORS + 0x404n);
    expect(core.u64(SPSR_EL1)).toBe(0n);
    expect(core.u32(PSTATE_EL)).toBe(1);
    expect(core.u32(PSTATE_DAIF)).toBe(0x3c0);
  });

  it("returns from BRK to the BRK itself", () => {
    core.load([NOP, brk(7)]);

    core.run();

    expect(core.u64(ELR_EL1)).toBe(RAM_START + 4n);
    expect(core.u64(ESR_EL1)).toBe(esr(0x3c, 7));
  });

  it("gives an unallocated word class 0", () => {
    core.load([UDF]);

    core.run();

    expect(core.u64(ESR_EL1)).toBe(esr(0));
    expect(core.u64(ELR_EL1)).toBe(RAM_START);
  });

  it("makes HVC, SMC and ERET undefined at EL0", () => {
    returnTo(EL0T, [HVC]);
    const hvc = core.u64(ESR_EL1);
    returnTo(EL0T, [0xd4000003]);
    const smc = core.u64(ESR_EL1);
    returnTo(EL0T, [ERET]);

    expect([hvc, smc, core.u64(ESR_EL1)]).toEqual([esr(0), esr(0), esr(0)]);
  });

  it("raises a PC alignment fault with the address in FAR and ELR", () => {
    core.setX(3, RAM_START + 0x102n);
    core.load([br(3)]);

    core.run();

    expect(core.u64(ESR_EL1)).toBe(esr(0x22));
    expect(core.u64(FAR_EL1)).toBe(RAM_START + 0x102n);
    expect(core.u64(ELR_EL1)).toBe(RAM_START + 0x102n);
  });
});

describe("exception return", () => {
  it("banks the stack pointers", () => {
    core.setU64(SLOT_SP, 0x1000n);
    core.setU64(SP_EL0, 0x2000n);

    returnTo(EL0T, [add(0, 31, 0), svc(0)]); // mov x0, sp

    expect(core.x(0)).toBe(0x2000n);
    expect(core.u64(SLOT_SP)).toBe(0x1000n);
    expect(core.u32(PSTATE_SPSEL)).toBe(1);
  });

  it.each([0x11, 0x1, 0x2, 0x8, 0x9, 0xd])(
    "makes the return to mode 0x%s illegal: the next instruction faults",
    (mode) => {
      returnTo(mode, [NOP]);

      expect(core.u64(ESR_EL1)).toBe(esr(0x0e));
      expect(core.u64(ELR_EL1)).toBe(RAM_START + 0x1000n);
      expect(core.u64(SPSR_EL1) & 0x10000fn).toBe(0x100005n);
      expect(core.u32(PSTATE_IL)).toBe(0);
    },
  );

  it("restores an IL that SPSR holds", () => {
    returnTo(EL1H | (1 << 20), [NOP]);

    expect(core.u64(ESR_EL1)).toBe(esr(0x0e));
  });
});

describe("interrupts", () => {
  it("are taken at the next boundary once unmasked, at the following instruction", () => {
    core.setU32(VCPU_IRQ_LINES, 1);
    core.load([NOP, daifclr(2), NOP]);

    core.run();

    expect(core.pc).toBe(VECTORS + 0x284n);
    expect(core.u64(ELR_EL1)).toBe(RAM_START + 8n);
  });

  it("take SError before FIQ before IRQ", () => {
    core.setU32(VCPU_IRQ_LINES, 7);
    core.load([daifclr(15)]);

    core.run();
    const first = core.pc;
    core.load([daifclr(15)], 0x100);
    core.run(1000n, RAM_START + 0x100n);

    expect(first).toBe(VECTORS + 0x384n);
    expect(core.u64(ESR_EL1)).toBe(esr(0x2f));
    expect(core.pc).toBe(VECTORS + 0x304n);
  });

  it("stay pending while masked", () => {
    core.setU32(VCPU_IRQ_LINES, 1);
    core.load([NOP, NOP, HVC]);

    const reason = core.run();

    expect(reason).toBe(ExitReason.Hypercall);
    expect(core.pc).toBe(RAM_START + 12n);
  });
});

describe("software step", () => {
  const SS = 1 << 21;

  beforeEach(() => {
    core.setU64(OSLSR_EL1, 8n);
    core.setU64(MDSCR_EL1, 1n);
  });

  it("executes one instruction at EL0, then raises its exception", () => {
    returnTo(EL0T | SS, [add(1, 31, 1), add(1, 31, 2)]);

    expect(core.x(1) - core.u64(SP_EL0)).toBe(1n);
    expect(core.u64(ESR_EL1)).toBe(esr(0x32, 0x1000022));
    expect(core.u64(ELR_EL1)).toBe(RAM_START + 0x1004n);
    expect(core.u64(SPSR_EL1) & BigInt(SS)).toBe(0n);
  });

  it("raises its exception at once when SPSR.SS is clear", () => {
    returnTo(EL0T, [add(1, 31, 1)]);

    expect(core.u64(ESR_EL1)).toBe(esr(0x32, 0x22));
    expect(core.u64(ELR_EL1)).toBe(RAM_START + 0x1000n);
  });

  it("keeps the step to be made when the instruction faults", () => {
    returnTo(EL0T | SS, [brk(0)]);

    expect(core.u64(ESR_EL1)).toBe(esr(0x3c));
    expect(core.u64(SPSR_EL1) & BigInt(SS)).toBe(BigInt(SS));
  });

  it("steps over a branch", () => {
    returnTo(EL0T | SS, [0x5400008e]); // b.al .+16

    expect(core.u64(ELR_EL1)).toBe(RAM_START + 0x1010n);
  });

  it("does not concern EL1 without MDSCR_EL1.KDE", () => {
    core.load([NOP, HVC]);

    expect(core.run()).toBe(ExitReason.Hypercall);
  });
});
