/**
 * The long campaign: at least five million random instructions over all encoding rows, with a summary for the docs. It may be run in
 * pieces, each with a seed of its own: the summary is that of all pieces that this core has.
 *
 *   npm run conformance:long -- [--arch a64|a32|t32|ia32] [--count N] [--seed S] [--oracle host|qemu]
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type CampaignOutcome, runCampaign } from "./campaign.ts";
import type { Shape } from "./fuzz/generator.ts";
import { runLongIa32 } from "./ia32/long.ts";
import type { InstructionSet } from "./instructionSet.ts";
import { instructionSet } from "./instructionSets.ts";
import { readPieces, savePiece } from "./pieces.ts";
import { describeFailures } from "./report.ts";
import { summary } from "./summary.ts";

/** Share of the instructions that each shape of test gets. */
const SHARES: readonly [Shape, number][] = [
  ["single", 0.3],
  ["blocks", 0.65],
  ["unallocated", 0.05],
];
const root = new URL("../", import.meta.url);
const PAGES: Readonly<Record<string, string>> = { a64: "aarch64", a32: "a32", t32: "t32" };

const { values } = parseArgs({
  options: {
    arch: { type: "string", default: "a64" },
    count: { type: "string", default: "5000000" },
    seed: { type: "string", default: "1" },
    oracle: { type: "string" },
  },
});

if (values.arch === "ia32") {
  process.exitCode = (await runLongIa32(Number(values.count), Number(values.seed), values.oracle)) ? 0 : 1;
} else await runLongAgainstQemu();

async function runLongAgainstQemu(): Promise<void> {
  const set = instructionSet(values.arch);
  const seed = Number(values.seed);
  const outcomes: CampaignOutcome[] = [];
  for (const [shape, share] of SHARES) {
    const count = Math.ceil(Number(values.count) * share);
    outcomes.push(await runCampaign({ set, rows: /./, count, seed, shape }));
  }
  savePiece(set, seed, outcomes);
  writeSummary(set);
  const failures = outcomes.flatMap(({ failures }) => failures.slice(0, 5));
  console.log(describeFailures(set, failures).join("\n"));
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function writeSummary(set: InstructionSet): void {
  const qemu = execFileSync(set.reference.command, ["--version"], { encoding: "utf8" }).split("\n")[0];
  const { markdown, totals } = summary(set, readPieces(set), qemu, new Date());
  writeFileSync(fileURLToPath(new URL(`docs/isa/${PAGES[values.arch]}-conformance.md`, root)), markdown);
  const data = values.arch === "a64" ? "conformance" : `conformance.${values.arch}`;
  writeFileSync(fileURLToPath(new URL(`build/${data}.json`, root)), `${JSON.stringify(totals, undefined, 2)}\n`);
  console.log(markdown);
}
