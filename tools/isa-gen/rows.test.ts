import { describe, expect, it } from "vitest";
import { TestCore } from "../../core-as/testing/core.ts";
import { type IsaRow, readIsaTables } from "./parse.ts";

const ROWS = readIsaTables("core-as/isa/aarch64");
const WORDS_A_ROW = 64;

const name = (row: IsaRow) => `${row.where} ${row.title}`;
const matches = (row: IsaRow, word: number) => ((word ^ row.value) & row.mask) === 0;

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
function wordsOfEveryRow(): { row: number; words: number[] }[] {
  const random = randomWords();
  return ROWS.map(({ mask, value }, row) => ({
    row,
    words: Array.from({ length: WORDS_A_ROW }, () => (random() & ~mask) | value),
  }));
}

describe("the A64 encoding tables", () => {
  it("have no row whose every word an earlier row takes", () => {
    const shadowed = ROWS.filter((row, index) =>
      ROWS.slice(0, index).some(
        (earlier) => (earlier.mask & ~row.mask) === 0 && ((row.value ^ earlier.value) & earlier.mask) === 0,
      ),
    );

    expect(shadowed.map(name)).toEqual([]);
  });

  it("have for every row words that no earlier row takes", () => {
    const unreachable = wordsOfEveryRow().filter(
      ({ row, words }) => !words.some((word) => ROWS.findIndex((candidate) => matches(candidate, word)) === row),
    );

    expect(unreachable.map(({ row }) => name(ROWS[row]))).toEqual([]);
  });

  it("are what the core's decoder says, word for word", () => {
    const core = new TestCore();
    const words = wordsOfEveryRow().flatMap((entry) => entry.words);

    const decoded = words.map((word) => core.exports.classifyA64(word));

    expect(decoded).toEqual(words.map((word) => ROWS.findIndex((row) => matches(row, word))));
  });
});
