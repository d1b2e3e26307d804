/** The page of the docs that says what a long campaign found. */
import type { IsaRow } from "../tools/isa-gen/parse.ts";
import type { CampaignOutcome } from "./campaign.ts";
import type { Shape } from "./fuzz/generator.ts";
import type { InstructionSet } from "./instructionSet.ts";

const SHAPE_NAMES: Record<Shape, string> = {
  single: "single instructions",
  blocks: "blocks of 4 to 16 instructions",
  unallocated: "words that no row encodes",
};

interface ChapterTotals {
  readonly chapter: string;
  rows: number;
  instructions: number;
  differences: number;
}

export interface Totals {
  readonly date: string;
  readonly reference: string;
  readonly instructions: number;
  readonly differences: number;
  readonly chapters: readonly ChapterTotals[];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const thousands = (number: number) => number.toLocaleString("en-US");

/** @param reference version of what the core was compared with */
export function summary(set: InstructionSet, outcomes: readonly CampaignOutcome[], reference: string, date: Date) {
  const totals: Totals = {
    date: date.toISOString().slice(0, 10),
    reference,
    instructions: sum(outcomes.map(({ instructions }) => instructions)),
    differences: sum(outcomes.flatMap(({ counts }) => [...counts.values()].map(({ failed }) => failed))),
    chapters: chapterTotals(outcomes),
  };
  const markdown = [
    ...introduction(set, totals),
    ...shapeTable(outcomes),
    ...chapterTable(totals.chapters),
    ...excuseTable(set, outcomes),
    ...notExecuted(set, outcomes),
    "",
  ].join("\n");
  return { totals, markdown };
}

function introduction(set: InstructionSet, { date, reference, instructions, differences }: Totals): string[] {
  return [
    `# ${set.title} conformance`,
    "",
    `${date}, against \`${reference}\` as \`${set.reference.cpu}\` in user mode: ${thousands(instructions)} random instructions,`,
    `${thousands(differences)} tests with a difference. Written by \`npm run conformance:long\`; do not edit.`,
    "",
    `Compared after each test: ${set.compared}, 8 KiB of memory, and the signal:`,
    "SIGILL for Undefined, SIGSEGV for aborts, SIGBUS for alignment faults, SIGTRAP for the breakpoint behind the test.",
  ];
}

/** A line for each shape, over all pieces. */
function shapeTable(outcomes: readonly CampaignOutcome[]): string[] {
  const shapes = [...new Set(outcomes.map(({ options }) => options.shape))];
  const rows = shapes.map((shape) => {
    const pieces = outcomes.filter(({ options }) => options.shape === shape);
    const seeds = pieces.map(({ options }) => options.seed).sort((left, right) => left - right);
    const differences = sum(pieces.flatMap(({ counts }) => [...counts.values()].map(({ failed }) => failed)));
    const numbers = [
      sum(pieces.map(({ instructions }) => instructions)),
      sum(pieces.map(({ tests }) => tests)),
      differences,
    ];
    return `| ${[SHAPE_NAMES[shape], seeds.join(", "), ...numbers.map(thousands), endings(pieces)].join(" | ")} |`;
  });
  return [
    "",
    "| shape | seeds | instructions | tests | differences | ended by |",
    "|---|---|---|---|---|---|",
    ...rows,
  ];
}

function endings(pieces: readonly CampaignOutcome[]): string {
  const names = [...new Set(pieces.flatMap(({ endings }) => [...endings.keys()]))];
  const count = (name: string) => sum(pieces.map(({ endings }) => endings.get(name) ?? 0));
  return names.map((name) => `${name} ${thousands(count(name))}`).join(", ");
}

function chapterTotals(outcomes: readonly CampaignOutcome[]): ChapterTotals[] {
  const chapters = new Map<string, ChapterTotals>();
  const seen = new Set<IsaRow>();
  for (const [row, { tests, failed }] of outcomes.flatMap(({ counts }) => [...counts])) {
    const name = row?.chapter ?? "(no row)";
    const chapter = chapters.get(name) ?? { chapter: name, rows: 0, instructions: 0, differences: 0 };
    chapters.set(name, chapter);
    chapter.rows += row && !seen.has(row) ? 1 : 0;
    chapter.instructions += tests;
    chapter.differences += failed;
    if (row) seen.add(row);
  }
  return [...chapters.values()];
}

function chapterTable(chapters: readonly ChapterTotals[]): string[] {
  const rows = chapters.map(({ chapter, rows, instructions, differences }) => {
    return `| ${[chapter, rows, thousands(instructions), thousands(differences)].join(" | ")} |`;
  });
  return ["", "| chapter | rows | instructions | differences |", "|---|---|---|---|", ...rows];
}

function excuseTable(set: InstructionSet, outcomes: readonly CampaignOutcome[]): string[] {
  const rows = set.excuses.map((excuse) => {
    const count = sum(outcomes.map(({ excused }) => excused.get(excuse) ?? 0));
    return `| ${[excuse.reason, excuse.clause, count === 0 ? "0: not needed" : thousands(count)].join(" | ")} |`;
  });
  return ["", "## Excused differences", "", "| what | clause of DDI 0487 | tests |", "|---|---|---|", ...rows];
}

/** Rows that no test reached, with the reason. */
function notExecuted(set: InstructionSet, outcomes: readonly CampaignOutcome[]): string[] {
  const reached = (row: IsaRow) => outcomes.some(({ counts }) => (counts.get(row)?.tests ?? 0) > 0);
  const rows = [...(outcomes[0]?.counts.keys() ?? [])]
    .filter((row) => row !== undefined)
    .filter((row) => !reached(row));
  const lines = rows.map(
    (row) => `- ${row.chapter}: ${row.title}: ${set.exclusionOf(row.value >>> 0) ?? "no word was usable"}`,
  );
  return ["", "## Rows checked elsewhere", "", ...(lines.length === 0 ? ["None."] : lines)];
}
