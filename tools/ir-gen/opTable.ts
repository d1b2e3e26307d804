/** ops.gen.ts: the dense op-code enum. */
import { memberName, type OpRow } from "./parse.ts";

export function opTable(rows: readonly OpRow[]): string {
  const members = rows.map((row, index) => `  ${memberName(row.name)} = ${index},`).join("\n");
  return `export enum Op {\n${members}\n}\n`;
}
