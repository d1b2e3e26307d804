import { beforeEach, describe, expect, it } from "vitest";
import { WALK_ADDRESS, WALK_FLAGS, WALK_SHIFT } from "../layout.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { Attribute as A, type Granule, PageTables } from "../testing/pageTables.ts";
import { MAIR_EL1, SCTLR_EL1, TCR_EL1, TTBR0_EL1, TTBR1_EL1 } from "./state.ts";

const NO_FAULT = -1;
const ADDRESS_SIZE = 0x00;
const TRANSLATION = 0x04;
const ACCESS_FLAG = 0x08;
const EXTERNAL_ON_WALK = 0x14;
const READ = 1;
const WRITE = 2;
const EXECUTE = 4;
const ALIGNED = 8;
const GLOBAL = 16;

const TG0: Record<Granule, bigint> = { 12: 0n, 14: 2n, 16: 1n };
const TG1: Record<Granule, bigint> = { 12: 2n, 14: 1n, 16: 3n };
const T0SZ_16 = 16n;
const T1SZ_16 = 16n << 16n;
const IPS_40 = 2n << 32n;
const EPD0 = 1n << 7n;
const EPD1 = 1n << 23n;
const TBI0 = 1n << 37n;
const WXN = 1n << 19n;
const MMU_ON = 1n;
const PAGE = A.page | A.accessed;
const BLOCK = A.block | A.accessed;
const VA = 0x1234_5678_9000n;
const UPPER = 0xffff_0000_0000_0000n;

let core: TestCore;

beforeEach(() => {
  core = new TestCore(4 << 20);
  core.setU64(MAIR_EL1, 0x00ffn);
  core.setU64(SCTLR_EL1, MMU_ON);
});

function useLower(tables: PageTables, more = 0n, inputBits = 48n): void {
  core.setU64(TTBR0_EL1, tables.root);
  core.setU64(TCR_EL1, (64n - inputBits) | T1SZ_16 | (TG0[tables.granule] << 14n) | IPS_40 | more);
}

const walk = (va: bigint, el0 = false) => core.exports.walk(core.vcpu(), va, el0 ? 1 : 0) as number;
const flags = () => core.u32(WALK_FLAGS);
/** Flags after a walk for EL1. */
function flagsOf(va: bigint): number {
  walk(va);
  return flags();
}

/** A 4K page at VA with these attributes; flags of a walk at EL1 and EL0. */
function permissions(attributes: bigint, tableBits = 0n): [el1: number, el0: number] {
  const tables = new PageTables(core);
  tables.set(VA, 3, RAM_START | PAGE | attributes, tableBits);
  useLower(tables);
  walk(VA);
  const el1 = flags() & (READ | WRITE | EXECUTE);
  walk(VA, true);
  return [el1, flags() & (READ | WRITE | EXECUTE)];
}

describe("walk: granules and levels", () => {
  it.each([
    [12, 3, 12],
    [12, 2, 21],
    [12, 1, 30],
    [14, 3, 14],
    [14, 2, 25],
    [16, 3, 16],
    [16, 2, 29],
  ] as const)("maps with a granule of 2^%i at level %i: 2^%i bytes", (granule, level, shift) => {
    const tables = new PageTables(core, granule);
    const offset = 0x3210n & ((1n << BigInt(shift)) - 1n);
    const target = 0x80_0000_0000n; // aligned to every size
    tables.set(VA, level, target | (level === 3 ? PAGE : BLOCK));
    useLower(tables);
    const base = (VA >> BigInt(shift)) << BigInt(shift);

    expect(walk(base + offset)).toBe(NO_FAULT);

    expect(core.u64(WALK_ADDRESS)).toBe(target + offset);
    expect(core.u32(WALK_SHIFT)).toBe(shift);
  });

  it.each([12, 14, 16] as const)("uses TTBR1 for upper addresses with a granule of 2^%i", (granule) => {
    const tables = new PageTables(core, granule);
    tables.set(UPPER | VA, 3, RAM_START | PAGE);
    core.setU64(TTBR1_EL1, tables.root);
    core.setU64(TCR_EL1, T0SZ_16 | T1SZ_16 | (TG1[granule] << 30n) | IPS_40);

    expect(walk(UPPER | VA)).toBe(NO_FAULT);
  });

  it.each([
    [12, 25n],
    [12, 39n],
    [14, 36n],
    [16, 42n],
  ] as const)("starts at the right level: granule 2^%i, %i address bits", (granule, inputBits) => {
    const tables = new PageTables(core, granule, Number(inputBits));
    const va = 0x155_5000n & ~((1n << BigInt(granule)) - 1n);
    tables.set(va, 3, RAM_START | PAGE);
    useLower(tables, 0n, inputBits);

    expect(walk(va)).toBe(NO_FAULT);
    expect(walk(1n << inputBits)).toBe(TRANSLATION);
  });
});

