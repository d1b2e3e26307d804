/** The rows as data, for the region compiler: lib-ts/jit/rows.gen.ts; and the exports that its rows need of the core. */
import { type Operands, parseOperands } from "./operands.ts";
import { type OpRow, words } from "./parse.ts";
import type { OpSequence } from "./sequences.ts";
import type { ValueType } from "./wasmToAs.ts";

/** A function that rows call, as Wasm sees it. */
export interface WasmFunction {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType;
}

/** Which functions the rows call, by name, in the order of the alphabet. */
function calledFunctions(rows: readonly OpRow[], functions: ReadonlyMap<string, WasmFunction>): string[] {
  const called = new Set(rows.flatMap(({ columns }) => columns.join(" ").match(/@\w+/g) ?? []));
  return [...called]
    .map((name) => name.slice(1))
    .filter((name) => functions.has(name))
    .sort();
}

export function rowData(
  rows: readonly OpRow[],
  sequences: readonly OpSequence[],
  functions: ReadonlyMap<string, WasmFunction>,
): string {
  const called = calledFunctions(rows, functions).map((name) => {
    const { parameters, result } = functions.get(name) as WasmFunction;
    return `  ${name}: { parameters: ${JSON.stringify(parameters)}, result: "${result}" },`;
  });
  return [
    `import type { FunctionType, RowData } from "./rowTypes.ts";`,
    "",
    "/** One element a micro-op; the index is its code. */",
    "export const ROWS: readonly RowData[] = [",
    ...rows.map((row) => `  ${JSON.stringify(describe(row))},`),
    "];",
    "",
    "/** The first micro-op of each sequence; the codes of sequences follow those of rows. */",
    `export const BEGIN_WITH: readonly number[] = [${sequences.map(([first]) => rows.indexOf(first)).join(", ")}];`,
    "",
    "/** Functions that rows call; the core exports them under these names. */",
    "export const FUNCTIONS: Readonly<Record<string, FunctionType>> = {",
    ...called,
    "};",
  ].join("\n");
}

/** regionFunctions.gen.ts: exports of the core for regions to import. */
export function regionFunctions(
  rows: readonly OpRow[],
  functions: ReadonlyMap<string, WasmFunction>,
  origin: ReadonlyMap<string, string>,
): string {
  return calledFunctions(rows, functions)
    .map((name) => `export { ${name} } from "./exec/${origin.get(name)?.slice(2)}";`)
    .join("\n");
}

function operandList(row: OpRow, text: string): string[][] {
  const { list }: Operands = parseOperands(row, text);
  return list.map(({ name, type }) => (type === undefined ? [name] : [name, type]));
}

function describe(row: OpRow): object {
  const { name, kind, columns } = row;
  if (kind === "pure") {
    const [result, operands, flags, semantics] = columns;
    const readsFlags = parseOperands(row, operands).readsFlags;
    const data = { name, kind, result, operands: operandList(row, operands), readsFlags };
    return { ...data, flags: words(flags), tokens: words(semantics) };
  }
  if (kind === "jump") {
    const [operands, condition, flags] = columns;
    const readsFlags = parseOperands(row, operands).readsFlags;
    return {
      name,
      kind,
      operands: operandList(row, operands),
      readsFlags,
      flags: words(flags),
      tokens: words(condition),
    };
  }
  if (kind === "call") return { name, kind };
  const [type, access, order] = columns;
  return { name, kind, result: type, access, order: order ?? "" };
}
