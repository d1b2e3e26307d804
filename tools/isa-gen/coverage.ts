/** The coverage page of the docs: every encoding, by chapter, with counts on top. */
import type { IsaRow } from "./parse.ts";

interface Chapter {
  readonly name: string;
  readonly rows: readonly IsaRow[];
}

/** The whole page; `name` is that of the instruction set, `folder` where its handlers are, `note` what to know beside the rows. */
export function coveragePage(
  name: string,
  folder: string,
  rows: readonly IsaRow[],
  note: readonly string[] = [],
): string {
  const chapters = byChapter(rows);
  return [
    `# ${name} encodings`,
    "",
    `Generated from the encoding tables by \`npm run generate\`: ${rows.length} rows in ${chapters.length} chapters, which are the files of`,
    `\`${folder}/translate\`. Every row is translated by the handler it names; words that match no row, and field values`,
    "that a handler refuses, raise the Undefined Instruction exception, as does the one row that is there to say so (HLT).",
    "",
    "In a pattern, letters are fields and `x` is a bit that does not count. The reference is the section of the Arm",
    "Architecture Reference Manual (DDI 0487) that lists the instruction, alphabetically; a title is the manual's, with the",
    "form behind a comma where a form has a row of its own.",
    "",
    ...note,
    "| chapter | rows | sections |",
    "|---|---:|---|",
    ...chapters.map(summaryRow),
    `| all | ${rows.length} | ${sections(rows)} |`,
    "",
    ...chapters.flatMap(chapterTable),
  ].join("\n");
}

/** Chapters in the order in which the decoder looks at them. */
function byChapter(rows: readonly IsaRow[]): Chapter[] {
  const names = [...new Set(rows.map(({ chapter }) => chapter))];
  return names.map((name) => ({ name, rows: rows.filter(({ chapter }) => chapter === name) }));
}

function summaryRow({ name, rows }: Chapter): string {
  return `| [${name}](#${name.toLowerCase()}) | ${rows.length} | ${sections(rows)} |`;
}

function sections(rows: readonly IsaRow[]): string {
  return [...new Set(rows.map(({ reference }) => reference))].sort().join(", ");
}

function chapterTable({ name, rows }: Chapter): string[] {
  return [
    `## ${name}`,
    "",
    "| pattern | instruction | assembly | handler | reference |",
    "|---|---|---|---|---|",
    ...rows.map(encodingRow),
    "",
  ];
}

function encodingRow({ pattern, title, assembly, handler, reference }: IsaRow): string {
  return `| ${[`\`${pattern}\``, title, `\`${assembly}\``, `\`${handler}\``, reference].join(" | ")} |`;
}
