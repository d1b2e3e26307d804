import { beforeEach, describe, expect, it } from "vitest";
import { CONTEXTIDR_EL1, PAR_EL1, SCTLR_EL1, TTBR0_EL1, TTBR1_EL1, VBAR_EL1 } from "../aarch64/state.ts";
import { ExitReason } from "../abi.ts";
import { VM_STAT_WALKS } from "../layout.ts";
import { TestProgram32 } from "../testing/aarch32.ts";
import { mcr, mcrr, mrc } from "../testing/coprocessor.ts";
import { RAM_START } from "../testing/core.ts";
import { Attribute as A, PageTables } from "../testing/pageTables.ts";
import { SmallPage as P, Section as S, ShortTables } from "../testing/pageTables32.ts";
import { DACR, DFAR, DFSR, IFAR, IFSR, PRRR, Sctlr, TTBCR } from "./state.ts";

const CODE = 0x1_0000;
const VECTORS = 0x2_0000;
const USER_PAGE = 0x40_0000;
const KERNEL_PAGE = 0x80_0000;
const RAM = Number(RAM_START);
const HVC = 0xe140_0070;
const SUPERVISOR = 0x1d3;
const USER = 0x1d0;
const ABORT_MODE = 0x17;
/** Domain 0 is the kernel's, 1 the user's: closed, open. */
const CLOSED = 1;
const OPEN = 5;

const SCTLR = [15, 0, 1, 0, 0];
const WRITE_DACR = mcr([15, 0, 3, 0, 0], 0);
const DCCMVAC = [15, 0, 7, 10, 1];
const TLBIALL = [15, 0, 8, 7, 0];
const TLBIMVA = [15, 0, 8, 7, 1];
const TLBIASID = [15, 0, 8, 7, 2];
const TLBIMVAA = [15, 0, 8, 7, 3];
const ldr = (t: number, n: number) => (0xe590_0000 | (n << 16) | (t << 12)) >>> 0;
const str = (t: number, n: number) => (0xe580_0000 | (n << 16) | (t << 12)) >>> 0;
const ldrt = (t: number, n: number) => (0xe4b0_0000 | (n << 16) | (t << 12)) >>> 0;
/** CONTEXTIDR = Rt. */
const contextId = (t: number) => mcr([15, 0, 13, 0, 1], t);
const dacr = (t: number) => mcr([15, 0, 3, 0, 0], t);

let program: TestProgram32;
let tables: ShortTables;

beforeEach(() => {
  program = new TestProgram32();
  const { core } = program;
  tables = new ShortTables(core);
  tables.page(CODE, (RAM + 0x1000) | P.page | P.access(7));
  tables.page(VECTORS, (RAM + 0x2000) | P.page | P.access(5));
  tables.page(USER_PAGE, (RAM + 0x3000) | P.page | P.cached | P.access(3) | P.notGlobal, S.domain(1));
  tables.page(KERNEL_PAGE, (RAM + 0x4000) | P.page | P.cached | P.access(1));
  program.put("a32", [HVC, HVC, HVC, HVC, HVC], RAM_START + 0x2000n);
  program.write(RAM_START + 0x3000n, 0x3333);
  program.write(RAM_START + 0x4000n, 0x4444);
  program.write(RAM_START + 0x5000n, 0x5555);
  core.setU64(VBAR_EL1, BigInt(VECTORS));
  core.setU64(TTBR0_EL1, tables.root);
  core.setU64(DACR, BigInt(OPEN));
  core.setU64(SCTLR_EL1, BigInt(Sctlr.M));
  core.exports.systemRegistersChanged(core.vcpu());
});

/** Runs A32 instructions at CODE to the HVC behind them, or in a vector. */
function run(words: readonly number[], registers: readonly number[], mode = SUPERVISOR): void {
  program.put("a32", [...words, HVC], RAM_START + 0x1000n);
  program.core.exports.invalidateCode(program.core.ram, 0x2000);
  registers.forEach((value, n) => {
    program.setR(n, value);
  });
  program.core.exports.setCpsr(program.core.vcpu(), mode);
  expect(program.core.run(1000n, BigInt(CODE))).toBe(ExitReason.Hypercall);
}

const mode = () => program.cpsr & 0x1f;
const walks = () => Number(program.core.view.getBigUint64(VM_STAT_WALKS, true));
const field = (offset: number) => Number(program.core.u64(offset));

