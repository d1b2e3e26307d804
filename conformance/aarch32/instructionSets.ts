/** A32 and T32 for the campaigns. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { a32Word, isShared, t32Word } from "../../lib-ts/debug/aarch32/sharedEncodings.ts";
import type { IsaRow } from "../../tools/isa-gen/parse.ts";
import { Classifier } from "../fuzz/encodings.ts";
import type { Random } from "../fuzz/random.ts";
import type { InstructionSet } from "../instructionSet.ts";
import type { CodeFormat } from "../oracle/codeFormat.ts";
import type { ReferenceMachine } from "../oracle/qemuOracle.ts";
import { betweenInstructions } from "./between.ts";
import { Aarch32Core } from "./coreOracle.ts";
import {
  a32Access,
  a32BranchRegister,
  a32Classifier,
  isA32Branch,
  isT32Branch,
  randomWord,
  readTables,
  t32Access,
  t32BranchRegister,
  t32Classifier,
} from "./encodings.ts";
import {
  A32_EXCLUSIONS,
  A32_EXCUSES,
  exclusionIn,
  STRAYING,
  T32_EXCLUSIONS,
  T32_EXCUSES,
  t32Unpredictable,
} from "./excuses.ts";
import { isIfThen, withIfThen } from "./ifThen.ts";
import { A32_CODE, T32_CODE } from "./parts.ts";
import { Aarch32StateMaker } from "./state.ts";
import { registersUnpredictable } from "./unpredictableRows.ts";

/** QEMU's CPU with everything: ours is an ARMv7 processor with the user-level additions of ARMv8. */
const REFERENCE: ReferenceMachine = {
  command: "qemu-arm",
  cpu: "max",
  source: fileURLToPath(new URL("./aarch32Harness.S", import.meta.url)),
  binutils: "arm-linux-gnueabihf-",
  origin: 0x5123_0000,
};

const COMPARED = "R0 to R14, PC, CPSR (N, Z, C, V, Q, GE, E, IT, T), D0 to D31, FPSCR, TPIDRURW";
const corpus = (name: string) => fileURLToPath(new URL(`../corpus/${name}/`, import.meta.url));

/** objdump's text of each word; `flags` say which instruction set. */
function disassemble(code: CodeFormat, flags: readonly string[], words: readonly number[]): string[] {
  if (words.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), "disassembly-"));
  const path = join(folder, "words");
  writeFileSync(path, Buffer.concat(words.map((word) => code.assemble([word]))));
  const arguments_ = ["-D", "-b", "binary", "-m", "arm", "-M", "reg-names-std", ...flags, path];
  const text = execFileSync("arm-linux-gnueabihf-objdump", arguments_, { encoding: "utf8", maxBuffer: 1 << 26 });
  rmSync(folder, { recursive: true });
  const lines = new Map<number, string>();
  for (const [, address, line] of text.matchAll(/^\s*([0-9a-f]+):\t[^\t]*\t(.*)$/gm)) {
    lines.set(Number.parseInt(address, 16), line.replaceAll("\t", " "));
  }
  return words.map((_, index) => lines.get(4 * index) ?? "?");
}

/** Why a T32 word is UNPREDICTABLE, if it is. */
function unpredictable(word: number): string | undefined {
  return t32Unpredictable(word) ?? registersUnpredictable(t32Rows.rowOf(word), word);
}

const a32Rows = a32Classifier(readTables("a32"));

export const A32: InstructionSet = {
  title: "A32",
  code: A32_CODE,
  compared: COMPARED,
  reference: REFERENCE,
  corpus: corpus("a32"),
  excuses: [...A32_EXCUSES, betweenInstructions(false, unpredictable)],
  straying: STRAYING,
  rows: () => readTables("a32"),
  classifier: a32Classifier,
  randomWord,
  exclusionOf: (word) => exclusionIn(A32_EXCLUSIONS, word) ?? registersUnpredictable(a32Rows.rowOf(word), word),
  accessesMemory: (instruction) => a32Access(instruction) !== undefined,
  isBranch: isA32Branch,
  arrange: (instructions) => instructions,
  isPrefix: () => false,
  states: (random) =>
    new Aarch32StateMaker(random, { accessOf: a32Access, branchRegister: a32BranchRegister, thumb: false }),
  core: () => new Aarch32Core(),
  disassemble: (words) => disassemble(A32_CODE, [], words),
};

/** T32's rows, and those that it shares with A32. */
function t32Tables(): IsaRow[] {
  return [...readTables("t32"), ...readTables("a32").filter(isShared)];
}

class T32Classifier extends Classifier {
  private readonly own: Classifier;
  private readonly shared: Classifier;

  constructor(rows: readonly IsaRow[]) {
    super([]);
    this.own = t32Classifier(rows.filter((row) => !row.where.includes("/a32/")));
    this.shared = a32Classifier(rows.filter((row) => row.where.includes("/a32/")));
  }

  override rowOf(word: number): IsaRow | undefined {
    const shared = a32Word(word);
    return this.own.rowOf(word) ?? (shared === undefined ? undefined : this.shared.rowOf(shared));
  }
}

const t32Rows = new T32Classifier(t32Tables());

function randomT32Word(row: IsaRow, random: Random): number {
  const word = randomWord(row, random);
  return isShared(row) && row.where.includes("/a32/") ? t32Word(word) : word;
}

export const T32: InstructionSet = {
  ...A32,
  title: "T32",
  code: T32_CODE,
  corpus: corpus("t32"),
  excuses: [...T32_EXCUSES, betweenInstructions(true, unpredictable)],
  rows: t32Tables,
  classifier: (rows) => new T32Classifier(rows),
  randomWord: randomT32Word,
  exclusionOf: (word) => exclusionIn(T32_EXCLUSIONS, word) ?? registersUnpredictable(t32Rows.rowOf(word), word),
  accessesMemory: (instruction) => t32Access(instruction) !== undefined,
  isBranch: isT32Branch,
  arrange: (instructions, longest, random) => withIfThen(instructions, longest, random, t32Rows),
  isPrefix: isIfThen,
  states: (random) =>
    new Aarch32StateMaker(random, { accessOf: t32Access, branchRegister: t32BranchRegister, thumb: true }),
  disassemble: (words) => disassemble(T32_CODE, ["-M", "force-thumb"], words),
};
