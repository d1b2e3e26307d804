/** The A64 disassembler: the encoding tables of the decoder, read for their assembly column. */
import { A64_ROWS, type EncodingRow } from "./a64Rows.gen.ts";
import { kindsAddress } from "./kindsAddress.ts";
import { kindsInteger } from "./kindsInteger.ts";
import { kindsSimd } from "./kindsSimd.ts";
import { kindsSystem } from "./kindsSystem.ts";
import { kindsTransfer } from "./kindsTransfer.ts";
import { kindsVector } from "./kindsVector.ts";
import { type FieldPlace, type Kinds, parseTemplate, render } from "./template.ts";

const KINDS: Kinds = {
  ...kindsInteger,
  ...kindsAddress,
  ...kindsSystem,
  ...kindsTransfer,
  ...kindsVector,
  ...kindsSimd,
};

/** Bits 28..21 split the A64 space most evenly. */
const BUCKET_LOW = 21;
const BUCKET_MASK = 0xff;

interface Encoding {
  readonly mask: number;
  readonly value: number;
  readonly fields: ReadonlyMap<string, FieldPlace>;
  readonly pieces: ReturnType<typeof parseTemplate>;
}

function toEncoding([mask, value, fieldText, template]: EncodingRow): Encoding {
  const fields = new Map<string, FieldPlace>(
    fieldText
      .split(" ")
      .filter((text) => text !== "")
      .map((text) => {
        const [letter, low, width] = text.split(":");
        return [letter, { low: Number(low), width: Number(width) }];
      }),
  );
  return { mask, value, fields, pieces: parseTemplate(template, KINDS, fields) };
}

/** For each value of the bucket bits, the encodings that can match, in table order. */
function bucketize(rows: readonly EncodingRow[]): readonly (readonly Encoding[])[] {
  const encodings = rows.map(toEncoding);
  const mask = BUCKET_MASK << BUCKET_LOW;
  return Array.from({ length: BUCKET_MASK + 1 }, (_, bucket) =>
    encodings.filter((encoding) => ((encoding.value ^ (bucket << BUCKET_LOW)) & encoding.mask & mask) === 0),
  );
}

let buckets: readonly (readonly Encoding[])[] | undefined;

/**
 * One A64 instruction as text, in the words of `objdump -M no-aliases`.
 * A word without a meaning becomes `.inst 0x...`.
 */
export function disassembleA64(word: number, address: bigint): string {
  buckets ??= bucketize(A64_ROWS);
  const bits = word >>> 0;
  const encoding = buckets[(bits >>> BUCKET_LOW) & BUCKET_MASK].find(
    ({ mask, value }) => ((bits ^ value) & mask) === 0,
  );
  const text = encoding && render(encoding.pieces, encoding.fields, bits, address);
  return text ?? `.inst 0x${bits.toString(16).padStart(8, "0")}`;
}
