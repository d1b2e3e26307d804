import { afterEach, describe, expect, it, vi } from "vitest";
import { Op } from "../../core-as/ir/ops.gen.ts";
import { BLOCK_CELL, BLOCK_HEADER, REGION_BETWEEN, SLOT_BUDGET, SLOT_PC } from "../../core-as/layout.ts";
import { Links, type Region } from "../jit/index.ts";
import { vmRunSlice } from "../sel4vm/guestVm.ts";
import { ADD_X5_1, B_BACK, NOP } from "../testing/a64.ts";
import { loadWords, machine, RAM_START } from "../testing/machine.ts";
import type { Thresholds } from "./index.ts";
import type { CoreExports } from "./module.ts";
import type { RegionCache } from "./regionCache.ts";
import { RegionLinks } from "./regionLinks.ts";

describe("RegionLinks", () => {
  const [FIRST, SECOND] = [0x100, 0x200];
  const ARENA = 0x1000;

  /** As much of a table as is used: what its elements are. */
  class Elements {
    readonly all = new Map<number, unknown>();
    get = (index: number) => this.all.get(index) ?? null;
    set = (index: number, value: unknown) => void this.all.set(index, value);
  }
  const tableOf = (elements: Elements) => elements as unknown as WebAssembly.Table;

  function links() {
    const view = new DataView(new ArrayBuffer(0x2000));
    const [functions, table] = [new Elements(), new Elements()];
    const made = new RegionLinks(view, tableOf(functions), () => ARENA);
    /** Lets a block enter the function `region` by the entry with that number. */
    const enter = (block: number, region: string, slot: number, entry = 0) => {
      functions.set(slot, region);
      view.setUint16(block + BLOCK_HEADER, Op.Enter, true);
      view.setUint16(block + BLOCK_HEADER + 2, entry, true);
      view.setUint32(block + BLOCK_HEADER + 12, slot, true);
    };
    const cell = (block: number) => view.getUint32(made.cellOf(block), true);
    const linked = (block: number) => Links.of(Int32Array.of(8, block, made.cellOf(block)));
    const leave = (block: number) => view.setUint16(block + BLOCK_HEADER, Op.Profile, true);
    return { made, view, table, sites: { table: tableOf(table), first: 3 }, enter, leave, cell, linked };
  }
  /** A region that each of the blocks enters. */
  const regionOf = (...blocks: number[]) => {
    const entries = blocks.slice(1).map((_, index) => index + 1);
    return { blocks: blocks.map((at) => ({ at })), entries } as unknown as Region;
  };

  it("gives a block one cell, which is 0 while it is not compiled", () => {
    const { made, view, cell } = links();
    expect(cell(SECOND)).toBe(0);
    expect(made.cellOf(SECOND)).toBe(view.getUint32(SECOND + BLOCK_CELL, true));
    expect(made.cellOf(FIRST)).not.toBe(made.cellOf(SECOND));
  });

  it("leads to a region that is there already, by its entry", () => {
    const { made, table, sites, enter, cell, linked } = links();
    enter(SECOND, "second", 7, 2);
    made.join(regionOf(FIRST), linked(SECOND), sites);

    expect(cell(SECOND)).toBe(3);
    expect([...table.all]).toEqual([[3, "second"]]);
  });

  it("leads to a region that comes later, and to the one that comes after it", () => {
    const { made, table, sites, enter, cell, linked } = links();
    made.join(regionOf(FIRST), linked(SECOND), sites);
    for (const [slot, name] of ["one", "other"].entries()) {
      enter(SECOND, name, slot, slot);
      made.join(regionOf(0x300, SECOND), Links.NONE, { table: undefined, first: 0 });

      expect(cell(SECOND)).toBe(slot + 1);
      expect(table.get(3)).toBe(name);
    }
  });

  it("does not keep the function of a dead region, unless another one begins there since", () => {
    const { made, table, sites, enter, leave, linked } = links();
    enter(SECOND, "second", 7);
    made.join(regionOf(FIRST), linked(SECOND), sites);
    made.leave(regionOf(SECOND), Links.NONE, { table: undefined, first: 0 });
    expect(table.get(3)).toBe("second");

    leave(SECOND);
    made.leave(regionOf(SECOND), Links.NONE, { table: undefined, first: 0 });
    expect(table.get(3)).toBeNull();
  });

  it("forgets the links of a dead region", () => {
    const { made, table, sites, enter, linked } = links();
    made.join(regionOf(FIRST), linked(SECOND), sites);
    made.leave(regionOf(FIRST), linked(SECOND), sites);
    enter(SECOND, "second", 7);
    made.join(regionOf(SECOND), Links.NONE, { table: undefined, first: 0 });

    expect(table.get(3)).toBeNull();
  });
});

