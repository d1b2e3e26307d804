/** Control-flow graphs for tests, and what can be said of them by definition alone. */
import fc from "fast-check";
import type { Graph } from "../graph/dominators.ts";

/** Any graph of up to `maxNodes` nodes with up to three successors each; parallel edges and self-loops happen. */
export function anyGraph(maxNodes = 12): fc.Arbitrary<Graph> {
  return fc
    .integer({ min: 1, max: maxNodes })
    .chain((count) =>
      fc
        .array(fc.array(fc.nat(count - 1), { maxLength: 3 }), { minLength: count, maxLength: count })
        .map((successors) => ({ entry: 0, successors })),
    );
}

/**
 * Graphs as compilers make them: mostly forward edges to near nodes, so that long paths, loops in loops and joins
 * happen more often than in graphs whose edges go anywhere.
 */
export function programGraph(maxNodes = 40): fc.Arbitrary<Graph> {
  const steps = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: -6, max: 0 })),
    {
      minLength: 1,
      maxLength: 2,
    },
  );
  return fc.array(steps, { minLength: 2, maxLength: maxNodes }).map((rows) => ({
    entry: 0,
    successors: rows.map((row, node) =>
      row.map((step) => Math.max(node + step, 0)).filter((target) => target < rows.length),
    ),
  }));
}

export function reachableFrom({ entry, successors }: Graph): Set<number> {
  const reached = new Set([entry]);
  for (const node of reached) for (const successor of successors[node]) reached.add(successor);
  return reached;
}

/** The graph without the edges to and from a node. */
export function withoutNode({ entry, successors }: Graph, node: number): Graph {
  return {
    entry,
    successors: successors.map((targets, from) => (from === node ? [] : targets.filter((to) => to !== node))),
  };
}

/**
 * Whether the graph is reducible, by Hecht and Ullman's definition: it comes down to one node by removing self-loops (T1)
 * and by merging a node that has a single predecessor into it (T2).
 */
export function isReducible(graph: Graph): boolean {
  const edges = new Map<number, Set<number>>();
  for (const node of reachableFrom(graph)) edges.set(node, new Set(graph.successors[node]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [node, targets] of edges) {
      targets.delete(node);
      const predecessors = [...edges].filter(([, others]) => others.has(node));
      if (node === graph.entry || predecessors.length !== 1) continue;
      const [[, merged]] = predecessors;
      merged.delete(node);
      for (const target of targets) merged.add(target);
      edges.delete(node);
      changed = true;
    }
  }
  return edges.size === 1;
}
