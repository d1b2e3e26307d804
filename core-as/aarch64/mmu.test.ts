import { beforeEach, describe, expect, it } from "vitest";
import { ExitReason } from "../abi.ts";
import { SLOT_PC, SLOT_X, VCPU_RUN_STATE, VM_STAT_WALKS } from "../layout.ts";
import { b, br, brk, type Encoding, ERET, HVC, ISB, ldr, msr, NOP, str, sys } from "../testing/a64.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { Attribute as A, PageTables } from "../testing/pageTables.ts";
import {
  ELR_EL1,
  ESR_EL1,
  FAR_EL1,
  MAIR_EL1,
  PAR_EL1,
  SCTLR_EL1,
  SPSR_EL1,
  TCR_EL1,
  TTBR0_EL1,
  TTBR1_EL1,
  VBAR_EL1,
} from "./state.ts";

const TTBR0: Encoding = [3, 0, 2, 0, 0];
const TLBI_VMALLE1: Encoding = [1, 0, 8, 7, 0];
const TLBI_VAE1IS: Encoding = [1, 0, 8, 3, 1];
const TLBI_ASIDE1: Encoding = [1, 0, 8, 7, 2];
const DC_ZVA: Encoding = [1, 3, 7, 4, 1];
const DC_IVAC: Encoding = [1, 0, 7, 6, 1];
const DC_CVAC: Encoding = [1, 3, 7, 10, 1];
const IC_IVAU: Encoding = [1, 3, 7, 5, 1];
const AT_S1E1R: Encoding = [1, 0, 7, 8, 0];
const AT_S1E0W: Encoding = [1, 0, 7, 8, 3];

const PAGE = A.page | A.accessed;
const CODE = 0x1_0000n;
const VECTORS = 0x2_0000n;
const DATA = 0x40_0000n;
const TCR = 16n | (16n << 16n) | (2n << 30n) | (2n << 32n) | (1n << 36n);
const MMU_ON = 1n;
const UCI_DZE = (1n << 26n) | (1n << 14n);
const EL1H = 0x3c5n;
const EL0T = 0x3c0n;

let core: TestCore;
let tables: PageTables;

beforeEach(() => {
  core = new TestCore(4 << 20);
  tables = new PageTables(core);
  tables.set(CODE, 3, (RAM_START + 0x1000n) | PAGE | A.el0 | A.readOnly);
  tables.set(VECTORS, 3, (RAM_START + 0x2000n) | PAGE | A.readOnly);
  core.load([HVC], 0x2200);
  core.load([HVC], 0x2400);
  core.setU64(MAIR_EL1, 0x00ffn);
  core.setU64(VBAR_EL1, VECTORS);
  core.setU64(TCR_EL1, TCR);
  core.setU64(TTBR0_EL1, tables.root);
  core.setU64(TTBR1_EL1, tables.root);
  core.setU64(SCTLR_EL1, MMU_ON | UCI_DZE);
  core.exports.systemRegistersChanged(core.vcpu());
});

/** Runs `words` at CODE, at EL1 or EL0, to the next exit. */
function run(words: readonly number[], pstate = EL1H): number {
  core.load(words, 0x1000);
  core.exports.invalidateCode(core.ram, 0x2000);
  core.exports.setPstate(core.vcpu(), Number(pstate));
  return core.run(10000n, CODE);
}

const abort = (ec: number, iss: number) => BigInt(ec) * 0x400_0000n + 0x200_0000n + BigInt(iss);
const walks = () => Number(core.view.getBigUint64(VM_STAT_WALKS, true));
const ramWord = (offset: number) => core.view.getBigUint64(core.ram + offset, true);

