/** What campaigns need to know of an instruction set. */
import type { IsaRow } from "../tools/isa-gen/parse.ts";
import type { Mismatch } from "./compare.ts";
import type { Classifier, Instruction } from "./fuzz/encodings.ts";
import type { Random } from "./fuzz/random.ts";
import type { Batch, Oracle } from "./oracle/batch.ts";
import type { CodeFormat } from "./oracle/codeFormat.ts";
import type { ReferenceMachine } from "./oracle/qemuOracle.ts";

/** A difference that the architecture allows. */
export interface Excuse {
  readonly reason: string;
  /** Where DDI 0487 allows our result, or demands it. */
  readonly clause: string;
  /** Whether it covers the outcome of a test with `word`, which is one of the test's `words`. */
  covers(word: number, mismatch: Mismatch, words: readonly number[]): boolean;
}

/** Makes the state that tests start from. */
export interface StateSource {
  /** The data that every test of `batch` finds in the window. */
  fillWindow(batch: Batch): void;
  /** Fills the state of test `index`, which runs `instructions`. */
  fill(batch: Batch, index: number, instructions: readonly Instruction[]): void;
}

export interface InstructionSet {
  /** As the manual writes it: A64. */
  readonly title: string;
  readonly code: CodeFormat;
  /** The registers that are compared, for people. */
  readonly compared: string;
  readonly reference: ReferenceMachine;
  /** Folder of the fixtures. */
  readonly corpus: string;
  readonly excuses: readonly Excuse[];
  /** The one of them for tests that differ by the code of other tests, where that may be. */
  readonly straying?: Excuse;
  rows(): IsaRow[];
  classifier(rows: readonly IsaRow[]): Classifier;
  randomWord(row: IsaRow, random: Random): number;
  /** Why `word` must not be run under QEMU, if it must not. */
  exclusionOf(word: number): string | undefined;
  accessesMemory(instruction: Instruction): boolean;
  isBranch(instruction: Instruction): boolean;
  /** What a test of `instructions` runs: they, and perhaps instructions that make others conditional. At most `longest`. */
  arrange(instructions: readonly Instruction[], longest: number, random: Random): readonly Instruction[];
  /** Whether the instruction only says how others are executed: it is not what a difference is counted for. */
  isPrefix(word: number): boolean;
  states(random: Random): StateSource;
  core(): Oracle;
  /** objdump's text of each word. */
  disassemble(words: readonly number[]): string[];
}

/** The excuse for a difference in a test of `words`. */
export function excuseOf(set: InstructionSet, words: readonly number[], mismatch: Mismatch): Excuse | undefined {
  return set.excuses.find((excuse) => words.some((word) => excuse.covers(word, mismatch, words)));
}
