import { describe, expect, it } from "vitest";
import { TestCore } from "../../core-as/testing/core.ts";
import { type IsaRow, readIsaTables } from "./parse.ts";

const AARCH32_WIDTHS = [16, 32];
const WORDS_A_ROW = 64;

interface InstructionSet {
  readonly name: string;
  readonly rows: readonly IsaRow[];
  /** The core's export that classifies a word. */
  readonly classify: string;
}

const aarch32Rows = (name: string) =>
  readIsaTables(`core-as/isa/aarch32/${name}`, { widths: AARCH32_WIDTHS, splitFields: true });

const SETS: readonly InstructionSet[] = [
  { name: "A64", rows: readIsaTables("core-as/isa/aarch64"), classify: "classifyA64" },
  { name: "A32", rows: aarch32Rows("a32"), classify: "classifyA32" },
  { name: "T32", rows: aarch32Rows("t32"), classify: "classifyT32" },
];

const name = (row: IsaRow) => `${row.where} ${row.title}`;

/** Whether `word`, which has as many bits as the pattern of `like`, is one of `row`. A32's condition 1111 is none. */
function matches(row: IsaRow, word: number, like: IsaRow): boolean {
  if (row.pattern.length !== like.pattern.length || ((word ^ row.value) & row.mask) !== 0) return false;
  return !row.pattern.startsWith("cccc") || word >>> 28 !== 15;
}

/** A small deterministic generator: the same words in every run. */
function randomWords(): () => number {
  let state = 0x1234_5678;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

/** Words that match each row: its fixed bits, the rest random. */
function wordsOfEveryRow(rows: readonly IsaRow[]): { row: IsaRow; words: number[] }[] {
  const random = randomWords();
  return rows.map((row) => {
    const bits = row.pattern.length === 16 ? 0xffff : -1;
    const word = () => (random() & ~row.mask & bits) | row.value;
    return {
      row,
      words: Array.from({ length: WORDS_A_ROW }, word).filter((candidate) => matches(row, candidate, row)),
    };
  });
}

describe.each(SETS)("the $name encoding tables", ({ rows, classify }) => {
  it("have no row whose every word an earlier row takes", () => {
    const shadowed = rows.filter((row, index) =>
      rows
        .slice(0, index)
        .some(
          (earlier) =>
            (earlier.mask & ~row.mask) === 0 && matches(earlier, row.value, row) && matches(row, row.value, row),
        ),
    );

    expect(shadowed.map(name)).toEqual([]);
  });

  it("have for every row words that no earlier row takes", () => {
    const unreachable = wordsOfEveryRow(rows).filter(
      ({ row, words }) => !words.some((word) => rows.find((candidate) => matches(candidate, word, row)) === row),
    );

    expect(unreachable.map(({ row }) => name(row))).toEqual([]);
  });

  it("are what the core's decoder says, word for word", () => {
    const core = new TestCore();
    const words = wordsOfEveryRow(rows).flatMap(({ row, words }) => words.map((word) => ({ row, word })));

    const decoded = words.map(({ word }) => core.exports[classify](word));

    expect(decoded).toEqual(words.map(({ row, word }) => rows.findIndex((candidate) => matches(candidate, word, row))));
  });
});
