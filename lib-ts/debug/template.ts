/**
 * The assembly column of the encoding tables: text with `{fields:kind}` in it.
 *
 *   add {d:R}, {n:Rsp}, #{i:hex}{h:lsl12}
 *
 * `fields` are letters of the row's pattern, one character each, handed to the kind in that order; there may be none. No kind
 * means an unsigned decimal number, of the fields joined. Kinds may also read fields by their usual letters, which is what keeps
 * templates short: `s` is "64-bit" for `R` and `Rsp`, `q` is "128-bit" for vector arrangements. A kind that returns `undefined`
 * says that the field values are not allocated.
 *
 * The kinds themselves are documented where they are defined: kinds*.ts for A64, aarch32/kinds*.ts for A32 and T32.
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
  /** What the instruction reads from PC: its own address in A64, 8 further on in A32, 4 in T32. */
  readonly pc: bigint;
  /** Of T32 in an IT block: the condition that the block gives it, 0 to 14. */
  readonly it?: number;
  /** Value of the field with this letter, 0 when the row has none. */
  field(letter: string): number;
}

export type Kind = (fields: readonly FieldValue[], instruction: Instruction) => string | undefined;
export type Kinds = Readonly<Record<string, Kind>>;

/** A piece of a template: literal text, or fields with their kind. */
type Piece = { readonly text: string } | { readonly letters: readonly string[]; readonly kind: Kind };

/** Where a field lies in the word: its parts, the high ones first, and the width of all. */
export interface FieldPlace {
  readonly width: number;
  readonly parts: readonly { readonly low: number; readonly width: number }[];
}

/** The fields as one, the first of them in the high bits; at most 32 bits. */
export function joined(fields: readonly FieldValue[]): FieldValue {
  return fields.reduce((high, low) => ({
    value: high.value * 2 ** low.width + low.value,
    width: high.width + low.width,
  }));
}

const decimal: Kind = (fields) => `${joined(fields).value}`;

/** `i:16:4+0:12` for each field, with blanks between. */
export function parseFields(text: string): ReadonlyMap<string, FieldPlace> {
  const fields = text.split(" ").filter((field) => field !== "");
  return new Map(
    fields.map((field) => {
      const [letter, places] = [field[0], field.slice(2)];
      const parts = places.split("+").map((place) => {
        const [low, width] = place.split(":").map(Number);
        return { low, width };
      });
      return [letter, { parts, width: parts.reduce((sum, { width }) => sum + width, 0) }];
    }),
  );
}

/** The unsigned value of a field. */
function fieldOf(word: number, { parts }: FieldPlace): number {
  return parts.reduce((value, { low, width }) => value * 2 ** width + ((word >>> low) & (2 ** width - 1)), 0);
}

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

/** The text of an instruction, or undefined when a kind says that the fields are not allocated. */
export function render(
  pieces: readonly Piece[],
  fields: ReadonlyMap<string, FieldPlace>,
  place: Omit<Instruction, "field">,
): string | undefined {
  const read = (letter: string): FieldValue => {
    const field = fields.get(letter);
    return field ? { value: fieldOf(place.word, field), width: field.width } : { value: 0, width: 0 };
  };
  const instruction: Instruction = { ...place, field: (letter) => read(letter).value };
  const parts = pieces.map((piece) =>
    "text" in piece ? piece.text : piece.kind(piece.letters.map(read), instruction),
  );
  return parts.includes(undefined) ? undefined : parts.join("");
}
