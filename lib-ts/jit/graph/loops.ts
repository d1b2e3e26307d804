/** Which nodes of a graph lie on a cycle, and on which: the outermost and the innermost one. */

/** What a node on no cycle has in place of a loop. */
export const NO_LOOP = -1;

/**
 * One element a node: the number of its outermost loop, from 0 up, or NO_LOOP. Nodes are in the same loop when paths lead
 * from each to the other: strongly connected components, by Tarjan's algorithm.
 */
export function outermostLoops(successors: readonly (readonly number[])[]): Int32Array {
  const count = successors.length;
  const loops = new Int32Array(count).fill(NO_LOOP);
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  let next = 0;
  let found = 0;

  const close = (node: number): void => {
    const members = stack.splice(stack.lastIndexOf(node));
    const loop = members.length > 1 || successors[node].includes(node) ? found++ : NO_LOOP;
    for (const member of members) {
      onStack[member] = 0;
      loops[member] = loop;
    }
  };
  const visit = (node: number): void => {
    index[node] = low[node] = next++;
    stack.push(node);
    onStack[node] = 1;
    for (const to of successors[node]) {
      if (index[to] < 0) {
        visit(to);
        low[node] = Math.min(low[node], low[to]);
      } else if (onStack[to] === 1) low[node] = Math.min(low[node], index[to]);
    }
    if (low[node] === index[node]) close(node);
  };
  for (let node = 0; node < count; node++) if (index[node] < 0) visit(node);
  return loops;
}

/**
 * One element a node: the nodes of its innermost loop, or undefined. Loops within a loop are those that are left when no
 * edge leads to its header any more, the node that `order` names first.
 *
 * @param order a reverse postorder from the entry
 */
export function innermostLoops(
  successors: readonly (readonly number[])[],
  order: readonly number[],
): (ReadonlySet<number> | undefined)[] {
  const found = new Array<ReadonlySet<number> | undefined>(successors.length).fill(undefined);
  const split = (edges: readonly (readonly number[])[]): void => {
    const numbers = outermostLoops(edges);
    for (let index = 0; numbers.includes(index); index++) {
      const loop = new Set(order.filter((node) => numbers[node] === index));
      const [header] = loop;
      for (const node of loop) found[node] = loop;
      split(
        edges.map((targets, node) => (loop.has(node) ? targets.filter((to) => to !== header && loop.has(to)) : [])),
      );
    }
  };
  split(successors);
  return found;
}