describe("aborts with short descriptors", () => {
  it.each([
    ["a load that has no page", ldr(2, 1), 0x30_0000, 0x005],
    ["a store that has no page, in the user's domain", str(2, 1), USER_PAGE + 0x1000, 0x817],
    ["a store to a read-only page", str(2, 1), CODE, 0x80f],
    ["cache maintenance where there is no page", mcr(DCCMVAC, 1), 0x30_0000, 0x2805],
  ])("%s", (_title, word, address, status) => {
    run([word], [0, address]);

    expect(mode()).toBe(ABORT_MODE);
    expect(field(DFSR)).toBe(status);
    expect(field(DFAR)).toBe(address);
    expect(program.r(14)).toBe(CODE + 8);
  });

  it("reports a fetch in IFSR and IFAR", () => {
    run([0xe12f_ff11], [0, 0x30_0000]);

    expect(mode()).toBe(ABORT_MODE);
    expect([field(IFSR), field(IFAR), program.r(14)]).toEqual([0x005, 0x30_0000, 0x30_0004]);
  });

  it("reports a domain fault with its domain", () => {
    run([dacr(0), ldr(2, 1)], [CLOSED, USER_PAGE]);

    expect([field(DFSR), field(DFAR)]).toEqual([0x01b, USER_PAGE]);
  });

  it("refuses the kernel's page to User mode and to LDRT", () => {
    run([ldr(2, 1)], [0, KERNEL_PAGE], USER);
    const user = field(DFSR);
    run([ldrt(2, 1)], [0, KERNEL_PAGE]);

    expect([user, field(DFSR)]).toEqual([0x00f, 0x00f]);
  });

  it("refuses unaligned accesses to Device memory", () => {
    tables.page(KERNEL_PAGE, (RAM + 0x4000) | P.page | P.device | P.access(1));
    run([ldr(2, 1)], [0, KERNEL_PAGE + 1]);

    expect(field(DFSR) & 0x40f).toBe(0x001);
  });
});

describe("aborts with long descriptors", () => {
  beforeEach(() => {
    const { core } = program;
    const long = new PageTables(core, 12, 32, 0x80000);
    const page = A.page | A.accessed;
    long.set(BigInt(CODE), 3, (RAM_START + 0x1000n) | page | A.readOnly | A.el0);
    long.set(BigInt(VECTORS), 3, (RAM_START + 0x2000n) | page | A.readOnly);
    core.setU64(PRRR, 0xffn);
    core.setU64(TTBR0_EL1, long.root);
    core.setU64(TTBCR, 0x8000_0000n);
    core.exports.systemRegistersChanged(core.vcpu());
  });

  it.each([
    ["a load", ldr(2, 1), 0x30_0000, 0x206],
    ["a store to a read-only page", str(2, 1), CODE, 0xa0f],
    ["cache maintenance", mcr(DCCMVAC, 1), 0x30_0000, 0x2a06],
  ])("%s", (_title, word, address, status) => {
    run([word], [0, address]);

    expect([mode(), field(DFSR), field(DFAR)]).toEqual([ABORT_MODE, status, address]);
  });

  it("switches the ASID with TTBR0, without losing what the other had", () => {
    const { core } = program;
    const base = core.u64(TTBR0_EL1);
    const low = Number(base & 0xffff_ffffn);
    run([mcrr([15, 0, 2], 0, 1), mcrr([15, 0, 2], 0, 2)], [low, 1 << 16, 2 << 16], SUPERVISOR);
    const before = walks();
    run([mcrr([15, 0, 2], 0, 1), mcrr([15, 0, 2], 0, 2)], [low, 1 << 16, 2 << 16], SUPERVISOR);

    expect(walks() - before).toBe(0);
  });
});

