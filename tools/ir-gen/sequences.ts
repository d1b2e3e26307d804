/**
 * Sequences of micro-ops that the interpreter executes with one look at an op code: core-as/ir/sequences.ir lists them, and they are
 * numbered behind the rows.
 */
import { readFileSync } from "node:fs";
import { memberName, type OpRow, words } from "./parse.ts";

/** Two micro-ops or more, in the order of execution. */
export type OpSequence = readonly OpRow[];

/** @throws Error with file and line when a sequence is malformed, names no row of `rows`, or all but its last is no sequence before it */
export function readSequences(path: string, rows: readonly OpRow[]): OpSequence[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const sequences: OpSequence[] = [];
  readFileSync(path, "utf8")
    .split("\n")
    .forEach((line, index) => {
      const names = words(line.replace(/#.*$/, ""));
      if (names.length === 0) return;
      const sequence = names.map((name) => byName.get(name)).filter((row) => row !== undefined);
      const wrong = sequence.length < names.length ? "names a micro-op that is no row" : faultOf(sequence, sequences);
      if (wrong !== undefined) throw new Error(`${path}:${index + 1}: '${line.trim()}' ${wrong}`);
      sequences.push(sequence);
    });
  return sequences;
}

/** Why `sequence` cannot stand behind those `before` it. */
function faultOf(sequence: OpSequence, before: readonly OpSequence[]): string | undefined {
  const beginning = sequence.slice(0, -1);
  if (sequence.length < 2) return "is one micro-op alone";
  if (beginning.some(({ kind }) => kind === "jump" || kind === "call") || sequence.at(-1)?.kind === "call")
    return "has a call, or a jump that is not the last";
  if (before.some((other) => equal(other, sequence))) return "is there twice";
  if (beginning.length > 1 && !before.some((other) => equal(other, beginning)))
    return "is longer by one than no sequence before it";
  return undefined;
}

function equal(one: OpSequence, other: OpSequence): boolean {
  return one.length === other.length && one.every((row, index) => row === other[index]);
}

/** The enum member: `AddiI64ThenGoto`. */
export function sequenceMember(sequence: OpSequence): string {
  return sequence.map(({ name }) => memberName(name)).join("Then");
}

/** For each beginning and each end: the code of the sequence, 0 = none. */
interface Longer {
  readonly beginnings: readonly number[];
  readonly ends: readonly number[];
  readonly codes: readonly number[];
}

function longerTable(sequences: readonly OpSequence[], codeOf: (sequence: OpSequence) => number): Longer {
  const beginnings = [...new Set(sequences.map((sequence) => codeOf(sequence.slice(0, -1))))];
  const ends = [...new Set(sequences.map((sequence) => codeOf(sequence.slice(-1))))];
  const codes = new Array<number>(beginnings.length * ends.length).fill(0);
  for (const sequence of sequences) {
    const row = beginnings.indexOf(codeOf(sequence.slice(0, -1)));
    codes[row * ends.length + ends.indexOf(codeOf(sequence.slice(-1)))] = codeOf(sequence);
  }
  return { beginnings, ends, codes };
}

/** sequences.gen.ts: how a micro-op, or a sequence, is made longer by one, and which micro-op a sequence begins with. */
export function sequenceTables(rows: readonly OpRow[], sequences: readonly OpSequence[]): string {
  const codeOf = (sequence: OpSequence) =>
    sequence.length === 1
      ? rows.indexOf(sequence[0])
      : rows.length + sequences.findIndex((one) => equal(one, sequence));
  const { beginnings, ends, codes } = longerTable(sequences, codeOf);
  const places = (of: readonly number[], count: number) =>
    Array.from({ length: count }, (_, code) => of.indexOf(code) + 1).join(", ");
  return [
    `const FIRST_SEQUENCE: u32 = ${rows.length};`,
    "/** Row of a micro-op or sequence, and column of a micro-op, in LONGER; counted from 1, 0 = it has none. */",
    `const BEGINNINGS: usize = memory.data<u8>([${places(beginnings, rows.length + sequences.length)}]);`,
    `const ENDS: usize = memory.data<u8>([${places(ends, rows.length)}]);`,
    `const LONGER: usize = memory.data<u16>([${codes.join(", ")}]);`,
    `const BEGIN_WITH: usize = memory.data<u16>([${sequences.map(([first]) => codeOf([first])).join(", ")}]);`,
    "",
    "/** The sequence of `op`, a micro-op or a sequence, and the micro-op `next` behind it; 0 = there is none. */",
    "export function longerSequence(op: u32, next: u32): u32 {",
    "  // BOUNDS: op is an `Op`, next the number of a row, and there is an entry for each.",
    "  const row = <usize>load<u8>(BEGINNINGS + <usize>op);",
    "  const column = <usize>load<u8>(ENDS + <usize>next);",
    "  if (row == 0 || column == 0) return 0;",
    `  return load<u16>(LONGER + (((row - 1) * ${ends.length} + column - 1) << 1));`,
    "}",
    "",
    "/** The micro-op at whose place `op` stands: `op` itself, or the first of the sequence. */",
    "export function plainOp(op: u32): u32 {",
    "  if (op < FIRST_SEQUENCE) return op;",
    "  // BOUNDS: op is an `Op`, and there is an entry for each sequence.",
    "  return load<u16>(BEGIN_WITH + (<usize>(op - FIRST_SEQUENCE) << 1));",
    "}",
    "",
  ].join("\n");
}
