/**
 * The assembly column of the encoding tables: text with `{fields:kind}` in it.
 *
 *   add {d:R}, {n:Rsp}, #{i:hex}{h:lsl12}
 *
 * `fields` are letters of the row's pattern, one character each, handed to the kind in that order; there may be none. No kind
 * means an unsigned decimal number. Kinds may also read fields by their usual letters, which is what keeps templates short:
 * `s` is "64-bit" for `R` and `Rsp`, `q` is "128-bit" for vector arrangements. A kind that returns `undefined` says that the
 * field values are not allocated.
 *
 * The kinds themselves are documented where they are defined: kindsInteger.ts, kindsAddress.ts,
 * kindsSystem.ts, kindsTransfer.ts, kindsVector.ts.
 */

/** A field of the instruction word: its unsigned value, and its width in bits. */
export interface FieldValue {
  readonly value: number;
  readonly width: number;
}

/** What a kind may look at. */
export interface Instruction {
  readonly word: number;
  readonly address: bigint;
  /** Value of the field with this letter, 0 when the row has none. */
  field(letter: string): number;
}

export type Kind = (fields: readonly FieldValue[], instruction: Instruction) => string | undefined;
export type Kinds = Readonly<Record<string, Kind>>;

/** A piece of a template: literal text, or fields with their kind. */
type Piece = { readonly text: string } | { readonly letters: readonly string[]; readonly kind: Kind };

/** Where a field lies in the word. */
export interface FieldPlace {
  readonly low: number;
  readonly width: number;
}

const decimal: Kind = ([field]) => `${field.value}`;

/** @throws Error naming the kind or the field when the template uses an unknown one. */
export function parseTemplate(
  template: string,
  kinds: Kinds,
  fields: ReadonlyMap<string, FieldPlace>,
): readonly Piece[] {
  return template
    .split(/(\{[^}]*\})/)
    .filter((text) => text !== "")
    .map((text) => {
      const operand = /^\{(\w*)(?::(\w+))?\}$/.exec(text);
      if (!operand) return { text };
      const [, letters, name] = operand;
      const kind = name === undefined ? decimal : kinds[name];
      if (!kind) throw new Error(`'${template}': no kind '${name}'`);
      for (const letter of letters) if (!fields.has(letter)) throw new Error(`'${template}': no field '${letter}'`);
      return { letters: [...letters], kind };
    });
}

/** The text of `word`, or undefined when a kind says that the fields are not allocated. */
export function render(
  pieces: readonly Piece[],
  fields: ReadonlyMap<string, FieldPlace>,
  word: number,
  address: bigint,
): string | undefined {
  const value = ({ low, width }: FieldPlace) => (word >>> low) & (2 ** width - 1);
  const instruction: Instruction = {
    word,
    address,
    field: (letter) => {
      const place = fields.get(letter);
      return place ? value(place) : 0;
    },
  };
  const read = (letter: string): FieldValue => ({
    value: instruction.field(letter),
    width: fields.get(letter)?.width ?? 0,
  });
  const parts = pieces.map((piece) =>
    "text" in piece ? piece.text : piece.kind(piece.letters.map(read), instruction),
  );
  return parts.includes(undefined) ? undefined : parts.join("");
}
