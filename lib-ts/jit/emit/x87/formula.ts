/** Calculations of a run: text in the notation of inlineText.ts, whose parameters are locals that the caller has. */
import type { ValueType } from "../../wasm/valueType.ts";
import { type Emitter, LOCAL_LABEL } from "../emitter.ts";
import { localsOf, writeSteps } from "../inline.ts";
import { InlineParser, type Step } from "../inlineText.ts";

type Parameters = Readonly<Record<string, ValueType>>;

/** Finds the local of a name, after the calculation was written. */
export type LocalOf = (name: string) => number;

/** Parts of text that share their locals. */
class Parts {
  private readonly names: string[];
  private readonly types: ValueType[];
  private readonly parts: Step[][];
  private readonly parameters: number;

  constructor(parameters: Parameters, texts: readonly string[]) {
    this.names = Object.keys(parameters);
    this.types = Object.values(parameters);
    this.parameters = this.names.length;
    const parser = new InlineParser(this.names, this.types);
    this.parts = texts.map((text) => parser.parse(text));
  }

  /** Its locals, whose first are `given`: the others are those that functions written out share. */
  locals({ frame }: Emitter, given: readonly number[]): number[] {
    return [...given, ...localsOf(frame, this.types.slice(this.parameters))];
  }

  write(e: Emitter, part: number, locals: readonly number[]): void {
    writeSteps(e, this.parts[part], locals);
  }

  named(locals: readonly number[]): LocalOf {
    return (name) => locals[this.names.indexOf(name)];
  }
}

/** A calculation that always works. */
export class Formula {
  private readonly parts: Parts;

  constructor(parameters: Parameters, text: string) {
    this.parts = new Parts(parameters, [text]);
  }

  /** Writes it, with its parameters in locals `given`. */
  write(e: Emitter, ...given: readonly number[]): LocalOf {
    const locals = this.parts.locals(e, given);
    this.parts.write(e, 0, locals);
    return this.parts.named(locals);
  }
}

/** One for usual numbers: `unusual` pushes whether they are none, `impossible` whether `otherwise` does not do for them either. */
export class Checked {
  private readonly parts: Parts;

  constructor(
    parameters: Parameters,
    texts: Readonly<Record<"first" | "unusual" | "impossible" | "otherwise" | "last", string>>,
  ) {
    const { first, unusual, impossible, otherwise, last } = texts;
    this.parts = new Parts(parameters, [`${first} ${unusual}`, impossible, otherwise, last]);
  }

  /** As `Formula.write`; leaves the region where it is impossible. */
  write(e: Emitter, ...given: readonly number[]): LocalOf {
    const { code: to } = e;
    const locals = this.parts.locals(e, given);
    this.parts.write(e, 0, locals);
    to.ifSeldom(LOCAL_LABEL);
    this.parts.write(e, 1, locals);
    e.leaveSurprisedIf();
    this.parts.write(e, 2, locals);
    to.end();
    this.parts.write(e, 3, locals);
    return this.parts.named(locals);
  }
}
