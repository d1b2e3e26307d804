/**
 * Reads the encoding tables (`core-as/isa/<architecture>/*.isa`).
 *
 * A row: pattern | handler fields... | assembly | title | reference
 *
 * pattern    32 characters, most significant bit first, blanks ignored: 0, 1, `x` (any) or a field letter. A letter's bits
 *            must be contiguous in A64; elsewhere its parts are put together, high ones first. T32 has rows of 16 bits too.
 * handler    exported by the chapter's module, which has the table's name without its number: `14-arithmetic.isa` and
 *            translate/arithmetic.ts. A number among the fields is passed to the handler as it is.
 * assembly   template of the disassembler: lib-ts/debug/template.ts
 * reference  section of the manual, without the number of the instruction, which differs between the manual's issues
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Field {
  readonly letter: string;
  /** Least significant bit and width. */
  readonly low: number;
  readonly width: number;
  /** Its contiguous parts, the high ones first; `low` is that of the last, `width` that of all. */
  readonly parts: readonly { readonly low: number; readonly width: number }[];
}

export interface IsaRow {
  readonly pattern: string;
  readonly mask: number;
  readonly value: number;
  readonly fields: ReadonlyMap<string, Field>;
  readonly handler: string;
  readonly handlerFields: readonly string[];
  /** Chapter module below core-as/<architecture>/translate that exports the handler. */
  readonly chapter: string;
  readonly assembly: string;
  readonly title: string;
  readonly reference: string;
  readonly where: string;
}

/** What an instruction set's patterns look like. */
export interface PatternRules {
  /** Bits of an instruction. */
  readonly widths: readonly number[];
  /** Whether a field may have several parts. */
  readonly splitFields: boolean;
}

const A64_PATTERNS: PatternRules = { widths: [32], splitFields: false };

/** @throws Error with file and line when a row is malformed. */
export function readIsaTables(folder: string, rules = A64_PATTERNS): IsaRow[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".isa"))
    .sort()
    .flatMap((name) => readTable(join(folder, name), name.replace(/\.isa$/, "").replace(/^\d+-/, ""), rules));
}

function readTable(path: string, chapter: string, rules: PatternRules): IsaRow[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .map((line, index) => ({ text: line.replace(/(^|\s)#\s.*$|^#.*$/, "").trim(), where: `${path}:${index + 1}` }))
    .filter(({ text }) => text !== "")
    .map(({ text, where }) => parseRow(text, where, chapter, rules));
}

function parseRow(text: string, where: string, chapter: string, rules: PatternRules): IsaRow {
  const columns = text.split("|").map((column) => column.trim());
  if (columns.length !== 5) throw new Error(`${where}: a row has 5 columns, this one ${columns.length}`);
  const [bits, call, assembly, title, reference] = columns;
  if (!/^[A-Z]\d+\.\d+$/.test(reference)) throw new Error(`${where}: '${reference}' is no section of the manual`);
  const pattern = bits.replace(/\s+/g, "");
  if (!rules.widths.includes(pattern.length)) throw new Error(`${where}: the pattern has ${pattern.length} bits`);
  const [handler, ...handlerFields] = call.split(/\s+/);
  const fields = fieldsOf(pattern, where, rules);
  for (const letter of handlerFields) {
    if (!/^\d+$/.test(letter) && !fields.has(letter)) throw new Error(`${where}: the pattern has no field '${letter}'`);
  }
  const fixed = (keep: string) => Number.parseInt([...pattern].map((bit) => (keep.includes(bit) ? 1 : 0)).join(""), 2);
  return {
    pattern,
    mask: fixed("01"),
    value: fixed("1"),
    fields,
    handler,
    handlerFields,
    chapter,
    assembly,
    title,
    reference,
    where,
  };
}

function fieldsOf(pattern: string, where: string, { splitFields }: PatternRules): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const letter of new Set(pattern.replace(/[01x]/g, ""))) {
    const parts = [...pattern.matchAll(new RegExp(`${letter}+`, "g"))].map(({ 0: bits, index }) => ({
      low: pattern.length - index - bits.length,
      width: bits.length,
    }));
    if (parts.length > 1 && !splitFields) throw new Error(`${where}: field '${letter}' is not contiguous`);
    const width = parts.reduce((sum, part) => sum + part.width, 0);
    fields.set(letter, { letter, low: parts[parts.length - 1].low, width, parts });
  }
  return fields;
}