describe("views of the tables", () => {
  it("keeps translations over changes of DACR", () => {
    const flips = [dacr(0), ldr(4, 3), dacr(1), ldr(4, 3), ldr(5, 2), dacr(0), ldr(4, 3), dacr(1), ldr(5, 2)];
    run(flips, [CLOSED, OPEN, USER_PAGE, KERNEL_PAGE]);
    const before = walks();
    run(flips, [CLOSED, OPEN, USER_PAGE, KERNEL_PAGE]);

    expect(walks() - before).toBe(0);
    expect([program.r(4), program.r(5)]).toEqual([0x4444, 0x3333]);
  });

  it("shows a closed domain after the open one was used, time and again", () => {
    run([ldr(5, 2)], [0, 0, USER_PAGE]);
    run([dacr(0), ldr(5, 2)], [CLOSED, 0, USER_PAGE]);
    const first = mode();
    run([dacr(0), ldr(5, 2)], [OPEN, 0, USER_PAGE]);
    const open = mode();
    run([dacr(0), ldr(5, 2)], [CLOSED, 0, USER_PAGE]);

    expect([first, open, mode()]).toEqual([ABORT_MODE, 0x13, ABORT_MODE]);
  });

  it("survives more values of DACR than there are views", () => {
    const results = Array.from({ length: 40 }, (_, n) => {
      run([dacr(0), ldr(5, 2)], [(n % 2 === 0 ? CLOSED : OPEN) | (n << 8), 0, USER_PAGE]);
      return mode();
    });

    expect(results).toEqual(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? ABORT_MODE : 0x13)));
  });

  it("uses the user's rights of the present view for LDRT", () => {
    run([ldrt(5, 2), dacr(0), ldrt(5, 2)], [CLOSED, 0, USER_PAGE]);

    expect([program.r(5), mode(), field(DFSR)]).toEqual([0x3333, ABORT_MODE, 0x01b]);
  });

  it("keeps the view of User mode apart", () => {
    run([ldr(5, 2)], [0, 0, USER_PAGE], USER);

    expect(mode()).toBe(0x1b);
    expect(program.r(5)).toBe(0x3333);
  });
});

describe("address spaces by CONTEXTIDR", () => {
  const remapUser = (offset: number) =>
    tables.page(USER_PAGE, (RAM + offset) | P.page | P.cached | P.access(3) | P.notGlobal, S.domain(1));

  it.each([
    ["privileged modes", SUPERVISOR],
    ["LDRT", -1],
  ])("does not show one ASID's pages to another: %s", (_title, how) => {
    const load = how === -1 ? ldrt(5, 2) : ldr(5, 2);
    run([contextId(0), load], [1, 0, USER_PAGE]);
    remapUser(0x5000);
    run([contextId(0), load], [2, 0, USER_PAGE]);
    const second = program.r(5);
    run([contextId(0), load], [1, 0, USER_PAGE]);
    const { core } = program;

    expect(second).toBe(0x5555);
    expect([0x3333, 0x5555]).toContain(program.r(5));
    expect(core.u64(CONTEXTIDR_EL1)).toBe(1n);
  });

  it("drops an ASID's pages in every view", () => {
    const words = [contextId(0), dacr(1), ldr(5, 2)];
    run(words, [1, OPEN, USER_PAGE]);
    run([dacr(0)], [CLOSED]);
    remapUser(0x5000);
    run([contextId(0)], [2]);
    run(words, [2, OPEN, USER_PAGE]);

    expect(program.r(5)).toBe(0x5555);
  });

  it("keeps global translations and the user's of each ASID", () => {
    const words = [contextId(0), ldr(4, 3), ldrt(5, 2)];
    run(words, [1, 0, USER_PAGE, KERNEL_PAGE]);
    run(words, [2, 0, USER_PAGE, KERNEL_PAGE]);
    const before = walks();
    run(words, [1, 0, USER_PAGE, KERNEL_PAGE]);
    run(words, [2, 0, USER_PAGE, KERNEL_PAGE]);

    expect(walks() - before).toBe(0);
  });

  it("copes with many ASIDs and many private pages", () => {
    for (let n = 0; n < 24; n++)
      tables.page(USER_PAGE + 0x1000 * n, (RAM + 0x3000) | 0xc | P.page | P.access(3) | P.notGlobal, S.domain(1));
    const touch = Array.from({ length: 24 }, () => [ldr(5, 2), 0xe282_2a01]).flat();
    for (let n = 0; n < 60; n++) run([contextId(0), ...touch], [n, 0, USER_PAGE]);
    for (let n = 0; n < 24; n++)
      tables.page(USER_PAGE + 0x1000 * n, (RAM + 0x5000) | 0xc | P.page | P.access(3) | P.notGlobal, S.domain(1));
    run([contextId(0), ldr(5, 2)], [200, 0, USER_PAGE + 0x1_7000]);

    expect(program.r(5)).toBe(0x5555);
  });
});

