/**
 * Structured control flow for a graph with one entry, from its dominator tree: the method of Norman Ramsey, "Beyond
 * Relooper: Recursive Translation of Unstructured Control Flow to Structured Control Flow" (ICFP 2022).
 *
 * A node's code lies inside the code of its immediate dominator. A *merge node*, with two or more forward edges to it,
 * comes behind a block that holds all of them, and they branch to the end of that block. Every other node has one forward
 * edge, and its code stands where that edge is taken. A *loop header* opens a loop around its code, and the back edges
 * branch to it.
 *
 * Edges that retreat to a node that does not dominate their source make a graph irreducible. They become exits: dominators
 * are those of the graph without retreating edges, to which a retreating edge to a dominator can be added without any
 * change, and every other retreating edge is left out. No node becomes unreachable by that, since a depth-first search
 * finds every node by edges that do not retreat.
 */
import { InvalidArgument } from "../../errors.ts";
import {
  DominatorTree,
  type Graph,
  immediateDominators,
  positionsIn,
  reversePostorder,
  UNREACHABLE,
} from "./dominators.ts";

/** How an edge is emitted. */
export type Edge =
  /** A branch to an open construct: a loop's beginning or a block's end. */
  | { readonly kind: "branch"; readonly label: number }
  /** The target's code stands here. */
  | { readonly kind: "fallthrough" }
  /** Not expressible: the region is left here. */
  | { readonly kind: "irreducible" };

/** What `Structure.walk` calls, in the order in which the code must stand. */
export interface StructureVisitor {
  /** Opens a construct; branches to `label` go behind its end. */
  openBlock(label: number): void;
  /** Opens a construct; branches to `label` go to its beginning, which is that of `header`. */
  openLoop(label: number, header: number): void;
  /** Closes the innermost construct that `openBlock` or `openLoop` opened. Control never comes to its end by itself. */
  close(): void;
  /**
   * Emits a node: its code, and at its end `emitEdge(to)` for each of its successors, where that edge is taken. An edge
   * may stand inside constructs of the visitor's own. It should be emitted once, since a successor whose code stands
   * there is emitted anew each time; a successor without an edge is left out, with everything that only it leads to.
   */
  node(node: number, emitEdge: (to: number) => void): void;
  /** Emits a branch for the edge. */
  branch(label: number, from: number, to: number): void;
  /** Emits an exit from the region for an irreducible edge: what it would go on with is `to`. */
  leave(from: number, to: number): void;
}

/**
 * The structured form of a graph. For nodes that end in a conditional jump an emitter is, in full,
 *
 * ```ts
 * structure.walk({
 *   openBlock: (label) => code.block(label),
 *   openLoop: (label) => code.loop(label),
 *   close: () => code.end(),
 *   branch: (label) => code.br(label),
 *   leave: (_from, to) => emitExit(to),
 *   node(node, emitEdge) {
 *     emitBody(node);
 *     if (isConditional(node)) {
 *       emitCondition(node);
 *       code.if(structure.labelLimit); // a label of the emitter's own
 *       emitEdge(takenOf(node));
 *       code.end();
 *     }
 *     emitEdge(nextOf(node));
 *   },
 * });
 * code.op(OPCODES.unreachable.code); // the end of the function is not reached
 * ```
 *
 * Edges that leave the region are no edges of the graph: the emitter writes an exit where it would call `emitEdge`.
 */
export class Structure {
  /** The nodes that can be reached, in reverse postorder, which is the order of their code but for merge nodes. */
  readonly order: readonly number[];
  /** The nodes that cannot be reached from the entry, in ascending order: they are never visited. */
  readonly dropped: readonly number[];
  /** Labels are 0 to `labelLimit - 1`; others are free for the visitor's own constructs. */
  readonly labelLimit: number;

  private readonly position: Int32Array;
  private readonly tree: DominatorTree;
  /** Forward edges to each node. */
  private readonly forwardEdges: Uint32Array;
  private readonly loopHeader: Uint8Array;
  /** For each node the merge nodes that it dominates immediately, in reverse postorder. */
  private readonly mergeChildren: readonly number[][];

