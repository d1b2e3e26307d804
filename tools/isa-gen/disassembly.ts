/** *Rows.gen.ts: mask, value and assembly template of every row, in table order. */
import type { IsaRow } from "./parse.ts";

/** `name` is that of the exported table. Of a field in several parts, the high ones come first, with `+` between them. */
export function disassemblyRows(rows: readonly IsaRow[], name: string): string {
  const lines = rows.map((row) => {
    const fields = [...row.fields.values()]
      .map(({ letter, parts }) => `${letter}:${parts.map(({ low, width }) => `${low}:${width}`).join("+")}`)
      .join(" ");
    const values = [row.mask >>> 0, row.value >>> 0, JSON.stringify(fields), JSON.stringify(row.assembly)];
    return `  [${[...values, JSON.stringify(row.title), JSON.stringify(row.chapter)].join(", ")}],`;
  });
  return [
    'import type { EncodingRow } from "./encodings.ts";',
    "",
    `export const ${name}: readonly EncodingRow[] = [`,
    ...lines,
    "];",
  ].join("\n");
}
