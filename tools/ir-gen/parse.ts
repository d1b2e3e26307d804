/** Reads `core-as/ir/ops.ir` and the files it includes. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type OpClass = "pure" | "load" | "store" | "loadpair" | "storepair" | "jump" | "call";

/** One row of the table; `columns` keeps the text after the name, by class. */
export interface OpRow {
  readonly name: string;
  readonly kind: OpClass;
  readonly columns: readonly string[];
  /** `file:line`, for messages. */
  readonly where: string;
}

/** @throws Error with file and line when a row is malformed or a name is taken. */
export function readOpTable(path: string): OpRow[] {
  const rows: OpRow[] = [];
  readInto(path, { kind: "pure" }, rows);
  const seen = new Map<string, string>();
  for (const row of rows) {
    const before = seen.get(row.name);
    if (before) throw new Error(`${row.where}: ${row.name} is already defined at ${before}`);
    seen.set(row.name, row.where);
  }
  return rows;
}

function readInto(path: string, section: { kind: OpClass }, rows: OpRow[]): void {
  readFileSync(path, "utf8")
    .split("\n")
    .forEach((line, index) => {
      const text = line.replace(/#.*$/, "").trim();
      if (text === "") return;
      const include = /^%include (\S+)$/.exec(text);
      const header = /^\[(pure|load|store|loadpair|storepair|jump|call)\]$/.exec(text);
      if (include) readInto(join(dirname(path), include[1]), { kind: section.kind }, rows);
      else if (header) section.kind = header[1] as OpClass;
      else {
        for (const row of expandShapes(text)) {
          const [name, ...columns] = row.split("|").map((part) => part.trim());
          rows.push({ name, kind: section.kind, columns, where: `${path}:${index + 1}` });
        }
      }
    });
}

/** Each vector shape's lane width, and the shape with lanes half as wide. */
const SHAPES: Record<string, { bits: string; half: string }> = {
  i8x16: { bits: "8", half: "" },
  i16x8: { bits: "16", half: "i8x16" },
  i32x4: { bits: "32", half: "i16x8" },
  i64x2: { bits: "64", half: "i32x4" },
};

/** `add.{i8x16,i16x8} | ... {shape}.add` → one row a shape; {shape}, {bits} and {half} name its parts. */
function expandShapes(text: string): string[] {
  const list = /\{((?:i\d+x\d+,?)+)\}/.exec(text);
  if (!list) return [text];
  return list[1]
    .split(",")
    .map((shape) =>
      text
        .replace(list[0], shape)
        .replaceAll("{shape}", shape)
        .replaceAll("{bits}", SHAPES[shape].bits)
        .replaceAll("{half}", SHAPES[shape].half),
    );
}

/** `add.i64` → `AddI64`: the enum member; with a small first letter, the emitter. */
export function memberName(name: string): string {
  return name
    .split(/[._]/)
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join("");
}

export function emitterName(name: string): string {
  const member = memberName(name);
  return member[0].toLowerCase() + member.slice(1);
}

/** What stands between spaces. */
export function words(text: string | undefined): string[] {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}
