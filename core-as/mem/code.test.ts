import { describe, expect, it } from "vitest";
import { MAIR_EL1, SCTLR_EL1, TCR_EL1, TTBR0_EL1 } from "../aarch64/state.ts";
import { VM_STAT_SLOW_ACCESS } from "../layout.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { Attribute, PageTables } from "../testing/pageTables.ts";

const HVC = 0xd4000002;
const addTo0 = (value: number) => 0x91000000 | (value << 10); // add x0, x0, #value

describe("invalidateCode", () => {
  it("makes the core execute what the host wrote over translated code", () => {
    const core = new TestCore();
    core.load([addTo0(1), HVC]);
    core.run();
    core.load([addTo0(16)]);

    core.exports.invalidateCode(core.ram, 4);
    core.run(1000n, RAM_START);

    expect(core.x(0)).toBe(17n);
  });
});

describe("stores to a page that holds code", () => {
  const PAGE = 0x4000;
  const CODE_AT = RAM_START + BigInt(PAGE);
  const RET = 0xd65f03c0;
  const STORES = 4096n;
  /** blr x1; movz x2, #4096; loop: str x2, [x1, #offset]; subs x2, x2, #1; b.ne loop; hvc */
  const callThenStore = (offset: number) => [
    0xd63f0020,
    0xd2820002,
    0xf9000022 | ((offset / 8) << 10),
    0xf1000442,
    0x54ffffc1,
    HVC,
  ];

  /** Turns the MMU on: RAM is Normal memory and mapped where it lies. Without, all data accesses are slow. */
  function translate(core: TestCore): void {
    const tables = new PageTables(core);
    tables.set(RAM_START, 2, RAM_START | Attribute.block | Attribute.accessed);
    core.setU64(MAIR_EL1, 0xffn);
    core.setU64(TCR_EL1, 16n);
    core.setU64(TTBR0_EL1, tables.root);
    core.setU64(SCTLR_EL1, 1n);
  }

  /** Slow accesses while the program runs and stores STORES times, `offset` bytes behind the code that it has called. */
  function slowAccesses(offset: number): bigint {
    const core = new TestCore();
    translate(core);
    core.load(callThenStore(offset));
    core.load([RET], PAGE);
    core.setX(1, CODE_AT);
    core.run(STORES * 10n);
    expect(core.x(2)).toBe(0n);
    return core.view.getBigUint64(VM_STAT_SLOW_ACCESS, true);
  }

  it("are fast again once they have overwritten the code", () => {
    expect(slowAccesses(0)).toBeLessThan(20n);
  });

  it("are fast again when the code beside them is not executed any more", () => {
    expect(slowAccesses(64)).toBeLessThan(1100n);
  });
});
