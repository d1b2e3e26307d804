import { describe, expect, it } from "vitest";
import { Op } from "./ops.gen.ts";

/** Distances of the micro-ops named from the first one. */
function distances(...names: (keyof typeof Op)[]): number[] {
  return names.map((name) => Op[name] - Op[names[0]]);
}

describe("rows that front ends choose by adding a lane size", () => {
  it("are adjacent where a brace list makes them", () => {
    expect(distances("AddI8x16", "AddI16x8", "AddI32x4", "AddI64x2")).toEqual([0, 1, 2, 3]);
    expect(distances("NarrowI16x8", "NarrowI32x4", "NarrowI64x2")).toEqual([0, 1, 2]);
  });

  it("are adjacent where sizes differ in their semantics", () => {
    expect(distances("MulI8x16", "MulI16x8", "MulI32x4")).toEqual([0, 1, 2]);
    expect(distances("GtUI8x16", "GtUI16x8", "GtUI32x4", "GtUI64x2")).toEqual([0, 1, 2, 3]);
    expect(distances("GeUI8x16", "GeUI16x8", "GeUI32x4", "GeUI64x2")).toEqual([0, 1, 2, 3]);
    expect(distances("AddpairsSI16x8", "AddpairsSI32x4", "AddpairsSI64x2")).toEqual([0, 1, 2]);
    expect(distances("AddpairsUI16x8", "AddpairsUI32x4", "AddpairsUI64x2")).toEqual([0, 1, 2]);
  });

  it("are adjacent for single lanes and their memory accesses", () => {
    expect(distances("SplatI8x16", "SplatI16x8", "SplatI32x4", "SplatI64x2")).toEqual([0, 1, 2, 3]);
    expect(distances("GetlaneU8", "GetlaneU16", "GetlaneU32", "GetlaneU64")).toEqual([0, 1, 2, 3]);
    expect(distances("GetlaneS8I64", "GetlaneS16I64", "GetlaneS32I64")).toEqual([0, 1, 2]);
    expect(distances("GetlaneS8I32", "GetlaneS16I32")).toEqual([0, 1]);
    expect(distances("Setlane8", "Setlane16", "Setlane32", "Setlane64")).toEqual([0, 1, 2, 3]);
    expect(distances("LdU8", "LdU16", "LdU32", "LdI64")).toEqual([0, 1, 2, 3]);
    expect(distances("St8", "St16", "St32", "St64")).toEqual([0, 1, 2, 3]);
  });

  it("are adjacent for the logical operations, in the order of simdThreeSame.isa", () => {
    expect(distances("AndV128", "AndnV128", "OrV128", "OrnV128", "XorV128")).toEqual([0, 1, 2, 3, 4]);
  });
});
