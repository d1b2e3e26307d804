import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyGraph, reachableFrom, withoutNode } from "../testing/graphs.ts";
import { DominatorTree, type Graph, immediateDominators, reversePostorder, UNREACHABLE } from "./dominators.ts";

function idomsOf(graph: Graph): number[] {
  return [...immediateDominators(graph, reversePostorder(graph))];
}

/** By definition: `a` dominates `b` when `b` cannot be reached any more without `a`. */
function dominatesByDefinition(graph: Graph, a: number, b: number): boolean {
  const reachable = reachableFrom(graph);
  if (!reachable.has(a) || !reachable.has(b)) return false;
  return a === b || a === graph.entry || !reachableFrom(withoutNode(graph, a)).has(b);
}

describe("reverse postorder", () => {
  it("puts the join of a diamond behind both arms", () => {
    expect(reversePostorder({ entry: 0, successors: [[1, 2], [3], [3], []] })).toEqual([0, 2, 1, 3]);
  });

  it("leaves out what cannot be reached", () => {
    expect(reversePostorder({ entry: 1, successors: [[1], [2], [2], [0]] })).toEqual([1, 2]);
  });

  it("has every reachable node once, and every edge forward unless the graph has a cycle through it", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        const order = reversePostorder(graph);
        const retreating = order.flatMap((from) =>
          graph.successors[from].filter((to) => order.indexOf(to) <= order.indexOf(from)).map((to) => [from, to]),
        );

        expect(order[0]).toBe(graph.entry);
        expect([...order].sort()).toEqual([...reachableFrom(graph)].sort());
        expect(retreating.filter(([from, to]) => !reachableFrom({ ...graph, entry: to }).has(from))).toEqual([]);
      }),
    );
  });
});

describe("dominators", () => {
  it("gives the join of a diamond to the fork", () => {
    expect(idomsOf({ entry: 0, successors: [[1, 2], [3], [3], []] })).toEqual([0, 0, 0, 0]);
  });

  it("follows a loop with an exit in the middle", () => {
    expect(idomsOf({ entry: 0, successors: [[1], [2], [3, 4], [1], []] })).toEqual([0, 0, 1, 2, 2]);
  });

  it("handles the irreducible graph of the paper's figure 4", () => {
    // Our numbers are theirs counted from the entry: 6, 5, 4, 3, 2, 1.
    const successors = [[1, 2], [5], [4, 3], [4], [5, 3], [4]];
    expect(idomsOf({ entry: 0, successors })).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("has none for nodes that cannot be reached", () => {
    expect(idomsOf({ entry: 0, successors: [[2], [2], []] })).toEqual([0, UNREACHABLE, 0]);
  });

  it("agrees with the definition on any graph", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        const order = reversePostorder(graph);
        const tree = new DominatorTree(immediateDominators(graph, order), order);
        const nodes = [...graph.successors.keys()];
        const pairs = nodes.flatMap((a) => nodes.map((b) => [a, b]));

        expect(pairs.filter(([a, b]) => tree.dominates(a, b))).toEqual(
          pairs.filter(([a, b]) => dominatesByDefinition(graph, a, b)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("chooses the nearest dominator of those that a node has", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        const idoms = idomsOf(graph);
        const nodes = reversePostorder(graph).slice(1);
        const wrong = nodes.filter((node) =>
          nodes.some(
            (other) =>
              other !== node &&
              dominatesByDefinition(graph, other, node) &&
              !dominatesByDefinition(graph, other, idoms[node]),
          ),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });
});