describe("aborts", () => {
  it.each([
    ["a load at EL1", ldr(0, 1), EL1H, 0x25, 0x07],
    ["a store at EL1", str(0, 1), EL1H, 0x25, 0x47],
    ["a load at EL0", ldr(0, 1), EL0T, 0x24, 0x07],
    ["DC CVAC at EL0", sys(DC_CVAC, 1), EL0T, 0x24, 0x147],
    ["DC IVAC at EL1", sys(DC_IVAC, 1), EL1H, 0x25, 0x147],
    ["IC IVAU at EL1", sys(IC_IVAU, 1), EL1H, 0x25, 0x147],
    ["DC ZVA at EL0", sys(DC_ZVA, 1), EL0T, 0x24, 0x47],
  ])("of %s on an unmapped page carry class, status and address", (_title, word, pstate, ec, iss) => {
    core.setX(1, CODE + 0x5008n);

    run([NOP, word], pstate);

    expect(core.u64(ESR_EL1)).toBe(abort(ec, iss));
    expect(core.u64(FAR_EL1)).toBe(CODE + 0x5008n);
    expect(core.u64(ELR_EL1)).toBe(CODE + 4n);
  });

  it("are raised on fetches, with the target in FAR and ELR", () => {
    core.setX(1, CODE + 0x5008n);

    run([br(1)]);

    expect(core.u64(ESR_EL1)).toBe(abort(0x21, 7));
    expect(core.u64(FAR_EL1)).toBe(CODE + 0x5008n);
    expect(core.u64(ELR_EL1)).toBe(CODE + 0x5008n);
  });

  it("are permission faults where EL0 may not store", () => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | A.el0 | A.readOnly);
    core.setX(1, DATA);

    run([ldr(0, 1), str(0, 1)], EL0T);

    expect(core.u64(ESR_EL1)).toBe(abort(0x24, 0x4f));
    expect(core.u64(ELR_EL1)).toBe(CODE + 4n);
  });

  it("are permission faults where EL1 jumps to a page that EL0 may write", () => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | A.el0);
    core.setX(1, DATA);

    run([br(1)]);

    expect(core.u64(ESR_EL1)).toBe(abort(0x21, 0xf));
  });

  it("give unprivileged accesses at EL1 the rights of EL0, and EL1's class", () => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE);
    core.setX(1, DATA);

    run([ldr(0, 1), 0xf8400820]); // ldtr x0, [x1]

    expect(core.u64(ESR_EL1)).toBe(abort(0x25, 0xf));
    expect(core.u64(ELR_EL1)).toBe(CODE + 4n);
  });

  it("name the second page of an access that crosses into it", () => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE);
    core.setX(1, DATA + 0xffcn);

    run([str(0, 1)]);

    expect(core.u64(FAR_EL1)).toBe(DATA + 0x1000n);
  });

  it("are alignment faults in Device memory", () => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | A.device);
    core.setX(1, DATA + 4n);

    run([ldr(0, 1)]);

    expect(core.u64(ESR_EL1)).toBe(abort(0x25, 0x21));
  });
});

describe("translation caches", () => {
  const ASID_1 = 1n << 48n;
  const ASID_2 = 2n << 48n;
  const READ_LOOP = [ldr(0, 1), HVC];

  /** DATA is one page in `tables` and another one in a second address space, whose root is the result. */
  function mapTwoSpaces(): bigint {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | A.el0 | A.notGlobal);
    core.load([1], 0x3000);
    core.load([2], 0x4000);
    const other = new PageTables(core, 12, 48, 0x20_0000);
    other.set(CODE, 3, (RAM_START + 0x1000n) | PAGE | A.el0 | A.readOnly);
    other.set(VECTORS, 3, (RAM_START + 0x2000n) | PAGE | A.readOnly);
    other.set(DATA, 3, (RAM_START + 0x4000n) | PAGE | A.el0 | A.notGlobal);
    return other.root;
  }

  it("keep what they know of an address space while another one runs", () => {
    const other = mapTwoSpaces();
    core.setX(1, DATA);
    const readIn = (base: bigint) => {
      core.setX(2, base);
      run([msr(TTBR0, 2), ERET]);
      core.setU64(SPSR_EL1, EL0T);
      core.setU64(ELR_EL1, CODE + 0x20n);
      core.load([ldr(0, 1), brk(0)], 0x1020);
      run([msr(TTBR0, 2), ERET]);
      return core.x(0);
    };
    const first = [readIn(tables.root | ASID_1), readIn(other | ASID_2)];
    const before = walks();

    const second = [readIn(tables.root | ASID_1), readIn(other | ASID_2)];

    expect(first).toEqual([1n, 2n]);
    expect(second).toEqual([1n, 2n]);
    expect(walks() - before).toBe(0);
  });

  it("give EL1 the other space's page after the ASID changed", () => {
    const other = mapTwoSpaces();
    core.setX(1, DATA);
    core.setX(2, tables.root | ASID_1);
    core.setX(3, other | ASID_2);

    run([msr(TTBR0, 2), ldr(5, 1), msr(TTBR0, 3), ldr(6, 1), msr(TTBR0, 2), ldr(7, 1), HVC]);

    expect([core.x(5), core.x(6), core.x(7)]).toEqual([1n, 2n, 1n]);
  });

  it.each([
    ["VMALLE1", TLBI_VMALLE1, 0n],
    ["VAE1IS", TLBI_VAE1IS, DATA >> 12n],
    ["ASIDE1", TLBI_ASIDE1, 0n],
  ])("see a changed descriptor after TLBI %s, not before", (_name, operation, operand) => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | A.notGlobal);
    core.load([1], 0x3000);
    core.load([2], 0x4000);
    core.setX(1, DATA);
    core.setX(2, operand);
    run(READ_LOOP);
    tables.set(DATA, 3, (RAM_START + 0x4000n) | PAGE | A.notGlobal);
    run(READ_LOOP);
    const stale = core.x(0);

    run([sys(operation, 2), ...READ_LOOP]);

    expect([stale, core.x(0)]).toEqual([1n, 2n]);
  });

  it("drop all parts of a block when one of its addresses is invalidated", () => {
    tables.set(DATA, 2, RAM_START | A.block | A.accessed | A.notGlobal);
    core.setX(1, DATA + 0x3000n);
    core.setX(2, (DATA + 0x8000n) >> 12n);
    run(READ_LOOP);
    tables.set(DATA, 2, 0n);

    run([sys(TLBI_VAE1IS, 2), ...READ_LOOP]);

    expect(core.u64(ESR_EL1)).toBe(abort(0x25, 6));
  });

  it("of other vCPUs are reached by inner shareable invalidation", () => {
    core = new TestCore(4 << 20, 2);
    tables = new PageTables(core);
    tables.set(CODE, 3, (RAM_START + 0x1000n) | PAGE | A.readOnly);
    tables.set(VECTORS, 3, (RAM_START + 0x2000n) | PAGE | A.readOnly);
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE);
    core.load([1], 0x3000);
    core.load([2], 0x4000);
    const registers = [
      [TCR_EL1, TCR],
      [TTBR0_EL1, tables.root],
      [SCTLR_EL1, MMU_ON],
      [VBAR_EL1, VECTORS],
    ] as const;
    for (const index of [0, 1]) {
      for (const [register, value] of registers) core.view.setBigUint64(core.vcpu(index) + register, value, true);
      core.view.setBigUint64(core.vcpu(index) + SLOT_X + 8, DATA, true);
      core.view.setUint32(core.vcpu(index) + VCPU_RUN_STATE, 1, true);
      core.exports.systemRegistersChanged(core.vcpu(index));
    }
    const readOnSecond = () => {
      core.load(READ_LOOP, 0x1000);
      core.exports.invalidateCode(core.ram, 0x2000);
      core.view.setBigUint64(core.vcpu(1) + SLOT_PC, CODE, true);
      core.exports.runVcpu(core.vcpu(1), 100n);
      return core.view.getBigUint64(core.vcpu(1) + SLOT_X, true);
    };
    const before = readOnSecond();
    tables.set(DATA, 3, (RAM_START + 0x4000n) | PAGE);
    core.setX(2, DATA >> 12n);
    run([sys(TLBI_VAE1IS, 2), HVC]);

    expect([before, readOnSecond()]).toEqual([1n, 2n]);
  });
});

