/**
 * Reverse postorder and dominators of a control-flow graph, after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance
 * Algorithm" (2001): immediate dominators are met by walking up in reverse postorder.
 */

/** Nodes are 0 to `successors.length - 1`. A node may be its own successor, and one node may be there several times. */
export interface Graph {
  readonly entry: number;
  readonly successors: readonly (readonly number[])[];
}

/** What a node that cannot be reached has in place of a position or a dominator. */
export const UNREACHABLE = -1;

/**
 * The nodes that can be reached from the entry, each before its successors but for *retreating* edges: those to a node
 * that the depth-first search has on its path, the source itself included.
 */
export function reversePostorder({ entry, successors }: Graph): number[] {
  const seen = new Uint8Array(successors.length);
  const next = new Uint32Array(successors.length);
  const path = [entry];
  const postorder: number[] = [];
  seen[entry] = 1;
  while (path.length > 0) {
    const node = path[path.length - 1];
    if (next[node] === successors[node].length) {
      postorder.push(node);
      path.pop();
      continue;
    }
    const successor = successors[node][next[node]++];
    if (seen[successor] === 0) {
      seen[successor] = 1;
      path.push(successor);
    }
  }
  return postorder.reverse();
}

/** For each node its index in `order`, or UNREACHABLE. */
export function positionsIn(order: readonly number[], nodes: number): Int32Array {
  const position = new Int32Array(nodes).fill(UNREACHABLE);
  for (const [index, node] of order.entries()) position[node] = index;
  return position;
}

/**
 * For each node its immediate dominator: the last node, other than itself, that every path from the entry to it meets.
 * The entry is its own; nodes that cannot be reached have UNREACHABLE. Two passes over the edges for an acyclic graph,
 * a few more for others.
 *
 * @param order a reverse postorder of the graph; edges that retreat in it may have been taken out of the graph since
 */
export function immediateDominators(graph: Graph, order: readonly number[]): Int32Array {
  const { entry, successors } = graph;
  const position = positionsIn(order, successors.length);
  const idom = new Int32Array(successors.length).fill(UNREACHABLE);
  idom[entry] = entry;
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of order) {
      for (const successor of successors[node]) {
        if (successor === entry) continue;
        const meet = idom[successor] === UNREACHABLE ? node : commonDominator(idom, position, idom[successor], node);
        if (idom[successor] !== meet) {
          idom[successor] = meet;
          changed = true;
        }
      }
    }
  }
  return idom;
}

/** The lowest common ancestor in the tree so far. Dominators come earlier in reverse postorder, so the later one climbs. */
function commonDominator(idom: Int32Array, position: Int32Array, left: number, right: number): number {
  let a = left;
  let b = right;
  while (a !== b) {
    if (position[a] > position[b]) a = idom[a];
    else b = idom[b];
  }
  return a;
}

/** Answers "does a dominate b" in constant time. */
export class DominatorTree {
  /** Number of each node in a preorder of the tree, and of nodes in the tree below it, itself included. */
  private readonly first: Int32Array;
  private readonly size: Int32Array;

  /**
   * @param idom what `immediateDominators` returned
   * @param order the nodes, dominators before what they dominate: what `reversePostorder` returned
   */
  constructor(idom: Int32Array, order: readonly number[]) {
    this.first = new Int32Array(idom.length).fill(UNREACHABLE);
    this.size = new Int32Array(idom.length);
    const next = new Int32Array(idom.length);
    for (let index = order.length - 1; index >= 0; index--) {
      this.size[order[index]]++;
      if (index > 0) this.size[idom[order[index]]] += this.size[order[index]];
    }
    for (const node of order) {
      const parent = idom[node];
      this.first[node] = parent === node ? 0 : next[parent];
      if (parent !== node) next[parent] += this.size[node];
      next[node] = this.first[node] + 1;
    }
  }

  /** Whether every path from the entry to `b` meets `a`: true when they are the same node that can be reached. */
  dominates(a: number, b: number): boolean {
    if (this.first[a] === UNREACHABLE || this.first[b] === UNREACHABLE) return false;
    return this.first[b] >= this.first[a] && this.first[b] < this.first[a] + this.size[a];
  }
}
