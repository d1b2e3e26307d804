import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidArgument } from "../../errors.ts";
import { anyGraph, isReducible, programGraph, reachableFrom, withoutNode } from "../testing/graphs.ts";
import { compileWalk, type Step } from "../testing/graphWalk.ts";
import type { Graph } from "./dominators.ts";
import { Structure } from "./structure.ts";

/** The code's shape in one line: `loop2{…}` and `block3{…}` by node, `^2` and `v3` branches to them, `x1` an exit. */
function shapeOf(successors: readonly (readonly number[])[]): string {
  const structure = new Structure({ entry: 0, successors });
  const parts: string[] = [];
  structure.walk({
    openBlock: (label) => parts.push(`block${label >> 1}{`),
    openLoop: (_label, header) => parts.push(`loop${header}{`),
    close: () => parts.push("}"),
    branch: (label, _from, to) => parts.push(`${label & 1 ? "v" : "^"}${to}`),
    leave: (_from, to) => parts.push(`x${to}`),
    node(node, emitEdge) {
      parts.push(`${node}`);
      if (successors[node].length === 0) parts.push(".");
      if (successors[node].length > 1) parts.push("(");
      for (const [index, to] of successors[node].entries()) {
        if (index > 0) parts.push("|");
        emitEdge(to);
      }
      if (successors[node].length > 1) parts.push(")");
    },
  });
  return parts.join(" ");
}

describe("shapes", () => {
  it("lets straight code follow inline", () => {
    expect(shapeOf([[1], [2], []])).toBe("0 1 2 .");
  });

  it("puts the join of a diamond behind a block", () => {
    expect(shapeOf([[1, 2], [3], [3], []])).toBe("block3{ 0 ( 1 v3 | 2 v3 ) } 3 .");
  });

  it("makes a join of two parallel edges", () => {
    expect(shapeOf([[1, 1], []])).toBe("block1{ 0 ( v1 | v1 ) } 1 .");
  });

  it("makes a loop of one node of a self-loop", () => {
    expect(shapeOf([[0, 1], []])).toBe("loop0{ 0 ( ^0 | 1 . ) }");
  });

  it("nests loops, and leaves both from the inner one", () => {
    // 1 is the outer header, 2 the inner one; 3 goes back to either or leaves.
    expect(shapeOf([[1], [2], [3], [2, 1, 4], []])).toBe("0 loop1{ 1 loop2{ 2 3 ( ^2 | ^1 | 4 . ) } }");
  });

  it("gives loops that share a header one construct", () => {
    expect(shapeOf([[1], [2, 3], [1], [1, 4], []])).toBe("0 loop1{ 1 ( 2 ^1 | 3 ( ^1 | 4 . ) ) }");
  });

  it("puts code that several exits of a loop share behind a block in the loop", () => {
    expect(shapeOf([[1], [2, 3], [1, 3], []])).toBe("0 loop1{ block3{ 1 ( 2 ( ^1 | v3 ) | v3 ) } 3 . }");
  });

  it("opens the block of the later of two joins first", () => {
    // 0 branches to both joins, 3 and 4, and 3 goes on to 4.
    expect(shapeOf([[1, 2, 4], [3], [3], [4], []])).toBe("block4{ block3{ 0 ( 1 v3 | 2 v3 | v4 ) } 3 v4 } 4 .");
  });

  it("opens the loop of a join that is a loop header behind the block", () => {
    expect(shapeOf([[1, 2], [2], [2, 3], []])).toBe("block2{ 0 ( 1 v2 | v2 ) } loop2{ 2 ( ^2 | 3 . ) }");
  });

  it("takes the entry for a loop header when edges go back to it", () => {
    expect(shapeOf([[1], [0, 2], []])).toBe("loop0{ 0 1 ( ^0 | 2 . ) }");
  });

  it("leaves the region where a loop with two entries is closed", () => {
    // Depth first, 1 comes before 2, so that 2 to 1 retreats; 1 does not dominate 2.
    expect(shapeOf([[1, 2], [2], [1]])).toBe("block2{ 0 ( 1 v2 | v2 ) } 2 x1");
  });

  it("keeps a back edge that leaving out an irreducible edge makes reducible", () => {
    // 3 and 2 form a loop with two entries, whose edge 3 to 2 is left out; then 1 dominates 4 and the loop 1 2 4 stays.
    expect(shapeOf([[1, 3], [2], [4, 3], [2], [1]])).toBe("block3{ 0 ( loop1{ 1 2 ( 4 ^1 | v3 ) } | v3 ) } 3 x2");
  });
});

