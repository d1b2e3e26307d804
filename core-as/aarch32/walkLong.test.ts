import { beforeEach, describe, expect, it } from "vitest";
import { SCTLR_EL1, TTBR0_EL1, TTBR1_EL1 } from "../aarch64/state.ts";
import { Architecture } from "../abi.ts";
import { WALK_ADDRESS, WALK_FLAGS, WALK_SHIFT } from "../layout.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { Attribute as A, PageTables } from "../testing/pageTables.ts";
import { NMRR, PRRR, Sctlr, TTBCR } from "./state.ts";

const NO_FAULT = -1;
const [ADDRESS_SIZE, TRANSLATION, ACCESS_FLAG, PERMISSION, EXTERNAL_ON_WALK] = [0x00, 0x04, 0x08, 0x0c, 0x14];
const [READ, WRITE] = [0, 1];
const [R, W, X, ALIGNED, GLOBAL] = [1, 2, 4, 8, 16];
const VA = 0x5234_5678n;
const PAGE = A.page | A.accessed;
const BLOCK = A.block | A.accessed;
const EAE = 0x8000_0000n;
const XN = A.uxn;

let core: TestCore;
let tables: PageTables;

beforeEach(() => {
  core = new TestCore(4 << 20, 1, Architecture.AArch32);
  tables = new PageTables(core, 12, 32);
  core.setU64(SCTLR_EL1, BigInt(Sctlr.M));
  core.setU64(TTBR0_EL1, tables.root);
  core.setU64(TTBCR, EAE);
  core.setU64(PRRR, 0x00ffn);
});

const translate = (va: bigint, want = READ, user = false) =>
  core.exports.aarch32Translate(core.vcpu(), va, want, user ? 1 : 0) as number;
const flags = () => core.u32(WALK_FLAGS);
const result = () => [core.u64(WALK_ADDRESS), core.u32(WALK_SHIFT)];
const enable = (bits: number) => core.setU64(SCTLR_EL1, BigInt((Sctlr.M | bits) >>> 0));

/** Rights of a page with these attributes: privileged, user. */
function rights(attributes: bigint, tableBits = 0n): [privileged: number, user: number] {
  const own = new PageTables(core, 12, 32, 0x80000);
  own.set(VA, 3, RAM_START | PAGE | attributes, tableBits);
  core.setU64(TTBR0_EL1, own.root);
  translate(VA);
  const privileged = flags() & (R | W | X);
  translate(VA, READ, true);
  return [privileged, flags() & (R | W | X)];
}

describe("long descriptors: levels", () => {
  it.each([
    [3, 12],
    [2, 21],
    [1, 30],
  ])("maps at level %i: 2^%i bytes", (level, shift) => {
    const offset = VA & ((1n << BigInt(shift)) - 1n);
    tables.set(VA, level, 0x80_0000_0000n | (level === 3 ? PAGE : BLOCK));

    expect([translate(VA), ...result()]).toEqual([NO_FAULT, 0x80_0000_0000n + offset, shift]);
  });

  it("starts at level 2 where TTBCR.T0SZ leaves 30 bits, and has nothing above", () => {
    const small = new PageTables(core, 12, 30, 0x80000);
    small.set(0x1234_5000n, 3, RAM_START | PAGE);
    core.setU64(TTBR0_EL1, small.root);
    core.setU64(TTBCR, EAE | 2n | (1n << 16n));

    expect([translate(0x1234_5000n), translate(0x5234_5000n)]).toEqual([NO_FAULT, TRANSLATION | 1]);
  });

  it.each([
    ["T1SZ 1: the upper half", 1n << 16n, 0x8000_0000n, 31],
    ["T0SZ 1 and T1SZ 0: what T0SZ leaves", 1n, 0x8000_0000n, 32],
    ["T1SZ 2: the upper quarter", 2n << 16n, 0xc000_0000n, 30],
  ])("takes TTBR1 with %s", (_title, control, va, bits) => {
    const upper = new PageTables(core, 12, bits, 0x80000);
    upper.set(va & ((1n << BigInt(bits)) - 1n), 3, RAM_START | PAGE);
    core.setU64(TTBR1_EL1, upper.root);
    core.setU64(TTBCR, EAE | control);

    expect(translate(va)).toBe(NO_FAULT);
  });
});

