/**
 * Generates the micro-op enum, the emitters, the interpreter's switch and the region compiler's rows from
 * core-as/ir/ops.ir.
 *
 *   npm run generate
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeGenerated } from "../lib/generated.ts";
import { emitters } from "./emitters.ts";
import { flagEffects } from "./flagEffects.ts";
import { interpreter } from "./interpreter.ts";
import { opTable } from "./opTable.ts";
import { readOpTable } from "./parse.ts";
import { regionFunctions, rowData, type WasmFunction } from "./rowData.ts";
import { readSequences, sequenceTables } from "./sequences.ts";
import type { FunctionTypes, ValueType } from "./wasmToAs.ts";

const CORE = "core-as";

/** Exported functions of the modules that rows may name with `@`, with their Wasm types and where they live. */
function readFunctions(): { types: Map<string, WasmFunction>; origin: Map<string, string> } {
  const types = new Map<string, WasmFunction>();
  const origin = new Map<string, string>();
  const folder = join(CORE, "exec/functions");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.includes(".test."))) {
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, name, parameters, result] of text.matchAll(/export function (\w+)\(([^)]*)\): (\w+)/g)) {
      const list = parameters.split(",").filter((parameter) => parameter.trim() !== "");
      const parameterTypes = list.map((parameter) => toWasmType(parameter.split(":")[1].trim()));
      types.set(name, { parameters: parameterTypes, result: toWasmType(result) });
      origin.set(name, `./functions/${file.replace(/\.ts$/, "")}`);
    }
  }
  return { types, origin };
}

function toWasmType(type: string): ValueType {
  if (type === "f32" || type === "f64" || type === "v128") return type;
  return type === "i64" || type === "u64" ? "i64" : "i32";
}

const source = join(CORE, "ir/ops.ir");
const rows = readOpTable(source);
const sequenceList = join(CORE, "ir/sequences.ir");
const sequences = readSequences(sequenceList, rows);
const functions = readFunctions();
const arities: FunctionTypes = new Map(
  [...functions.types].map(([name, { parameters, result }]) => [name, { parameters: parameters.length, result }]),
);
const header = (what: string) => `${what} Generated from ${source} (${rows.length} rows); do not edit.`;

writeGenerated(join(CORE, "ir/ops.gen.ts"), header("Micro-op codes."), opTable(rows, sequences));
writeGenerated(
  join(CORE, "ir/flagEffects.gen.ts"),
  header("What micro-ops do to the condition flags."),
  flagEffects(rows),
);
writeGenerated(
  join(CORE, "ir/sequences.gen.ts"),
  `Sequences of micro-ops. Generated from ${sequenceList} (${sequences.length} sequences); do not edit.`,
  sequenceTables(rows, sequences),
);
writeGenerated(join(CORE, "ir/emit.gen.ts"), header("Emitters, one a micro-op."), emitters(rows));
writeGenerated(
  join(CORE, "exec/interpreter.gen.ts"),
  header("The micro-op interpreter."),
  interpreter(rows, sequences, arities, functions.origin),
);
writeGenerated(
  join(CORE, "regionFunctions.gen.ts"),
  header("Functions that compiled regions import."),
  regionFunctions(rows, functions.types, functions.origin),
);
writeGenerated("lib-ts/jit/rows.gen.ts", header("Micro-ops as data."), rowData(rows, sequences, functions.types));
