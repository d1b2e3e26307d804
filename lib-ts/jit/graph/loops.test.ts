import { expect, it } from "vitest";
import { nodesInLoops } from "./loops.ts";

it("finds the nodes of a loop and none before or behind it", () => {
  expect(nodesInLoops([[1], [2], [1, 3], []])).toEqual([false, true, true, false]);
});

it("takes a node that jumps to itself for a loop", () => {
  expect(nodesInLoops([[0, 1], []])).toEqual([true, false]);
});

it("keeps two loops that share a node together, and a diamond apart", () => {
  expect(nodesInLoops([[1, 2], [0], [0, 3], [4, 5], [6], [6], []])).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
