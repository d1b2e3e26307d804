/**
 * decode*.gen.ts: classify a word to its row (a switch on eight bits, then mask and value), and call the row's handler.
 */
import type { Field, IsaRow } from "./parse.ts";

const BUCKET_BITS = 8;

export interface DecoderNames {
  /** Suffix of the exported functions: `A64` gives `decodeA64`, `classifyA64`. */
  readonly suffix: string;
  readonly unallocated: { name: string; from: string };
  /** The rows in groups: a word belongs to the first whose condition on `word` holds; the last has none. */
  readonly groups: readonly RowGroup[];
}

export interface RowGroup {
  readonly when?: string;
  readonly has: (row: IsaRow) => boolean;
  /** Lowest of the bits by which the group's words are told apart first: those that split it most evenly. */
  readonly bucketLow: number;
}

export function decoder(rows: readonly IsaRow[], names: DecoderNames): string {
  // A name space a chapter: chapters name their handlers without regard to one another.
  const chapters = [...new Set(rows.map((row) => row.chapter))];
  const imports = chapters.map((chapter) => `import * as ${chapter} from "./translate/${chapter}";`);
  return [
    `import { ${names.unallocated.name} } from "${names.unallocated.from}";`,
    ...imports,
    "",
    "/** Number of the table row that encodes `word`, or -1: unallocated. The first row that matches counts. */",
    `export function classify${names.suffix}(word: u32): i32 {`,
    ...names.groups.flatMap((group) => classification(rows, group)),
    "}",
    "",
    "/** Emits the micro-ops of `word`. */",
    `export function decode${names.suffix}(word: u32): void {`,
    `  switch (classify${names.suffix}(word)) {`,
    ...rows.map((row, index) => `    case ${index}: return ${call(row)};`),
    `    default: return ${names.unallocated.name}();`,
    "  }",
    "}",
    "",
  ].join("\n");
}

function call({ chapter, handler, handlerFields, fields }: IsaRow): string {
  const args = handlerFields.map((letter) => {
    if (/^\d+$/.test(letter)) return letter;
    const field = fields.get(letter);
    if (!field) throw new Error(`no field ${letter}`);
    return fieldValue(field);
  });
  return `${chapter}.${handler}(${args.join(", ")})`;
}

/** A field's parts put together. */
function fieldValue({ parts }: Field): string {
  let above = 0;
  const texts = [...parts].reverse().map(({ low, width }) => {
    const text = `(word >> ${low}) & ${2 ** width - 1}`;
    const shifted = above === 0 ? text : `((${text}) << ${above})`;
    above += width;
    return parts.length === 1 ? text : above === width ? `(${text})` : shifted;
  });
  return texts.reverse().join(" | ");
}

function classification(rows: readonly IsaRow[], group: RowGroup): string[] {
  const lines = [
    `  switch ((word >> ${group.bucketLow}) & ${2 ** BUCKET_BITS - 1}) {`,
    ...buckets(rows, group),
    "    default: return -1;",
    "  }",
  ];
  return group.when === undefined ? lines : [`  if (${group.when}) {`, ...lines, "  }"];
}

/** Cases with the same candidate rows share a body. */
function buckets(rows: readonly IsaRow[], group: RowGroup): string[] {
  const byBody = new Map<string, number[]>();
  for (let bucket = 0; bucket < 2 ** BUCKET_BITS; bucket++) {
    const body = candidates(rows, group, bucket);
    if (body === "") continue;
    byBody.set(body, [...(byBody.get(body) ?? []), bucket]);
  }
  return [...byBody].map(
    ([body, cases]) => `${cases.map((bucket) => `    case ${bucket}:`).join("\n")} {\n${body}\n      return -1;\n    }`,
  );
}

function candidates(rows: readonly IsaRow[], { has, bucketLow }: RowGroup, bucket: number): string {
  const bucketMask = (2 ** BUCKET_BITS - 1) << bucketLow;
  return rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => has(row) && ((row.value ^ (bucket << bucketLow)) & row.mask & bucketMask) === 0)
    .map(({ row, index }) => `      if ((word & ${hex(row.mask)}) == ${hex(row.value)}) return ${index};`)
    .join("\n");
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}