describe("walk: faults", () => {
  it.each([0, 1, 2, 3])("reports a translation fault at level %i", (level) => {
    const tables = new PageTables(core);
    tables.set(VA, level, 0n);
    useLower(tables);

    expect(walk(VA)).toBe(TRANSLATION | level);
  });

  it.each([
    [12, 0],
    [14, 1],
    [16, 1],
  ] as const)("has no blocks with a granule of 2^%i at level %i", (granule, level) => {
    const tables = new PageTables(core, granule);
    tables.set(VA, level, RAM_START | BLOCK);
    useLower(tables);

    expect(walk(VA)).toBe(TRANSLATION | level);
  });

  it("refuses the block encoding at level 3", () => {
    const tables = new PageTables(core);
    tables.set(VA, 3, RAM_START | BLOCK);
    useLower(tables);

    expect(walk(VA)).toBe(TRANSLATION | 3);
  });

  it.each([1, 2, 3])("reports an access flag fault at level %i", (level) => {
    const tables = new PageTables(core);
    tables.set(VA, level, level === 3 ? A.page : A.block);
    useLower(tables);

    expect(walk(VA)).toBe(ACCESS_FLAG | level);
  });

  it("reports an address size fault where a page, a table or the base is above 40 bits", () => {
    const page = new PageTables(core);
    page.set(VA, 3, (1n << 40n) | PAGE);
    page.set(VA + (1n << 39n), 0, (1n << 41n) | 3n);
    useLower(page);
    const results = [walk(VA), walk(VA + (1n << 39n))];
    core.setU64(TTBR0_EL1, 1n << 42n);

    expect([...results, walk(VA)]).toEqual([ADDRESS_SIZE | 3, ADDRESS_SIZE, ADDRESS_SIZE]);
  });

  it("honours a smaller TCR_EL1.IPS", () => {
    const tables = new PageTables(core);
    tables.set(VA, 3, (1n << 33n) | PAGE);
    core.setU64(TTBR0_EL1, tables.root);
    core.setU64(TCR_EL1, T0SZ_16 | T1SZ_16);

    expect(walk(VA)).toBe(ADDRESS_SIZE | 3);
  });

  it("reports an external abort at the level whose table is not RAM", () => {
    const tables = new PageTables(core);
    tables.set(VA, 1, 0x1000_0000n | 3n);
    useLower(tables);

    expect(walk(VA)).toBe(EXTERNAL_ON_WALK | 2);
  });

  it("reports level 0 for addresses between the halves, and for disabled walks", () => {
    const tables = new PageTables(core);
    useLower(tables, EPD0 | EPD1);

    expect([walk(1n << 48n), walk(VA), walk(UPPER), walk(UPPER - 1n)]).toEqual([4, 4, 4, 4]);
  });

  it("reports an address size fault beyond 40 bits while the MMU is off", () => {
    core.setU64(SCTLR_EL1, 0n);

    expect([walk(1n << 40n), walk(0xffff_ffffn)]).toEqual([ADDRESS_SIZE, NO_FAULT]);
  });
});

describe("walk: permissions", () => {
  it.each([
    ["EL1 read and write", 0n, READ | WRITE | EXECUTE, EXECUTE],
    ["all read and write: not executable at EL1", A.el0, READ | WRITE, READ | WRITE | EXECUTE],
    ["EL1 read-only", A.readOnly, READ | EXECUTE, EXECUTE],
    ["all read-only", A.el0 | A.readOnly, READ | EXECUTE, READ | EXECUTE],
    ["PXN", A.pxn, READ | WRITE, EXECUTE],
    ["UXN", A.el0 | A.readOnly | A.uxn, READ | EXECUTE, READ],
  ])("%s", (_title, attributes, el1, el0) => {
    expect(permissions(attributes)).toEqual([el1, el0]);
  });

  it.each([
    ["APTable read-only", A.tableReadOnly, READ, READ | EXECUTE],
    ["APTable no EL0", A.tableNoEl0, READ | WRITE, EXECUTE],
    ["PXNTable", A.tablePxn, READ | WRITE, READ | WRITE | EXECUTE],
    ["UXNTable", A.tableXn, READ | WRITE, READ | WRITE],
  ])("%s holds for what lies below", (_title, tableBits, el1, el0) => {
    expect(permissions(A.el0 | A.pxn, tableBits)).toEqual([el1, el0]);
  });

  it("WXN makes what is writable not executable", () => {
    core.setU64(SCTLR_EL1, MMU_ON | WXN);

    expect(permissions(A.el0)).toEqual([READ | WRITE, READ | WRITE]);
    expect(permissions(0n)).toEqual([READ | WRITE, EXECUTE]);
    expect(permissions(A.readOnly)).toEqual([READ | EXECUTE, EXECUTE]);
  });
});

describe("walk: attributes", () => {
  it("wants aligned accesses for Device memory, and for all with SCTLR_EL1.A", () => {
    const tables = new PageTables(core);
    tables.set(VA, 3, RAM_START | PAGE);
    tables.set(VA + 0x1000n, 3, RAM_START | PAGE | A.device);
    useLower(tables);
    const aligned = (va: bigint) => flagsOf(va) & ALIGNED;
    const results = [aligned(VA), aligned(VA + 0x1000n)];
    core.setU64(SCTLR_EL1, MMU_ON | 2n);

    expect([...results, aligned(VA)]).toEqual([0, ALIGNED, ALIGNED]);
  });

  it("tells global pages from those of an ASID", () => {
    const tables = new PageTables(core);
    tables.set(VA, 3, RAM_START | PAGE | A.notGlobal);
    tables.set(VA + 0x1000n, 3, RAM_START | PAGE);
    useLower(tables);
    const global = (va: bigint) => flagsOf(va) & GLOBAL;

    expect([global(VA), global(VA + 0x1000n)]).toEqual([0, GLOBAL]);
  });

  it("ignores the top byte where TBI says so", () => {
    const tables = new PageTables(core);
    tables.set(VA, 3, RAM_START | PAGE);
    useLower(tables);
    const tagged = VA | (0xabn << 56n);
    const before = walk(tagged);
    useLower(tables, TBI0);

    expect([before, walk(tagged)]).toEqual([TRANSLATION, NO_FAULT]);
  });
});
