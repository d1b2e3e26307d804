/**
 * decode.gen.ts: classify a word to its row (a switch on eight bits, then mask and value), and call the row's handler.
 */
import type { IsaRow } from "./parse.ts";

/** Bits 28..21 split the A64 space most evenly. */
const BUCKET_LOW = 21;
const BUCKET_BITS = 8;

export interface DecoderNames {
  /** Suffix of the exported functions: `A64` gives `decodeA64`, `classifyA64`. */
  readonly suffix: string;
  readonly unallocated: { name: string; from: string };
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
    `  switch ((word >> ${BUCKET_LOW}) & ${2 ** BUCKET_BITS - 1}) {`,
    ...buckets(rows),
    "    default: return -1;",
    "  }",
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
    return `(word >> ${field.low}) & ${2 ** field.width - 1}`;
  });
  return `${chapter}.${handler}(${args.join(", ")})`;
}

/** Cases with the same candidate rows share a body. */
function buckets(rows: readonly IsaRow[]): string[] {
  const byBody = new Map<string, number[]>();
  for (let bucket = 0; bucket < 2 ** BUCKET_BITS; bucket++) {
    const body = candidates(rows, bucket);
    if (body === "") continue;
    byBody.set(body, [...(byBody.get(body) ?? []), bucket]);
  }
  return [...byBody].map(
    ([body, cases]) => `${cases.map((bucket) => `    case ${bucket}:`).join("\n")} {\n${body}\n      return -1;\n    }`,
  );
}

function candidates(rows: readonly IsaRow[], bucket: number): string {
  const bucketMask = (2 ** BUCKET_BITS - 1) << BUCKET_LOW;
  return rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => ((row.value ^ (bucket << BUCKET_LOW)) & row.mask & bucketMask) === 0)
    .map(({ row, index }) => `      if ((word & ${hex(row.mask)}) == ${hex(row.value)}) return ${index};`)
    .join("\n");
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}
