/** Random programs of many blocks, each from one seed. */
import { Random } from "../fuzz/random.ts";
import { Assembler, type Label } from "./assembler.ts";
import { branch, branchIf, jumpBack, jumpByTable, loop } from "./controlFlow.ts";
import * as A from "./encode.ts";
import type { Pools } from "./instructions.ts";
import type { Items } from "./items.ts";
import type { Block, Flavour, Item, Program, Routine } from "./program.ts";
import { endOf } from "./program.ts";
import { CALLS, COUNTERS, FRAME, FUEL, LINK } from "./registers.ts";
import { systemItems } from "./systemItems.ts";
import { END_OF_PROGRAM } from "./systemLayout.ts";
import { systemSetup } from "./systemSetup.ts";
import { userItems } from "./userPrograms.ts";

/** Blocks of the main routine, of those that it calls, of those that they call; how many there are of each. */
const SIZES: readonly { readonly blocks: readonly [number, number]; readonly routines: readonly [number, number] }[] = [
  { blocks: [4, 14], routines: [1, 1] },
  { blocks: [2, 7], routines: [1, 3] },
  { blocks: [1, 5], routines: [1, 2] },
];
/** Turns of the main routine's outermost loop, of other loops. */
const MAIN_TURNS: readonly [number, number] = [4, 14];
const TURNS: readonly [number, number] = [2, 4];
const MOST_FUEL = 12;
const MOST_CALLS = 60;
const LONGEST_GAP = 48;
/** Items of a block. */
const MOST_ITEMS = 5;

/** A loop: the blocks from `head` to `tail`. */
interface Loop {
  readonly head: number;
  readonly tail: number;
  readonly counter: number;
  readonly count: number;
}

/** The program of `seed`. */
export function generate(flavour: Flavour, seed: number, pools: Pools): Program {
  const random = new Random(seed * 2 + (flavour === "user" ? 0 : 1));
  const items = flavour === "user" ? userItems(random, pools) : systemItems(random, pools, systemSetup(seed));
  const generator = new Generator(flavour, random, items);
  return { flavour, seed, routines: generator.routines(), twins: [generator.leaf(), generator.leaf()] };
}

class Generator {
  constructor(
    private readonly flavour: Flavour,
    private readonly random: Random,
    private readonly items: Items & { special(): Item },
  ) {}

  routines(): Routine[] {
    const names = SIZES.map(({ routines }, level) =>
      Array.from({ length: this.between(routines) }, (_, index) => `${"abc"[level]}${index}`),
    );
    return names.flatMap((labels, level) => labels.map((label) => this.routine(label, level, names[level + 1] ?? [])));
  }

  /** A routine without a branch but its return. */
  leaf(): readonly number[] {
    const asm = new Assembler();
    for (let count = this.random.below(MOST_ITEMS); count >= 0; count--)
      (this.random.chance(60) ? this.items.data() : this.items.access()).emit(asm);
    asm.emit(A.RET);
    return asm.finish();
  }

  private routine(label: Label, level: number, callees: readonly Label[]): Routine {
    const count = this.between(SIZES[level].blocks);
    const loops = this.loops(level, count);
    const labels = Array.from({ length: count }, (_, index) => `${label}.${index}`);
    const blocks = labels.map((name) => this.block(name, labels, callees));
    for (const [index, block] of blocks.entries()) block.exit = this.exit(index, labels, loops, endOf(label));
    const gap = level === 0 ? 0 : this.random.below(LONGEST_GAP);
    const counters = loops.map(({ counter, count: turns }) => A.movz(counter, turns));
    if (level > 0) {
      const prologue = [A.push(FRAME, LINK), ...counters];
      return { label, gap, blocks, prologue, epilogue: [A.pop(FRAME, LINK), A.RET] };
    }
    const limits = [A.movz(FUEL, this.random.below(MOST_FUEL)), A.movz(CALLS, this.random.below(MOST_CALLS))];
    const idle = COUNTERS.flat().map((counter) => A.movz(counter, 1));
    const epilogue = [this.flavour === "user" ? A.brk(0) : A.svc(END_OF_PROGRAM)];
    return { label, gap, blocks, prologue: [...limits, ...idle, ...counters], epilogue };
  }

  /** Loops that are nested or apart; no two end with the same block. */
  private loops(level: number, blocks: number): Loop[] {
    const loops: Loop[] = [];
    const nest = (first: number, last: number, depth: number) => {
      const counter = COUNTERS[level][depth];
      if (counter === undefined || first > last) return;
      const outermost = level === 0 && depth === 0;
      const head = outermost ? first : first + this.random.below(last - first + 1);
      const tail = outermost ? last : head + this.random.below(last - head + 1);
      loops.push({ head, tail, counter, count: this.between(outermost ? MAIN_TURNS : TURNS) });
      nest(head, tail - 1, depth + 1);
    };
    nest(0, blocks - 1, 0);
    return loops;
  }

  private block(label: Label, labels: readonly Label[], callees: readonly Label[]): Block {
    const items = Array.from({ length: 1 + this.random.below(MOST_ITEMS) }, () => this.item(labels, callees));
    return { label, items };
  }

  private item(labels: readonly Label[], callees: readonly Label[]): Item {
    const { random, items } = this;
    const kind = random.below(100);
    if (kind < 40) return items.data();
    if (kind < 65) return items.access();
    if (kind < 69) return items.literal(random.pick(labels));
    if (kind < 73) return items.exclusive();
    if (kind < 76) return items.stack();
    if (kind < 80) return items.status();
    if (kind < 82) return items.zero();
    if (kind < 85) return items.patch();
    if (kind < 93 && callees.length > 0) return items.call(callees);
    return items.special();
  }

  private exit(index: number, labels: readonly Label[], loops: readonly Loop[], end: Label): Item | undefined {
    const { random } = this;
    const own = loops.find(({ tail }) => tail === index);
    if (own) return loop(random, labels[own.head], own.counter, own.count);
    const later = [...labels.slice(index + 1), end];
    const soon = later.slice(0, 4);
    switch (random.below(8)) {
      case 0:
        return undefined;
      case 1:
        return branch(random.pick(soon));
      case 2:
        return jumpByTable(random, soon);
      case 3:
        return jumpBack(random, random.pick(labels.slice(0, index + 1)));
      default:
        return branchIf(random, random.pick(soon));
    }
  }

  private between([least, most]: readonly [number, number]): number {
    return least + this.random.below(most - least + 1);
  }
}
