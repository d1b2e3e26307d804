/** The coverage page of IA32: every encoding, by chapter, with counts on top. */
import type { Ia32Row } from "./ia32Parse.ts";

export function ia32CoveragePage(rows: readonly Ia32Row[]): string {
  const names = [...new Set(rows.map(({ chapter }) => chapter))];
  const chapters = names.map((name) => ({ name, rows: rows.filter(({ chapter }) => chapter === name) }));
  return [
    "# IA32 encodings",
    "",
    `Generated from the encoding tables by \`npm run generate\`: ${rows.length} rows in ${chapters.length} chapters, which are the files of`,
    "`core-as/ia32/translate`. Every row is translated by the handler it names; what matches no row raises #UD, as do operands that",
    "a handler refuses.",
    "",
    "The opcode column is in the notation of the Intel SDM, volume 2 (3.1.1.1), with `mem` and `reg` for rows that have only one form",
    "of operand and `lock` where LOCK is allowed; within an opcode the more particular row counts. The reference is the section of",
    "that volume which lists the instruction, alphabetically.",
    "",
    "| chapter | rows | sections |",
    "|---|---:|---|",
    ...chapters.map(
      (chapter) =>
        `| [${chapter.name}](#${chapter.name.toLowerCase()}) | ${chapter.rows.length} | ${sections(chapter.rows)} |`,
    ),
    `| all | ${rows.length} | ${sections(rows)} |`,
    "",
    ...chapters.flatMap((chapter) => [
      `## ${chapter.name}`,
      "",
      "| opcode | instruction | assembly | handler | reference |",
      "|---|---|---|---|---|",
      ...[...chapter.rows].sort((x, y) => x.map - y.map || x.opcode - y.opcode).map(encodingRow),
      "",
    ]),
  ].join("\n");
}

function sections(rows: readonly Ia32Row[]): string {
  return [...new Set(rows.map(({ reference }) => reference))].sort().join(", ");
}

function encodingRow({ text, title, assembly, handler, reference }: Ia32Row): string {
  const cells = [`\`${text}\``, title, `\`${assembly.replaceAll("|", "\\|")}\``, `\`${handler}\``, reference];
  return `| ${cells.join(" | ")} |`;
}
