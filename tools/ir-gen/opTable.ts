/** ops.gen.ts: the dense op-code enum, with the sequences behind the rows. */
import { memberName, type OpRow } from "./parse.ts";
import { type OpSequence, sequenceMember } from "./sequences.ts";

export function opTable(rows: readonly OpRow[], sequences: readonly OpSequence[]): string {
  const members = rows.map((row, index) => `  ${memberName(row.name)} = ${index},`);
  const joined = sequences.map((sequence, index) => `  ${sequenceMember(sequence)} = ${rows.length + index},`);
  return ["export enum Op {", ...members, "  // Sequences.", ...joined, "}", ""].join("\n");
}
