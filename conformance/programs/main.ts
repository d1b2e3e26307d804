/**
 * Random programs of many blocks in every tier of our core, and on QEMU's user mode where it can run them.
 *
 *   npm run conformance:programs -- [--flavour user|system|both] [--tiers LIST] [--first SEED] [--count N]
 *   npm run conformance:programs -- --flavour F --tiers LIST --seed SEED [--keep RANGES] [--every N]
 *
 * The second form repeats one program, or the items of it that RANGES names, and shows where it differs. Failures of the
 * first form go to build/programs.txt too, each with the command that repeats it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TIERS, tierNamed } from "../../lib-ts/testing/tier.ts";
import { missingTools } from "../oracle/qemuOracle.ts";
import { runPrograms } from "./campaign.ts";
import { inspect } from "./inspect.ts";
import type { Flavour } from "./program.ts";

const FAILURES = fileURLToPath(new URL("../../build/programs.txt", import.meta.url));
const FLAVOURS: readonly Flavour[] = ["user", "system"];

const { values } = parseArgs({
  options: {
    flavour: { type: "string", default: "both" },
    tiers: { type: "string", default: TIERS.join(",") },
    first: { type: "string", default: "1" },
    count: { type: "string", default: "10000" },
    seed: { type: "string" },
    keep: { type: "string" },
    every: { type: "string" },
  },
});

const tiers = values.tiers.split(",").map(tierNamed);
const flavours = FLAVOURS.filter((flavour) => values.flavour === flavour || values.flavour === "both");
if (flavours.length === 0) throw new Error(`"${values.flavour}" is no flavour; choose user, system or both`);
const qemu = missingTools().length === 0;

if (values.seed !== undefined) {
  const every = values.every === undefined ? undefined : Number(values.every);
  for (const flavour of flavours)
    console.log(await inspect({ flavour, tiers, qemu, seed: Number(values.seed), keep: values.keep, every }));
} else {
  process.exitCode = (await campaigns()) ? 0 : 1;
}

/** @returns whether nothing differed */
async function campaigns(): Promise<boolean> {
  const reports: string[] = [];
  for (const flavour of flavours) {
    const start = performance.now();
    const count = Math.ceil(Number(values.count) / flavours.length);
    const campaign = { flavour, tiers, first: Number(values.first), count, qemu };
    const result = await runPrograms(campaign, (done) => progress(flavour, done));
    const machines = [...tiers, ...(qemu && flavour === "user" ? ["QEMU"] : [])].join(", ");
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`${flavour}: ${result.programs} programs on ${machines}: ${result.failed} differ (${seconds} s)`);
    reports.push(...result.reports);
  }
  for (const report of reports) console.log(`\n${report}`);
  mkdirSync(fileURLToPath(new URL("../../build", import.meta.url)), { recursive: true });
  writeFileSync(FAILURES, reports.map((report) => `${report}\n\n`).join(""));
  return reports.length === 0;
}

function progress(flavour: Flavour, done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${flavour}: ${done} programs `);
}
