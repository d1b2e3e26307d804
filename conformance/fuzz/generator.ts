/** Random tests from the encoding tables. */
import type { IsaRow } from "../../tools/isa-gen/parse.ts";
import type { InstructionSet, StateSource } from "../instructionSet.ts";
import { Batch } from "../oracle/batch.ts";
import type { Classifier, Instruction } from "./encodings.ts";
import { Random } from "./random.ts";

export const LONGEST_BLOCK = 16;
const SHORTEST_BLOCK = 4;
/** Instructions of a single test: one, and what makes it conditional. */
const LONGEST_SINGLE = 2;
const ATTEMPTS = 64;

/**
 * What tests are made of: single instructions of the rows; straight-line blocks of them; or single words that no row
 * encodes, which must be undefined.
 */
export type Shape = "single" | "blocks" | "unallocated";

export interface GeneratedBatch {
  readonly batch: Batch;
  readonly tests: readonly (readonly Instruction[])[];
}

/** A word of `row` that can be compared; undefined when there is none. */
export function usableWord(set: InstructionSet, row: IsaRow, random: Random): number | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const word = set.randomWord(row, random);
    if (set.exclusionOf(word) === undefined) return word;
  }
  return undefined;
}

export class Generator {
  private readonly random: Random;
  private readonly state: StateSource;
  private readonly rows: readonly IsaRow[];
  private turn = 0;
  private pool: readonly Instruction[] = [];

  /** @throws Error when no word of `rows` can be compared */
  constructor(
    private readonly set: InstructionSet,
    rows: readonly IsaRow[],
    private readonly classifier: Classifier,
    private readonly shape: Shape,
    seed: number,
  ) {
    this.random = new Random(seed);
    this.state = set.states(this.random);
    this.rows = rows.filter((row) => this.wordOf(row) !== undefined);
    if (this.rows.length === 0) throw new Error("none of these encodings can run under QEMU's user mode");
  }

  /** Gives blocks the instructions to choose from: without them, undefined ones end most blocks early. */
  refill(pool: readonly Instruction[]): void {
    this.pool = pool;
  }

  next(limit: number): GeneratedBatch {
    const { set } = this;
    const longest = this.shape === "blocks" ? LONGEST_BLOCK : LONGEST_SINGLE;
    const batch = new Batch(longest, limit, set.code);
    this.state.fillWindow(batch);
    const tests: (readonly Instruction[])[] = [];
    while (!batch.full) {
      const instructions = set.arrange(this.test(), longest, this.random);
      const index = batch.add(
        instructions.map(({ word }) => word),
        instructions.some((instruction) => set.accessesMemory(instruction)),
      );
      this.state.fill(batch, index, instructions);
      tests.push(instructions);
    }
    return { batch, tests };
  }

  private test(): Instruction[] {
    switch (this.shape) {
      case "single":
        return [this.nextOfRow()];
      case "unallocated":
        return [this.unallocated()];
      case "blocks": {
        const length = SHORTEST_BLOCK + this.random.below(LONGEST_BLOCK - SHORTEST_BLOCK + 1);
        return Array.from({ length }, () => this.forBlock());
      }
    }
  }

  /** Rows take turns, so that every one is reached equally often. */
  private nextOfRow(): Instruction {
    for (;;) {
      const instruction = this.wordOf(this.rows[this.turn++ % this.rows.length]);
      if (instruction) return instruction;
    }
  }

  /** A usable word made from `row`; the row it decodes to may be one before it in the table. */
  private wordOf(from: IsaRow): Instruction | undefined {
    const word = usableWord(this.set, from, this.random);
    return word === undefined ? undefined : { word, row: this.classifier.rowOf(word) };
  }

  /** Blocks go on longer when few of their instructions branch or may fault. */
  private forBlock(): Instruction {
    for (;;) {
      const instruction = this.random.pick(this.pool);
      if (this.set.isBranch(instruction) && !this.random.chance(5)) continue;
      if (this.set.accessesMemory(instruction) && !this.random.chance(40)) continue;
      return instruction;
    }
  }

  /** Any word, or a neighbour of a row's word, that no row encodes. */
  private unallocated(): Instruction {
    for (;;) {
      const near = this.set.randomWord(this.random.pick(this.rows), this.random) ^ (1 << this.random.below(32));
      const word = this.random.chance(50) ? this.random.u32() : near >>> 0;
      if (this.set.exclusionOf(word) === undefined && !this.classifier.rowOf(word)) return { word, row: undefined };
    }
  }
}
