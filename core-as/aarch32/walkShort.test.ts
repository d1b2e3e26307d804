import { beforeEach, describe, expect, it } from "vitest";
import { SCTLR_EL1, TTBR0_EL1, TTBR1_EL1 } from "../aarch64/state.ts";
import { Architecture } from "../abi.ts";
import { WALK_ADDRESS, WALK_FLAGS, WALK_SHIFT } from "../layout.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { Section as S, ShortTables, SmallPage } from "../testing/pageTables32.ts";
import { DACR, NMRR, PRRR, Sctlr, TTBCR } from "./state.ts";

const NO_FAULT = -1;
const TRANSLATION = 0x04;
const ACCESS_FLAG = 0x08;
const PERMISSION = 0x0c;
const EXTERNAL_ON_WALK = 0x14;
const DOMAIN = 0x3c;
const [READ, WRITE, EXECUTE] = [0, 1, 2];
const [R, W, X, ALIGNED, GLOBAL] = [1, 2, 4, 8, 16];
const VA = 0x1234_5678;
const RAM = Number(RAM_START);
const FULL = S.access(3);
const CLIENT = 0x5555_5555n;
/** Fault with level, and the domain above it. */
const at = (fault: number, level: number, domain = 0) => fault | level | (domain << 8);

let core: TestCore;
let tables: ShortTables;

beforeEach(() => {
  core = new TestCore(4 << 20, 1, Architecture.AArch32);
  tables = new ShortTables(core);
  core.setU64(SCTLR_EL1, BigInt(Sctlr.M));
  core.setU64(TTBR0_EL1, tables.root);
  core.setU64(DACR, CLIENT);
});

const translate = (va: number, want = READ, user = false) =>
  core.exports.aarch32Translate(core.vcpu(), BigInt(va >>> 0), want, user ? 1 : 0) as number;
const flags = () => core.u32(WALK_FLAGS);
const result = () => [core.u64(WALK_ADDRESS), core.u32(WALK_SHIFT)];
const enable = (bits: number) => core.setU64(SCTLR_EL1, BigInt((Sctlr.M | bits) >>> 0));

/** Rights of a section with these bits: privileged, user. */
function rights(bits: number): [privileged: number, user: number] {
  tables.section(VA, RAM | S.section | bits);
  translate(VA);
  const privileged = flags() & (R | W | X);
  translate(VA, READ, true);
  return [privileged, flags() & (R | W | X)];
}

describe("short descriptors: sizes", () => {
  it("maps a section of 1 MiB", () => {
    tables.section(VA, 0x9870_0000 | S.section | FULL);

    expect(translate(VA)).toBe(NO_FAULT);
    expect(result()).toEqual([0x9874_5678n, 20]);
  });

  it("maps a supersection of 16 MiB above 32 bits", () => {
    tables.section(VA, 0x9850_0000 | S.supersection | S.section | S.domain(0xa) | FULL);

    expect(translate(VA)).toBe(NO_FAULT);
    expect(result()).toEqual([0xa5_9834_5678n, 24]);
  });

  it("maps a large page of 64 KiB and a small one", () => {
    tables.page(VA, 0x9876_0001 | SmallPage.access(3));
    const large = [translate(VA), ...result()];
    tables.page(VA, 0x9876_5000 | SmallPage.page | SmallPage.access(3));
    const small = [translate(VA), ...result()];

    expect(large).toEqual([NO_FAULT, 0x9876_5678n, 16]);
    expect(small).toEqual([NO_FAULT, 0x9876_5678n, 12]);
  });

  it("takes TTBR1 for what TTBCR.N leaves to it, and a smaller table for the rest", () => {
    const upper = new ShortTables(core, 0x80000);
    core.setU64(TTBR1_EL1, upper.root);
    core.setU64(TTBR0_EL1, tables.root | 0x1000n);
    core.setU64(TTBCR, 2n);
    upper.section(0xc000_0000, 0x9000_0000 | S.section | FULL);
    core.view.setUint32(core.ram + Number(tables.root - RAM_START) + 0x1000 + 4, 0x9100_0000 | S.section | FULL, true);

    expect([translate(0xc000_0000), ...result()]).toEqual([NO_FAULT, 0x9000_0000n, 20]);
    expect([translate(0x0010_0000), ...result()]).toEqual([NO_FAULT, 0x9100_0000n, 20]);
  });
});

it("reads big-endian short descriptors with SCTLR.EE", () => {
  enable(Sctlr.EE);
  tables.section(VA, 0x0e0c_7098);

  expect([translate(VA), ...result()]).toEqual([NO_FAULT, 0x9874_5678n, 20]);
});

