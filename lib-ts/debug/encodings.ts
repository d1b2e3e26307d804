/** The rows of an encoding table, ready to be searched for the instruction that a word is. */
import { type FieldPlace, type Instruction, type Kinds, parseFields, parseTemplate, render } from "./template.ts";

/** Mask, value, fields (`letter:low:width`, of several parts with `+` between them), assembly template, title, chapter. */
export type EncodingRow = readonly [number, number, string, string, string, string];

interface Encoding {
  readonly mask: number;
  readonly value: number;
  readonly fields: ReadonlyMap<string, FieldPlace>;
  readonly pieces: ReturnType<typeof parseTemplate>;
}

/** Eight bits split a table well enough. */
const BUCKET_MASK = 0xff;

function toEncoding([mask, value, fieldText, template]: EncodingRow, kinds: Kinds): Encoding {
  const fields = parseFields(fieldText);
  return { mask, value, fields, pieces: parseTemplate(template, kinds, fields) };
}

export class Encodings {
  /** For each value of the bucket bits, the encodings that can match, in table order. */
  private readonly buckets: readonly (readonly Encoding[])[];

  /**
   * @param bucketLow the lowest of the eight bits that split the table most evenly
   * @throws Error naming the kind or the field when a row's template uses an unknown one
   */
  constructor(
    rows: readonly EncodingRow[],
    kinds: Kinds,
    private readonly bucketLow: number,
  ) {
    const encodings = rows.map((row) => toEncoding(row, kinds));
    const mask = BUCKET_MASK << bucketLow;
    this.buckets = Array.from({ length: BUCKET_MASK + 1 }, (_, bucket) =>
      encodings.filter((encoding) => ((encoding.value ^ (bucket << bucketLow)) & encoding.mask & mask) === 0),
    );
  }

  /** The instruction's text; undefined when the word has no meaning. */
  textOf(place: Omit<Instruction, "field">): string | undefined {
    const { word } = place;
    const encoding = this.buckets[(word >>> this.bucketLow) & BUCKET_MASK].find(
      ({ mask, value }) => ((word ^ value) & mask) === 0,
    );
    return encoding && render(encoding.pieces, encoding.fields, place);
  }
}
