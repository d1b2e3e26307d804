/** Which nodes of a graph lie on a cycle. */

/** One element a node: whether a path leads from it back to it. Strongly connected components, by Tarjan's algorithm. */
export function nodesInLoops(successors: readonly (readonly number[])[]): boolean[] {
  const count = successors.length;
  const looping = new Array<boolean>(count).fill(false);
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  let next = 0;

  const close = (node: number): void => {
    const size = stack.length - stack.lastIndexOf(node);
    for (let i = 0; i < size; i++) {
      const member = stack.pop() as number;
      onStack[member] = 0;
      looping[member] = size > 1 || successors[member].includes(member);
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
  return looping;
}
