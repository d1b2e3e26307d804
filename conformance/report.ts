/** Text for people: totals, rows with differences, rows never executed, and examples. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IsaRow } from "../tools/isa-gen/parse.ts";
import type { CampaignOutcome, Failure } from "./campaign.ts";
import type { InstructionSet } from "./instructionSet.ts";

/** Differences of one test that are shown. */
const SHOWN = 24;

export function reportText(outcome: CampaignOutcome, shown: number): string {
  const rate = Math.round(outcome.instructions / outcome.seconds);
  const counts = [...outcome.counts];
  const failed = counts.filter(([, count]) => count.failed > 0);
  const never = counts.filter(([, count]) => count.tests === 0);
  const excused = [...outcome.excused].filter(([, count]) => count > 0);
  return [
    `${outcome.instructions} instructions in ${outcome.tests} tests, seed ${outcome.options.seed}, ${rate} a second`,
    `ended by ${[...outcome.endings].map(([name, count]) => `${name} ${count}`).join(", ")}`,
    `${counts.length - failed.length} of ${counts.length} rows without a difference`,
    ...failed.map(([row, count]) => `  differs in ${count.failed} of ${count.tests}: ${rowName(row)}`),
    ...never.map(([row]) => `  not executed: ${rowName(row)}`),
    ...excused.map(([excuse, count]) => `  excused ${count}: ${excuse.reason} (${excuse.clause})`),
    ...describeFailures(outcome.options.set, outcome.failures.slice(0, shown)),
  ].join("\n");
}

export function rowName(row: IsaRow | undefined): string {
  return row ? `${row.chapter}: ${row.title} (${row.where.replace(/^.*\//, "")})` : "words without a row";
}

/** Failures with their disassembly. */
export function describeFailures(set: InstructionSet, failures: readonly Failure[]): string[] {
  const texts = set.disassemble(failures.flatMap(({ instructions }) => instructions.map(({ word }) => word)));
  let next = 0;
  return failures.map(({ instructions, input, differences }) =>
    [
      "",
      ...instructions.map(({ word, row }) => `${hex(word)}  ${texts[next++]}    ${rowName(row)}`),
      `  before: ${input.join(" ")}`,
      ...differences.slice(0, SHOWN).map(({ name, expected, got }) => `  ${name} expected ${expected} got ${got}`),
    ].join("\n"),
  );
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

/** objdump's text of each A64 word. */
export function disassemble(words: readonly number[]): string[] {
  if (words.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), "disassembly-"));
  const path = join(folder, "words");
  writeFileSync(path, Uint32Array.from(words));
  const arguments_ = ["-D", "-b", "binary", "-m", "aarch64", "-M", "no-aliases", path];
  const text = execFileSync("aarch64-linux-gnu-objdump", arguments_, { encoding: "utf8", maxBuffer: 1 << 26 });
  rmSync(folder, { recursive: true });
  const lines = text.split("\n").filter((line) => /^\s*[0-9a-f]+:\t/.test(line));
  return lines.map((line) => line.split("\t").slice(2).join(" "));
}
