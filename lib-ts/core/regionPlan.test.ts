import { describe, expect, it } from "vitest";
import type { PlacedRegion, Region } from "../jit/index.ts";
import { RegionPlan } from "./regionPlan.ts";

/** A region of blocks at 0, 100, 200, ... with these successors. */
function placed(successors: readonly number[][], entries: readonly number[] = []): PlacedRegion {
  const blocks = successors.map((_, index) => ({ at: index * 100 }));
  const edges = successors.map((each) => each.map((to) => ({ kind: "taken", to, guarded: false })));
  return { region: { pc: 0n, blocks, edges, entries } as unknown as Region } as PlacedRegion;
}

/** 0 leads to 1, 1 to 2 and 3; 2 and 3 are a loop, 4 is behind it. */
const SUCCESSORS = [[1], [2, 4], [3], [2, 4], []];

function planOf(region: PlacedRegion, made = 0): RegionPlan {
  const plan = new RegionPlan(() => made);
  plan.add(region);
  return plan;
}

const entriesOf = (plan: RegionPlan) => plan.placed().map(({ region }) => region.entries);

describe("RegionPlan", () => {
  it("makes blocks entries of the region that has them, in ascending order", () => {
    const plan = planOf(placed(SUCCESSORS));

    expect([plan.enter(400), plan.enter(100), plan.enter(100)]).toEqual([true, true, true]);
    expect(entriesOf(plan)).toEqual([[1, 4]]);
  });

  it("has a loop entered by its head alone, and regions by their own", () => {
    const plan = planOf(placed(SUCCESSORS));

    expect([plan.enter(200), plan.enter(300), plan.enter(0)]).toEqual([true, true, true]);
    expect(entriesOf(plan)).toEqual([[]]);
  });

  it("knows nothing of other blocks", () => {
    expect(planOf(placed(SUCCESSORS)).enter(500)).toBe(false);
  });

  it("counts the regions that have a block, with those that were there before", () => {
    const plan = planOf(placed(SUCCESSORS), 2);
    plan.add(placed([[], []]));

    expect([0, 200, 900].map((block) => plan.copies(block))).toEqual([4, 3, 2]);
  });

  it("gives a region that it has already more entries, in place of another one with that head", () => {
    const plan = planOf(placed(SUCCESSORS));

    expect(plan.extend(0, [{ block: 400, delta: 0 }])).toBe(true);
    expect(plan.extend(100, [{ block: 400, delta: 0 }])).toBe(false);
    expect(entriesOf(plan)).toEqual([[4]]);
  });
});
