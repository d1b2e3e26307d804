/** Instruction words with labels. */
import * as A from "./encode.ts";

/** Names a place in the code. */
export type Label = string;

interface Fixup {
  readonly at: number;
  readonly label: Label;
  /** The word at `at` for a distance in words from there. */
  readonly encode: (words: number) => number;
}

export class Assembler {
  readonly words: number[] = [];
  private readonly labels = new Map<Label, number>();
  private readonly fixups: Fixup[] = [];
  private local = 0;

  /** @param origin address of the first word */
  constructor(private readonly origin = 0) {}

  emit(...words: readonly number[]): void {
    this.words.push(...words);
  }

  label(label: Label): void {
    this.labels.set(label, this.words.length);
  }

  /** A label that nobody else uses. */
  fresh(): Label {
    return `.${this.local++}`;
  }

  /** Appends the word that `encode` makes of the distance to `label`, which may come later. */
  to(label: Label, encode: (words: number) => number): void {
    this.fixups.push({ at: this.words.length, label, encode });
    this.words.push(0);
  }

  /** Appends the word that `encode` makes of the distance to an address. */
  toAddress(address: number, encode: (words: number) => number): void {
    this.emit(encode((address - this.origin) / 4 - this.words.length));
  }

  /** Fills up with `filler` to an address that is a multiple of 4 `words`, if the origin is one. */
  align(words: number, filler: number): void {
    while (this.words.length % words !== 0) this.emit(filler);
  }

  /** ADR of `label`. */
  adr(d: number, label: Label): void {
    this.to(label, (words) => A.adr(d, 4 * words));
  }

  /** The words, all distances filled in. @throws Error for a label that is nowhere */
  finish(): readonly number[] {
    for (const { at, label, encode } of this.fixups) this.words[at] = encode(this.indexOf(label) - at) >>> 0;
    return this.words;
  }

  /** Number of the word at `label`. @throws Error when it is nowhere */
  indexOf(label: Label): number {
    const index = this.labels.get(label);
    if (index === undefined) throw new Error(`no label ${label}`);
    return index;
  }
}
