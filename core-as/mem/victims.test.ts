import { beforeEach, describe, expect, it } from "vitest";
import { MAIR_EL1, SCTLR_EL1, TCR_EL1, TTBR0_EL1, TTBR1_EL1 } from "../aarch64/state.ts";
import { SLOT_X, TLB_ENTRIES, VM_STAT_WALKS } from "../layout.ts";
import { type Encoding, HVC, ISB, ldr, str, sys } from "../testing/a64.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { Attribute, PageTables } from "../testing/pageTables.ts";

const TLBI_VMALLE1: Encoding = [1, 0, 8, 7, 0];
const TLBI_VAE1: Encoding = [1, 0, 8, 7, 1];

const PAGE = Attribute.page | Attribute.accessed;
const BLOCK = Attribute.block | Attribute.accessed;
const CODE = 0x1_0000n;
/** Two addresses with one TLB entry. */
const ONE = 0x40_0000n;
const OTHER = ONE + BigInt(TLB_ENTRIES) * 0x1000n;
const TCR = 16n | (16n << 16n) | (2n << 30n) | (2n << 32n) | (1n << 36n);
const EL1H = 0x3c5n;
/** add x3, x3, x0; sub x4, x4, #1; cbnz x4, to the first of `turn` words. */
const loop = (turn: readonly number[]) => [
  ...turn,
  0x8b000063,
  0xd1000484,
  (0xb5000004 | ((-(turn.length + 2) & 0x7ffff) << 5)) >>> 0,
  HVC,
];

let core: TestCore;
let tables: PageTables;

beforeEach(() => {
  core = new TestCore(8 << 20);
  tables = new PageTables(core);
  tables.set(CODE, 3, (RAM_START + 0x1000n) | PAGE);
  tables.set(ONE, 3, (RAM_START + 0x3000n) | PAGE);
  tables.set(OTHER, 3, (RAM_START + 0x4000n) | PAGE);
  core.load([1], 0x3000);
  core.load([2], 0x4000);
  core.load([3], 0x5000);
  core.setU64(MAIR_EL1, 0x00ffn);
  core.setU64(TCR_EL1, TCR);
  core.setU64(TTBR0_EL1, tables.root);
  core.setU64(TTBR1_EL1, tables.root);
  core.setU64(SCTLR_EL1, 1n);
  core.exports.systemRegistersChanged(core.vcpu());
  core.setX(1, ONE);
  core.setX(2, OTHER);
});

/** Runs `words` at CODE with X3 = 0, and X4 = 100 for loops. @returns X3 */
function run(words: readonly number[]): bigint {
  core.load(words, 0x1000);
  core.exports.invalidateCode(core.ram, 0x2000);
  core.exports.setPstate(core.vcpu(), Number(EL1H));
  core.setX(3, 0n);
  core.setX(4, 100n);
  core.run(100000n, CODE);
  return core.x(3);
}

const walks = () => Number(core.view.getBigUint64(VM_STAT_WALKS, true));

describe("two pages with one TLB entry", () => {
  it("are walked for once each, however often they are accessed in turn", () => {
    const before = walks();
    // ldr x5, [x2]: X0 is what ONE has.
    expect(run(loop([ldr(0, 1), ldr(5, 2)]))).toBe(100n);
    // And one for the code.
    expect(walks() - before).toBe(3);
    expect(core.x(5)).toBe(2n);
  });

  it("may be written in turn, too, after a walk that finds them writable", () => {
    core.setX(5, 7n);
    core.setX(6, 9n);
    run(loop([str(5, 1), str(6, 2)]));
    const before = walks();
    expect(run(loop([ldr(0, 1), str(6, 2)]))).toBe(700n);
    expect(walks() - before).toBeLessThanOrEqual(1);
  });

  it.each<[string, Encoding, bigint]>([
    ["VAE1", TLBI_VAE1, ONE >> 12n],
    ["VMALLE1", TLBI_VMALLE1, 0n],
  ])("TLBI %s reaches the one that was driven out", (_, operation, operand) => {
    run([ldr(0, 1), ldr(0, 2), HVC]);
    tables.set(ONE, 3, (RAM_START + 0x5000n) | PAGE);
    core.setX(7, operand);
    run([sys(operation, 7), ISB, ldr(0, 1), HVC]);
    expect(core.x(0)).toBe(3n);
  });

  it("so does TLBI by another address in a block mapping", () => {
    const block = 0x80_0000n;
    core.load([4], 0x5000);
    tables.set(block, 2, (RAM_START & ~0x1f_ffffn) | BLOCK);
    core.setX(1, block + 0x5000n);
    core.setX(2, block + 0x5000n + BigInt(TLB_ENTRIES) * 0x1000n);
    tables.set(core.x(2), 3, (RAM_START + 0x3000n) | PAGE);
    run([ldr(0, 1), ldr(5, 2), HVC]);
    expect([core.x(0), core.x(5)]).toEqual([4n, 1n]);
    tables.set(block, 2, 0n);
    tables.set(block, 2, ((RAM_START & ~0x1f_ffffn) + 0x20_0000n) | BLOCK);
    core.load([6], 0x20_5000);
    core.setX(7, (block + 0x1_3000n) >> 12n);
    run([sys(TLBI_VAE1, 7), ISB, ldr(0, 1), HVC]);
    expect(core.x(0)).toBe(6n);
  });

  it("a store through the one that was driven out still kills the code in its page", () => {
    const code = 0x2_0000n;
    tables.set(code, 3, (RAM_START + 0x3000n) | PAGE);
    // movz x0, #5; br x30
    core.load([0xd28000a0, 0xd61f03c0], 0x3000);
    core.setX(8, code);
    // movz x0, #6
    core.setX(5, 0xd61f03c0_d28000c0n);
    core.setX(6, 0xd61f03c0_d28000a0n);
    // str x6, [x1]; ldr x7, [x2]; blr x8; mov x9, x0; str x5, [x1, #256]; str x5, [x1]; blr x8
    const BLR_X8 = 0xd63f0100;
    run([str(6, 1), ldr(7, 2), BLR_X8, 0xaa0003e9, str(5, 1) | (32 << 10), str(5, 1), BLR_X8, HVC]);
    expect([core.x(9), core.u64(SLOT_X)]).toEqual([5n, 6n]);
  });
});
