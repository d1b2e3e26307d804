/**
 * House rules that no general linter knows:
 * - a source file has at most 400 lines, a function at most 80;
 * - nothing is left to do later: no mark of the kind that MARK lists;
 * - a function of the core that touches memory directly says why it stays in bounds: `BOUNDS:` inside it, in the comment
 *   above it, or once for the whole file in its opening comment.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { unboundedAccesses } from "./bounds.ts";
import { longFunctions } from "./functions.ts";

const MAX_LINES = 400;
/** Spelt in pieces, so that this file passes. */
const MARK = new RegExp(`\\b(${["TO", "DO|FIX", "ME|XX", "X"].join("")})\\b`);

const files = execFileSync("git", ["ls-files", "*.ts", "*.tsx"], { encoding: "utf8" }).trim().split("\n");
const problems = files
  .filter((file) => !file.endsWith(".gen.ts"))
  .flatMap((file) => checkFile(file, readFileSync(file, "utf8")).map((problem) => `${file}${problem}`));
for (const problem of problems) console.error(problem);
if (problems.length > 0) console.error(`${problems.length} house rules broken`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** What is wrong with a file, each as `:line: message`. */
function checkFile(file: string, text: string): string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  const isCore = file.startsWith("core-as/") && !/\.test\.ts$|\/testing\//.test(file);
  return [
    ...(lines.length > MAX_LINES ? [`: ${lines.length} lines, at most ${MAX_LINES} are allowed`] : []),
    ...lines.flatMap((line, index) => (MARK.test(line) ? [`:${index + 1}: left to do: ${line.trim()}`] : [])),
    ...longFunctions(file, text),
    ...(isCore ? unboundedAccesses(lines) : []),
  ];
}
