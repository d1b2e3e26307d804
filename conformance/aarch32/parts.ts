/** The state of A32 and T32 tests, and how a batch holds their code. */
import { bytesOfWords, type CodeFormat, wordOf } from "../oracle/codeFormat.ts";
import * as layout from "../oracle/layout.ts";
import type { Part } from "../parts.ts";
import { isWide } from "./encodings.ts";

const GENERAL = 15;
const DOUBLES = 32;
/** Where encodings have D registers: four bits, whose fifth is elsewhere. */
const DOUBLE_FIELDS: readonly (readonly [number, number])[] = [
  [12, 22],
  [16, 7],
  [0, 5],
];

/** CPSR: N, Z, C, V, Q, GE, E and ITSTATE; T is bit 0 of PC. FPSCR has the place of FPSR. */
const AARCH32_PARTS: readonly Part[] = [
  { name: "PC", at: layout.RECORD_PC, size: 4 },
  ...Array.from({ length: GENERAL }, (_, n) => ({ name: `R${n}`, at: layout.RECORD_X + 8 * n, size: 4 })),
  { name: "CPSR", at: layout.RECORD_NZCV, size: 4 },
  ...Array.from({ length: DOUBLES }, (_, n) => ({ name: `D${n}`, at: layout.RECORD_V + 8 * n, size: 8 })),
  { name: "FPSCR", at: layout.RECORD_FPSR, size: 4 },
  { name: "TPIDRURW", at: layout.RECORD_TPIDR, size: 4 },
];

/** D registers that a word may name, as D or as half of a Q or twice an S register. */
function doublesOf(word: number): number[] {
  return DOUBLE_FIELDS.flatMap(([low, high]) => {
    const [four, one] = [(word >>> low) & 15, (word >>> high) & 1];
    return [(one << 4) | four, four];
  });
}

function isNamed({ name }: Part, words: readonly number[], following: number): boolean {
  const register = /^D(\d+)$/.exec(name);
  if (!register) return name !== "TPIDRURW";
  const distances = words.flatMap(doublesOf).map((first) => (Number(register[1]) - first) & (DOUBLES - 1));
  // A Q register has two.
  return distances.some((distance) => distance <= following + 1);
}

/**
 * BKPT #0xfbef as A32 reads it. In T32 its first halfword is BKPT too, and the second branches to such a one: so a test ends in
 * whichever state it comes here.
 */
const FILLER = 0xe12f_be7f;
/** BKPT of T32, twice. */
const BREAKPOINTS = 0xbe7f_be7f;

export const A32_CODE: CodeFormat = {
  filler: FILLER,
  stop: FILLER,
  mark: 0,
  parts: AARCH32_PARTS,
  assemble: bytesOfWords,
  wordAt: wordOf,
  isNamed,
};

export const T32_CODE: CodeFormat = {
  ...A32_CODE,
  stop: BREAKPOINTS,
  mark: 1,
  assemble: assembleHalves,
  wordAt: (code, offset) => {
    const word = halfOf(code, offset);
    return isWide(word) ? ((word << 16) | halfOf(code, offset + 2)) >>> 0 : word;
  },
};

/** Behind an odd number of halfwords the filler's second half would come first: a breakpoint of its own stands there. */
function assembleHalves(words: readonly number[]): Uint8Array {
  const halves = words.flatMap((word) => (word > 0xffff ? [word >>> 16, word & 0xffff] : [word]));
  if (halves.length % 2 !== 0) halves.push(FILLER & 0xffff);
  return new Uint8Array(Uint16Array.from(halves).buffer);
}

function halfOf(code: Uint8Array, offset: number): number {
  if (!(offset >= 0 && offset + 2 <= code.length)) return 0;
  return new DataView(code.buffer, code.byteOffset).getUint16(offset & ~1, true);
}
