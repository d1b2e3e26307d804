/**
 * `npm test`: everything CI runs, in order, each step with its time. A step that cannot run here says what is missing and
 * how to get it, and counts as skipped; a step that fails stops nothing, so that one run shows every failure. The last line
 * counts tests, and a step without tests (a build, a check) as one.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureTools, TEST_TOOLS } from "../setup/tools.ts";
import { type Counts, inWords, REPORTING, testCounts } from "./results.ts";
import { STEPS, type Step } from "./steps.ts";

const REPORTS = resolve("build/test-reports");

interface Outcome extends Counts {
  readonly step: Step;
  readonly seconds: number;
}

function runStep(step: Step, missing: ReadonlySet<string>): Outcome {
  const lacking = (step.needs ?? []).filter((need) => missing.has(need));
  if (lacking.length > 0) {
    console.log(`\n== ${step.name}: skipped; get what it needs with: sudo apt-get install ${lacking.join(" ")}`);
    return { step, passed: 0, failed: 0, skipped: 1, flaky: 0, seconds: 0 };
  }
  const report = join(REPORTS, `${step.name}.json`);
  rmSync(report, { force: true });
  const { args, environment } = step.runner ? REPORTING[step.runner](report) : { args: "", environment: {} };
  console.log(`\n== ${step.name}: ${step.command}`);
  const start = performance.now();
  const { status } = spawnSync(`${step.command} ${args}`, {
    shell: true,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...environment },
  });
  return { step, ...countsOf(step, status === 0, report), seconds: (performance.now() - start) / 1000 };
}

function countsOf({ runner, optional }: Step, succeeded: boolean, report: string): Counts {
  if (runner) return testCounts(runner, existsSync(report) ? readFileSync(report, "utf8") : undefined, succeeded);
  const failed = succeeded || optional ? 0 : 1;
  return { passed: succeeded ? 1 : 0, failed, skipped: !succeeded && optional ? 1 : 0, flaky: 0 };
}

function printSummary(outcomes: readonly Outcome[]): Counts {
  console.log("\n== summary");
  for (const outcome of outcomes) console.log(`${outcome.seconds.toFixed(1).padStart(7)} s  ${line(outcome)}`);
  const total = (key: keyof Counts) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  const counts = {
    passed: total("passed"),
    failed: total("failed"),
    skipped: total("skipped"),
    flaky: total("flaky"),
  };
  console.log(inWords(counts));
  return counts;
}

function line(outcome: Outcome): string {
  return `${outcome.step.name.padEnd(12)} ${inWords(outcome)}`;
}

mkdirSync(REPORTS, { recursive: true });
const only = process.argv.slice(2);
const missing = new Set(ensureTools(TEST_TOOLS).map((tool) => tool.debian));
const steps = STEPS.filter((step) => only.length === 0 || only.includes(step.name));
const { failed } = printSummary(steps.map((step) => runStep(step, missing)));
process.exitCode = failed > 0 ? 1 : 0;
