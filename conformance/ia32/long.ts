/** The long campaign, with a page for the docs that says what it found. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CampaignOutcome, runCampaign } from "./campaign.ts";
import { EXCUSES, timesUsed } from "./excuses.ts";
import type { Shape } from "./generator.ts";
import { describe } from "./report.ts";
import { EXCLUSIONS } from "./rows.ts";
import { UNDEFINED } from "./undefined.ts";

/** Share of the instructions that each shape of test gets. */
const SHARES: readonly (readonly [Shape, string, number])[] = [
  ["single", "single instructions", 0.4],
  ["blocks", "blocks of 2 to 6 instructions", 0.6],
];
const PAGE = fileURLToPath(new URL("../../docs/isa/ia32-conformance.md", import.meta.url));
/** Failures of each shape that are shown. */
const SHOWN = 5;
const thousands = (number: number) => number.toLocaleString("en-US");

/** @returns whether nothing differed */
export async function runLongIa32(count: number, seed: number): Promise<boolean> {
  const outcomes: CampaignOutcome[] = [];
  for (const [shape, , share] of SHARES) {
    outcomes.push(await runCampaign({ rows: /./, count: Math.ceil(count * share), seed, shape }));
  }
  const page = pageText(outcomes, new Date());
  writeFileSync(PAGE, page);
  console.log(page);
  console.log(
    outcomes
      .flatMap(({ failures }) => failures.slice(0, SHOWN))
      .map(describe)
      .join("\n"),
  );
  return outcomes.every(({ failures }) => failures.length === 0);
}

const failedIn = ({ counts }: CampaignOutcome) => [...counts.values()].reduce((sum, { failed }) => sum + failed, 0);

function pageText(outcomes: readonly CampaignOutcome[], date: Date): string {
  const total = outcomes.reduce((sum, { instructions }) => sum + instructions, 0);
  const differences = outcomes.reduce((sum, outcome) => sum + failedIn(outcome), 0);
  return [
    "# IA32 conformance",
    "",
    `${date.toISOString().slice(0, 10)}, on ${outcomes[0].reference}: ${thousands(total)} random instructions,`,
    `${thousands(differences)} tests with a difference. Written by \`npm run conformance:long -- --arch ia32\`; do not edit.`,
    "",
    "Compared after each test: general and segment registers, EIP, EFLAGS, the x87 FPU's and SSE's state, 8 KiB of memory; of",
    "exceptions vector, error code and CR2. 32-bit and 16-bit code, with flat, based, limited, expand-down, read-only and absent",
    "segments.",
    "",
    "| shape | seed | instructions | tests | differences | rows |",
    "|---|---|---|---|---|---|",
    ...outcomes.map((outcome, index) => {
      const numbers = [outcome.instructions, outcome.tests, failedIn(outcome), outcome.counts.size].map(thousands);
      return `| ${[SHARES[index][1], outcome.options.seed, ...numbers].join(" | ")} |`;
    }),
    ...chapters(outcomes),
    "",
    "## Excused differences",
    "",
    "| what | SDM | tests |",
    "|---|---|---|",
    ...EXCUSES.map((excuse) => `| ${excuse.reason} | ${excuse.clause} | ${thousands(timesUsed(excuse))} |`),
    "",
    "Left out of the comparison, because undefined:",
    "",
    ...UNDEFINED.map(({ clause }) => `- ${clause}`),
    "",
    "Checked elsewhere:",
    "",
    ...EXCLUSIONS.map(({ titles, reason }) => `- \`${titles.source}\`: ${reason}`),
    "",
  ].join("\n");
}

function chapters(outcomes: readonly CampaignOutcome[]): string[] {
  const totals = new Map<string, { rows: Set<string>; tests: number; failed: number }>();
  for (const [row, { tests, failed }] of outcomes.flatMap(({ counts }) => [...counts])) {
    const total = totals.get(row.chapter) ?? { rows: new Set(), tests: 0, failed: 0 };
    totals.set(row.chapter, total);
    total.rows.add(row.where);
    total.tests += tests;
    total.failed += failed;
  }
  const lines = [...totals].map(
    ([name, { rows, tests, failed }]) => `| ${[name, rows.size, thousands(tests), failed].join(" | ")} |`,
  );
  return ["", "| chapter | rows | instructions | differences |", "|---|---|---|---|", ...lines];
}
