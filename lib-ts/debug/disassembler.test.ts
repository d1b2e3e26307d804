import { describe, expect, it } from "vitest";
import { A64_ROWS } from "./a64Rows.gen.ts";
import { disassembleA64 } from "./disassembler.ts";
import { hasObjdump, objdump } from "./testing/objdump.ts";
import { randomWords } from "./testing/randomWords.ts";

const OBJDUMP = "aarch64-linux-gnu-objdump";
const WORDS_A_ROW = 40;
const CHAPTERS = [...new Set(A64_ROWS.map((row) => row[5]))];

const isInstalled = hasObjdump(OBJDUMP);
if (!isInstalled)
  console.warn(`${OBJDUMP} is not installed (binutils-aarch64-linux-gnu): the disassembler is not compared`);

/** Bits that neither are fixed nor belong to a field: the manual wants ones, and objdump prints nothing else. */
function shouldBeOne(mask: number, fields: string): number {
  const free = fields.split(" ").map((field) => field.split(":").map(Number));
  return free.reduce((bits, [, low, width]) => bits & ~((2 ** width - 1) << low), ~mask);
}

/** Words that match each row of a chapter: its fixed bits, the rest random. */
function wordsOf(chapter: string): number[] {
  const random = randomWords();
  return A64_ROWS.filter((row) => row[5] === chapter).flatMap(([mask, value, fields]) =>
    Array.from({ length: WORDS_A_ROW }, () => ((random() & ~mask) | value | shouldBeOne(mask, fields)) >>> 0),
  );
}

function objdumpTexts(words: readonly number[]): string[] {
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  return objdump(OBJDUMP, ["-m", "aarch64", "-M", "no-aliases"], bytes).map(({ text }) => text);
}

/** Drops what only annotates: symbols, comments; and how numbers are padded. */
function plain(text: string): string {
  return text
    .replace(/\s*(<[^>]*>|\/\/.*|; undefined.*)/g, "")
    .replace(/\s+/g, " ")
    .replace(/\b0x0*([0-9a-f]+)\b/g, "0x$1")
    .trim();
}

/** objdump refuses the CONSTRAINED UNPREDICTABLE register choices of LDPSW, though not those of LDP. */
function refused(ours: string, theirs: string): boolean {
  return ours.startsWith("ldpsw") && theirs.startsWith(".inst");
}

/** A system register of a later architecture, which has a name for objdump and a number for us. */
function namesForeignRegister(ours: string, theirs: string): boolean {
  const [, operation] = /^(mrs|msr) /.exec(theirs) ?? [];
  return operation !== undefined && ours.startsWith(operation) && /\bs\d_\d_c\d+_c\d+_\d\b/.test(ours);
}

describe("disassembleA64", () => {
  it.skipIf(!isInstalled).each(CHAPTERS)("says what objdump says, for random words of every row of %s", (chapter) => {
    const words = wordsOf(chapter);

    const expected = objdumpTexts(words);

    const differences = words
      .map((word, index) => ({
        word,
        ours: plain(disassembleA64(word, BigInt(4 * index))),
        theirs: plain(expected[index]),
      }))
      .filter(({ ours, theirs }) => ours !== theirs && !refused(ours, theirs) && !namesForeignRegister(ours, theirs))
      .map(({ word, ours, theirs }) => `${word.toString(16).padStart(8, "0")}: '${ours}', but objdump: '${theirs}'`);
    expect(differences.slice(0, 30)).toEqual([]);
  });

  it("prints a word without a meaning as data", () => {
    expect(disassembleA64(0x0000_0000, 0n)).toBe(".inst 0x00000000");
  });

  it("computes branch targets from the address", () => {
    expect(disassembleA64(0x54ff_ffe0, 0xffff_8000_0000_1000n)).toBe("b.eq 0xffff800000000ffc");
  });
});
