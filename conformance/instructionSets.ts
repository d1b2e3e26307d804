/** The instruction sets that are compared with QEMU. */
import { fileURLToPath } from "node:url";
import { A32, T32 } from "./aarch32/instructionSets.ts";
import { EXCUSES, exclusionOf } from "./excuses.ts";
import { accessesMemory, Classifier, isBranch, randomWord, readRows } from "./fuzz/encodings.ts";
import { StateMaker } from "./fuzz/state.ts";
import type { InstructionSet } from "./instructionSet.ts";
import { A64_CODE } from "./oracle/codeFormat.ts";
import { CoreOracle } from "./oracle/coreOracle.ts";
import { A64_REFERENCE } from "./oracle/qemuOracle.ts";
import { disassemble } from "./report.ts";

export const A64: InstructionSet = {
  title: "A64",
  code: A64_CODE,
  compared: "X0 to X30, SP, PC, NZCV, V0 to V31, FPCR, FPSR, TPIDR_EL0",
  reference: A64_REFERENCE,
  corpus: fileURLToPath(new URL("./corpus/", import.meta.url)),
  excuses: EXCUSES,
  rows: readRows,
  classifier: (rows) => new Classifier(rows),
  randomWord,
  exclusionOf,
  accessesMemory,
  isBranch,
  arrange: (instructions) => instructions,
  isPrefix: () => false,
  states: (random) => new StateMaker(random),
  core: () => new CoreOracle(),
  disassemble,
};

export const INSTRUCTION_SETS: readonly InstructionSet[] = [A64, A32, T32];

/** @throws Error for a name that is none of theirs */
export function instructionSet(name: string): InstructionSet {
  const found = INSTRUCTION_SETS.find(({ title }) => title === name.toUpperCase());
  if (!found) throw new Error(`--arch ${name}: a64, a32, t32 and ia32 are the instruction sets`);
  return found;
}
