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
import { type BlockView, type CodeSource, OP_SIZE } from "./codeSource.ts";
import { reversePostorder } from "./graph/dominators.ts";
import { NO_LOOP, outermostLoops } from "./graph/loops.ts";
import { keepsRest, visitOperands } from "./operands.ts";
import type { Region } from "./region.ts";
import { Op, PARSED_ROWS } from "./rows.ts";
import { isTemporary, slotKind, vectorOf } from "./slots.ts";

/** What a micro-op does to registers (whole slots; temporaries are not registers) and flags. */
export interface Effects {
  /** Registers that must be in locals. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** Registers that a function changes in memory: those named, or all. */
  readonly changes: readonly number[] | "all";
  readonly readsFlags: boolean;
  readonly writesFlags: boolean;
  /** Temporaries that the instruction has written and this op or a later one of it reads. */
  readonly temporaries: readonly number[];
  /** A function that may change SP and the flags besides. */
  readonly system: boolean;
}

/** An outermost loop of a region. */
export interface Loop {
  readonly index: number;
  /** Registers that are in locals throughout. */
  readonly registers: ReadonlySet<number>;
  readonly written: ReadonlySet<number>;
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
    readonly registers: Set<number>,
    /** Whether the flags' locals are right, and whether memory is out of date. */
    public flagsHere: boolean,
    public flagsNewer: boolean,
  ) {}

  /** Where a region is entered: everything is in memory. */
  static ofEntry(): State {
    return new State(undefined, new Set(), false, false);
  }

  copy(): State {
    return new State(this.loop, new Set(this.registers), this.flagsHere, this.flagsNewer);
  }

  /** The state behind an op. In loops it stays as it is. */
  step({ reads, writes, changes, readsFlags, writesFlags, system }: Effects): void {
    if (this.loop !== undefined) return;
    if (system) {
      this.flagsHere = this.flagsNewer = false;
      this.registers.delete(SLOT_SP);
    }
    if (readsFlags || writesFlags) this.flagsHere = true;
    if (writesFlags) this.flagsNewer = true;
    for (const slot of reads) this.registers.add(slot);
    for (const slot of writes) this.registers.add(slot);
    if (changes === "all") this.registers.clear();
    else for (const slot of changes) this.registers.delete(slot);
  }
}

/** The whole register that a slot belongs to; undefined for what is none. */
function registerOf(slot: number): number | undefined {
  const kind = slotKind(slot);
  if (kind === "integer") return slot;
  return kind === "vector" ? vectorOf(slot) : undefined;
}

function effectsOf(source: CodeSource, op: number, temporaries: readonly number[]): Effects {
  const reads: number[] = [];
  const writes: number[] = [];
  const named: number[] = [];
  visitOperands(source, op, (slot, access, write) => {
    const register = registerOf(slot);
    if (register === undefined) return;
    if (access === "whole") {
      if (write) named.push(register);
      return;
    }
    const partial = write && slotKind(slot) === "vector" && (slot !== register || keepsRest(access));
    if (!write || partial) reads.push(register);
    if (write) writes.push(register);
  });
  const code = source.opCode(op);
  const row = PARSED_ROWS[code];
  const flags = row.kind === "pure" || row.kind === "jump" ? row : undefined;
  return {
    reads,
    writes,
    changes: code === Op.Callw ? "all" : named,
    readsFlags: flags?.readsFlags ?? false,
    writesFlags: (flags?.flags.length ?? 0) > 0,
    temporaries,
    system: code === Op.Callx,
  };
}

/** The temporary that a slot belongs to, as its whole register; undefined for what is none. */
function temporaryOf(slot: number): number | undefined {
  const kind = slotKind(slot);
  if (!isTemporary(kind)) return undefined;
  return kind === "vectorTemporary" ? vectorOf(slot) : slot;
}