describe("linked regions", () => {
  const PAGE_WORDS = 1024;
  const SLICE = 1000;
  const SLICES = 10;
  /** b, that many words on. */
  const forward = (words: number) => 0x14000000 + words;
  const back = (words: number) => B_BACK + 1 - words;
  /** Two blocks of two instructions that jump to each other for ever, with something between them that is never executed. */
  const twoBlocks = (distance: number) => [
    ADD_X5_1,
    forward(distance - 1),
    ...new Array<number>(distance - 2).fill(NOP),
    ADD_X5_1,
    back(distance + 1),
  ];
  const IN_ONE_PAGE = 4;
  /** Each block is a region of its own. */
  const APART = { hot: 10, batch: 1, blocks: 1, grownBlocks: 1 };

  function run(distance: number, thresholds: Partial<Thresholds> = {}) {
    const { vm } = machine(twoBlocks(distance), { tier: "auto", thresholds: { ...APART, ...thresholds } });
    for (let slice = 0; slice < SLICES; slice++) vmRunSlice(vm, { budgetInstructions: SLICE });
    return vm;
  }

  /** Instructions that one call of the function of the region at RAM_START takes, with a budget of SLICE. */
  function visit({ core }: ReturnType<typeof run>): number {
    const inside = core as unknown as { core: CoreExports; regions: RegionCache };
    const region = inside.regions.alive.find(({ region: { pc } }) => pc === BigInt(RAM_START));
    if (region === undefined) throw new Error("there is no such region");
    const [{ base }] = core.vcpus;
    core.linear.setBigUint64(base + SLOT_PC, BigInt(RAM_START), true);
    core.linear.setBigInt64(base + SLOT_BUDGET, BigInt(SLICE), true);
    expect(inside.core.table.get(region.slot)(base, 0)).toBe(REGION_BETWEEN);
    return SLICE - Number(core.linear.getBigInt64(base + SLOT_BUDGET, true));
  }

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([IN_ONE_PAGE, PAGE_WORDS])(
    "go on by themselves until the budget is used up, with %i words between them",
    (distance) => {
      expect(visit(run(distance))).toBe(SLICE);
    },
  );

  it("return to the core after each block where the engine has no tail calls, or where they are not to be linked", () => {
    expect(visit(run(IN_ONE_PAGE, { links: 0 }))).toBe(2);
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    expect(visit(run(IN_ONE_PAGE))).toBe(2);
  });

  it("return to the core where the next block is no more what it was", () => {
    const vm = run(IN_ONE_PAGE);
    loadWords(vm, RAM_START + 4 * IN_ONE_PAGE, [NOP]);

    expect(visit(vm)).toBe(2);
  });

  it("lead to the next form of a region, too", () => {
    const vm = run(IN_ONE_PAGE, { grow: 20, grownBlocks: 2 });
    const before = vm.core.stats.regions?.regionsCompiled;

    expect(before).toBeGreaterThan(2);
    expect(visit(vm)).toBe(SLICE);
  });

  it.each([IN_ONE_PAGE, PAGE_WORDS])("compute what the interpreter does, with %i words between them", (distance) => {
    const [linked, looped] = [run(distance), run(distance, { links: 0 })];
    const { vm } = machine(twoBlocks(distance), { tier: "interp" });
    for (let slice = 0; slice < SLICES; slice++) vmRunSlice(vm, { budgetInstructions: SLICE });

    expect(linked.core.stateHash()).toBe(vm.core.stateHash());
    expect(looped.core.stateHash()).toBe(vm.core.stateHash());
  });
});
