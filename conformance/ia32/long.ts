/** The long campaign, with a page for the docs that says what it found. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CampaignOutcome, runCampaign } from "./campaign.ts";
import { EXCUSES, timesUsed } from "./excuses.ts";
import type { Shape } from "./generator.ts";
import { type Ia32Reference, isQemu, useReference } from "./hostOracle.ts";
import { QEMU_EXCUSES } from "./qemuExcuses.ts";
import { describe } from "./report.ts";
import { EXCLUSIONS } from "./rows.ts";
import { UNDEFINED } from "./undefined.ts";

/** Share of the instructions that each shape of test gets, on a processor and under QEMU, which is slow to start a test. */
const SHARES: readonly (readonly [Shape, string, Readonly<Record<Ia32Reference, number>>])[] = [
  ["single", "single instructions", { host: 0.4, qemu: 0.15 }],
  ["blocks", "blocks of 2 to 6 instructions", { host: 0.6, qemu: 0.85 }],
];
const PAGES: Readonly<Record<Ia32Reference, string>> = {
  host: "ia32-conformance.md",
  qemu: "ia32-conformance-qemu.md",
};
/** What the page says of results in which QEMU's user mode says less than Linux. */
const FOLDED = [
  "",
  "QEMU's user mode has the exception's signal for its vector; of #PF's error code P and U/S are compared; of EFLAGS what is not",
  "reserved, without RF; of the floating-point status everything but Denormal Operand and C1. Tests that the timer's signal",
  "interrupted, or that ended QEMU, are not counted. In blocks are the rows in which QEMU does nothing otherwise.",
  "",
  "A block with a difference is run again up to each of its instructions: it is excused when the first of these that differs is.",
];
const foreignText = (count: number) =>
  `${thousands(count)} tests were like the core's when they ran alone: QEMU checks no limits of segments, so that another test had written into`;

/** Failures of each shape that are shown. */
const SHOWN = 5;
const thousands = (number: number) => number.toLocaleString("en-US");

/** @param oracle as on the command line. @returns whether nothing differed */
export async function runLongIa32(count: number, seed: number, oracle: string | undefined): Promise<boolean> {
  if (oracle !== undefined) useReference(oracle);
  const reference: Ia32Reference = isQemu() ? "qemu" : "host";
  const outcomes = await Promise.all(
    SHARES.map(([shape, , shares]) =>
      runCampaign({ rows: /./, count: Math.ceil(count * shares[reference]), seed, shape }),
    ),
  );
  const page = pageText(outcomes, reference, new Date());
  writeFileSync(fileURLToPath(new URL(`../../docs/isa/${PAGES[reference]}`, import.meta.url)), page);
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

function pageText(outcomes: readonly CampaignOutcome[], reference: Ia32Reference, date: Date): string {
  const excuses = reference === "qemu" ? [...QEMU_EXCUSES, ...EXCUSES] : EXCUSES;
  const total = outcomes.reduce((sum, { instructions }) => sum + instructions, 0);
  const foreign = outcomes.reduce((sum, outcome) => sum + outcome.foreign, 0);
  const differences = outcomes.reduce((sum, outcome) => sum + failedIn(outcome), 0);
  return [
    `# IA32 conformance${reference === "qemu" ? " beside QEMU" : ""}`,
    "",
    `${date.toISOString().slice(0, 10)}, ${reference === "qemu" ? "against" : "on"} ${outcomes[0].reference}: ${thousands(total)} random instructions,`,
    `${thousands(differences)} tests with a difference. Written by \`npm run conformance:long -- --arch ia32${reference === "qemu" ? " --oracle qemu" : ""}\`; do not edit.`,
    "",
    "Compared after each test: general and segment registers, EIP, EFLAGS, the x87 FPU's and SSE's state, 8 KiB of memory; of",
    "exceptions vector, error code and CR2. 32-bit and 16-bit code, with flat, based, limited, expand-down, read-only and absent",
    "segments.",
    ...(reference === "qemu"
      ? [
          ...FOLDED,
          foreignText(foreign),
          "their results; or they had read the code of one that is not run under QEMU, because it reaches for the harness.",
        ]
      : []),
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
    ...excuses.map((excuse) => `| ${excuse.reason} | ${excuse.clause} | ${thousands(timesUsed(excuse))} |`),
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
