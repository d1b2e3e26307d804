/** ia32Rows.gen.ts: opcode and assembly template of every row, in the decoder's order: the first that matches counts. */
import type { Ia32Row } from "./ia32Parse.ts";

export function ia32DisassemblyRows(rows: readonly Ia32Row[]): string {
  const lines = rows.map((row) => {
    const modrm = row.second ?? row.digit ?? (row.hasModrm ? "r" : "");
    const kind = row.second !== undefined ? "byte" : row.hasModrm ? row.mod : "";
    const immediates = row.immediates.join(" ");
    const values = [
      row.prefix,
      row.map,
      row.opcode,
      row.span,
      modrm,
      kind,
      immediates,
      row.assembly,
      row.title,
      row.chapter,
    ];
    return `  [${values.map((value) => JSON.stringify(value)).join(", ")}],`;
  });
  return [
    "/**",
    " * Mandatory prefix (`NP`: none may be there; empty: it does not matter); 1 = behind 0F; first opcode; how many opcodes (8: a",
    " * register in the low bits, 16: a condition); ModRM: empty = none, `r` = any, a number = the reg field, or with `byte` the whole",
    " * byte; `mem`, `reg`, `byte` or empty; immediates, parted by blanks; assembly template; title; chapter. What the templates' names",
    " * mean: tools/isa-gen/ia32Parse.ts.",
    " */",
    "export type Ia32EncodingRow = readonly [",
    '  "" | "NP" | "66" | "F3" | "F2", 0 | 1, number, 1 | 8 | 16, "" | "r" | number, "" | "mem" | "reg" | "byte", string, string, string, string,',
    "];",
    "",
    "export const IA32_ROWS: readonly Ia32EncodingRow[] = [",
    ...lines,
    "];",
  ].join("\n");
}
