/**
 * Answers of a processor, recorded: for each instruction a hash of what it made of RECORDS random records.
 *
 * `npx tsx core-as/testing/x87/recorded.ts` records them anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Hardware, processorName } from "./hardware.ts";
import { exactInstructions, type Instruction } from "./instructions.ts";
import { Random, randomRecord } from "./random.ts";
import { describeAnswer } from "./unit.ts";

export const RECORDS = 40;
const FILE = fileURLToPath(new URL("answers.json", import.meta.url));

export interface Answers {
  readonly processor: string;
  readonly hashes: Readonly<Record<string, string>>;
}

export function nameOf({ first, modrm }: Instruction): string {
  return `${first.toString(16)} ${modrm.toString(16).padStart(2, "0")}`;
}

/** The records of an instruction, always the same. */
export function recordsOf({ first, modrm }: Instruction, count = RECORDS): DataView[] {
  const random = new Random(first * 0x10001 + modrm * 0x101 + 1);
  return Array.from({ length: count }, () => randomRecord(random, first, modrm));
}

/** FNV-1a of the answers' descriptions. */
export function hashOf(answers: readonly DataView[]): string {
  let hash = 0x811c9dc5;
  for (const character of answers.map((answer) => describeAnswer(answer)).join("\n")) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

export function readAnswers(): Answers {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const hardware = new Hardware();
  const hashes = Object.fromEntries(
    exactInstructions().map((instruction) => [nameOf(instruction), hashOf(hardware.run(recordsOf(instruction)))]),
  );
  writeFileSync(FILE, `${JSON.stringify({ processor: processorName(), hashes }, null, 1)}\n`);
  hardware.close();
}