  /** @throws InvalidArgument when an edge or the entry names a node that is not there */
  constructor(private readonly graph: Graph) {
    requireNodes(graph);
    const count = graph.successors.length;
    this.order = reversePostorder(graph);
    this.position = positionsIn(this.order, count);
    this.dropped = [...graph.successors.keys()].filter((node) => this.position[node] === UNREACHABLE);
    this.labelLimit = 2 * count;
    const forward = graph.successors.map((targets, from) => targets.filter((to) => this.isForward(from, to)));
    const idom = immediateDominators({ entry: graph.entry, successors: forward }, this.order);
    this.tree = new DominatorTree(idom, this.order);
    this.forwardEdges = new Uint32Array(count);
    this.loopHeader = new Uint8Array(count);
    this.countEdges();
    this.mergeChildren = graph.successors.map(() => []);
    for (const node of this.order) if (this.isMergeNode(node)) this.mergeChildren[idom[node]].push(node);
  }

  /** Whether a branch goes back to the node: it opens a loop. */
  isLoopHeader(node: number): boolean {
    return this.loopHeader[node] === 1;
  }

  /** Whether the node comes behind a block: two or more forward edges lead to it. */
  isMergeNode(node: number): boolean {
    return this.forwardEdges[node] > 1;
  }

  /**
   * How the edge is emitted. Parallel edges are alike.
   * @throws InvalidArgument when there is no such edge, or its source cannot be reached
   */
  edge(from: number, to: number): Edge {
    if (this.position[from] === UNREACHABLE || !this.graph.successors[from]?.includes(to)) {
      throw new InvalidArgument("edge", `${from} to ${to}`, "an edge of the graph, from a node that can be reached");
    }
    if (this.isForward(from, to)) {
      return this.isMergeNode(to) ? { kind: "branch", label: blockLabel(to) } : { kind: "fallthrough" };
    }
    return this.tree.dominates(to, from) ? { kind: "branch", label: loopLabel(to) } : { kind: "irreducible" };
  }

  /** Visits every node that can be reached, once. Recursion is as deep as the dominator tree. */
  walk(visitor: StructureVisitor): void {
    this.place(this.graph.entry, visitor);
  }

  private place(node: number, visitor: StructureVisitor): void {
    const isLoop = this.isLoopHeader(node);
    const merges = this.mergeChildren[node];
    if (isLoop) visitor.openLoop(loopLabel(node), node);
    // A merge node may branch to later ones: the first one's block is the innermost.
    for (let index = merges.length - 1; index >= 0; index--) visitor.openBlock(blockLabel(merges[index]));
    visitor.node(node, (to) => this.placeEdge(node, to, visitor));
    for (const merge of merges) {
      visitor.close();
      this.place(merge, visitor);
    }
    if (isLoop) visitor.close();
  }

  private placeEdge(from: number, to: number, visitor: StructureVisitor): void {
    const edge = this.edge(from, to);
    switch (edge.kind) {
      case "branch":
        visitor.branch(edge.label, from, to);
        break;
      case "fallthrough":
        this.place(to, visitor);
        break;
      case "irreducible":
        visitor.leave(from, to);
        break;
    }
  }

  private isForward(from: number, to: number): boolean {
    return this.position[from] !== UNREACHABLE && this.position[to] > this.position[from];
  }

  private countEdges(): void {
    for (const from of this.order) {
      for (const to of this.graph.successors[from]) {
        if (this.isForward(from, to)) this.forwardEdges[to]++;
        else if (this.tree.dominates(to, from)) this.loopHeader[to] = 1;
      }
    }
  }
}

/** A node can be both, so each has two labels. */
function loopLabel(node: number): number {
  return 2 * node;
}

function blockLabel(node: number): number {
  return 2 * node + 1;
}

function requireNodes({ entry, successors }: Graph): void {
  const limit = successors.length;
  const isNode = (node: number) => Number.isInteger(node) && node >= 0 && node < limit;
  if (!isNode(entry)) throw new InvalidArgument("entry", entry, `a node below ${limit}`);
  for (const [from, targets] of successors.entries()) {
    const wrong = targets.find((to) => !isNode(to));
    if (wrong !== undefined) throw new InvalidArgument(`a successor of node ${from}`, wrong, `a node below ${limit}`);
  }
}
