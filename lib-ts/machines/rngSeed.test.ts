import { expect, it } from "vitest";
import { rngSeedFor } from "./rngSeed.ts";

it("repeats itself under the deterministic clock, and never under the real one", () => {
  expect(rngSeedFor("deterministic")).toEqual(rngSeedFor("deterministic"));
  expect(rngSeedFor("real")).not.toEqual(rngSeedFor("real"));
  expect(rngSeedFor("real")).toHaveLength(32);
});