/** For each op of the instruction whose ops are [first, end): the temporaries that were written before and are read yet. */
function liveTemporaries(source: CodeSource, first: number, end: number): number[][] {
  const all = new Set<number>();
  const written = new Set<number>();
  const writtenBefore: number[][] = [];
  for (let op = first; op < end; op += OP_SIZE) {
    writtenBefore.push([...written]);
    visitOperands(source, op, (slot, _access, write) => {
      const temporary = temporaryOf(slot);
      if (temporary === undefined) return;
      all.add(temporary);
      if (write) written.add(temporary);
    });
    // A wide function may write any.
    if (source.opCode(op) === Op.Callw) for (const temporary of all) written.add(temporary);
  }
  const read = new Set<number>();
  for (let op = end - OP_SIZE, index = writtenBefore.length - 1; op >= first; op -= OP_SIZE, index--) {
    // It may read any, too; lanes and slots that functions get may be read as well as written.
    if (source.opCode(op) === Op.Callw) for (const temporary of written) read.add(temporary);
    visitOperands(source, op, (slot, access, write) => {
      const temporary = temporaryOf(slot);
      if (temporary === undefined) return;
      if (!write || access === "whole" || slotKind(slot) === "vectorTemporary") read.add(temporary);
    });
    writtenBefore[index] = writtenBefore[index].filter((temporary) => read.has(temporary));
  }
  return writtenBefore;
}

/** The effects of a block's ops. */
function effectsIn(source: CodeSource, block: BlockView): Effects[] {
  const effects: Effects[] = [];
  const end = block.lastOp + OP_SIZE;
  for (let first = block.firstOp; first < end; ) {
    const instruction = source.instructionOf(block, first);
    let next = first + OP_SIZE;
    while (next < end && source.instructionOf(block, next) === instruction) next += OP_SIZE;
    const live = next - first > OP_SIZE ? liveTemporaries(source, first, next) : [[]];
    for (const [index, temporaries] of live.entries()) {
      effects.push(effectsOf(source, first + index * OP_SIZE, temporaries));
    }
    first = next;
  }
  return effects;
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
  ) {
    this.effects = region.blocks.map((block) => effectsIn(source, block));
    const successors = region.edges.map((edges) => edges.map(({ to }) => to));
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
    const registers = new Set<number>();
    const written = new Set<number>();
    const caches = new Set<number>([SLOT_TC]);
    let usesFlags = false;
    let writesFlags = false;
    for (const node of nodes) {
      const { firstOp } = this.region.blocks[node];
      for (const [number, effects] of this.effects[node].entries()) {
        for (const slot of effects.reads) registers.add(slot);
        for (const slot of effects.writes) written.add(slot);
        if (effects.changes !== "all") for (const slot of effects.changes) written.add(slot);
        usesFlags ||= effects.readsFlags || effects.writesFlags;
        writesFlags ||= effects.writesFlags;
        const cache = cacheOf(this.source, firstOp + number * OP_SIZE);
        if (cache !== undefined) caches.add(cache);
      }
    }
    for (const slot of written) registers.add(slot);
    return { index, registers, written, caches, usesFlags, writesFlags };
  }

  private statesAtEntry(successors: readonly (readonly number[])[]): State[] {
    const states: State[] = [];
    const enter = (node: number, from: State) => {
      const loop = this.loops[node];
      const known = states[node];
      if (loop !== undefined) states[node] = known ?? stateIn(loop);
      else states[node] = meet(known ?? from, from);
    };
    enter(0, State.ofEntry());
    // A node in no loop comes behind all nodes that lead to it.
    for (const node of reversePostorder({ entry: 0, successors })) {
      const state = states[node].copy();
      for (const effects of this.effects[node]) state.step(effects);
      for (const to of successors[node]) enter(to, state);
    }
    return states;
  }
}

/** Registers that a loop uses are in locals, and memory is out of date for those it writes. */
function stateIn(loop: Loop): State {
  return new State(loop, new Set(loop.registers), loop.usesFlags, loop.writesFlags);
}

/** What holds on both ways. Flags that one of them has newer go to memory on that way. */
function meet(a: State, b: State): State {
  const registers = new Set([...a.registers].filter((slot) => b.registers.has(slot)));
  return new State(undefined, registers, a.flagsHere && b.flagsHere, a.flagsNewer && b.flagsNewer);
}