it("reads big-endian long descriptors with SCTLR.EE", () => {
  enable(Sctlr.EE);
  tables.set(VA, 1, 0x0104_0040_0000_0000n);

  expect([translate(VA), ...result()]).toEqual([NO_FAULT, 0x4000_0000n | (VA & 0x3fff_ffffn), 30]);
});

describe("long descriptors: faults", () => {
  it.each([1, 2, 3])("reports translation and access flag faults at level %i", (level) => {
    tables.set(VA, level, 0n);
    tables.set(VA ^ 0x8000_0000n, level, level === 3 ? A.page : A.block);

    expect([translate(VA), translate(VA ^ 0x8000_0000n)]).toEqual([TRANSLATION | level, ACCESS_FLAG | level]);
  });

  it("reports permission, address size and external aborts with their level", () => {
    tables.set(0x1000n, 3, RAM_START | PAGE | A.readOnly);
    tables.set(0x2000n, 3, (1n << 40n) | PAGE);
    tables.set(0x4000_0000n, 1, 0x1000_0003n);

    expect([translate(0x1000n, WRITE), translate(0x2000n), translate(0x4000_0000n)]).toEqual([
      PERMISSION | 3,
      ADDRESS_SIZE | 3,
      EXTERNAL_ON_WALK | 2,
    ]);
  });

  it("makes no walk where TTBCR.EPD0 or EPD1 forbids it", () => {
    tables.set(VA, 3, RAM_START | PAGE);
    core.setU64(TTBCR, EAE | (1n << 7n) | (1n << 16n) | (1n << 23n));

    expect([translate(VA), translate(0xf000_0000n)]).toEqual([TRANSLATION | 1, TRANSLATION | 1]);
  });
});

describe("long descriptors: permissions", () => {
  it.each([
    ["privileged read and write", 0n, R | W | X, 0],
    ["all read and write: executable in privileged modes too", A.el0, R | W | X, R | W | X],
    ["privileged read-only", A.readOnly, R | X, 0],
    ["all read-only", A.el0 | A.readOnly, R | X, R | X],
    ["PXN", A.el0 | A.pxn, R | W, R | W | X],
    ["XN", A.el0 | XN, R | W, R | W],
  ])("%s", (_title, attributes, privileged, user) => {
    expect(rights(attributes)).toEqual([privileged, user]);
  });

  it.each([
    ["APTable read-only", A.tableReadOnly, R | X, R | X],
    ["APTable no PL0", A.tableNoEl0, R | W | X, 0],
    ["PXNTable", A.tablePxn, R | W, R | W | X],
    ["XNTable", A.tableXn, R | W, R | W],
  ])("%s holds for what lies below", (_title, tableBits, privileged, user) => {
    expect(rights(A.el0, tableBits)).toEqual([privileged, user]);
  });

  it("UWXN and WXN take the right to execute what is writable", () => {
    enable(Sctlr.UWXN);
    const first = rights(A.el0);
    enable(Sctlr.WXN);

    expect([first, rights(A.el0)]).toEqual([
      [R | W, R | W | X],
      [R | W, R | W],
    ]);
  });

  it("wants aligned accesses of Device memory, and tells global pages from an ASID's", () => {
    tables.set(0x1000n, 3, RAM_START | PAGE | A.device | A.notGlobal);
    tables.set(0x2000n, 3, RAM_START | PAGE);
    translate(0x1000n);
    const device = flags() & (ALIGNED | GLOBAL);
    translate(0x2000n);

    expect([device, flags() & (ALIGNED | GLOBAL)]).toEqual([ALIGNED, GLOBAL]);
  });

  it("takes attributes 4 to 7 from MAIR1", () => {
    core.setU64(NMRR, 0xffn);
    tables.set(0x1000n, 3, RAM_START | PAGE | (4n << 2n));
    tables.set(0x2000n, 3, RAM_START | PAGE | (5n << 2n));
    translate(0x1000n);
    const normal = flags() & ALIGNED;
    translate(0x2000n);

    expect([normal, flags() & ALIGNED]).toEqual([0, ALIGNED]);
  });
});