describe("short descriptors: faults", () => {
  it("reports a translation fault of a section, and of a page with its domain", () => {
    tables.page(0x2000_0000, 0, S.domain(5));

    expect(translate(VA)).toBe(at(TRANSLATION, 1));
    expect(translate(0x2000_0000)).toBe(at(TRANSLATION, 2, 5));
  });

  it("makes no walk where TTBCR.PD0 or PD1 forbids it", () => {
    tables.section(VA, RAM | S.section | FULL);
    core.setU64(TTBCR, 0x31n);

    expect([translate(VA), translate(0xf000_0000)]).toEqual([at(TRANSLATION, 1), at(TRANSLATION, 1)]);
  });

  it("reports an external abort where a table is not RAM", () => {
    tables.section(VA, 0x1000_0001);
    const second = translate(VA);
    core.setU64(TTBR0_EL1, 0x1000_0000n);

    expect([second, translate(VA)]).toEqual([at(EXTERNAL_ON_WALK, 2), at(EXTERNAL_ON_WALK, 1)]);
  });

  it("reports a permission fault with level and domain", () => {
    tables.section(VA, RAM | S.section | S.domain(3) | S.access(1));

    expect(translate(VA, READ, true)).toBe(at(PERMISSION, 1, 3));
  });

  it("reports an access flag fault with SCTLR.AFE where AP[0] is 0", () => {
    enable(Sctlr.AFE);
    tables.section(VA, RAM | S.section | S.access(2));
    tables.page(0x2000_0000, RAM | SmallPage.page | SmallPage.access(2));

    expect([translate(VA), translate(0x2000_0000)]).toEqual([at(ACCESS_FLAG, 1), at(ACCESS_FLAG, 2)]);
  });
});

describe("short descriptors: domains", () => {
  it.each([
    ["no access", 0n, at(DOMAIN, 1, 2)],
    ["reserved", 2n, at(DOMAIN, 1, 2)],
    ["client", 1n, at(PERMISSION, 1, 2)],
    ["manager", 3n, NO_FAULT],
  ])("%s", (_title, kind, fault) => {
    tables.section(VA, RAM | S.section | S.domain(2) | S.access(0) | S.xn);
    core.setU64(DACR, kind << 4n);

    expect([translate(VA, WRITE), translate(VA, EXECUTE, true)]).toEqual([fault, fault]);
  });
});

describe("short descriptors: permissions", () => {
  it.each([
    [0, 0, 0],
    [1, R | W | X, 0],
    [2, R | W | X, R | X],
    [3, R | W | X, R | W | X],
    [4, 0, 0],
    [5, R | X, 0],
    [6, R | X, R | X],
    [7, R | X, R | X],
  ])("AP %i", (ap, privileged, user) => {
    expect(rights(S.access(ap))).toEqual([privileged, user]);
  });

  it.each([
    [1, R | W | X, 0],
    [3, R | W | X, R | W | X],
    [5, R | X, 0],
    [7, R | X, R | X],
  ])("AP %i with SCTLR.AFE", (ap, privileged, user) => {
    enable(Sctlr.AFE);

    expect(rights(S.access(ap))).toEqual([privileged, user]);
  });

  it("XN holds for all, PXN for privileged modes, UWXN and WXN for what is writable", () => {
    const plain = [rights(FULL | S.xn), rights(FULL | S.pxn)];
    enable(Sctlr.UWXN);
    const userWritable = [rights(FULL), rights(S.access(2))];
    enable(Sctlr.WXN);

    expect(plain).toEqual([
      [R | W, R | W],
      [R | W, R | W | X],
    ]);
    expect(userWritable).toEqual([
      [R | W, R | W | X],
      [R | W | X, R | X],
    ]);
    expect(rights(FULL)).toEqual([R | W, R | W]);
  });

  it("takes XN of a small page from bit 0 and PXN from the first level", () => {
    tables.page(VA, RAM | SmallPage.page | SmallPage.xn | SmallPage.access(3));
    tables.page(0x2000_0000, RAM | SmallPage.page | SmallPage.access(3), 1 << 2);

    expect([translate(VA, EXECUTE, true), translate(0x2000_0000, EXECUTE)]).toEqual([
      at(PERMISSION, 2),
      at(PERMISSION, 2),
    ]);
  });
});

describe("short descriptors: attributes", () => {
  const aligned = (bits: number) => {
    tables.section(VA, RAM | S.section | FULL | bits);
    translate(VA);
    return flags() & ALIGNED;
  };

  it("wants aligned accesses of Strongly-ordered and Device memory", () => {
    expect([aligned(0), aligned(S.device), aligned(S.cached), aligned(1 << 12)]).toEqual([ALIGNED, ALIGNED, 0, 0]);
  });

  it("remaps TEX[0], C and B with SCTLR.TRE", () => {
    enable(Sctlr.TRE);
    core.setU64(PRRR, 0b10_01_00n);
    core.setU64(NMRR, 0n);

    expect([aligned(0), aligned(1 << 2), aligned(2 << 2), aligned(3 << 2)]).toEqual([ALIGNED, ALIGNED, 0, ALIGNED]);
  });

  it("tells global mappings from those of an ASID", () => {
    tables.section(VA, RAM | S.section | FULL | S.notGlobal);
    tables.page(0x2000_0000, RAM | SmallPage.page | SmallPage.access(3));
    tables.page(0x2000_1000, RAM | SmallPage.page | SmallPage.access(3) | SmallPage.notGlobal);
    const global = (va: number) => {
      translate(va);
      return flags() & GLOBAL;
    };

    expect([global(VA), global(0x2000_0000), global(0x2000_1000)]).toEqual([0, GLOBAL, 0]);
  });
});
