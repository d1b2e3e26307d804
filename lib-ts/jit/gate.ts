/**
 * The gate: one small module a VM through which regions call functions of the core's table. Engines keep a copy of an
 * imported table for every instance that imports it, and regions come in hundreds of instances; so only the gate imports it.
 */
import { code } from "./emit/frame.ts";
import { CodeWriter } from "./wasm/codeWriter.ts";
import { buildModule, type FunctionSpec, type FunctionType } from "./wasm/module.ts";

const PURE: FunctionType = { params: ["i32", "i32", "i32", "i32", "i32"], results: [] };
const SYSTEM: FunctionType = { params: ["i32", "i32", "i32", "i32", "i32"], results: ["i32"] };
/** The same with the function's table index behind the parameters. */
const withIndex = ({ params, results }: FunctionType): FunctionType => ({ params: [...params, "i32"], results });
const TYPES = [PURE, SYSTEM, ...[PURE, SYSTEM].map(withIndex)];

/** A function that hands its parameters on to the table's function number (last parameter). */
function forward(type: number): FunctionSpec {
  const to = new CodeWriter(64);
  const count = TYPES[type].params.length;
  for (let parameter = 0; parameter <= count; parameter++) to.localGet(parameter);
  to.op(code("call_indirect"));
  to.u32(type);
  to.u32(0);
  return { type: type + 2, locals: [], body: to.bytes() };
}

/** Exports `pure` and `system` (v, d, a, b, number, index): they call function number `index`. */
export function buildGate(): Uint8Array<ArrayBuffer> {
  return buildModule({
    types: TYPES,
    imports: [{ module: "core", name: "table", kind: "table", min: 1 }],
    functions: [forward(0), forward(1)],
    exports: ["pure", "system"].map((name, funcIndex) => ({ name, funcIndex })),
  });
}