describe("DC ZVA", () => {
  beforeEach(() => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | A.el0);
    core.bytes.fill(0xff, core.ram + 0x3000, core.ram + 0x4000);
  });

  it.each([0n, 63n])("zeroes the 64 bytes around the address (offset %i)", (offset) => {
    core.setX(1, DATA + 0x40n + offset);

    run([sys(DC_ZVA, 1), sys(DC_ZVA, 1), HVC]);

    expect([ramWord(0x3038), ramWord(0x3040), ramWord(0x3078), ramWord(0x3080)]).toEqual([
      0xffff_ffff_ffff_ffffn,
      0n,
      0n,
      0xffff_ffff_ffff_ffffn,
    ]);
  });

  it("is an alignment fault in Device memory", () => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | A.device);
    core.setX(1, DATA);

    run([sys(DC_ZVA, 1)]);

    expect(core.u64(ESR_EL1)).toBe(abort(0x25, 0x61));
  });
});

describe("AT", () => {
  it("puts the physical address and the attributes into PAR_EL1", () => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | (3n << 8n));
    core.setX(1, DATA + 0x123n);

    run([sys(AT_S1E1R, 1), HVC]);

    expect(core.u64(PAR_EL1)).toBe((0xffn << 56n) | (RAM_START + 0x3000n) | 0x800n | (3n << 7n));
  });

  it("reports Non-cacheable memory as outer shareable", () => {
    core.setU64(MAIR_EL1, 0x44n << 16n);
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | (2n << 2n) | (3n << 8n));
    core.setX(1, DATA);

    run([sys(AT_S1E1R, 1), HVC]);

    expect(core.u64(PAR_EL1)).toBe((0x44n << 56n) | (RAM_START + 0x3000n) | 0x800n | (2n << 7n));
  });

  it("reports a fault in PAR_EL1 and raises none", () => {
    tables.set(DATA, 3, (RAM_START + 0x3000n) | PAGE | A.el0 | A.readOnly);
    core.setX(1, DATA);

    expect(run([sys(AT_S1E0W, 1), HVC])).toBe(ExitReason.Hypercall);

    expect(core.u64(PAR_EL1)).toBe(0x801n | (0xfn << 1n));
  });
});

describe("code that changes", () => {
  it("is executed anew after IC IVAU and ISB", () => {
    tables.set(DATA, 3, (RAM_START + 0x1000n) | PAGE);
    core.setX(1, DATA + 0x20n);
    core.setX(2, BigInt(HVC));
    core.load([b(0)], 0x1020);

    const reason = run([0xb9000022, sys(IC_IVAU, 1), ISB, b(5)]); // str w2, [x1]; ... b to 0x20

    expect(reason).toBe(ExitReason.Hypercall);
  });

  it("is executed anew at the next block boundary without them", () => {
    tables.set(DATA, 3, (RAM_START + 0x1000n) | PAGE);
    core.setX(1, DATA + 0x20n);
    core.setX(2, BigInt(HVC));
    core.load([b(0)], 0x1020);
    const spinning = core.run(100n, CODE + 0x20n);

    const reason = run([0xb9000022, b(7)]);

    expect([spinning, reason]).toEqual([ExitReason.Budget, ExitReason.Hypercall]);
  });
});
