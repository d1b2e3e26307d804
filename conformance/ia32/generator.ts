/** Random IA32 tests from the encoding tables. */
import type { Ia32Row } from "../../tools/isa-gen/ia32Parse.ts";
import { Random } from "../fuzz/random.ts";
import { Batch } from "./batch.ts";
import { randomInstruction, type TestInstruction } from "./instruction.ts";
import * as layout from "./layout.ts";
import { exclusionOf } from "./rows.ts";
import { SEGMENTS } from "./segments.ts";
import { codeSegment, StateMaker } from "./state.ts";
import { undefinedResultOf } from "./undefined.ts";

export const LONGEST_BLOCK = 6;
/** The longest instruction, in bytes. */
const LONGEST = 15;
/** INT 80h is a system call of the host. */
const SYSTEM_CALL = 0x80;
/** SFENCE and CLFLUSH and their like apart, what ends a block early is rare in blocks. */
const ENDS_BLOCKS =
  /^(HLT|CLI|STI|IN|OUT|INT|INTO|UD|LGDT|LIDT|MOV CR|MOV DR|LMSW|CLTS|INV|WBINVD|WRMSR|RDMSR|LLDT|LTR|RSM)/;

/** Single instructions of the rows, or a few of them one after another. */
export type Shape = "single" | "blocks";

export interface GeneratedBatch {
  readonly batch: Batch;
  readonly tests: readonly (readonly TestInstruction[])[];
}

export class Generator {
  private readonly random: Random;
  private readonly state: StateMaker;
  private readonly rows: readonly Ia32Row[];
  private turn = 0;

  /** @throws Error when none of `rows` can be compared */
  constructor(
    rows: readonly Ia32Row[],
    private readonly shape: Shape,
    seed: number,
  ) {
    this.random = new Random(seed);
    this.state = new StateMaker(this.random);
    this.rows = rows.filter((row) => exclusionOf(row) === undefined);
    if (this.rows.length === 0) throw new Error("none of these encodings can run as a program of the host");
  }

  next(limit: number): GeneratedBatch {
    const batch = new Batch(limit);
    this.state.fillWindow(batch);
    const tests: TestInstruction[][] = [];
    while (!batch.full) tests.push(this.addTest(batch));
    return { batch, tests };
  }

  private addTest(batch: Batch): TestInstruction[] {
    const { random } = this;
    const index = batch.count;
    const segment = codeSegment(random, batch.addressOf(index));
    this.state.fill(batch, index, segment);
    const length = this.shape === "single" ? 1 : 2 + random.below(LONGEST_BLOCK - 1);
    const instructions: TestInstruction[] = [];
    let size = 0;
    while (instructions.length < length) {
      const instruction = this.instruction(batch, index, segment, size);
      if (instruction === undefined) continue;
      // What is undefined must not be used by what follows.
      if (instructions.length + 1 < length && undefinedResultOf(instruction)) continue;
      this.state.aim(batch, index, instruction);
      instructions.push(instruction);
      size += instruction.bytes.length;
    }
    batch.add(Buffer.concat(instructions.map(({ bytes }) => bytes)));
    return instructions;
  }

  /** @returns undefined when the bytes are not to be run */
  private instruction(batch: Batch, index: number, segment: number, before: number): TestInstruction | undefined {
    const row = this.nextRow();
    const { big, base } = SEGMENTS[segment];
    const instruction = randomInstruction(row, {
      random: this.random,
      mode: big ? 32 : 16,
      eip: batch.addressOf(index) - base + before,
      before,
      alone: this.shape === "single",
      codeBase: base,
      aim: (name, width) => this.state.offset(batch, index, name, width),
    });
    const { bytes, immediates } = instruction;
    if (bytes.length > LONGEST && !this.random.chance(20)) return undefined;
    if (row.title.startsWith("INT") && immediates[0] === SYSTEM_CALL) return undefined;
    return instruction;
  }

  /** Rows take turns, so that every one is reached equally often. */
  private nextRow(): Ia32Row {
    for (;;) {
      const row = this.shape === "single" ? this.rows[this.turn++ % this.rows.length] : this.random.pick(this.rows);
      if (this.shape === "single" || !ENDS_BLOCKS.test(row.title) || this.random.chance(3)) return row;
    }
  }
}

/** Whether `address` belongs to the harness, or to what may run it. */
export function isHarness(address: number): boolean {
  const ranges = [
    [layout.HARNESS_ADDRESS, layout.HARNESS_END],
    [layout.EMULATOR_ADDRESS, layout.EMULATOR_END],
  ];
  return ranges.some(([from, to]) => address >= from && address < to);
}
