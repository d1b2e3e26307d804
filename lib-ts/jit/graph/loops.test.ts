import { expect, it } from "vitest";
import { reversePostorder } from "./dominators.ts";
import { innermostLoops, NO_LOOP, outermostLoops } from "./loops.ts";

/** For each node the nodes of its loop; undefined outside of loops. */
function members(successors: readonly (readonly number[])[]): (number[] | undefined)[] {
  const loops = outermostLoops(successors);
  return Array.from(loops, (loop) =>
    loop === NO_LOOP ? undefined : [...loops.keys()].filter((node) => loops[node] === loop),
  );
}

it("finds the nodes of a loop and none before or behind it", () => {
  expect(members([[1], [2], [1, 3], []])).toEqual([undefined, [1, 2], [1, 2], undefined]);
});

it("takes a node that jumps to itself for a loop", () => {
  expect(members([[0, 1], []])).toEqual([[0], undefined]);
});

it("keeps two loops that share a node together, and a diamond apart", () => {
  const [first, second, third, ...diamond] = members([[1, 2], [0], [0, 3], [4, 5], [6], [6], []]);
  expect([first, second, third]).toEqual([
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ]);
  expect(diamond).toEqual([undefined, undefined, undefined, undefined]);
});

it("numbers loops that follow one another apart", () => {
  expect(members([[0, 1], [1, 2], []])).toEqual([[0], [1], undefined]);
  expect([...outermostLoops([[0, 1], [1, 2], []])].sort()).toEqual([NO_LOOP, 0, 1]);
});

it("tells an inner loop from the one around it", () => {
  const successors = [[1], [2], [3], [2, 4], [1, 5], []];
  const loops = innermostLoops(successors, reversePostorder({ entry: 0, successors }));
  const outer = [1, 2, 3, 4];
  expect(loops.map((loop) => loop && [...loop])).toEqual([undefined, outer, [2, 3], [2, 3], outer, undefined]);
});