describe("TLB maintenance", () => {
  const remapKernel = () => tables.page(KERNEL_PAGE, (RAM + 0x5000) | P.page | P.cached | P.access(1));

  it.each([
    ["TLBIALL", mcr(TLBIALL, 0), 0],
    ["TLBIMVA", mcr(TLBIMVA, 0), KERNEL_PAGE | 7],
    ["TLBIMVAA", mcr(TLBIMVAA, 0), KERNEL_PAGE],
  ])("%s shows a changed global page, in every view", (_title, word, operand) => {
    run([ldr(4, 3), dacr(1), ldr(4, 3)], [0, CLOSED, 0, KERNEL_PAGE]);
    remapKernel();
    run([word, ldr(4, 3), dacr(1), ldr(5, 3)], [operand, OPEN, 0, KERNEL_PAGE]);

    expect([program.r(4), program.r(5)]).toEqual([0x5555, 0x5555]);
  });

  it.each([
    ["TLBIMVA", mcr(TLBIMVA, 0), USER_PAGE | 9],
    ["TLBIASID", mcr(TLBIASID, 0), 9],
  ])("%s shows a changed page of the ASID", (_title, word, operand) => {
    run([contextId(0), ldr(4, 2), ldrt(5, 2)], [9, 0, USER_PAGE]);
    tables.page(USER_PAGE, (RAM + 0x5000) | P.page | P.cached | P.access(3) | P.notGlobal, S.domain(1));
    run([word, ldr(4, 2), ldrt(5, 2)], [operand, 0, USER_PAGE]);

    expect([program.r(4), program.r(5)]).toEqual([0x5555, 0x5555]);
  });

  it("SCTLR.M off shows physical addresses", () => {
    run([ldr(4, 3)], [0, 0, 0, KERNEL_PAGE]);
    program.put("a32", [mcr(SCTLR, 0), HVC], RAM_START + 0x1000n);
    tables.section(RAM, RAM | S.section | S.access(3));
    const { core } = program;
    core.exports.systemRegistersChanged(core.vcpu());
    core.exports.invalidateCode(core.ram, 0x2000);
    program.setR(0, 0);
    core.exports.setCpsr(core.vcpu(), SUPERVISOR);

    expect(core.run(10n, RAM_START + 0x1000n)).toBe(ExitReason.Hypercall);
    expect(core.u64(SCTLR_EL1) & 1n).toBe(0n);
  });
});

describe("address translation operations", () => {
  const PAR = mrc([15, 0, 7, 4, 0], 4);
  const translate = (op: number, address: number) => {
    run([mcr([15, 0, 7, 8, op], 0), PAR], [address]);
    return program.r(4);
  };

  it("report the physical address and the attributes", () => {
    tables.section(0x5000_0000, RAM | S.section | S.cached | S.access(3));
    tables.section(0x6000_0000, 0x9830_0000 | S.supersection | S.section | S.domain(2) | S.device | S.access(3));

    expect(translate(0, 0x5000_3456) >>> 0).toBe(RAM | 0x3000 | (7 << 4) | (3 << 2));
    expect(translate(0, 0x6000_3456) >>> 0).toBe((0x9800_0000 | 0x23_0000 | (3 << 4) | (1 << 7) | 2) >>> 0);
  });

  it("report faults: a missing page, the user's rights, a closed domain", () => {
    const missing = translate(0, 0x30_0000);
    const rights = translate(2, KERNEL_PAGE);
    run([dacr(1)], [0, CLOSED]);

    expect([missing, rights, translate(1, USER_PAGE)]).toEqual([0x0b, 0x1f, 0x17]);
  });

  it("leave the whole physical address in 64 bits with long descriptors", () => {
    const { core } = program;
    const long = new PageTables(core, 12, 32, 0x80000);
    const page = A.page | A.accessed;
    long.set(BigInt(CODE), 3, (RAM_START + 0x1000n) | page | A.readOnly);
    long.set(0x7000n, 3, 0x12_3456_7000n | page | (3n << 8n));
    core.setU64(PRRR, 0xffn);
    core.setU64(TTBR0_EL1, long.root);
    core.setU64(TTBR1_EL1, 0n);
    core.setU64(TTBCR, 0x8000_0000n);
    core.exports.systemRegistersChanged(core.vcpu());
    run([mcr([15, 0, 7, 8, 0], 0)], [0x7abc]);

    expect(core.u64(PAR_EL1)).toBe(0xff00_0012_3456_7980n);
  });
});

it("writes DACR in a block and goes on in the new view", () => {
  run([WRITE_DACR, ldr(5, 2)], [CLOSED, 0, USER_PAGE]);

  expect(mode()).toBe(ABORT_MODE);
});
