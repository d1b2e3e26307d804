/** The functions that regions write out, parsed. */
import { FUNCTIONS } from "../rows.gen.ts";
import type { ValueType } from "../wasm/valueType.ts";
import { INLINE_ROWS } from "./inlines.ts";
import { SSE_ROWS } from "./inlinesSse.ts";
import { InlineParser, type Step } from "./inlineText.ts";

export interface Inline {
  /** Types of the locals; parameters come first. */
  readonly types: readonly ValueType[];
  readonly parameters: number;
  readonly result: ValueType;
  /** Whether the first argument is the vCPU and the value holds under `plainFloat` only. */
  readonly float: boolean;
  readonly first: readonly Step[];
  readonly condition: readonly Step[];
  readonly value: readonly Step[];
  /** The value where the condition does not hold; undefined: the function is called. */
  readonly otherwise: readonly Step[] | undefined;
}

function parse(row: string): [string, Inline] {
  const [head, first, condition, value, otherwise] = row.split("|");
  const [name, ...names] = head.trim().split(" ");
  const signature = FUNCTIONS[name];
  const float = names[0] === "v";
  const parameters = names.slice(float ? 1 : 0);
  const parser = new InlineParser([...parameters], signature.parameters.slice(float ? 1 : 0) as ValueType[]);
  const parsed = {
    types: parser.types,
    parameters: parameters.length,
    result: signature.result as ValueType,
    float,
    first: parser.parse(first),
    condition: parser.parse(condition),
    value: parser.parse(value),
    otherwise: otherwise === undefined ? undefined : parser.parse(otherwise),
  };
  return [name, parsed];
}

export const INLINES: ReadonlyMap<string, Inline> = new Map([...INLINE_ROWS, ...SSE_ROWS].map(parse));

/** Whether the function's value as it is written out depends on FPCR and FPSR. */
export function needsPlainFloat(name: string): boolean {
  return INLINES.get(name)?.float === true;
}
