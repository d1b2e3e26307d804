/**
 * Where guest registers are at each point of a region: in Wasm locals, in memory, or in both.
 *
 * Outside of loops memory is always right: a register is read into its local when an op first needs it, and what an op
 * writes goes to local and memory at once. So a region is entered and left without moving registers, and pays only for
 * those that it meets on its way. In a loop everything it uses is in locals from its beginning on, and what it writes goes
 * to memory where the loop is left. The condition flags are in locals once they are recorded, everywhere, and go to memory
 * where the region is left: a record is three words, and mostly overwritten soon.
 */
import { SLOT_SP, SLOT_TC } from "../../core-as/layout.ts";
import type { BlockFacts } from "./blockFacts.ts";
import { type CodeSource, OP_SIZE } from "./codeSource.ts";
import type { Effects } from "./effects.ts";
import { reversePostorder } from "./graph/dominators.ts";
import { NO_LOOP, outermostLoops } from "./graph/loops.ts";
import { entryGraph, type Region, successorsOf } from "./region.ts";
import { RegisterSet } from "./registerSet.ts";
import { PARSED_ROWS } from "./rows.ts";

/** An outermost loop of a region. */
export interface Loop {
  readonly index: number;
  /** Registers that are in locals throughout. */
  readonly registers: RegisterSet;
  readonly written: RegisterSet;
  /** Slots of the translation caches that its accesses look into. */
  readonly caches: ReadonlySet<number>;
  readonly usesFlags: boolean;
  readonly writesFlags: boolean;
}

/** What is known at one point. */
export class State {
  constructor(
    readonly loop: Loop | undefined,
    /** Registers whose locals are right. */
    readonly registers: RegisterSet,
    /** Whether the flags' locals are right, and whether memory is out of date. */
    public flagsHere: boolean,
    public flagsNewer: boolean,
  ) {}

  /** Where a region is entered: everything is in memory. */
  static ofEntry(): State {
    return new State(undefined, new RegisterSet(), false, false);
  }

  copy(): State {
    return new State(this.loop, this.registers.copy(), this.flagsHere, this.flagsNewer);
  }

  /** The state behind an op. In loops it stays as it is. */
  step({ reads, writes, changes, readsFlags, writesFlags, system, settles }: Effects): void {
    if (this.loop !== undefined) return;
    if (system) {
      this.flagsHere = this.flagsNewer = false;
      this.registers.delete(SLOT_SP);
    }
    if (readsFlags || writesFlags) this.flagsHere = true;
    if (writesFlags) this.flagsNewer = true;
    if (settles) this.flagsNewer = false;
    for (const slot of reads) this.registers.add(slot);
    for (const slot of writes) this.registers.add(slot);
    if (changes === "all") this.registers.clear();
    else for (const slot of changes) this.registers.delete(slot);
  }
}

/** Slot of the translation cache that a memory access looks into. */
function cacheOf(source: CodeSource, op: number): number | undefined {
  const { kind } = PARSED_ROWS[source.opCode(op)];
  return kind === "pure" || kind === "jump" || kind === "call" ? undefined : source.b(op);
}

/** The states of one region. */
export class Residency {
  /** By node: the effects of each of its ops, in order. */
  readonly effects: readonly (readonly Effects[])[];
  /** By node: its outermost loop. */
  readonly loops: readonly (Loop | undefined)[];
  /** Every loop, by index. */
  readonly allLoops: readonly Loop[];
  private readonly states: State[];

  constructor(
    private readonly source: CodeSource,
    private readonly region: Region,
    facts: BlockFacts,
  ) {
    this.effects = region.blocks.map((block) => facts.of(block).effects);
    const successors = successorsOf(region.edges);
    const numbers = outermostLoops(successors);
    this.allLoops = this.collectLoops(numbers);
    this.loops = Array.from(numbers, (number) => (number === NO_LOOP ? undefined : this.allLoops[number]));
    this.states = this.statesAtEntry(successors);
  }

  /** The state in which every way to the node, which can be reached, leaves it. */
  atEntry(node: number): State {
    return this.states[node];
  }

  private collectLoops(numbers: Int32Array): Loop[] {
    const loops: Loop[] = [];
    for (let index = 0; numbers.includes(index); index++) {
      const nodes = [...numbers.keys()].filter((node) => numbers[node] === index);
      loops.push(this.collectLoop(index, nodes));
    }
    return loops;
  }

  private collectLoop(index: number, nodes: readonly number[]): Loop {
    const read = new RegisterSet();
    const written = new RegisterSet();
    const caches = new Set<number>([SLOT_TC]);
    let usesFlags = false;
    let writesFlags = false;
    for (const node of nodes) {
      const { firstOp } = this.region.blocks[node];
      for (const [number, effects] of this.effects[node].entries()) {
        for (const slot of effects.reads) read.add(slot);
        for (const slot of effects.writes) written.add(slot);
        if (effects.changes !== "all") for (const slot of effects.changes) written.add(slot);
        usesFlags ||= effects.readsFlags || effects.writesFlags;
        writesFlags ||= effects.writesFlags;
        const cache = cacheOf(this.source, firstOp + number * OP_SIZE);
        if (cache !== undefined) caches.add(cache);
      }
    }
    return { index, registers: read.union(written), written, caches, usesFlags, writesFlags };
  }

  private statesAtEntry(successors: readonly (readonly number[])[]): State[] {
    const states: State[] = [];
    const enter = (node: number, from: State) => {
      const loop = this.loops[node];
      const known = states[node];
      if (loop !== undefined) states[node] = known ?? stateIn(loop);
      else states[node] = meet(known ?? from, from);
    };
    for (const node of [0, ...this.region.entries]) enter(node, State.ofEntry());
    // A node in no loop comes behind all nodes that lead to it.
    for (const node of reversePostorder(entryGraph(this.region))) {
      if (node === this.region.blocks.length) continue;
      const state = states[node].copy();
      for (const effects of this.effects[node]) state.step(effects);
      for (const to of successors[node]) enter(to, state);
    }
    return states;
  }
}

/** Registers that a loop uses are in locals, and memory is out of date for those it writes. */
function stateIn(loop: Loop): State {
  return new State(loop, loop.registers.copy(), loop.usesFlags, loop.writesFlags);
}

/** What holds on both ways. Flags that one of them has newer go to memory on that way. */
function meet(a: State, b: State): State {
  const registers = a.registers.intersection(b.registers);
  return new State(undefined, registers, a.flagsHere && b.flagsHere, a.flagsNewer && b.flagsNewer);
}