describe("structure of a graph", () => {
  const successors = [[2, 4], [2], [3], [2, 4], [], [1]];
  const structure = new Structure({ entry: 0, successors });

  it("names the nodes that cannot be reached, and counts none of their edges", () => {
    expect(structure.dropped).toEqual([1, 5]);
    expect([...structure.order].sort()).toEqual([0, 2, 3, 4]);
    expect(structure.isMergeNode(2)).toBe(false);
  });

  it("tells how each edge is emitted", () => {
    expect(structure.edge(0, 2)).toEqual({ kind: "fallthrough" });
    expect(structure.edge(3, 2).kind).toBe("branch");
    expect(structure.edge(3, 4)).toEqual(structure.edge(0, 4));
    expect(structure.edge(3, 4)).not.toEqual(structure.edge(3, 2));
    expect([2, 3, 4].map((node) => structure.isLoopHeader(node))).toEqual([true, false, false]);
  });

  it("refuses edges that are none, and graphs with edges to nowhere", () => {
    expect(() => structure.edge(0, 3)).toThrow(InvalidArgument);
    expect(() => structure.edge(1, 2)).toThrow(InvalidArgument);
    expect(() => structure.edge(9, 2)).toThrow(InvalidArgument);
    expect(() => new Structure({ entry: 0, successors: [[1]] })).toThrow("a successor of node 0 is 1");
    expect(() => new Structure({ entry: 1, successors: [[]] })).toThrow("entry is 1");
  });

  it("takes any node for the entry", () => {
    const rotated = new Structure({ entry: 2, successors: [[1], [2], [0]] });
    expect(rotated.order).toEqual([2, 0, 1]);
    expect(rotated.isLoopHeader(2)).toBe(true);
  });

  it("handles a chain of joins that is as long as regions get", () => {
    const chain = Array.from({ length: 200 }, (_, node) => [node + 1, node + 2].filter((to) => to < 200));
    const { walk } = compileWalk({ entry: 0, successors: chain });
    expect(walk(new Array(200).fill(0)).at(-1)).toEqual({ kind: "end", node: 199 });
  });
});

/** The steps by the graph alone, up to the first edge that the structure calls irreducible. */
function walkGraph({ entry, successors }: Graph, structure: Structure, choices: readonly number[]): Step[] {
  const steps: Step[] = [];
  let node = entry;
  for (const choice of choices) {
    steps.push({ kind: "node", node });
    const targets = successors[node];
    if (targets.length === 0) return [...steps, { kind: "end", node }];
    const to = targets[choice % targets.length];
    if (structure.edge(node, to).kind === "irreducible") return [...steps, { kind: "leave", from: node, to }];
    node = to;
  }
  return steps;
}

function edgesOf({ successors }: Graph, structure: Structure): [number, number][] {
  return structure.order.flatMap((from) => successors[from].map((to): [number, number] => [from, to]));
}

describe("structured code", () => {
  const choices = fc.array(fc.nat(5), { minLength: 60, maxLength: 60 });

  it.each([
    ["any graph", anyGraph()],
    ["the graph of a program", programGraph()],
  ])("takes the same way through %s as the graph itself, as WebAssembly", (_, graphs) => {
    fc.assert(
      fc.property(graphs, fc.array(choices, { minLength: 4, maxLength: 4 }), (graph, ways) => {
        const { walk, structure } = compileWalk(graph);
        expect(ways.map(walk)).toEqual(ways.map((way) => walkGraph(graph, structure, way)));
      }),
      { numRuns: 300 },
    );
  });

  it("leaves the region at an edge exactly when the graph is irreducible", () => {
    fc.assert(
      fc.property(fc.oneof(anyGraph(6), programGraph(12)), (graph) => {
        const structure = new Structure(graph);
        const irreducible = edgesOf(graph, structure).some(
          ([from, to]) => structure.edge(from, to).kind === "irreducible",
        );
        expect(irreducible).toBe(!isReducible(graph));
      }),
      { numRuns: 500 },
    );
  });

  it("leaves only at edges of a cycle to nodes that do not dominate their source", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        const structure = new Structure(graph);
        const left = edgesOf(graph, structure).filter(([from, to]) => structure.edge(from, to).kind === "irreducible");
        const cycles = left.filter(([from, to]) => reachableFrom({ ...graph, entry: to }).has(from));
        const dominated = left.filter(([from, to]) => !reachableFrom(withoutNode(graph, to)).has(from));

        expect(cycles).toEqual(left);
        expect(dominated).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("visits every node that can be reached once, and no other", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        const { visited, structure } = compileWalk(graph);
        expect([...visited].sort()).toEqual([...reachableFrom(graph)].sort());
        expect([...visited, ...structure.dropped].sort()).toEqual([...graph.successors.keys()].sort());
      }),
    );
  });
});
